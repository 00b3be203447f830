"""Answers given here, put into the chart as facts of strength "answered" for as long as the chart does not say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rulebook
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer, Standing
from plugin.workflow import (
    answered_marks,
    answered_orders,
    answered_packages,
    answered_payers,
    answered_products,
    answered_supervision,
    answered_times,
    answered_visits,
)
from plugin.workflow.placing import Charted, Place

LONGEST = 500
NOT_OPEN = "This question is no longer open: the chart answers it now. Read the page again."
TYPED = ("time", "amount", "count", "text")
# Which choices of which questions carry a fact. All others (still running, not given, other, cannot tell) are kept as
# they are: they tell the next person what was said, and change nothing in the proposal.
PLACES: Mapping[tuple[str, str], Place] = {
    **answered_times.PLACES,
    **answered_products.PLACES,
    **answered_packages.PLACES,
    **answered_visits.PLACES,
    **answered_orders.PLACES,
    **answered_supervision.PLACES,
    **answered_marks.PLACES,
}


def check_answer(
    answer: Answer, chart: Chart, asked: Iterable[Prompt], given: Iterable[Answer], book: Rulebook
) -> None:
    """Raises AnswerRefused, with a sentence for the person, unless the answer can be kept.

    `asked` are the open questions, `given` the answers so far; an earlier answer may be changed.
    """
    others, earlier = [], False
    for other in given:
        same = (other.kind, other.about) == (answer.kind, answer.about)
        earlier = earlier or same
        others += [] if same else [other]
    if not earlier and (answer.kind, answer.about) not in [(p.kind, p.about) for p in asked]:
        raise AnswerRefused(NOT_OPEN)
    before = with_answers(chart, newest(others))[0]
    of_payer = answered_payers.is_of_payer(answer)
    offered = answered_payers.offered(before, answer, book) if of_payer else _options(answer.kind, book)
    if not offered:
        raise AnswerRefused(NOT_OPEN)
    if answer.choice not in offered:
        raise AnswerRefused("Choose one of the answers offered.")
    if answer.choice in TYPED and not answer.value:
        raise AnswerRefused("Nothing was typed. Type the answer, or choose Cannot tell.")
    if not answer.value.isprintable():
        raise AnswerRefused("The answer has characters that cannot be kept. Use plain text.")
    if len(answer.value) > LONGEST:
        raise AnswerRefused(f"This is too long. Use at most {LONGEST} characters.")
    place = _place_of(answer)
    if place is not None:
        try:
            place(before, answer)
        except Charted:
            raise AnswerRefused(NOT_OPEN) from None


def newest(answers: Iterable[Answer]) -> tuple[Answer, ...]:
    """The newest answer to each question. The size and the count of containers are two halves of one answer."""
    latest: dict[tuple[str, str, str], Answer] = {}
    for answer in answers:
        half = answer.choice if answer.kind == "container_size_unknown" and answer.choice in ("amount", "count") else ""
        if not half:
            for other in ("amount", "count"):
                latest.pop((answer.kind, answer.about, other), None)
        latest[answer.kind, answer.about, half] = answer
    return tuple(latest.values())


def with_answers(chart: Chart, answers: tuple[Answer, ...]) -> tuple[Chart, tuple[Answer, ...]]:
    """The chart with what the answers say where it is silent, and each answer with its standing."""
    stood = []
    for answer in answers:
        chart, standing = _with(chart, answer)
        stood.append(replace(answer, standing=standing))
    return chart, tuple(stood)


def _with(chart: Chart, answer: Answer) -> tuple[Chart, Standing]:
    place = _place_of(answer)
    if place is None:
        return chart, Standing.RECORDED
    try:
        return place(chart, answer), Standing.APPLIED
    except Charted:
        return chart, Standing.SUPERSEDED
    except AnswerRefused:  # it fitted the chart it was given for; the chart has changed since
        return chart, Standing.RECORDED


def _place_of(answer: Answer) -> Place | None:
    return answered_payers.place_of(answer) or PLACES.get((answer.kind, answer.choice))


def _options(kind: str, book: Rulebook) -> tuple[str, ...]:
    """The answers the card of a question offers."""
    cards = [rule for rule in book.rules.values() if rule.parameters.get("kind") == kind]
    return cards[0].words("options") if cards else ()
