"""Before the drug is mixed: each ordered dose beside the rules it will be held against once it is given.

The rules are applied to the ordered doses as if they were given. Of what they find only that is kept which can be
known, and settled, before the dose; the lines are never proposed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence
from plugin.chart.visit import Diagnosis
from plugin.engine.classify import as_given
from plugin.engine.given import Given
from plugin.engine.prompts import before_the_dose
from plugin.engine.proposal import Advice, Prompt, Proposal, Who
from plugin.engine.ready import Check, Readiness, ReadyDose, Standing
from plugin.engine.ready_orderers import orderer_checks
from plugin.engine.ready_orders import is_no_longer_alive, order_check
from plugin.engine.ready_payers import (
    MISSING,
    Expected,
    amount_check,
    are_unread,
    authorization_check,
    coverage_check,
    diagnosis_check,
    visit_diagnosis_checks,
)
from plugin.engine.ready_plans import plan_check
from plugin.engine.rulebook import Rulebook
from plugin.engine.timeline import Desk

APPLIES = ("R-DOC-23", "R-DOC-24", "R-DOC-29", "R-DOC-30", "R-DOC-31", "R-DOC-32")

ASKED_BEFORE = frozenset(
    {
        "missing_diagnosis", "diagnosis_not_covered", "notice_needed", "authorization_problem", "authorization_ending",
        "units_over_mue",
    }
)  # fmt: skip
NEVER_LOOKED_AT = ("flush", "blood")


@dataclass(frozen=True, slots=True)
class Before:
    """The checks, the questions of what is to settle, and what is to settle and has no kind of question."""

    ready: Readiness | None
    prompts: tuple[Prompt, ...] = ()
    advice: tuple[Advice, ...] = ()


def as_if_given(chart: Chart) -> Chart:
    """The chart with its ordered doses as given. Where the visit has no diagnosis yet, those of its orders count."""
    if any(d.of_visit for d in chart.diagnoses):
        return replace(chart, administrations=chart.planned)
    orders = [order for dose in chart.planned if (order := chart.order(dose.order))]
    named = {code: Evidence(o.id, "reasonCode", o.version, code) for o in reversed(orders) for code in o.diagnoses}
    of_orders = tuple(Diagnosis(code, evidence) for code, evidence in reversed(named.items()))
    return replace(chart, administrations=chart.planned, diagnoses=(*of_orders, *chart.diagnoses))


def readiness(chart: Chart, expected: Proposal, desk: Desk) -> Before:
    """The checks of all ordered doses; `expected` is what would be proposed of `as_if_given(chart)`."""
    book, switches = desk.book, desk.switches
    items = [as_given(dose, chart, book, switches) for dose in chart.planned]
    items = _alive([item for item in items if item.group not in NEVER_LOOKED_AT], chart)
    prompts: list[Prompt] = []
    doses = []
    for item in items:
        order = chart.order(item.administration.order)
        if order is None:
            continue
        ordered, asked = order_check(item, order, chart, book)
        planned, differs = plan_check(item, order, chart, book)
        prompts += (*asked, *differs)
        looked_at = [ordered, planned, *_of_payers(Expected(item, expected, chart, desk))]
        doses.append(ReadyDose(item.administration, item.name, tuple(check for check in looked_at if check)))
    if not doses:
        return Before(None)
    covered = coverage_check(chart, desk)
    prompts += [p for p in _kept(expected, items, book) if not (p.kind == MISSING and are_unread(chart))]
    orderers = orderer_checks(tuple(doses), chart, book)
    prompts += [asked for _, asked in orderers if asked]
    of_visit = (covered, *visit_diagnosis_checks(chart, expected, book), *(check for check, _ in orderers))
    keys = frozenset((prompt.kind, prompt.about) for prompt in prompts)
    return Before(Readiness(tuple(doses), of_visit, keys), tuple(prompts), _advice(covered))


def _of_payers(expected: Expected) -> tuple[Check | None, ...]:
    if not expected.is_drug:
        return ()
    return authorization_check(expected), diagnosis_check(expected), amount_check(expected)


def _alive(items: list[Given], chart: Chart) -> list[Given]:
    """Without orders that another one of the same drug has taken the place of."""
    orders = {item.administration.id: chart.order(item.administration.order) for item in items}
    alive = {item.key for item in items if (o := orders[item.administration.id]) and not is_no_longer_alive(o)}
    replaced = {order.replaces for order in orders.values() if order and order.replaces}
    return [
        item
        for item in items
        if item.administration.id not in replaced
        and not (item.key in alive and (o := orders[item.administration.id]) and is_no_longer_alive(o))
    ]


def _kept(expected: Proposal, items: list[Given], book: Rulebook) -> list[Prompt]:
    """The questions about these doses and their visits that can be settled now, in words of before the dose."""
    names = {item.administration.id: item.name for item in items}
    names |= {item.administration.visit: "this treatment" for item in items}
    return [
        before_the_dose(prompt, names[prompt.about], book)
        for prompt in expected.prompts
        if prompt.kind in ASKED_BEFORE and prompt.about in names and prompt.who is not Who.CODER
    ]


def _advice(check: Check) -> tuple[Advice, ...]:
    """What is to settle of the coverage: no kind of question is about it."""
    if check.standing is not Standing.TO_SETTLE:
        return ()
    return (Advice(check.about.value, " ".join((check.says, *(f"{fact}." for fact in check.facts))), check.because),)
