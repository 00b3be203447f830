"""The engine and a second, independent evaluator charge thousands of seeded visits alike: codes, marks, days, holds."""

from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from functools import cache

import pytest

from tests.differential import visits, wide_visits
from tests.differential.awaiting import AWAITING, awaited
from tests.differential.beside import SHOTS
from tests.differential.charts import chart, engine_units, shown, snippet
from tests.differential.evaluator import FAMILIES, charged
from tests.differential.model import Choices, Day, LeftOpen, Row, Unit
from tests.differential.shrink import smallest
from tests.differential.wide_visits import CHOICES
from tests.engine.builders import proposal

NUMBERS = {"plain": 2500, "eventful": 4500}
MAKERS: dict[str, Callable[[int], Day]] = {"plain": visits.day, "eventful": wide_visits.day}
SHOWN = 5
BESIDE = {"96368", "96369", "96370", "96371", "96373", "96376", "96420", "96422", "96423", "96549"}

Judged = tuple[tuple[Day, Counter[Unit]], ...]


@cache
def judged(sort: str) -> Judged:
    """The visits the rules decide, with the evaluator's answer."""
    decided = []
    for number in range(NUMBERS[sort]):
        day = MAKERS[sort](number)
        try:
            decided.append((day, charged(day)))
        except LeftOpen:
            continue
    return tuple(decided)


def compared(sort: str) -> Judged:
    """Those of them that have no shape in which the product is known to differ."""
    return tuple((day, wanted) for day, wanted in judged(sort) if not awaited(day))


def _first_bag(day: Day) -> list[Row]:
    return [r for r in day.rows if r.way == "infusion" and r.stop - r.start > 15][:1]


def differs(day: Day) -> bool:
    """Whether the two charge a visit apart; what the rules leave open is no difference."""
    try:
        return engine_units(day) != charged(day)
    except LeftOpen:
        return False


@pytest.mark.parametrize("office", [False, True], ids=["hospital", "office"])
@pytest.mark.parametrize("sort", MAKERS)
def test_the_engine_and_the_second_evaluator_charge_every_visit_alike(sort: str, office: bool) -> None:
    same_place = [(day, wanted) for day, wanted in compared(sort) if day.office is office]
    apart = [day for day, wanted in same_place if engine_units(day) != wanted]
    text = "\n\n".join(map(_account, apart[:SHOWN]))
    assert not apart, f"{len(apart)} of {len(same_place)} visits differ, the first {SHOWN} at their smallest:\n\n{text}"


@pytest.mark.parametrize("sort", MAKERS)
def test_at_least_two_thousand_visits_are_compared(sort: str) -> None:
    assert len(compared(sort)) >= 2000


def test_every_shape_that_is_left_out_still_differs() -> None:
    for shape in AWAITING:
        alone = [day for day, _ in judged("eventful") if [s for s in AWAITING if s(day)] == [shape]]
        assert any(map(differs, alone)), f"nothing differs any more: take {shape.__name__} out of AWAITING"


@pytest.mark.parametrize("number", [n for n in range(100) if _first_bag(visits.day(n))])
def test_two_bags_of_one_drug_at_once_on_one_site_are_never_released(number: int) -> None:
    # R-ADM-61: which of the two is right nobody can say, so no code is expected, only that none leaves
    day = visits.day(number)
    (bag,) = _first_bag(day)
    twin = replace(bag, runs=((bag.start + 15, bag.stop + 15),), order=f"{bag.order}-twin")
    result = proposal(chart(replace(day, rows=(*day.rows, twin))))
    both = {f"MedicationAdministration/ma{n}" for n in (day.rows.index(bag) + 1, len(day.rows) + 1)}
    leaves = [x for x in result.lines if x.kind.value == "administration" and x.state.value == "proposed"]
    assert [x.code for x in leaves if both & set(x.evidence)] == []
    assert "conflicting_times" in {p.kind for p in result.prompts}


def test_the_visits_reach_every_code() -> None:
    seen = Counter(unit.code for sort in MAKERS for _, wanted in compared(sort) for unit in wanted)
    family = {code for three in FAMILIES.values() for code in three if code} | set(SHOTS.values()) | BESIDE
    assert {code: seen[code] for code in sorted(family) if seen[code] < 20} == {}


def test_every_value_of_every_switch_decides_visits() -> None:
    decided: Counter[tuple[str, str]] = Counter()
    for day, wanted in judged("eventful"):
        for name, value in day.choices.changed().items():
            decided[name, value] += _without(day, name) != wanted
    every = [(name, value) for name, values in CHOICES.items() for value in values]
    assert set(CHOICES) == {f.name for f in fields(Choices)}
    assert {pair: decided[pair] for pair in every if decided[pair] < 3} == {}


def _without(day: Day, switch: str) -> Counter[Unit] | None:
    default = next(f.default for f in fields(Choices) if f.name == switch)
    try:
        return charged(replace(day, choices=replace(day.choices, **{switch: str(default)})))
    except LeftOpen:
        return None


def _account(day: Day) -> str:
    day = smallest(day, differs)
    return f"{snippet(day)}\n  rules:  {shown(charged(day))}\n  engine: {shown(engine_units(day))}"
