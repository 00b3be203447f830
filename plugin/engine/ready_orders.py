"""Whether the order of a dose is complete and holds on the day (R-SUP-05), in words for its check and its questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from plugin.chart.chart import Chart
from plugin.chart.unnamed import NOT_NAMED
from plugin.chart.visit import ORDERED, Order
from plugin.engine.given import Given
from plugin.engine.portions import in_words
from plugin.engine.prompts import ask, before_the_dose
from plugin.engine.proposal import Prompt, Who
from plugin.engine.ready import About, Check, Standing
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-SUP-05", "R-DOC-04", "R-DOC-05", "R-DOC-06", "R-DOC-07")

MEDICATION = "Medication/"
REQUEST = "MedicationRequest"
USED_UP = "completed"
STATUS_WORDS = {
    "draft": "it is a draft",
    "on-hold": "it is on hold",
    USED_UP: "it is completed, so nothing is left of it",
    "unknown": "its status is not known",
}


def order_check(item: Given, order: Order, chart: Chart, book: Rulebook) -> tuple[Check, tuple[Prompt, ...]]:
    """The check of one order, and a question for each kind of thing that is to settle in it."""
    parts = dict(_not_written(item, order))
    others = tuple(_against(order, chart.day))
    rule, about = book.rule("R-SUP-05"), item.administration.id
    refused = any(unread.about.startswith(MEDICATION) for unread in chart.unread)
    not_read = parts.pop("R-DOC-05", "") if refused else ""
    facts = (*parts.values(), *others)
    if not_read and not facts:
        says = rule.text("cannot_tell").format(facts="the drug it names could not be read")
        return Check(About.ORDER, Standing.CANNOT_TELL, says, (rule.id,), (about,)), ()
    if not facts:
        says = rule.text("ready").format(facts=_as_ordered(item, order))
        return Check(About.ORDER, Standing.READY, says, (rule.id,), (about,)), ()
    asked = [ask(book, card, about, rule.id, facts=parts[card], drug=item.name) for card in parts]
    if others:
        asked.append(ask(book, "R-DOC-07", about, rule.id, facts="; ".join(others), drug=item.name))
    says = rule.text("to_settle").format(facts="; ".join(facts))
    check = Check(About.ORDER, Standing.TO_SETTLE, says, (rule.id,), (about,), who=Who.PROVIDER)
    return check, tuple(replace(before_the_dose(p, item.name, book), who=Who.PROVIDER) for p in asked)


def running_order_check(
    item: Given, order: Order | None, chart: Chart, book: Rulebook
) -> tuple[Check | None, tuple[Prompt, ...]]:
    """The check of the order of a dose that runs. Once begun, an order that is used up is as it should be.

    What the order leaves out of drug, dose and route is asked of what is charted, when the dose has ended. Fluid
    without an order is not looked at here: it needs one where it gives a line.
    """
    rule, about = book.rule("R-SUP-05"), item.administration.id
    if order is None:
        if item.group == "hydration":
            return None, ()
        if item.administration.order or any(u.about.partition("/")[0] == REQUEST for u in chart.unread):
            says = rule.text("cannot_tell").format(facts="no record of it was read")
            return Check(About.ORDER, Standing.CANNOT_TELL, says, (rule.id,), (about,)), ()
        facts = "none was found"
    else:
        facts = "; ".join(_against(replace(order, status="") if order.status == USED_UP else order, chart.day))
    if not facts and order is not None:
        says = rule.text("ready").format(facts=_as_ordered(item, order))
        return Check(About.ORDER, Standing.READY, says, (rule.id,), (about,)), ()
    says = rule.text("to_settle").format(facts=facts)
    check = Check(About.ORDER, Standing.TO_SETTLE, says, (rule.id,), (about,), who=Who.PROVIDER)
    asked = ask(book, "R-DOC-07", about, rule.id, facts=facts, drug=item.name)
    return check, (replace(before_the_dose(asked, item.name, book), who=Who.PROVIDER),)


def is_no_longer_alive(order: Order) -> bool:
    """Whether an order gives way to another one of the same drug: used up, or only planned."""
    return order.status == USED_UP or order.intent not in ORDERED


def _not_written(item: Given, order: Order) -> Iterator[tuple[str, str]]:
    """The parts an order has to have, by the card that asks for each."""
    products = item.administration.products
    if any(product.text == NOT_NAMED and not product.codes for product in products):
        yield "R-DOC-05", "the drug is not named"
    if not order.dose_said and not any(product.dose for product in products):
        yield "R-DOC-06", "the dose is not written"
    if item.administration.route is None:
        yield "R-DOC-04", "the route is not written"


def _against(order: Order, day: date) -> Iterator[str]:
    """What keeps a written order from being followed on the day."""
    if order.status in STATUS_WORDS:
        yield STATUS_WORDS[order.status]
    if order.intent not in ORDERED:
        yield "it is planned and not ordered yet"
    if order.signed_by is None:
        yield "who signed it is not recorded"
    if order.written is None:
        yield "its date is not recorded"
    elif order.written > day:
        yield f"it is dated {order.written}"
    if order.begins and order.begins > day:
        yield f"it holds from {order.begins}"
    if order.ends and order.ends < day:
        yield f"it ended on {order.ends}"


def _as_ordered(item: Given, order: Order) -> str:
    doses = [in_words(product.dose.value) for product in item.administration.products if product.dose]
    route = item.administration.route
    parts = (" + ".join(doses) or order.dose_said, route.value.value if route else "", f"{order.written}")
    return ", ".join(part for part in parts if part)
