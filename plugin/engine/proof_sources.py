"""The tables and rules a proof rests on, each with the edition that was used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from plugin.chart.visit import Setting
from plugin.engine.avoidable_waste import LessWaste
from plugin.engine.drugs import DrugCharge
from plugin.engine.proof_arithmetic import Step
from plugin.engine.proof_decision import Decision
from plugin.engine.proposal import Line
from plugin.engine.rulebook import Rulebook
from plugin.engine.timeline import Desk

DRUG_CODES, PAYMENT_STATUS, CROSSWALK = "drug codes", "payment status", "NDC crosswalk"  # as Rulebook.outdated has them


@dataclass(frozen=True, slots=True)
class Table:
    """One table and what it gave. `quarter` is that of an edition loaded by quarter, "" where each row has its days.

    `outdated` says that this edition is not the one of the day (R-EDT-01).
    """

    name: str
    gave: str
    quarter: str = ""
    outdated: bool = False


def tables_of(charge: DrugCharge, desk: Desk) -> tuple[Table, ...]:
    """The tables that decided something in a charge, with their quarter."""
    book = desk.book
    tables = [dated("HCPCS Level II", DRUG_CODES, "the code, its days and what one unit holds", book)]
    tables += statuses(desk)
    if any(opened.ndc for opened in charge.opened):
        tables.append(crosswalk("the code of the package and what one container holds", book))
    if charge.unit.code in book.drugs.single_dose:
        tables.append(Table("CMS list of single-dose codes", "that its containers are single-dose"))
    return tuple(tables)


def rules_of(
    lines: tuple[Line, ...], steps: tuple[Step, ...], decided: Decision, less: LessWaste | None, book: Rulebook
) -> tuple[str, ...]:
    """Every rule the sheet names, in the order of their numbers, as far as a version is in force."""
    named = {rule for line in lines for rule in line.because}
    named |= {rule for step in steps for rule in step.because} | {*decided.because}
    named |= {rule for mark in decided.marks for rule in mark[2]} | ({"R-DRG-04"} if less else set())
    return _known(named, book)


def quarter_of(day: date) -> str:
    """2026Q1."""
    return f"{day.year}Q{(day.month + 2) // 3}"


def statuses(desk: Desk) -> tuple[Table, ...]:
    """The table of payment statuses, which decides in hospitals only (R-DRG-16)."""
    if desk.setting is not Setting.FACILITY:
        return ()
    return (dated("OPPS Addendum B", PAYMENT_STATUS, "the status of the code", desk.book),)


def crosswalk(gave: str, book: Rulebook) -> Table:
    """The NDC crosswalk with its quarter and what it gave."""
    found = dated("NDC crosswalk", CROSSWALK, gave, book)
    return found if found.quarter else replace(found, quarter=quarter_of(book.day))


def dated(name: str, age: str, gave: str, book: Rulebook) -> Table:
    """A table as in force on the day, or the quarter that stands in for one the day would need (R-EDT-01)."""
    old = next((each for each in book.outdated if each.table == age), None)
    return Table(name, gave, quarter_of(old.quarter) if old else "", old is not None)


def _known(rules: Iterable[str], book: Rulebook) -> tuple[str, ...]:
    return tuple(sorted(rule for rule in rules if rule in book.rules))
