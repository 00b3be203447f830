"""Fourth pass: the codes and units of the services of one access site, each unit on its day."""

from __future__ import annotations

from collections import Counter
from datetime import date

from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting
from plugin.engine.clock import day_started
from plugin.engine.dose import Dose, Flow, began, reached
from plugin.engine.proposal import Kind, Line, LineState
from plugin.engine.roles import Role, Service
from plugin.engine.rulebook import Rule
from plugin.engine.timeline import Desk

APPLIES = (
    "R-ADM-41", "R-ADM-42", "R-ADM-43", "R-ADM-44", "R-ADM-45", "R-ADM-48", "R-ADM-49", "R-ADM-53", "R-ADM-56",
    "R-ADM-57", "R-ADM-65",
)  # fmt: skip


def lines_of(service: Service, desk: Desk, day: date) -> list[Line]:
    """The lines of one service: its own code, then further hours (R-ADM-43); `day` stands in where no time is known."""
    day = day_started(service.dose.given[0].administration, day)
    coded = [(*first_code(service, desk), _first_minute(service, desk))]
    if service.role not in (Role.CONCURRENT, Role.BESIDE_CHEMO) and not service.kind.endswith("push"):
        coded += further_hours(service.own_minutes, _family(service), desk)
    units: Counter[tuple[str, str, date]] = Counter()
    for n, (code, rule, at) in enumerate(coded):
        flow = service.own if service.own and (n or _by_its_rest(service, desk)) else service.dose.flow
        units[code, rule, day_of_unit(service.dose, flow, at, desk, day)] += 1
    return [_line(service, code, rule, on, count, desk) for (code, rule, on), count in units.items()]


def _by_its_rest(service: Service, desk: Desk) -> bool:
    """Whether the minutes a service shares with another count for nothing of it, its own code included (R-ADM-51).

    So it is with hydration, and with what is coded for the rest beside a longer infusion; of all others shared minutes
    are left out of further hours alone.
    """
    if service.kind == "hydration":
        return True
    if service.role in (Role.CONCURRENT, Role.BESIDE_CHEMO):
        return False
    return service.dose.minutes - service.own_minutes >= desk.switches.concurrent_min_overlap


def extra_hours(minutes: int, rule: Rule) -> int:
    """One for each further interval of more than half an hour past a full hour: 91, 151, 211 minutes (R-ADM-43)."""
    beyond = minutes - rule.number("first_ends")
    each = rule.number("each")
    return max(0, -(-beyond // each))


def first_code(service: Service, desk: Desk) -> tuple[str, str]:
    """The code of a service itself, without further hours, and the rule that gives it."""
    book, family = desk.book, "chemo" if service.kind.startswith("chemo") else "therapeutic"
    if service.role is Role.CONCURRENT:
        return book.rule("R-ADM-49").text("code"), "R-ADM-49"
    if service.role is Role.BESIDE_CHEMO:
        return book.rule("R-ADM-53").text("code"), "R-ADM-53"
    if service.role is Role.REPEAT_PUSH:
        return book.rule("R-ADM-56").text("code"), "R-ADM-56"
    if service.role is Role.AGAIN:
        return book.rule("R-ADM-57").text("code"), "R-ADM-57"
    initial = service.role is Role.INITIAL
    if service.kind == "hydration":
        rule = book.rule("R-ADM-44" if initial else "R-ADM-45")
        return rule.text("initial" if initial else "later"), rule.id
    if service.kind.endswith("push"):
        rule = book.rule("R-ADM-41")
    else:
        rule = book.rule("R-ADM-42" if initial else "R-ADM-48")
    return rule.table("initial" if initial else "later")[family], rule.id


def _first_minute(service: Service, desk: Desk) -> int:
    """The minute of flow that earns the service its first unit."""
    if service.kind.endswith("push"):
        return 0
    if service.kind == "hydration":
        return desk.book.rule("R-ADM-44").number("at_least")
    return desk.book.rule("R-ADM-41").number("at_most") + 1


def further_hours(minutes: int, family: str, desk: Desk) -> list[tuple[str, str, int]]:
    """Code, rule and minute of flow of each further hour a family (such as `chemo` or `pump`) has earned (R-ADM-43)."""
    rule = desk.book.rule("R-ADM-43")
    code = rule.table("codes")[family]
    first, each = rule.number("first_ends"), rule.number("each")
    return [(code, rule.id, first + 1 + each * n) for n in range(extra_hours(minutes, rule))]


def day_of_unit(dose: Dose, flow: Flow, minute: int, desk: Desk, day: date) -> date:
    """The date of a unit: where its minute fell in a hospital, where the flow it is of began in an office (R-ADM-65).

    `minute` counts the minutes of `flow` from 1, 0 is the start; `day` stands in where no time is charted.
    """
    policy = desk.switches.midnight
    by_unit = policy == "unit_date" or (policy == "by_setting" and desk.setting is Setting.FACILITY)
    if minute == 0 or not flow:
        return dose.day_of(dose.at, day)
    earned = reached(flow, minute, dose.at + 1) - 1
    return dose.day_of(earned if by_unit else began(dose.flow or flow, earned, desk.switches.pause_gap), day)


def _family(service: Service) -> str:
    return "hydration" if service.kind == "hydration" else service.kind.removesuffix("_infusion")


def _line(service: Service, code: str, rule: str, on: date, units: int, desk: Desk) -> Line:
    dose = service.dose
    over_midnight = dose.flow and dose.day_of(dose.ends - 1, on) != dose.day_of(dose.at, on)
    dated = ("R-ADM-65",) if over_midnight or on != dose.day_of(dose.at, on) else ()
    because = (*(r for g in dose.given for r in g.rules), *dose.because, *service.because, rule, *dated)
    held = dose.held or service.role is Role.BESIDE_CHEMO
    return Line(
        code=code,
        units=units,
        kind=Kind.ADMINISTRATION,
        date=on,
        because=tuple(dict.fromkeys(because)),
        evidence=dose.evidence,
        modifiers=_modifiers(service, desk),
        state=LineState.HELD if held else LineState.PROPOSED,
        strength=_weakest(service),
        what=dose.name,
    )


def _modifiers(service: Service, desk: Desk) -> tuple[str, ...]:
    """The modifier of an infusion stopped early, or of hydration behind another service (R-ADM-45, R-ADM-64)."""
    wanted = desk.switches.hydration_secondary_modifier
    if service.kind == "hydration" and service.role is not Role.INITIAL and wanted != "none":
        return (wanted,)
    return (service.dose.modifier,) if service.dose.modifier and service.role in (Role.INITIAL, Role.LATER) else ()


def _weakest(service: Service) -> Strength:
    """The weakest fact of the administrations behind a service: times, route, way of giving, access site."""
    rows = [g.administration for g in service.dose.given]
    return min([service.dose.strength, *(f.strength for a in rows for f in (a.route, a.manner, a.site) if f)])
