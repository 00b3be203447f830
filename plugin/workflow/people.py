"""The name of the person signed in, as the EHR writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from smart_launch.errors import SmartError

NOBODY = "the person signed in"


class Reader(Protocol):
    """The part of a FHIR client that is needed here."""

    def read(self, reference: str) -> Mapping[str, Any]:
        """The resource of a reference."""


def name_of(client: Reader, fhir_user: str | None) -> str:
    """The name of a Practitioner, or of the practitioner of a PractitionerRole; the reference where it cannot be read.

    An answer shows who gave it, so a name that cannot be read is no reason to refuse the answer.
    """
    if fhir_user is None:
        return NOBODY
    try:
        person = client.read(fhir_user)
    except SmartError:
        return fhir_user
    written = _in_words(person.get("name")) or _display(person.get("practitioner"))
    return written[:200] or fhir_user


def _in_words(names: object) -> str:
    """Given and family name of the first name there is; `text` where the parts are missing."""
    first = names[0] if isinstance(names, list) and names else None
    if not isinstance(first, Mapping):
        return ""
    given, family, text = first.get("given"), first.get("family"), first.get("text")
    parts = [*(given if isinstance(given, list) else []), family]
    return " ".join(part for part in parts if isinstance(part, str) and part) or (text if isinstance(text, str) else "")


def _display(reference: object) -> str:
    display = reference.get("display") if isinstance(reference, Mapping) else None
    return display if isinstance(display, str) else ""
