"""What is answered for the claim alone: a notice, the place of a visit, a part in a trial, a list of excluded drugs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from plugin.chart.billing import Campus, CampusFound, Notice, TrialPart
from plugin.chart.chart import Chart
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer
from plugin.workflow.placing import (
    Charted,
    Place,
    administration_of,
    answered,
    visit_of,
    with_administration,
    with_visit,
)

NUMBER = re.compile(r"(?:NCT[: ]*)?([0-9]{8})", re.IGNORECASE)
FREE = "under_study_free"


def _notice(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    billing = administration.billing
    if billing.notice is not None:
        raise Charted
    said = replace(billing, notice=answered(answer, Notice(answer.choice)))
    return with_administration(chart, replace(administration, billing=said))


def _excluded_use(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    billing = administration.billing
    if billing.excluded_use is not None:
        raise Charted
    said = replace(billing, excluded_use=answered(answer, answer.choice == "yes"))
    return with_administration(chart, replace(administration, billing=said))


def _trial_part(chart: Chart, answer: Answer) -> Chart:
    """What a drug is in the trial; of one under study also who supplied it. What is charted of the two stands."""
    administration = administration_of(chart, answer)
    billing = administration.billing
    free = answer.choice == FREE
    part = TrialPart.UNDER_STUDY if free else TrialPart(answer.choice)
    charted = billing.trial_part
    if charted and (charted.value is not TrialPart.UNDER_STUDY or billing.supplied_free is not None):
        raise Charted
    if charted and part is not charted.value:
        raise AnswerRefused("The chart says that this drug is under study. Correct it in the EHR.")
    supplied = billing.supplied_free
    if part is TrialPart.UNDER_STUDY and supplied is None:
        supplied = answered(answer, free)
    said = replace(billing, trial_part=charted or answered(answer, part), supplied_free=supplied)
    return with_administration(chart, replace(administration, billing=said))


def _trial_number(chart: Chart, answer: Answer) -> Chart:
    visit = visit_of(chart, answer.about)
    if visit.trial_number is not None:
        raise Charted
    typed = NUMBER.fullmatch(answer.value)
    if typed is None:
        raise AnswerRefused("Type the number of the trial with its eight digits, such as NCT01234567.")
    return with_visit(chart, replace(visit, trial_number=answered(answer, typed[1])))


def _campus(chart: Chart, answer: Answer) -> Chart:
    visit = visit_of(chart, answer.about)
    if visit.found_at.campus is not None:
        raise Charted
    return with_visit(chart, replace(visit, found_at=CampusFound(answered(answer, Campus(answer.choice)))))


PLACES: Mapping[tuple[str, str], Place] = {
    **{("notice_needed", notice.value): _notice for notice in Notice},
    **{("trial_details", part): _trial_part for part in (*(p.value for p in TrialPart), FREE)},
    ("trial_details", "text"): _trial_number,
    ("self_administered_drug", "yes"): _excluded_use,
    ("self_administered_drug", "no"): _excluded_use,
    **{("off_campus_unknown", campus.value): _campus for campus in Campus},
}
