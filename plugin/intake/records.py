"""A FHIR R4 Bundle as the resources that can be read, each judged alone, and a list of those that cannot."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Never

from plugin.chart.chart import Unread
from plugin.intake.addresses import foreign_links
from plugin.intake.entries import resources_of
from plugin.intake.errors import NotABundle, NotJson, TooLarge
from plugin.intake.fhir_json import Resource, codes, element, elements, identity, word
from plugin.intake.shapes import flaw
from plugin.intake.unusable_times import with_usable_times
from plugin.intake.versions import newest

MOST_CHARACTERS = 20_000_000
# Epic's remarks that nothing was found, and the standing one that a user may not see all there is.
NO_LACK = frozenset({"4101", "4119"})
SETTING = "https://chairside.example/fhir/CodeSystem/setting"
# A reference that is no "Type/id" yet. A text with escapes of letters in it may hold one that is not seen so.
ABSOLUTE = re.compile(r'"reference"\s*:\s*"[A-Za-z][A-Za-z0-9+.-]*:')
ESCAPE = "\\u"
# An escape of one half of a UTF-16 pair: alone it is no character, and no text with it can be written out again.
HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Records:
    """What was read for one visit. `resources` are valid R4 JSON with exact decimals, one of each "Type/id".

    `setting` is "" where the Bundle is not tagged. `patient` and `encounter` are references where a launch named
    them; "" lets the Encounter decide.
    """

    id: str = ""
    setting: str = ""
    resources: tuple[Resource, ...] = ()
    unread: tuple[Unread, ...] = ()
    patient: str = ""
    encounter: str = ""

    def of(self, *types: str) -> tuple[Resource, ...]:
        """The resources of these types."""
        return tuple(r for r in self.resources if r["resourceType"] in types)


def read_bundle(text: str | bytes) -> Records:
    """Read one FHIR R4 Bundle. One bad entry is listed as unread and the rest goes on.

    Raises UnreadableInput where the text is no Bundle at all.
    """
    plain = _decoded(text)
    bundle = _json(plain)
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise NotABundle
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise NotABundle("Bundle.entry is not a list.")
    absolute = ESCAPE in plain or ABSOLUTE.search(plain) is not None
    named, unread = resources_of(entries, absolute=absolute)
    resources, refused = judged(named, absolute=absolute)
    return Records(
        id=word(element(bundle, "identifier"), "value"),
        setting=_setting(bundle),
        resources=resources,
        unread=(*unread, *refused),
    )


def judged(named: Iterable[Resource], *, absolute: bool = True) -> tuple[tuple[Resource, ...], tuple[Unread, ...]]:
    """Of each resource the newest version, if it is valid R4; what is not, and what a server said was left out.

    `absolute` says whether any reference may be to another server.
    """
    kept, unread = newest(named)
    readable: list[Resource] = []
    for resource in map(_usable, kept):
        if resource["resourceType"] == "OperationOutcome":
            unread += tuple(withheld(resource))
        elif problem := flaw(resource):
            unread += (Unread(identity(resource), problem),)
        else:
            readable.append(resource)
            unread += tuple(foreign_links(resource)) if absolute else ()
    return tuple(sorted(readable, key=identity)), unread


def _usable(resource: Resource) -> Resource:
    return with_usable_times(resource) if resource["resourceType"] == "MedicationAdministration" else resource


def withheld(outcome: Resource, about: str = "") -> Iterable[Unread]:
    """What an OperationOutcome in a Bundle says was left out; an EHR says so only there (Epic: 59204)."""
    for issue in elements(outcome, "issue"):
        details = element(issue, "details")
        if issue.get("severity") == "information" or NO_LACK & {code for _, code in codes(details)}:
            continue
        said = word(issue, "diagnostics") or word(details, "text") or word(issue, "code") or "no reason was given"
        written = said[:300].encode(errors="replace").decode()
        yield Unread(about or "OperationOutcome", f"The EHR said: {written}", kept_back=True)


def _setting(bundle: Resource) -> str:
    tags = elements(element(bundle, "meta"), "tag")
    return next((word(tag, "code") for tag in tags if tag.get("system") == SETTING), "")


def _decoded(text: str | bytes) -> str:
    if len(text) > MOST_CHARACTERS:
        raise TooLarge(f"One visit may have up to {MOST_CHARACTERS // 1_000_000} MB.")
    try:
        return text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        raise NotJson("It is not UTF-8.") from None


def _json(plain: str) -> Any:  # noqa: ANN401  # any JSON value
    try:
        found = json.loads(plain, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once)
        if (ESCAPE in plain or not plain.isascii()) and HALF.search(plain):
            json.dumps(found, ensure_ascii=False, default=str).encode()
        return found
    except RecursionError:
        raise NotJson("It is nested beyond all reason.") from None
    except UnicodeEncodeError:
        raise NotJson("It holds one half of a character.") from None
    except json.JSONDecodeError as problem:
        raise NotJson(f"Line {problem.lineno}, column {problem.colno}: {problem.msg}.") from None
    except ValueError as problem:
        why = str(problem) if isinstance(problem, _TwoReadings) else "A number in it is out of range."
        raise NotJson(why) from None


class _TwoReadings(ValueError):
    """JSON in which two readers would not see the same."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwoReadings("A key stands twice in one object.")
    return found


def _no_number(name: str) -> Never:
    raise _TwoReadings(f"{name} is no JSON number.")
