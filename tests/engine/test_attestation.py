"""KX where a loaded policy asks for it and the record attests it (R-MOD-11)."""

from dataclasses import replace

import pytest

from plugin.chart.billing import Billing
from plugin.chart.chart import Chart
from plugin.chart.evidence import Fact, Strength
from plugin.engine.proposal import LineState, Proposal
from plugin.engine.propose import propose
from plugin.engine.rulebook import CoveragePolicy
from plugin.engine.switches import Switches
from tests.engine.builders import answered, fact, given, library, visit

POLICY = CoveragePolicy("A56432", frozenset({"K50.90"}), frozenset({"KX"}))
PALMETTO = Switches.of({"contractor": "Palmetto"})


def crohn(met: Fact | None) -> Chart:
    row = replace(given("infliximab", start="09:00", stop="11:00"), billing=Billing(requirements_met=met))
    return visit(row, diagnoses=("K50.90",))


def proposed(chart: Chart, policy: CoveragePolicy = POLICY) -> Proposal:
    book = replace(library().of(chart), coverage={("palmetto", "J1745"): policy})
    return propose(chart, book, PALMETTO)


def marks(found: Proposal) -> dict[str, tuple[str, ...]]:
    return {line.kind.value: line.modifiers for line in found.lines}


def said(found: Proposal) -> list[str]:
    return [a.sentence for a in found.advice if a.about == "attestation"]


def test_kx_stands_on_the_drug_alone_where_the_record_attests_it() -> None:
    found = proposed(crohn(fact(True)))
    assert marks(found) == {"drug": ("KX",), "administration": ()}
    assert said(found) == []


@pytest.mark.parametrize(("met", "words"), [(None, "Nothing in the record attests"), (fact(False), "are not met")])
def test_without_an_attestation_there_is_no_kx_and_a_coder_is_told(met: Fact | None, words: str) -> None:
    found = proposed(crohn(met))
    assert not any(marks(found).values())
    (sentence,) = said(found)
    assert words in sentence


def test_an_attestation_given_here_waits_for_the_chart() -> None:
    found = proposed(crohn(answered(True)))
    (drug,) = [line for line in found.lines if line.kind.value == "drug"]
    assert (drug.modifiers, drug.state, drug.strength) == (("KX",), LineState.HELD, Strength.ANSWERED)


def test_a_policy_that_asks_for_none_has_none_put_on() -> None:
    found = proposed(crohn(fact(True)), replace(POLICY, attestation=frozenset()))
    assert not any(marks(found).values())
    assert said(found) == []
