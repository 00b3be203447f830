"""Whether whoever signed the orders of an office visit has a national provider number on record (R-SUP-04)."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.chart.chart import Chart
from plugin.chart.npi import is_npi
from plugin.chart.visit import Provider, Setting
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt, Who
from plugin.engine.ready import About, Check, ReadyDose, Standing
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-SUP-04", "R-DOC-28")


def orderer_checks(doses: tuple[ReadyDose, ...], chart: Chart, book: Rulebook) -> list[tuple[Check, Prompt | None]]:
    """A check of each person who signed one of the orders, with its question; none in a hospital."""
    if chart.setting is not Setting.OFFICE:
        return []
    orders = [chart.order(dose.dose.order) for dose in doses]
    signers = dict.fromkeys(order.signed_by.value for order in orders if order and order.signed_by)
    known = {provider.id: provider for provider in chart.providers}
    return [_check(signer, known.get(signer), book) for signer in signers]


def orderer_questions(ordered: Iterable[str | None], chart: Chart, book: Rulebook) -> list[Prompt]:
    """The question about each person who signed one of these orders and has no valid number; none in a hospital.

    Asked where the record of the person came without one, or the EHR refused it. An order that only points to somebody
    nobody sent the record of says nothing about a number.
    """
    if chart.setting is not Setting.OFFICE:
        return []
    orders = (chart.order(reference) for reference in dict.fromkeys(ordered))
    signers = dict.fromkeys(order.signed_by.value for order in orders if order and order.signed_by)
    known = {provider.id: provider for provider in chart.providers}
    refused = {item.about for item in chart.unread}
    lacking = [s for s in signers if (not is_npi(known[s].npi) if s in known else s in refused)]
    return [ask(book, "R-DOC-28", s, "R-SUP-04", facts=_of_whom(known.get(s))) for s in lacking]


def _of_whom(provider: Provider | None) -> str:
    """The name of the person, and that a number is on record which is not a valid one."""
    if provider is None:
        return "the record of who signed the orders could not be read"
    invalid = "the number on record is not valid" if provider.npi else ""
    return ", ".join(part for part in (provider.name, invalid) if part)


def _check(signer: str, provider: Provider | None, book: Rulebook) -> tuple[Check, Prompt | None]:
    rule = book.rule("R-SUP-04")
    facts = (provider.name,) if provider and provider.name else ()
    if provider is None:
        said = rule.text("cannot_tell")
        return Check(About.ORDERER, Standing.CANNOT_TELL, said, (rule.id,), (signer,), (), Who.FRONT_DESK), None
    if is_npi(provider.npi):
        return Check(About.ORDERER, Standing.READY, rule.text("ready"), (rule.id,), (signer,), facts), None
    asked = ask(book, "R-DOC-28", signer, rule.id, facts=provider.name)
    says = rule.text("to_settle")
    return Check(About.ORDERER, Standing.TO_SETTLE, says, asked.because, (signer,), facts, asked.who), asked
