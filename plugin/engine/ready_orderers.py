"""Whether whoever signed the orders of an office visit has a national provider number on record (R-SUP-04)."""

from __future__ import annotations

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
