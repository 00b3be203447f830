"""The worth of the questions of every published case: it never stands against the proposal it is about."""

from __future__ import annotations

import pytest

from plugin.chart.chart import Chart
from plugin.engine.proposal import LineState, Proposal, Severity
from plugin.engine.propose import propose
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Choices, Switches
from plugin.engine.worth.case import Case
from plugin.engine.worth.completed import COMPLETED
from plugin.engine.worth.losses import losses
from plugin.engine.worth.standing import leaving, parts_of, worked
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from plugin.scenarios.bundle import bundle_text
from tests.engine.builders import library
from tests.scenarios.published import shipped

Case_ = tuple[Chart, Rulebook, Switches, Proposal]


def _case(name: str) -> Case_:
    case = shipped()[name]
    chart = chart_from(read_bundle(bundle_text(case)), Site())
    chosen, book = Choices.of(case.switches, {}).for_payer(chart.payer), library().of(chart)
    return chart, book, chosen, propose(chart, book, chosen)


@pytest.fixture(scope="module")
def cases() -> list[Case_]:
    return [_case(name) for name in shipped()]


def test_a_nearest_chart_never_asks_its_question_again_where_something_is_assumed(cases: list[Case_]) -> None:
    tried = 0
    for chart, book, chosen, proposal in cases:
        found, now = losses(chart, book, chosen), worked(chart, book, chosen)
        for prompt in proposal.prompts:
            loss = found.each.get((prompt.kind, prompt.about))
            if loss and loss.assumption and prompt.kind in COMPLETED:
                nearest = COMPLETED[prompt.kind](Case(chart, prompt, now.passed, book))
                assert nearest
                after = propose(nearest.chart, book, chosen).prompts
                assert (prompt.kind, prompt.about) not in {(p.kind, p.about) for p in after}
                tried += 1
    assert tried > 10


def test_with_all_questions_open_what_leaves_is_what_is_proposed(cases: list[Case_]) -> None:
    for chart, book, chosen, proposal in cases:
        now = worked(chart, book, chosen)
        proposed = [line for line in proposal.lines if line.state is LineState.PROPOSED]
        assert leaving(now, now.found.prompts) == parts_of(proposed, book)


def test_only_open_questions_have_a_worth_and_advice_is_worth_nothing(cases: list[Case_]) -> None:
    for chart, book, chosen, proposal in cases:
        found = losses(chart, book, chosen)
        asked = {(p.kind, p.about): p for p in proposal.prompts}
        assert set(found.each) <= set(asked)
        for key, loss in found.each.items():
            assert asked[key].severity is not Severity.ADVISES or not loss.lost + loss.instead


def test_a_case_without_questions_that_hold_or_reduce_loses_nothing(cases: list[Case_]) -> None:
    for chart, book, chosen, proposal in cases:
        if all(p.severity is Severity.ADVISES for p in proposal.prompts):
            together = losses(chart, book, chosen).together
            assert together.lost + together.instead == ()


def test_the_same_case_is_worth_the_same_every_time(cases: list[Case_]) -> None:
    for chart, book, chosen, _ in cases:
        assert losses(chart, book, chosen) == losses(chart, book, chosen)
