"""SMART scopes as granted: v1 (`.read`), v2 (`.rs`), and the API names Epic puts into the same field."""

from __future__ import annotations

import re
from collections.abc import Iterable

CLINICAL = re.compile(
    r"(?P<context>(?:patient|user|system)/)?(?P<type>\*|[A-Z][A-Za-z]+)\.(?P<verb>[A-Za-z]+|\*)(?:\?.*)?"
)
V1 = {"read": "rs", "write": "cud", "*": "cruds"}
READING = frozenset("rs")
EPIC = {"read": "r", "search": "s", "create": "c", "update": "u"}


def allowed(scopes: Iterable[str]) -> dict[str, frozenset[str]]:
    """Resource type ("*" for all) -> the letters of c r u d s that `scopes` grant together.

    v1's `.read` is `.rs` and `.write` is `.cud`; Epic's `Patient.Read Patient.Search` add up to the same. What is no
    clinical scope (launch, openid) is passed over.
    """
    letters: dict[str, frozenset[str]] = {}
    for scope in scopes:
        if match := CLINICAL.fullmatch(scope):
            verb = match["verb"].lower()
            given = (V1 if match["context"] else EPIC).get(verb, verb)
            letters[match["type"]] = letters.get(match["type"], frozenset()) | frozenset(given)
    return letters


def misspelt(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes whose letters are not in the order c r u d s, or come twice: to SMART 2 they are no scopes."""
    found = ((scope, CLINICAL.fullmatch(scope)) for scope in scopes)
    return tuple(scope for scope, match in found if match and not _known(match))


def beyond_reading(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes that ask for more than to read and search."""
    return tuple(scope for scope in scopes if any(not letters <= READING for letters in allowed([scope]).values()))


def _known(match: re.Match[str]) -> bool:
    verb = match["verb"].lower()
    return bool(verb in V1 or verb in EPIC or (verb and re.fullmatch("c?r?u?d?s?", verb)))


def withheld(asked: Iterable[str], granted: Iterable[str]) -> tuple[str, ...]:
    """The resource types asked for by name that were not granted in full, in alphabetical order."""
    have = allowed(granted)
    everywhere = have.get("*", frozenset())
    wanted = {kind: letters for kind, letters in allowed(asked).items() if kind != "*"}
    return tuple(
        sorted(kind for kind, letters in wanted.items() if not letters <= have.get(kind, everywhere) | everywhere)
    )
