"""How a visit was supervised from afar, and whether the patient left and came back, as a person answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.chart.visit import SupervisionMode
from plugin.engine.second_visits import asked_about
from plugin.store.answers import Answer
from plugin.workflow.placing import Charted, Place, answered, visit_of, with_visit

MODES: Mapping[str, SupervisionMode] = {
    "on_site": SupervisionMode.ON_SITE,
    "video": SupervisionMode.VIDEO,
    "audio": SupervisionMode.AUDIO,
}


def _mode(chart: Chart, answer: Answer) -> Chart:
    visit = visit_of(chart, answer.about)
    mode = visit.supervision_mode
    if mode is None or mode.value is not SupervisionMode.VIRTUAL:
        raise Charted
    return with_visit(chart, replace(visit, supervision_mode=answered(answer, MODES[answer.choice])))


def _apart(chart: Chart, answer: Answer) -> Chart:
    """Whether the patient left and came back for the visit the question is about (R-ADM-27)."""
    visit = visit_of(chart, answer.about)
    if visit.id not in asked_about(chart):
        raise Charted
    return with_visit(chart, replace(visit, apart=answered(answer, answer.choice == "left_and_returned")))


PLACES: Mapping[tuple[str, str], Place] = {
    ("virtual_supervision_mode", "on_site"): _mode,
    ("virtual_supervision_mode", "video"): _mode,
    ("virtual_supervision_mode", "audio"): _mode,
    ("second_visit_unclear", "left_and_returned"): _apart,
    ("second_visit_unclear", "one_visit"): _apart,
}
