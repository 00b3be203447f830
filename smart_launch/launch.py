"""One launch: whose chart, which visit, who signed in, and what the EHR granted. All of it from the token response."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from smart_launch.errors import BadTokenResponse, NoPatient
from smart_launch.identity import User

# FHIR allows 64 characters and no underscore; real servers are less strict, and what matters is one safe path segment.
FHIR_ID = re.compile(r"(?!\.+$)[A-Za-z0-9._-]{1,128}")
INTENT = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave: `scopes` is None when it did not say (then all that was asked, RFC 6749 5.1).

    `idle` is after how many seconds without use the EHR takes a person for gone (Oracle's active_ttl), if it says so.
    """

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    scopes: tuple[str, ...] | None
    idle: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """The chart that was open: ids within the EHR. `intent` is hostile input reduced to a plain word."""

    patient: str
    encounter: str | None
    need_patient_banner: bool
    intent: str | None


@dataclass(frozen=True, slots=True)
class Launch:
    """A live launch. `id` is what stands in URLs; times are seconds since 1970; `expires_at` is the absolute limit.

    `not_granted` names the resource types that were asked for and withheld. The refresh token is not in here: it stays
    sealed until the one moment it is used. `idle` is the EHR's own limit of seconds without use, if it has one.
    """

    id: str
    ehr: str
    iss: str
    patient: str
    encounter: str | None
    user: User
    need_patient_banner: bool
    intent: str | None
    scopes: tuple[str, ...]
    not_granted: tuple[str, ...]
    started: int
    expires_at: int
    access: str = field(repr=False)
    idle: int | None = None

    def closes_after(self, idle: int) -> int:
        """Seconds without use after which it ends where Chairside's own limit is `idle`: the shorter one counts."""
        return idle if self.idle is None else min(idle, self.idle)

    @property
    def fhir_user(self) -> str | None:
        """Reference of the person: Practitioner/x or PractitionerRole/x; None when the EHR did not say."""
        return self.user.fhir_user


def tokens_from(answer: Mapping[str, Any]) -> Tokens:
    """The tokens of a token response (RFC 6749 5.1); raises BadTokenResponse. `bearer` is compared without case.

    expires_in is not kept: a token is used until the EHR answers 401, which it may do earlier (a sign-out) or later.
    """
    access, kind = answer.get("access_token"), answer.get("token_type")
    if not isinstance(access, str) or not re.fullmatch(r"[\x21-\x7e]+", access):
        raise BadTokenResponse("The token response has no usable access_token.")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        raise BadTokenResponse("token_type is not bearer.")
    refresh, scope = answer.get("refresh_token"), answer.get("scope")
    return Tokens(
        access=access,
        refresh=refresh if isinstance(refresh, str) and refresh else None,
        scopes=tuple(scope.split()) if isinstance(scope, str) and scope.strip() else None,
        idle=_seconds(answer.get("active_ttl")),
    )


def context_from(answer: Mapping[str, Any]) -> Context:
    """The launch context of a token response; raises NoPatient, or BadTokenResponse for an id that is not one.

    The banner is wanted unless the EHR says plainly that it shows one (need_patient_banner: false).
    """
    patient, encounter, intent = answer.get("patient"), answer.get("encounter"), answer.get("intent")
    if patient in (None, ""):
        raise NoPatient
    return Context(
        patient=_id("patient", patient),
        encounter=None if encounter in (None, "") else _id("encounter", encounter),
        need_patient_banner=answer.get("need_patient_banner") is not False,
        intent=intent if isinstance(intent, str) and INTENT.fullmatch(intent) else None,
    )


def _seconds(value: object) -> int | None:
    """A number of seconds, as a number or as digits; None for anything else, and for nothing at all."""
    digits = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return int(digits) if re.fullmatch(r"0*[1-9]\d{0,8}", digits) else None


def _id(name: str, value: object) -> str:
    if not isinstance(value, str) or not FHIR_ID.fullmatch(value):
        raise BadTokenResponse(f"{name} in the token response is not a FHIR id.")
    return value
