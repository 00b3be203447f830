"""One administration in words: what, how much, which way, which line, from when to when, and what is not charted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo

from plugin.chart.administration import Administration, Manner, Product, Route, State
from plugin.chart.times import Run, clock_minute
from plugin.views import formats

# Over at once: a start alone is all there is to chart.
MOMENTS = {
    Manner.PUSH,
    Manner.INJECTION,
    Manner.FLUSH,
    Manner.DECLOT,
    Manner.PUMP_DISCONNECT,
    Manner.PUMP_REFILL,
    Manner.IMPLANTED_PUMP,
    Manner.WEARABLE_INJECTOR,
}
MOMENT_ROUTES = {Route.ORAL, Route.INTRAMUSCULAR, Route.INTRADERMAL, Route.SUBCUTANEOUS, Route.INTRALESIONAL}
LASTING = {Manner.INFUSION, Manner.PUMP_INFUSION, Manner.PORTABLE_PUMP, Manner.KEEP_OPEN}
# It goes on when the patient goes home, or for as long as the line is in: no stop is expected in this visit.
OPEN_ENDED = {Manner.PORTABLE_PUMP, Manner.KEEP_OPEN}
NOT_CHARTED = "Not charted"


@dataclass(frozen=True, slots=True)
class GivenWords:
    """One row of the table of times, and the label of its bar. `missing` is true when a needed time is not charted."""

    about: str
    what: str
    how_much: str
    way: str
    line: str
    start: str
    stop: str
    minutes: str
    times: str
    missing: bool


def in_words(given: Administration, on: date, zone: tzinfo) -> GivenWords:
    """The words of one administration; times of another day than `on` carry their day."""
    runs = given.runs or (Run(),)
    starts = [_time(run, "start", on, zone) for run in runs]
    stops = [_time(run, "stop", on, zone) for run in runs]
    missing = needs_a_time(given)
    return GivenWords(
        about=given.id,
        what=what(given),
        how_much=how_much(given),
        way=", ".join(part for part in (_value(given.route), _value(given.manner)) if part) or NOT_CHARTED,
        line=given.site.value if given.site else "",
        start=", ".join(starts) or NOT_CHARTED,
        stop=_stop_words(given, stops),
        minutes=minutes(given),
        times=_times(given, on, zone),
        missing=missing,
    )


def what(given: Administration) -> str:
    """The products as the record names them, the first letter large."""
    return given.text[:1].upper() + given.text[1:] if given.text else "Not named"


def how_much(given: Administration) -> str:
    """680 mg; 8 mg + 1,000 mL for several products; empty when no dose is charted."""
    return " + ".join(formats.amount(p.dose.value) for p in given.products if _has_dose(p) and p.dose)


def minutes(given: Administration) -> str:
    """The charted length of all its runs; empty where a time is missing."""
    if given.runs and all(run.start and run.stop for run in given.runs):
        total = sum(clock_minute(r.stop.value) - clock_minute(r.start.value) for r in given.runs if r.start and r.stop)
        return formats.duration(total) if total >= 0 else ""
    return f"{formats.duration(given.charted_minutes.value)} charted" if given.charted_minutes else ""


def is_moment(given: Administration) -> bool:
    """Whether a start alone documents it: a push, an injection, a tablet."""
    manner = given.manner.value if given.manner else None
    by_route = given.route is not None and given.route.value in MOMENT_ROUTES
    return manner in MOMENTS or (by_route and manner not in LASTING)


def goes_on(given: Administration) -> bool:
    """Whether it is charted as running, or of a kind whose stop lies outside the visit."""
    return given.state is State.RUNNING or (given.manner is not None and given.manner.value in OPEN_ENDED)


def needs_a_time(given: Administration) -> bool:
    """Whether a start or stop that this kind of administration has is not charted and not simply still to come."""
    if given.state in (State.NOT_GIVEN, State.WITHDRAWN):
        return False
    if not given.runs or any(run.start is None for run in given.runs):
        return True
    return any(run.stop is None for run in given.runs) and not is_moment(given) and not goes_on(given)


def _has_dose(product: Product) -> bool:
    return product.dose is not None


def _value(fact: object) -> str:
    return str(getattr(fact, "value", "") or "")


def _time(run: Run, which: str, on: date, zone: tzinfo) -> str:
    fact = run.start if which == "start" else run.stop
    if fact is not None:
        return formats.clock_on(fact.value, on, zone)
    return f"{formats.day(run.day)}, no clock time" if run.day and which == "start" else NOT_CHARTED


def _stop_words(given: Administration, stops: list[str]) -> str:
    if goes_on(given):
        return ", ".join("Still running" if s == NOT_CHARTED else s for s in stops)
    return ", ".join("At once" if s == NOT_CHARTED and is_moment(given) else s for s in stops)


def _times(given: Administration, on: date, zone: tzinfo) -> str:
    if given.state is State.NOT_GIVEN:
        return "not given"
    if not given.runs:
        return "no times"
    return ", ".join(_run_words(given, run, on, zone) for run in given.runs)


def _run_words(given: Administration, run: Run, on: date, zone: tzinfo) -> str:
    start = formats.clock_on(run.start.value, on, zone) if run.start else ""
    stop = formats.clock_on(run.stop.value, on, zone) if run.stop else ""
    if start and stop:
        return f"{start}–{stop}"
    if start and goes_on(given):
        return f"running since {start}"
    if start:
        return f"at {start}" if is_moment(given) else f"started {start}, no stop time"
    if stop:
        return f"stopped {stop}, no start time"
    return f"{formats.day(run.day)}, no clock times" if run.day else "no times"
