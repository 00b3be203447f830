"""Other services of the day that meet the administrations on the claim: visit levels, blood draws, line care."""

from __future__ import annotations

from datetime import date

from plugin.chart.chart import Chart
from plugin.chart.times import clock_minute, local_day, offset_of
from plugin.chart.visit import Service
from plugin.engine.findings import Findings
from plugin.engine.proposal import Kind, Line, NotBilled
from plugin.engine.timeline import Desk

APPLIES = ("R-EDT-03", "R-EDT-04", "R-EDT-05", "R-MOD-01")


def service_lines(lines: tuple[Line, ...], chart: Chart, desk: Desk) -> Findings:
    """Lines for other services of the visit; a visit level beside an administration takes 25 (R-EDT-04, R-EDT-05)."""
    found: list[Line] = []
    dropped: list[NotBilled] = []
    rule = desk.book.rule("R-EDT-04")
    billed = {line.code for line in lines}
    levels, others = rule.words("visit_levels"), desk.book.rule("R-EDT-03").words("line_services")
    for service in chart.services:
        if service.code in billed or service.code not in (*levels, *others):
            continue
        line = Line(
            service.code, 1, Kind.SERVICE, _day(service, chart), ("R-EDT-04",), (service.id,), what=service.text
        )
        if service.code == rule.text("established_minimal") and billed:
            dropped.append(NotBilled("nurse visit beside an administration", ("R-EDT-04",), (service.id,)))
        elif service.code in levels and billed:
            found.append(line.modified(rule.text("modifier"), "R-MOD-01"))
        else:
            found.append(line)
    return Findings(tuple(found), tuple(dropped))


def _day(service: Service, chart: Chart) -> date:
    return local_day(clock_minute(service.at), offset_of(service.at)) if service.at else chart.day
