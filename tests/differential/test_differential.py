"""The engine and a second, independent evaluator agree on the codes and units of thousands of seeded visits."""

from collections import Counter
from functools import cache

import pytest

from tests.differential.evaluator import FAMILIES, SHOTS, Day, LeftOpen, Row, codes
from tests.differential.visits import chart, day, written
from tests.engine.builders import charge

VISITS = 3000
SHOWN = 5
KINDS = {"X": "chemo", "Y": "chemo", "Z": "chemo", "NS": "hydration"}
WORKED = {  # worked cases of the rules: visit, minutes as clock times, expected codes
    "T36": ("hospital", "X 0800-0900, Y 0900-1131", "96413 96417 96415*2"),
    "T44": ("hospital", "NS 0800-1100, A 0900-0930", "96365 96361*2"),
    "T48": ("hospital", "A 0800-0900, B 0800-0900", "96365 96368"),
    "T51": ("hospital", "A 0800-0900, B 0850-0950", "96365 96367"),
    "T52": ("hospital", "A 0800-0900, B 0844-0944", "96365 96368"),
    "T54": ("hospital", "X 0800-0900, Y 0800-0900", "96413 96549"),
    "T58": ("hospital", "A 0800-0800, A 0830-0830", "96374"),
    "T60": ("office", "A 0800-0800, A 0900-0900", "96374"),
    "T62": ("hospital", "A 0800-0900, A 2000-2100", "96365 96366"),
    "T64": ("hospital", "A 0800-0830, A 0930-0930", "96365 96376"),
    "T69": ("office for NS", "NS 0800-0931, A 0800-0800", "96360 96361 96375"),
    "T71": ("office for A", "A 0800-0900, X 0900-0900", "96409 96367"),
    "T92": ("hospital", "A 0800-1000, B 0930-1330", "96365 96366*3 96368"),
    "T94": ("hospital", "X 0800-0900, B 0800-1100", "96413 96368"),
    "T95": ("hospital", "X 0800-0830, Y 0830-0930, Z 0930-1101", "96413 96417*2 96415"),
    "T127": ("hospital", "A 0800-0800, A 0825-0825, A 0850-0850, A 0925-0925", "96374 96376*2"),
}


@cache
def judged() -> tuple[tuple[Day, dict[str, int]], ...]:
    """The visits the rules decide, with the evaluator's answer."""
    decided = []
    for number in range(VISITS):
        visit = day(number)
        try:
            decided.append((visit, codes(visit)))
        except LeftOpen:
            continue
    return tuple(decided)


def engine_codes(visit: Day) -> dict[str, int]:
    """What the product charges, modifiers taken off."""
    found: Counter[str] = Counter()
    for code, units in charge(chart(visit)).items():
        found[code.partition("-")[0]] += units
    return dict(sorted(found.items()))


@pytest.mark.parametrize("office", [False, True], ids=["hospital", "office"])
def test_the_engine_and_the_second_evaluator_charge_every_visit_alike(office: bool) -> None:
    visits = [(visit, wanted) for visit, wanted in judged() if visit.office is office]
    answers = [(visit, wanted, engine_codes(visit)) for visit, wanted in visits]
    apart = [(v, wanted, got) for v, wanted, got in answers if wanted != got]
    text = "\n\n".join(f"{written(v)}\n  rules:  {wanted}\n  engine: {got}" for v, wanted, got in apart[:SHOWN])
    assert not apart, f"{len(apart)} of {len(visits)} visits differ, the first {SHOWN}:\n\n{text}"


@pytest.mark.parametrize(("setting", "rows", "expected"), WORKED.values(), ids=WORKED)
def test_the_second_evaluator_answers_the_worked_cases(setting: str, rows: str, expected: str) -> None:
    wanted = {code: int(units or 1) for code, _, units in (line.partition("*") for line in expected.split())}
    place, _, main = setting.partition(" for ")
    got = codes(Day(place == "office", main or None, tuple(map(_row, rows.split(", ")))))
    assert got == wanted


def test_at_least_two_thousand_visits_are_decided_by_the_rules() -> None:
    assert len(judged()) >= 2000


def test_the_visits_reach_every_code_of_the_family() -> None:
    seen = Counter(code for _, wanted in judged() for code in wanted)
    family = {code for three in FAMILIES.values() for code in three if code} | set(SHOTS.values())
    assert {code for code in family | {"96368", "96376", "96549"} if seen[code] < 20} == set()


def _row(text: str) -> Row:
    drug, times = text.split()
    start, stop = (int(clock[:2]) * 60 + int(clock[2:]) for clock in times.split("-"))
    way = "infusion" if stop > start else "push"
    return Row(drug, KINDS.get(drug, "therapeutic"), way, ((start, stop),), order=times)
