"""What the nurse's page says: its heading, notices and status line, put together from one open visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from plugin.chart.administration import State
from plugin.chart.chart import Chart, Unread
from plugin.views import formats
from plugin.views.banner import Banner, banner_of
from plugin.views.infusion_log import LogRow, log_of
from plugin.views.questions import Questions, questions_of
from plugin.views.ready import ReadyList, left_to_settle, ready_list
from plugin.views.timeline import Timeline, timeline_of

if TYPE_CHECKING:
    from plugin.workflow.visit import OpenVisit

RESOURCES = {
    "MedicationAdministration": "medication record",
    "MedicationRequest": "medication orders",
    "Medication": "a medication",
    "Encounter": "the visit",
    "Condition": "diagnoses",
    "Coverage": "coverage",
    "Patient": "patient details",
    "Practitioner": "a provider",
    "PractitionerRole": "a provider's role",
    "Location": "the place",
    "Procedure": "procedures",
    "ServiceRequest": "service orders",
    "Observation": "measurements",
    "Claim": "earlier claims",
    "ClaimResponse": "authorizations",
    "CarePlan": "treatment plans",
}
# What a kind that did not come whole means for who reads the page: it is not the same as none.
MEANS = {
    "MedicationAdministration": "What was given may be missing here",
    "MedicationRequest": "There may be orders that are not shown here",
    "Condition": "There may be diagnoses that are not shown here",
    "Coverage": "Coverage is not available here, which is not the same as none",
    "Patient": "Compare the patient with the chart before you go on",
    "Procedure": "What else was done is not known here",
    "ServiceRequest": "There may be orders that are not shown here",
    "ClaimResponse": "There may be authorizations that are not shown here",
    "CarePlan": "There may be plans that are not shown here",
}


@dataclass(frozen=True, slots=True)
class NursePage:
    """A nurse's page ready to be written. `read_only` while the EHR does not answer: the picture is the last one.

    `ready` is the list of doses that are not begun or still run; before the first dose it is all there is.
    `log` stands in where the EHR has charted nothing as given.
    """

    heading: str
    nothing_to_do: str
    progress: str
    read: str
    banner: Banner
    questions: Questions
    timeline: Timeline
    unread: tuple[str, ...]
    empty: bool
    read_only: bool
    focus: str
    ready: ReadyList | None = None
    printed: str = ""
    log: tuple[LogRow, ...] = ()


def page_to_print(visit: OpenVisit, now: datetime) -> NursePage:
    """The page as it goes on paper: of whom it is stands on it whatever the EHR shows around the panel, and by whom."""
    printed = formats.printed(visit.reader, now, formats.zone_of(visit.chart))
    return replace(page_of(visit, now, read_only=True), banner=banner_of(visit.chart, True), printed=printed)


def page_of(
    visit: OpenVisit, now: datetime, *, moved: bool = False, read_only: bool = False, focus: str = ""
) -> NursePage:
    """The page of a visit. `moved` puts the focus on the next question, `focus` on the one with this key."""
    questions, ready = open_questions(visit), ready_list(visit)
    empty = not any(a.state is not State.WITHDRAWN for a in visit.chart.administrations)
    unread = could_not_read(visit.chart.unread)
    done = len(questions.done)
    first = questions.first[0].key if questions.first else "heading"
    return NursePage(
        heading=ready.heading
        if ready and not _asked_too(ready, questions)
        else _heading(questions, empty, bool(unread)),
        nothing_to_do="" if ready else _nothing_to_do(questions, empty, bool(unread)),
        progress=ready.progress if ready and not _asked_too(ready, questions) else _progress(done, questions.left),
        read=f"read from the chart {clock_of(visit.chart, visit.read_at)}",
        banner=banner_of(visit.chart, visit.launch.need_patient_banner),
        questions=questions,
        timeline=timeline_of(visit.chart, now),
        unread=unread,
        empty=empty,
        read_only=read_only,
        focus=focus or (first if moved else ""),
        ready=ready,
        log=log_of(visit.chart),
    )


def open_questions(visit: OpenVisit) -> Questions:
    """The questions of a visit; what the list of doses not begun or running says already is not asked a second time."""
    ready = visit.proposal.readiness
    if ready is None:
        return questions_of(visit)
    others = tuple(p for p in visit.proposal.prompts if (p.kind, p.about) not in ready.asked)
    return questions_of(replace(visit, proposal=replace(visit.proposal, prompts=others)))


def left_of(visit: OpenVisit) -> str:
    """What is left, as the status line says it."""
    ready = visit.proposal.readiness
    if ready is None:
        return left_words(open_questions(visit))
    left = open_questions(visit).left if ready.begun else 0
    return f"{f'{left} left, ' if left else ''}{left_to_settle(ready)}."


def _asked_too(ready: ReadyList, questions: Questions) -> bool:
    """Whether questions about what was given stand below the list: then they are what the page is headed by."""
    return ready.begun and bool(questions.left)


def clock_of(chart: Chart, at: datetime) -> str:
    """A moment on the clock of the place of care."""
    return formats.clock_on(at, chart.day, formats.zone_of(chart))


def could_not_read(unread: Sequence[Unread]) -> tuple[str, ...]:
    """What could not be read, each kind and reason once, in words."""
    named: dict[tuple[str, str], int] = {}
    for item in unread:
        kind, _, one = item.about.partition("/")
        word = RESOURCES.get(kind, kind)
        means = MEANS.get(kind, "") if kind == "Patient" or not one else ""
        why = f"{item.reason.rstrip('.')}{f'. {means}' if means else ''}"
        key = (f"one row of {word}" if one and kind == "MedicationAdministration" else word), why
        named[key] = named.get(key, 0) + 1
    return tuple(f"{what}{f' ({count} times)' if count > 1 else ''}: {why}" for (what, why), count in named.items())


def left_words(questions: Questions) -> str:
    """2 left. / Nothing left."""
    return f"{questions.left} left." if questions.left else "Nothing left."


def _progress(done: int, left: int) -> str:
    return f"{done} of {done + left} done" if done + left else ""


def _heading(questions: Questions, empty: bool, partly: bool) -> str:
    if questions.left:
        return f"{formats.plural(questions.left, 'thing')} the chart does not say yet"
    if empty:
        return "No medication record could be read" if partly else "No infusion in this visit"
    if questions.done:
        return "All questions are answered"
    if partly:
        return "Part of the chart could not be read"
    if questions.others:
        return "What is left is asked of others"
    return "The chart has everything this visit needs"


def _nothing_to_do(questions: Questions, empty: bool, partly: bool) -> str:
    if questions.left:
        return ""
    if empty:
        return "Infusions, pushes, injections and fluids charted as given in this visit are shown here."
    return "" if partly or questions.done or questions.others else "Nothing to do."
