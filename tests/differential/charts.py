"""A generated visit as the product reads it, and as a test somebody can paste."""

from collections import Counter
from dataclasses import replace

from plugin.chart.administration import Administration, State
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact, Strength
from tests.differential.model import DAY, Day, Row, Unit
from tests.engine.builders import DAY as FIRST_DAY
from tests.engine.builders import at, fact, given, proposal, visit

ROUTES = {
    "infusion": "iv_infusion",
    "push": "iv_push",
    "pump": "sc_infusion",
    "artery infusion": "intra_arterial_infusion",
    "artery push": "intra_arterial_push",
}
SECOND_LINE = "left forearm"


def chart(day: Day) -> Chart:
    """Everything charted but what the rows leave out; a reason for the second line and for fluid."""
    return visit(
        *(_given(row, day) for row in day.rows),
        setting="office" if day.office else "facility",
        main=day.main,
        second_visit=tuple(n for n, row in enumerate(day.rows, 1) if row.visit == 2),
    )


def engine_units(day: Day) -> Counter[Unit]:
    """Every unit of the administration lines the product proposes or holds."""
    found: Counter[Unit] = Counter()
    for line in proposal(chart(day), **day.choices.changed()).lines:
        if line.kind.value == "administration":
            when = (line.date - FIRST_DAY).days
            found[Unit(line.code, "-".join(line.modifiers), when, line.state.value == "held")] += line.units
    return found


def snippet(day: Day) -> str:
    """The visit as a call of the builders."""
    switches = "".join(f', {name}="{value}"' for name, value in day.choices.changed().items())
    more = ['setting="office"'] * day.office + [f'main="{day.main}"'] * bool(day.main)
    second = tuple(n for n, row in enumerate(day.rows, 1) if row.visit == 2)
    more += [f"second_visit={second}"] * bool(second)
    rows = "".join(f"        {_call(row, day)},\n" for row in day.rows)
    ends = f"        {', '.join(more)},\n" if more else ""
    return f"    charge(visit(\n{rows}{ends}    ){switches})"


def shown(units: Counter[Unit]) -> str:
    """Code, modifier, units and day of each line, held ones marked."""
    return ", ".join(
        f"{'-'.join(filter(None, (u.code, u.modifier)))} x{times}{f' D+{u.day}' if u.day else ''}{' held' * u.held}"
        for u, times in sorted(units.items())
    )


def _given(row: Row, day: Day) -> Administration:
    """One row in the words of the builders; every field of `Row` must arrive."""
    made = given(
        row.drug,
        _route(row),
        runs=tuple((_clock(a), _clock(b) if b != a else None) for a, b in row.runs),
        site=row.site,
        order=f"MedicationRequest/{row.order}",
        charted_minutes=fact(row.length) if row.length is not None else None,
        stopped_because=fact("reaction") if row.stopped else None,
        site_reason=fact("two lines by protocol") if _second_line(row, day) else None,
    )
    if row.running:
        made = replace(made, state=State.RUNNING)
    if row.way == "pump":
        made = replace(made, site=fact(row.site))
    if row.computed:
        *runs, last = made.runs
        stop = Fact(at(_clock(row.stop) or ""), Evidence("MedicationAdministration/ma"), Strength.DERIVED)
        made = replace(made, runs=(*runs, replace(last, stop=stop)))
    return made


def _call(row: Row, day: Day) -> str:
    """One row as source text. A computed stop and the site of a pump are told in words."""
    facts = [f'"{row.drug}"', f'"{_route(row)}"']
    runs = ", ".join(f"({_quoted(a)}, {_quoted(b) if b != a else None})" for a, b in row.runs)
    facts.append(f"runs=({runs},)")
    facts.append(f'site="{row.site}", order="MedicationRequest/{row.order}"')
    facts += [f"charted_minutes=fact({row.length})"] * (row.length is not None)
    facts += ['stopped_because=fact("reaction")'] * row.stopped
    facts += ['site_reason=fact("two lines by protocol")'] * _second_line(row, day)
    facts += ["state=State.RUNNING"] * row.running
    told = "  # stop is DERIVED" if row.computed else ""
    return f"given({', '.join(facts)})" + told


def _route(row: Row) -> str:
    return ROUTES.get(row.way, "im" if row.drug == "fulvestrant" else "sc")


def _second_line(row: Row, day: Day) -> bool:
    return day.reason and row.site == SECOND_LINE and row.way in ("infusion", "push")


def _quoted(minute: int | None) -> str:
    return f'"{_clock(minute)}"' if minute is not None else "None"


def _clock(minute: int | None) -> str | None:
    if minute is None:
        return None
    days, rest = divmod(minute, DAY)
    return f"{f'D+{days} ' if days else ''}{rest // 60:02}:{rest % 60:02}"
