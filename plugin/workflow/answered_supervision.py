"""How a visit was supervised from afar, and whether the patient left and came back, as a person answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.chart.visit import SupervisionMode, Visit
from plugin.engine.second_visits import asked_about
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer
from plugin.workflow.placing import Charted, Place, answered

MODES: Mapping[str, SupervisionMode] = {
    "on_site": SupervisionMode.ON_SITE,
    "video": SupervisionMode.VIDEO,
    "audio": SupervisionMode.AUDIO,
}


def _mode(chart: Chart, answer: Answer) -> Chart:
    visit = _visit(chart, answer)
    mode = visit.supervision_mode
    if mode is None or mode.value is not SupervisionMode.VIRTUAL:
        raise Charted
    return _with(chart, replace(visit, supervision_mode=answered(answer, MODES[answer.choice])))


def _apart(chart: Chart, answer: Answer) -> Chart:
    """Whether the patient left and came back for the visit the question is about (R-ADM-27)."""
    visit = _visit(chart, answer)
    if visit.id not in asked_about(chart):
        raise Charted
    return _with(chart, replace(visit, apart=answered(answer, answer.choice == "left_and_returned")))


PLACES: Mapping[tuple[str, str], Place] = {
    ("virtual_supervision_mode", "on_site"): _mode,
    ("virtual_supervision_mode", "video"): _mode,
    ("virtual_supervision_mode", "audio"): _mode,
    ("second_visit_unclear", "left_and_returned"): _apart,
    ("second_visit_unclear", "one_visit"): _apart,
}


def _visit(chart: Chart, answer: Answer) -> Visit:
    visit = chart.visit(answer.about)
    if visit is None:
        raise AnswerRefused("What this was about is no longer in the chart.")
    return visit


def _with(chart: Chart, changed: Visit) -> Chart:
    return replace(chart, visits=tuple(changed if v.id == changed.id else v for v in chart.visits))
