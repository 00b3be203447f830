"""Before a drug is mixed and while it runs: each dose beside the rules it will be held against once it is given.

The rules are applied to these doses as if they were given. Of what they find only that is kept which can be known, and
settled, before the dose or during it, and is not asked already; the lines are never proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.engine.classify import Classified, as_given
from plugin.engine.given import Given
from plugin.engine.payer_known import is_about_payer
from plugin.engine.prompts import before_the_dose
from plugin.engine.proposal import Advice, Line, Prompt, Proposal, Who
from plugin.engine.ready import Check, Readiness, ReadyDose, Standing
from plugin.engine.ready_doses import BEGUN, Doses
from plugin.engine.ready_orderers import orderer_checks
from plugin.engine.ready_orders import order_check, running_order_check
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

LIMIT = "units_over_mue"
ASKED_BEFORE = frozenset(
    {
        "missing_diagnosis", "diagnosis_not_covered", "notice_needed", "authorization_problem", "authorization_ending",
        LIMIT,
    }
)  # fmt: skip
NEVER_LOOKED_AT = ("flush", "blood")


@dataclass(frozen=True, slots=True)
class Before:
    """The checks, the questions of what is to settle, and what is to settle and has no kind of question."""

    ready: Readiness | None
    prompts: tuple[Prompt, ...] = ()
    advice: tuple[Advice, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlook:
    """The doses, what would be proposed with them given (`expected`, of `kept`), and what is asked without them."""

    doses: Doses
    expected: Proposal
    kept: Classified
    asked: frozenset[tuple[str, str]]

    def is_new(self, prompt: Prompt) -> bool:
        """Whether a question is not asked already of what was given."""
        return (prompt.kind, prompt.about) not in self.asked


def readiness(chart: Chart, outlook: Outlook, desk: Desk) -> Before:
    """The checks of all doses that are ordered or run."""
    book, expected = desk.book, outlook.expected
    items = tuple(_items(chart, outlook, desk))
    prompts: list[Prompt] = []
    doses = []
    for dose, item in items:
        looked_at, asked = _looked_at(dose, Expected(item, expected, chart, desk, outlook.asked))
        if looked_at:
            prompts += asked
            doses.append(ReadyDose(dose, item.name, looked_at))
    if not doses:
        return Before(None)
    of_payer = [p for p in expected.prompts if is_about_payer(p)]
    covered = coverage_check(chart, desk, asked=bool(of_payer))
    prompts += of_payer
    prompts += [p for p in _kept(expected, items, book) if not (p.kind == MISSING and are_unread(chart))]
    orderers = [
        (check, asked)
        for check, asked in orderer_checks(tuple(doses), chart, book)
        if asked is None or outlook.is_new(asked)
    ]
    prompts = [p for p in (*prompts, *(asked for _, asked in orderers if asked)) if outlook.is_new(p)]
    diagnoses = visit_diagnosis_checks(chart, expected, book, outlook.asked)
    keys = frozenset((prompt.kind, prompt.about) for prompt in prompts)
    begun = any(a.state in BEGUN for a in chart.administrations)
    found = Readiness(tuple(doses), (covered, *diagnoses, *(check for check, _ in orderers)), keys, begun)
    return Before(found, tuple(prompts), () if of_payer else _advice(covered))


def _items(chart: Chart, outlook: Outlook, desk: Desk) -> Iterator[tuple[Administration, Given]]:
    """Each dose with its class. What runs and is never charged (fluid to keep a line open) is left out."""
    charged = {g.administration.id: g for g in (*outlook.kept.given, *outlook.kept.running)}
    for dose in outlook.doses.running:
        if dose.id in charged and charged[dose.id].group not in NEVER_LOOKED_AT:
            yield dose, charged[dose.id]
    for dose in outlook.doses.to_come:
        item = as_given(dose, chart, desk.book, desk.switches)
        if item.group not in NEVER_LOOKED_AT:
            yield dose, item


def _looked_at(dose: Administration, expected: Expected) -> tuple[tuple[Check, ...], tuple[Prompt, ...]]:
    """The checks of one dose and the questions of its order and plan; a dose that runs is held against no plan."""
    item, chart, book = expected.item, expected.chart, expected.desk.book
    order = chart.order(dose.order)
    ordered: Check | None
    planned, differs = None, tuple[Prompt, ...]()
    if dose in chart.planned:
        if order is None:
            return (), ()
        ordered, asked = order_check(item, order, chart, book)
        planned, differs = plan_check(item, order, chart, book)
    else:
        ordered, asked = running_order_check(item, order, chart, book)
    found = tuple(check for check in (ordered, planned, *_of_payers(expected)) if check)
    return found, (*asked, *differs)


def _of_payers(expected: Expected) -> tuple[Check | None, ...]:
    if not expected.is_drug:
        return ()
    return authorization_check(expected), diagnosis_check(expected), amount_check(expected)


def _kept(expected: Proposal, items: tuple[tuple[Administration, Given], ...], book: Rulebook) -> list[Prompt]:
    """The questions about these doses and their visits that can be settled now, in words of before the dose.

    The limit of a day is asked of whichever row of the drug came first, which may be one that was given.
    """
    names = {item.administration.id: item.name for _, item in items}
    by_row = {row: name for line in expected.lines for name in _named(line, names) for row in line.evidence}
    names |= {item.administration.visit: "this treatment" for _, item in items}
    return [
        before_the_dose(prompt, name, book)
        for prompt in expected.prompts
        if prompt.kind in ASKED_BEFORE and prompt.who is not Who.CODER and not is_about_payer(prompt)
        if (name := names.get(prompt.about, "") or (by_row.get(prompt.about, "") if prompt.kind == LIMIT else ""))
    ]


def _named(line: Line, names: dict[str, str]) -> list[str]:
    """The name under which one of these doses stands on a line, if one does."""
    return [names[row] for row in line.evidence if row in names][:1]


def _advice(check: Check) -> tuple[Advice, ...]:
    """What is to settle of the coverage where no line is expected of these doses, so that nobody is asked."""
    if check.standing is not Standing.TO_SETTLE:
        return ()
    return (Advice(check.about.value, " ".join((check.says, *(f"{fact}." for fact in check.facts))), check.because),)
