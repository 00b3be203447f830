"""How reasons name what was given: drug, clock times of the place of care, minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from plugin.chart.administration import Route
from plugin.chart.times import EPOCH, MINUTE, clock_minute, local_day, offset_of
from plugin.engine.dose import NO_TIME, Dose, Flow
from plugin.engine.given import Given
from plugin.engine.roles import Service

KINDS = {
    "chemo_infusion": "chemotherapy infusion",
    "chemo_push": "chemotherapy push",
    "therapeutic_infusion": "non-chemotherapy infusion",
    "therapeutic_push": "non-chemotherapy push",
    "hydration": "hydration",
}
CLASSES = {
    "chemo": "a chemotherapy drug",
    "hormonal": "a hormonal cancer drug",
    "therapeutic": "a drug other than chemotherapy",
    "hydration": "fluid",
    "blood": "blood",
    "vaccine": "a vaccine",
    "contrast": "contrast",
    "local": "a local anaesthetic",
    "flush": "a flush",
}
ROUTES = {
    Route.INTRATHECAL: "into the spinal fluid",
    Route.INTRAVENTRICULAR: "into the brain reservoir",
    Route.INTRAVESICAL: "into the bladder",
    Route.INTRAPLEURAL: "into the chest cavity",
    Route.INTRAPERITONEAL: "into the belly cavity",
    Route.INTRALESIONAL: "into a lesion",
}


def listed(words: Iterable[str], last: str = "and") -> str:
    """a, b and c."""
    each = list(dict.fromkeys(words))
    return f"{', '.join(each[:-1])} {last} {each[-1]}" if len(each) > 1 else "".join(each)


def plural(count: int, one: str) -> str:
    """1 line, 2 lines."""
    return f"{count} {one}{'' if count == 1 else 's'}"


def clock(minute: int, offset: timedelta, first: int | None = None) -> str:
    """09:10 at the place of care; with its date where that is not the day of the minute `first`."""
    local = EPOCH + minute * MINUTE + offset
    same = first is None or local_day(minute, offset) == local_day(first, offset)
    return f"{local:%H:%M}" if same else f"{local:%H:%M} on {local.date().isoformat()}"


def stretches(flow: Flow, offset: timedelta) -> str:
    """09:00 to 09:20 and 09:30 to 10:00."""
    return listed(f"{clock(start, offset)} to {clock(stop, offset, start)}" for start, stop in flow)


def ran(dose: Dose, minutes: int | None = None) -> str:
    """ceftriaxone 09:00 to 09:12 (12 min); `minutes` in place of all its minutes where only those count."""
    counted = dose.minutes if minutes is None else minutes
    if dose.flow:
        missing = ", a time missing" if dose.untimed else ""
        return f"{dose.name} {stretches(dose.flow, dose.offset)} ({counted} min{missing})"
    if dose.at >= NO_TIME:
        return f"{dose.name} ({counted} min, no clock times)" if counted else f"{dose.name} (no time charted)"
    at = clock(dose.at, dose.offset)
    return f"{dose.name} {at} ({counted} min)" if counted else f"{dose.name} {at}"


def all_ran(doses: Iterable[Dose]) -> str:
    """Several doses, each with its times."""
    return listed(ran(d) for d in doses)


def item(given: Given) -> str:
    """ceftriaxone 09:00, where no more than the start is of interest."""
    starts = [run.start.value for run in given.administration.runs if run.start]
    return f"{given.name} {clock(clock_minute(starts[0]), offset_of(starts[0]))}" if starts else given.name


def items(given: Iterable[Given]) -> str:
    """Several of them."""
    return listed(item(g) for g in given)


def line_of(doses: Sequence[Dose]) -> str:
    """The access site as charted: "left forearm", or the one line where none is."""
    sites = [g.administration.site.value for d in doses for g in d.given if g.administration.site]
    return sites[0] if sites else "the line"


def kind_of(service: Service) -> str:
    """What a service is, in words."""
    return KINDS[service.kind]


def verb(count: int, one: str, many: str) -> str:
    """The form of a verb for so many."""
    return one if count == 1 else many
