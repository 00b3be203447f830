"""One authorization recorded twice, in the EHR and in the site's own list: where the two differ, nobody picks one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from plugin.chart.administration import Amount
from plugin.chart.authorization import LISTED, Authorization, Decision
from plugin.engine.authorization_fit import MATCH, Misfit
from plugin.engine.charted_diagnoses import undotted
from plugin.engine.portions import in_words

Fitted = tuple[Authorization, tuple[Misfit, ...]]
COMPARED: tuple[tuple[str, str], ...] = (
    ("decision", "decision"),
    ("begins", "first day"),
    ("ends", "last day"),
    ("units", "amount"),
    ("units_per_dose", "amount a dose"),
    ("doses", "number of doses"),
)
USED = ("units_used", "doses_used")


def with_most_used(authorizations: list[Authorization]) -> list[Authorization]:
    """Each with the larger count of what is used where both records have one: they were written at different times."""
    if not _both_places(authorizations):
        return authorizations
    return [_with_most(a, [b for b in authorizations if _is_twin(a, b)]) for a in authorizations]


def held_together(found: list[Fitted]) -> list[Fitted]:
    """What does not fit in one record does not fit in the other, and neither does a fact in which they differ."""
    if not _both_places([a for a, _ in found]):
        return found
    return [(a, _together(a, wrong, [pair for pair in found if _is_twin(a, pair[0])])) for a, wrong in found]


def _both_places(authorizations: list[Authorization]) -> bool:
    return len({_is_listed(a) for a in authorizations}) > 1


def _is_listed(a: Authorization) -> bool:
    return a.id.startswith(LISTED)


def _is_twin(a: Authorization, b: Authorization) -> bool:
    """The same number in the other place for days in common, and something is said of what was decided."""
    if _is_listed(a) == _is_listed(b) or Decision.UNKNOWN in (a.decision.value, b.decision.value):
        return False
    same = a.number is not None and b.number is not None and _plain(a.number.value) == _plain(b.number.value)
    return same and _first(a) <= _last(b) and _first(b) <= _last(a)


def _plain(number: str) -> str:
    return number.strip().casefold()


def _first(a: Authorization) -> date:
    return a.begins.value if a.begins else date.min


def _last(a: Authorization) -> date:
    return a.ends.value if a.ends else date.max


def _with_most(a: Authorization, twins: list[Authorization]) -> Authorization:
    changed: dict[str, Any] = {}
    for name in USED:
        counts = [fact for b in (a, *twins) if (fact := getattr(b, name))]
        if counts:
            changed[name] = max(counts, key=lambda fact: fact.value)
    return replace(a, **changed) if twins else a


def _together(a: Authorization, wrong: tuple[Misfit, ...], twins: list[Fitted]) -> tuple[Misfit, ...]:
    found = dict.fromkeys(wrong)
    for b, misfits in twins:
        listed, other = (a, b) if _is_listed(a) else (b, a)
        found.update(dict.fromkeys((*misfits, *_differences(listed, other))))
    return tuple(found)


def _differences(listed: Authorization, other: Authorization) -> Iterator[Misfit]:
    for name, words in COMPARED:
        one, two = getattr(listed, name), getattr(other, name)
        if one and two and one.value != two.value:
            yield _differs(words, _words(one.value), _words(two.value))
    for system in ("hcpcs", "ndc"):
        one, two = _codes(listed, system), _codes(other, system)
        if one and two and not one & two:
            yield _differs("code", ", ".join(sorted(one)), ", ".join(sorted(two)))
    if listed.diagnoses and other.diagnoses and not _any_alike(listed.diagnoses, other.diagnoses):
        yield _differs("diagnosis", ", ".join(listed.diagnoses), ", ".join(other.diagnoses))


def _differs(what: str, listed: str, other: str) -> Misfit:
    return Misfit(MATCH, f"its {what} is {listed} in the list of the site, {other} in the record")


def _words(value: object) -> str:
    return in_words(value) if isinstance(value, Amount) else str(value)


def _codes(a: Authorization, system: str) -> set[str]:
    return {code.value.upper().replace("-", "") for code in a.product.codes if code.system == system}


def _any_alike(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    pairs = [(undotted(one), undotted(two)) for one in some for two in others]
    return any(one.startswith(two) or two.startswith(one) for one, two in pairs)
