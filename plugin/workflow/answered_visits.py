"""What is answered about the visit itself: who supervised, and what it was mainly for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.chart.visit import SupervisionMode, Visit
from plugin.store.answers import Answer
from plugin.workflow.placing import Charted, Place, answered, visit_of, with_visit


def _supervisor(chart: Chart, answer: Answer) -> Chart:
    visit = _visit(chart, answer)
    mode = visit.supervision_mode
    by_audio = mode is not None and mode.value is SupervisionMode.AUDIO  # then somebody else has to have supervised
    if visit.supervisor is not None and not by_audio:
        raise Charted
    return with_visit(chart, replace(visit, supervisor=answered(answer, answer.value), supervision_mode=None))


def _main_reason(chart: Chart, answer: Answer) -> Chart:
    visit = _visit(chart, answer)
    if visit.main_reason is not None:
        raise Charted
    return with_visit(chart, replace(visit, main_reason=answered(answer, answer.value)))


PLACES: Mapping[tuple[str, str], Place] = {
    ("missing_supervising_provider", "text"): _supervisor,
    ("main_reason_of_visit", "text"): _main_reason,
}


def _visit(chart: Chart, answer: Answer) -> Visit:
    """The visit an answer is about, or the one in which the administration it is about was given."""
    given_in = next((a.visit for a in chart.administrations if a.id == answer.about), answer.about)
    return visit_of(chart, given_in)
