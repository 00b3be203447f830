"""Other services of the day that meet the administrations on the claim: visit levels, blood draws, line care."""

from __future__ import annotations

from datetime import date

from plugin.chart.chart import Chart
from plugin.chart.times import clock_minute, local_day, offset_of
from plugin.chart.visit import Service, Setting
from plugin.engine.findings import NOTHING, Findings, total
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, NotBilled, Severity
from plugin.engine.timeline import Desk

APPLIES = (
    "R-ADM-82", "R-ADM-83", "R-EDT-03", "R-EDT-04", "R-EDT-05", "R-EDT-08", "R-MOD-01", "R-DOC-39",
)  # fmt: skip


def service_lines(lines: tuple[Line, ...], chart: Chart, desk: Desk) -> Findings:
    """Lines for other services of the visit: visit levels, blood draws, line care (R-EDT-03 to R-EDT-05)."""
    if not chart.services:
        return NOTHING
    billed = {line.code for line in lines}
    visits, others = desk.book.rule("R-EDT-04").words("visit_levels"), desk.book.rule("R-EDT-03").words("line_services")
    inside, rule_83 = desk.book.rule("R-EDT-03").words("inside"), desk.book.rule("R-ADM-83")
    found = []
    for service in chart.services:
        if service.code in rule_83.words("codes"):
            found.append(_complexity_add_on(service, lines, chart, desk))
        if service.code in desk.book.rule("R-ADM-82").words("ended"):
            what = service.text or "service before immune globulin"
            found.append(Findings(not_billed=(NotBilled(what, ("R-ADM-82",), (service.id,)),)))
        if service.code in inside and billed:
            what = service.text or "vein access"
            found.append(Findings(not_billed=(NotBilled(what, ("R-EDT-03", "R-ADM-14"), (service.id,)),)))
        if service.code in billed or service.code not in (*visits, *others):
            continue
        emergency = service.code in desk.book.rule("R-EDT-04").words("emergency_levels")
        rule = "R-EDT-03" if service.code in others else "R-EDT-05" if emergency else "R-EDT-04"
        line = Line(
            service.code,
            1,
            Kind.SERVICE,
            _day(service, chart),
            (rule,),
            (service.id,),
            what=service.text or service.code,
        )
        level = service.code in visits
        found.append(_visit_level(line, service, billed, desk) if level else Findings(lines=(line,)))
    return total(found)


def _complexity_add_on(service: Service, lines: tuple[Line, ...], chart: Chart, desk: Desk) -> Findings:
    """The add-on for a continuing relationship: never a hospital's, and not beside an administration (R-ADM-83)."""
    rule, on = desk.book.rule("R-ADM-83"), _day(service, chart)
    beside = {line.code for line in lines if line.kind is Kind.ADMINISTRATION and line.date == on}
    spared = beside <= set(rule.words("spared_beside"))
    if desk.setting is Setting.FACILITY or not spared:
        what = service.text or "add-on to a visit"
        return Findings(not_billed=(NotBilled(what, (rule.id,), (service.id,)),))
    return Findings(lines=(Line(service.code, 1, Kind.SERVICE, on, (rule.id,), (service.id,), what=service.text),))


def _visit_level(line: Line, service: Service, billed: set[str], desk: Desk) -> Findings:
    """A visit level that meets a pair takes 25 and waits for a note of its own; the nurse visit goes (R-EDT-04).

    Emergency visits of a hospital meet no pair in the file, but take 25 beside any administration as well.
    """
    rule, hospital = desk.book.rule("R-EDT-04"), desk.setting is Setting.FACILITY
    tables = desk.book.edits["facility" if hospital else "office"]
    beside = any((code, line.code) in tables.pairs for code in billed)
    covid = not beside and desk.book.rule("R-ADM-10").text("covid") in billed
    if covid and desk.switches.covid_admin_25 == "advisory":
        about, rules = line.evidence[0], ("R-MOD-01", "R-EDT-04")
        advice = ask(desk.book, "R-DOC-39", about, *rules, severity=Severity.ADVISES, facts="beside a COVID-19 vaccine")
        return Findings(lines=(line,), prompts=(advice,))
    flush = desk.book.rule("R-ADM-75").text("code") in billed
    if line.code == rule.text("established_minimal") and (hospital or beside or flush):
        why = "nurse visit, never on a hospital claim" if hospital else "nurse visit beside an administration"
        return Findings(not_billed=(NotBilled(why, ("R-EDT-04",), line.evidence),))
    emergency = hospital and line.code in rule.words("emergency_levels")
    if not beside and not covid and not (emergency and billed):
        return Findings(lines=(line,))
    asked = () if service.note else (ask(desk.book, "R-DOC-39", line.evidence[0], "R-MOD-01"),)
    marked = line.modified(rule.text("modifier"), "R-MOD-01")
    marked = marked.held("R-DOC-39") if asked else marked
    return Findings(lines=(_of_this_claim(marked, desk),), prompts=asked)


def _of_this_claim(line: Line, desk: Desk) -> Line:
    """A visit code held where it does not belong on the claim: a physician's on a hospital's, and the reverse."""
    rule, hospital = desk.book.rule("R-EDT-08"), desk.setting is Setting.FACILITY
    status = desk.on(line.date).book.drugs.status.get(line.code, "")
    strange = status in rule.words("not_paid_to_hospitals") if hospital else line.code in rule.words("hospitals_alone")
    return line.held(rule.id) if strange and (desk.payer == "medicare" or not hospital) else line


def _day(service: Service, chart: Chart) -> date:
    return local_day(clock_minute(service.at), offset_of(service.at)) if service.at else chart.day
