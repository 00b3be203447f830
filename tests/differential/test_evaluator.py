"""The second evaluator answers the worked cases of the rules, so that agreement with it is worth something."""

import pytest

from tests.differential.evaluator import charged
from tests.differential.model import DAY, Choices, Day, Row

KINDS = {"X": "chemo", "Y": "chemo", "Z": "chemo", "NS": "hydration", "F": "hormonal", "Bor": "chemo"}
WORKED = {  # T number: place and switches, doses, expected lines
    "T36": ("hospital", "X 0800-0900, Y 0900-1131", "96413 96417 96415*2"),
    "T44": ("hospital", "NS 0800-1100, A 0900-0930", "96365 96361*2"),
    "T45": ("hospital", "NS 0800-1020, X 0829-1000", "96413 96415 96361"),
    "T46": ("hospital hydration_split=contiguous", "NS 0800-1020, X 0829-1000", "96413 96415"),
    "T47": ("hospital", "NS 0800-0845, D 0800 shot", "96360 96372-59"),
    "T48": ("hospital", "A 0800-0900, B 0800-0900", "96365 96368"),
    "T51": ("hospital", "A 0800-0900, B 0850-0950", "96365 96367"),
    "T51 any overlap": ("hospital concurrent_min_overlap=1", "A 0800-0900, B 0850-0950", "96365 96368"),
    "T52": ("hospital", "A 0800-0900, B 0844-0944", "96365 96368"),
    "T54": ("hospital", "X 0800-0900, Y 0800-0900", "96413 96549-held"),
    "T54 not billed": ("hospital chemo_chemo_concurrent=not_billed", "X 0800-0900, Y 0800-0900", "96413"),
    "R-ADM-53": (
        "hospital chemo_chemo_concurrent=sequential_if_remainder_16",
        "X 0800-0900, Y 0830-0916",
        "96413 96417",
    ),
    "T58": ("hospital", "A 0800, A 0830", "96374"),
    "T60": ("office", "A 0800, A 0900", "96374"),
    "T62": ("hospital", "A 0800-0900, A 2000-2100", "96365 96366"),
    "T63 sum": ("hospital same_drug_repeat_infusion=sum_minutes", "A 0800-0845, A 1600-1645", "96365"),
    "T63 legacy": ("hospital same_drug_repeat_infusion=96367_legacy", "A 0800-0845, A 1600-1645", "96365 96367"),
    "T64": ("hospital", "A 0800-0830, A 0930", "96365 96376"),
    "T65": ("hospital", "X 0800-0900, A 0800-0900 arm", "96413 96365-59"),
    "T65 XS": ("hospital second_site_modifier=XS", "X 0800-0900, A 0800-0900 arm", "96413 96365-XS"),
    "T67": ("hospital", "X 0800-0900, NS 1300-1431 again", "96413 96360-59 96361"),
    "T67 XE": ("hospital second_encounter_modifier=XE", "X 0800-0900, NS 1300-1431 again", "96413 96360-XE 96361"),
    "T69": ("office for NS", "NS 0800-0931, A 0800", "96360 96361 96375"),
    "R-ADM-45": ("hospital hydration_secondary_modifier=XU", "NS 0800-0931, A 0800", "96374 96361-XU*2"),
    "T71": ("office for A", "A 0800-0900, X 0900", "96409 96367"),
    "T72": ("hospital", "A 0800-", "96374"),
    "T72 hold": ("hospital missing_stop=hold", "A 0800-", "96374-held"),
    "T72 not billable": ("hospital missing_stop=not_billable", "A 0800-", ""),
    "T73": ("hospital", "X 0800-", "96409"),
    "T74": ("hospital", "NS 0800-", ""),
    "T75": ("hospital", "A 0800-0900, B 0900-", "96365 96375"),
    "R-ADM-59": ("hospital", "NS 0800-1100, A 0900-", "96374 96361-held"),
    "R-ADM-59 not billable": ("hospital missing_stop=not_billable", "NS 0800-1100, A 0900-", "96360-held"),
    "R-ADM-60": ("hospital", "A 0800- 45min", "96365"),
    "R-ADM-60 denied": ("hospital duration_without_clock=deny", "A 0800- 45min", "96374"),
    "R-ADM-60 stop": ("hospital", "B 0800-1100, A -0900 45min", "96365 96366*2 96368"),
    "R-ADM-61": ("hospital", "A 1000-0900", "96374-held"),
    "T76": ("hospital", "NS 2200-+0630, A 2220, A +0200", "96361*2 96361+1*6 96374 96376+1"),
    "T77": ("office", "NS 2300-+0200", "96360 96361*2"),
    "T77 by unit": ("office midnight=unit_date", "NS 2300-+0200", "96360 96361+1*2"),
    "R-ADM-65": ("hospital", "A 2344-+0000", "96365"),
    "R-ADM-65 next minute": ("hospital", "A 2345-+0001", "96365+1"),
    "T83": ("hospital", "Bor 0800 shot, D 0800 shot", "96401 96372-59"),
    "T84": ("hospital", "D 0800-0940 pump", "96369 96370"),
    "T85": ("hospital", "D 0800-0815 pump", "96372"),
    "R-ADM-72": ("hospital", "D 0800-0900 pump, D 0830-1000 pump arm", "96369 96370 96371"),
    "T92": ("hospital", "A 0800-1000, B 0930-1330", "96365 96366*3 96368"),
    "T93": ("hospital partial_overlap=split_remainder", "A 0800-1000, B 0930-1330", "96365 96366*3 96367"),
    "T94": ("hospital", "X 0800-0900, B 0800-1100", "96413 96368"),
    "T95": ("hospital", "X 0800-0830, Y 0830-0930, Z 0930-1101", "96413 96417*2 96415"),
    "T98": ("hospital", "A 0800-0900, B 0815-0830", "96365 96375"),
    "R-ADM-62": ("hospital pause_gap=20", "A 0800-0840 bag, A 0900-0920 bag", "96365"),
    "R-ADM-62 no pause": ("hospital pause_gap=19", "A 0800-0840 bag, A 0900-0920 bag", "96365 96366"),
    "T104": ("office aborted_infusion=planned_53", "X 0800-0812 stopped", "96413-53"),
    "T105": ("office aborted_infusion=planned_53", "X 0800-0822 stopped", "96413"),
    "T111": ("hospital", "F 0800 shot, F 0805 shot", "96402"),
    "T112": ("hospital split_dose_injections=per_injection", "F 0800 shot, F 0805 shot", "96402*2"),
    "T117": ("hospital", "X 0800 artery", "96420"),
    "T118": ("hospital", "X 0800-0931 artery", "96422 96423"),
    "T126": ("hospital", "A 0800-0900, A +0800-+0900", "96365 96366+1"),
    "T126 by day": ("hospital calendar_day_initial=on", "A 0800-0900, A +0800-+0900", "96365 96365+1"),
    "R-ADM-28": ("hospital calendar_day_initial=on", "A 2300-+0100, B +0100-+0200", "96365 96366+1 96367+1"),
    "T127": ("hospital", "A 0800, A 0825, A 0850, A 0925", "96374 96376*2"),
}


