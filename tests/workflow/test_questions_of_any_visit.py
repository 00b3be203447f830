"""Whatever a visit lacks: nothing is asked twice, questions come by what they hold up, answers settle their own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from plugin.chart.administration import Administration, ContainerKind
from plugin.chart.chart import Chart
from plugin.engine.proposal import Prompt
from plugin.store.answers import Standing
from plugin.workflow.answers import with_answers
from tests.builders import answer
from tests.engine.builders import fact, given, proposal, visit

DRUGS = (
    "ceftriaxone",
    "vancomycin",
    "paclitaxel",
    "infliximab",
    "pembrolizumab",
    "vedolizumab",
    "normal saline",
    "",
    "zzz",
)
WAYS = ("iv_infusion", "iv_infusion", "iv_push", "sc", "portable_pump", "not charted")
HOLDS_UP = ["blocks", "reduces", "advises"]
# Two questions about one resource that ask for one and the same fact.
ONE_FACT = (
    {"missing_stop_time", "conflicting_times"},
    {"missing_start_time", "conflicting_times"},
    {"missing_stop_time", "hydration_under_31_min"},
    {"missing_stop_time", "infusion_under_16_min"},
    {"missing_dose", "conflicting_dose"},
    {"missing_order", "missing_hydration_order"},
    {"missing_waste", "container_size_unknown"},
    {"missing_waste", "container_type_unknown"},
    {"unclear_drug", "unlisted_drug_narrative"},
    {"missing_route", "drug_without_administration"},
)
TYPED = {"time": "12:00", "amount": "100 mg", "count": "2", "text": "left forearm"}


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@st.composite
def administrations(draw: st.DrawFn) -> Administration:
    """One administration of which any fact may be missing."""
    often = st.sampled_from((True, True, True, False))
    start = draw(st.integers(420, 900))
    stop = start + draw(st.sampled_from((-20, 5, 15, 16, 40, 95, 200)))
    row = given(
        draw(st.sampled_from(DRUGS)),
        draw(st.sampled_from(WAYS)),
        clock(start) if draw(often) else None,
        clock(stop) if draw(often) else None,
        site=draw(st.sampled_from(("left forearm", "right hand", None))),
        dose=draw(st.sampled_from(("150 mg", "400 mg", None))),
        vial="100 mg" if draw(often) else None,
        opened=draw(st.sampled_from((2, 4, None))),
        kind=draw(st.sampled_from((ContainerKind.SINGLE_DOSE, ContainerKind.MULTI_DOSE, None))),
        discarded=draw(st.sampled_from(("50 mg", None))),
        order="own" if draw(often) else None,
    )
    early = draw(st.sampled_from((None, None, fact("Infusion reaction"))))
    return replace(row, stopped_early=early, stopped_because=early if draw(often) else None)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """A visit of one to five such administrations."""
    rows = draw(st.lists(administrations(), min_size=1, max_size=5))
    setting = draw(st.sampled_from(("facility", "office")))
    return visit(
        *rows,
        setting=setting,
        payer=draw(st.sampled_from(("medicare", "medicaid", "commercial", None))),
        diagnoses=draw(st.sampled_from(((), ("L03.115",), ("Z51.11", "C50.911", "E86.0"), ("C34.11", "Z00.6")))),
        supervisor=draw(st.booleans()),
        main=draw(st.sampled_from((None, rows[0].text or None))),
        services=draw(st.sampled_from(((), ("99213",)))),
        second_visit=draw(st.sampled_from(((), (), (len(rows),)))) if len(rows) > 1 else (),
    )


@each(charts())
@settings(max_examples=250, deadline=None)
def test_nothing_is_asked_twice_in_a_visit(chart: Chart) -> None:
    prompts = proposal(chart).prompts
    assert max(Counter((p.kind, p.about) for p in prompts).values(), default=1) == 1
    assert max(Counter((p.question, p.about) for p in prompts).values(), default=1) == 1


@each(charts())
@settings(max_examples=250, deadline=None)
def test_no_two_questions_about_a_dose_ask_for_the_same_fact(chart: Chart) -> None:
    kinds: dict[str, set[str]] = {}
    for prompt in proposal(chart).prompts:
        kinds.setdefault(prompt.about, set()).add(prompt.kind)
    for about, asked in kinds.items():
        assert [pair for pair in ONE_FACT if pair <= asked] == [], about


@each(charts())
@settings(max_examples=150, deadline=None)
def test_questions_come_by_what_they_hold_up_and_then_by_time_of_day(chart: Chart) -> None:
    prompts = proposal(chart).prompts
    assert [p.severity.value for p in prompts] == sorted((p.severity.value for p in prompts), key=HOLDS_UP.index)
    started = {a.id: a.runs[0].start.value for a in chart.administrations if a.runs and a.runs[0].start}
    for severity in HOLDS_UP:
        times = [started[p.about] for p in prompts if p.severity.value == severity and p.about in started]
        assert times == sorted(times)


@each(charts(), st.data())
@settings(max_examples=250, deadline=None)
def test_an_answer_that_is_used_settles_its_question_and_one_that_is_not_changes_nothing(
    chart: Chart, data: st.DataObject
) -> None:
    prompts = proposal(chart).prompts
    if not prompts:
        return
    prompt: Prompt = data.draw(st.sampled_from(prompts))
    choice = data.draw(st.sampled_from(prompt.options))
    after, (stood,) = with_answers(chart, (answer(prompt.kind, prompt.about, choice, TYPED.get(choice, "")),))
    if stood.standing is Standing.APPLIED:
        open_still = {(p.kind, p.about): p for p in proposal(after).prompts}
        assert open_still.get((prompt.kind, prompt.about)) != prompt
    else:
        assert after == chart
