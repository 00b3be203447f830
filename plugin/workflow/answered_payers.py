"""Who pays, as the front desk answers it: which coverage is first, whether it holds on the day, of which kind it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.chart.visit import Coverage, Payer
from plugin.engine.payer_known import CLASSES, KIND, Doubt, doubt_of, labels, options_of
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rulebook
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer
from plugin.workflow.placing import GONE, Charted, Place, answered

WHICH, SELF_PAY = "coverage", "self_pay"
NOT_OFFERED = "This coverage is not one of those in question any more. Read the page again."


def is_of_payer(asked: Prompt | Answer) -> bool:
    """Whether a question or an answer is about who pays: other ones of its kind are about what was given."""
    return asked.kind == KIND and asked.about.startswith(("Encounter/", "Coverage/"))


def place_of(answer: Answer) -> Place | None:
    """What an answer about who pays does; None where it carries no fact."""
    of_one = answer.about.startswith("Coverage/")
    return (OF_ONE if of_one else OF_ALL).get(answer.choice) if is_of_payer(answer) else None


def offered(chart: Chart, answer: Answer, book: Rulebook) -> tuple[str, ...]:
    """The answers to what is open in a chart; none where nothing is open of what this answer is about."""
    doubt = doubt_of(chart)
    return options_of(doubt, book) if doubt and answer.about in _abouts(doubt, chart) else ()


def coverages_named(chart: Chart) -> dict[str, str]:
    """The coverages that may be chosen, by the names people know them by: those in question, or all after an answer."""
    doubt = doubt_of(chart)
    return labels(doubt.coverages if doubt else [c for c in chart.coverages if c.id.startswith("Coverage/")])


def changed_to(answer: Answer) -> tuple[str, ...]:
    """The answers that carry a fact, to change one whose question is no longer open."""
    if not answer.about.startswith("Coverage/"):
        return tuple(OF_ALL)
    return tuple(CLASSES) if answer.choice in CLASSES else ("yes", "no")


def _abouts(doubt: Doubt, chart: Chart) -> tuple[str, ...]:
    return (doubt.coverages[0].id,) if doubt.about_one else tuple(visit.id for visit in chart.visits)


def _first(chart: Chart, answer: Answer) -> Chart:
    """The coverage that is primary on the day; those that claimed the place come after it."""
    chosen = next((c for c in _doubt(chart, answer).coverages if c.id == answer.value), None)
    if chosen is None:
        raise AnswerRefused(NOT_OFFERED)
    said = answered(answer, chosen.id).evidence
    later = tuple(replace(c, order=2) if c.order == 1 else c for c in chart.coverages)
    first = replace(chosen, order=1, active=True, said=said)
    return replace(chart, coverages=tuple(first if c.id == chosen.id else c for c in later))


def _self_pay(chart: Chart, answer: Answer) -> Chart:
    """None of the coverages: the patient pays, which is a class of payer without rules of its own."""
    _doubt(chart, answer)
    said = answered(answer, Payer.OTHER).evidence
    none = tuple(replace(c, active=False, said=said) for c in chart.coverages)
    own = Coverage(answer.about, Payer.OTHER, "Self-pay", 1, begins=chart.day, said=said)
    return replace(chart, coverages=(own, *none))


def _doubt(chart: Chart, answer: Answer) -> Doubt:
    doubt = doubt_of(chart)
    if doubt is None or answer.about not in _abouts(doubt, chart):
        raise Charted
    return doubt


def _holds(chart: Chart, answer: Answer) -> Chart:
    cover = _cover(chart, answer)
    if not cover.undated:
        raise Charted
    return _with(chart, replace(cover, active=answer.choice == "yes", said=answered(answer, answer.choice).evidence))


def _kind(chart: Chart, answer: Answer) -> Chart:
    cover = _cover(chart, answer)
    if cover.payer is not None:
        raise Charted
    payer = CLASSES[answer.choice]
    return _with(chart, replace(cover, payer=payer, said=answered(answer, payer).evidence))


def _cover(chart: Chart, answer: Answer) -> Coverage:
    found = next((c for c in chart.coverages if c.id == answer.about), None)
    if found is None:
        raise AnswerRefused(GONE)
    return found


def _with(chart: Chart, changed: Coverage) -> Chart:
    return replace(chart, coverages=tuple(changed if c.id == changed.id else c for c in chart.coverages))


OF_ALL: Mapping[str, Place] = {WHICH: _first, SELF_PAY: _self_pay}
OF_ONE: Mapping[str, Place] = {"yes": _holds, "no": _holds, **dict.fromkeys(CLASSES, _kind)}
