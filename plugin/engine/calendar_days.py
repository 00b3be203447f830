"""A stay over several days: one stretch of service, or one for each calendar day (R-ADM-28)."""

from __future__ import annotations

from datetime import date

from plugin.chart.visit import Setting
from plugin.engine.dose import Dose
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-28",)


WHOLE_STAY = date.min


def stretches(doses: tuple[Dose, ...], desk: Desk, day: date) -> list[tuple[date, tuple[Dose, ...]]]:
    """The doses of a site, in time order, in the stretches that have an initial service each, with their first day.

    That is one for the whole encounter, WHOLE_STAY; `day` stands in where no time is charted. Where a hospital's payer
    follows the calendar day (switch `calendar_day_initial`) a new one begins with the first dose after a midnight over
    which nothing ran.
    """
    if desk.switches.calendar_day_initial == "off" or desk.setting is not Setting.FACILITY:
        return [(WHOLE_STAY, doses)]
    found: dict[date, list[Dose]] = {}
    since = until = WHOLE_STAY
    for dose in doses:
        if dose.day_of(dose.at, day) > until:
            since = dose.day_of(dose.at, day)
        found.setdefault(since, []).append(dose)
        until = max(until, dose.day_of(max(dose.at, dose.ends - 1), day))
    return [(since, tuple(stretch)) for since, stretch in found.items()] or [(WHOLE_STAY, ())]