@pytest.mark.parametrize(("place", "doses", "expected"), WORKED.values(), ids=WORKED)
def test_the_second_evaluator_answers_the_worked_cases(place: str, doses: str, expected: str) -> None:
    where, _, rest = place.partition(" ")
    main = rest.removeprefix("for ") if rest.startswith("for ") else None
    chosen = dict(part.split("=") for part in rest.split() if "=" in part)
    rows = tuple(_row(text) for text in doses.split(", "))
    assert _answer(Day(where == "office", main, rows, Choices(**chosen))) == dict(map(_expected, expected.split()))


def _answer(day: Day) -> dict[str, int]:
    return {
        f"{u.code}{f'-{u.modifier}' * bool(u.modifier)}{f'+{u.day}' * bool(u.day)}{'-held' * u.held}": units
        for u, units in charged(day).items()
    }


def _expected(text: str) -> tuple[str, int]:
    line, _, units = text.partition("*")
    return line, int(units or 1)


def _row(text: str) -> Row:
    """'A 0800-0900 arm': drug, times (one for a push, '+' for the next day), and what else is special."""
    drug, times, *words = text.split()
    start, dash, stop = times.partition("-")
    runs = ((_minute(start), _minute(stop) if dash else _minute(start)),)
    way = next((w for w in ("shot", "pump", "artery") if w in words), "infusion" if dash else "push")
    way = {"artery": "artery infusion" if dash else "artery push"}.get(way, way)
    return Row(
        drug,
        KINDS.get(drug, "therapeutic"),
        way,
        runs,
        site="arm" if "arm" in words else "port",
        order="one" if "bag" in words else text,
        visit=2 if "again" in words else 1,
        length=next((int(w[:-3]) for w in words if w.endswith("min")), None),
        stopped="stopped" in words,
    )


def _minute(clock: str) -> int | None:
    if not clock:
        return None
    digits = clock.removeprefix("+")
    return int(digits[:2]) * 60 + int(digits[2:]) + DAY * clock.startswith("+")
