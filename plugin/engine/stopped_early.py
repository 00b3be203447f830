"""An infusion stopped early: what is still missing of reason, minutes, amount given and amount discarded (R-ADM-64)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from plugin.chart.administration import Administration, ContainerKind, Manner
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.clock import first_start
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-ADM-64", "R-DRG-09", "R-DOC-36")

WITHOUT_A_REST = ("hydration", "blood", "vaccine", "flush")
# Where one of these is asked about the same drug already, that part is not asked a second time.
ASKED_AS = {
    "minutes": ("missing_start_time", "missing_stop_time", "conflicting_times"),
    "given": ("missing_dose", "conflicting_dose", "unclear_drug"),
    "discarded": ("missing_waste", "container_size_unknown", "container_type_unknown"),
}


def stopped_early_questions(
    given: Iterable[Given], asked: Iterable[Prompt], chart: Chart, book: Rulebook
) -> tuple[Prompt, ...]:
    """A question about each drug stopped for good that lacks one of the four; `asked` are the questions so far."""
    stopped = [g for g in given if g.administration.stopped_early and g.group not in WITHOUT_A_REST]
    if not stopped:
        return ()
    open_already = {(p.kind, p.about) for p in asked}
    return tuple(p for g in stopped for p in _question(g, open_already, chart, book))


def _question(item: Given, asked: set[tuple[str, str]], chart: Chart, book: Rulebook) -> list[Prompt]:
    administration = item.administration
    if item.manner is Manner.PUSH or _went_on(administration, chart):
        return []
    missing = [
        part
        for part in missing_parts(administration, chart)
        if not any((kind, administration.id) in asked for kind in ASKED_AS.get(part, ()))
    ]
    if not missing:
        return []
    words = book.rule("R-DOC-36").table("parts")
    named = " and ".join(words[part] for part in missing)
    question = ask(book, "R-DOC-36", administration.id, "R-ADM-64", "R-DRG-09", drug=item.name, missing=named)
    unused = "text" if missing in (["given"], ["discarded"]) else "amount"
    return [replace(question, options=tuple(option for option in question.options if option != unused))]


def missing_parts(administration: Administration, chart: Chart) -> list[str]:
    """Which of reason, minutes, given and discarded are not charted of an infusion stopped early.

    An amount given that is all that was ordered is the plan, not what went in before the stop.
    """
    clocked = administration.runs and all(run.start and run.stop for run in administration.runs)
    known = {
        "reason": administration.stopped_because is not None,
        "minutes": bool(clocked) or administration.charted_minutes is not None,
        "given": all(p.dose for p in administration.products) and not given_as_ordered(administration, chart),
        "discarded": administration.discarded is not None or not _leaves_a_rest(administration),
    }
    return [part for part, charted in known.items() if not charted]


def given_as_ordered(administration: Administration, chart: Chart) -> bool:
    """Whether the one amount charted is the whole ordered one, with no rest charted and nothing said of it here."""
    order, rest = chart.order(administration.order), administration.discarded
    if order is None or order.dose is None or len(administration.products) != 1 or (rest and rest.value.value):
        return False
    dose = administration.products[0].dose
    return dose is not None and dose.strength is not Strength.ANSWERED and dose.value == order.dose.value


def _leaves_a_rest(administration: Administration) -> bool:
    """Whether something of a container may have been discarded: not of one for several doses or patients."""
    shared = administration.shared_container
    kinds = {product.container.kind for product in administration.products}
    return kinds != {ContainerKind.MULTI_DOSE} and not (shared and shared.value)


def _went_on(administration: Administration, chart: Chart) -> bool:
    """Whether the rest was given later: another row goes on with it, or the same order was given again after it."""
    for other in chart.administrations:
        if other.continues in (administration.id, *administration.rows):
            return True
        again = other.order and other.order == administration.order and other.id != administration.id
        if again and first_start(other) > first_start(administration):
            return True
    return False
