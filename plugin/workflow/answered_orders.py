"""The number of whoever signed the orders, and what a stopped infusion lacks, as a person answers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.chart.npi import DIGITS, is_npi
from plugin.engine.provider_numbers import person_asked_about, provider_of
from plugin.engine.stopped_early import given_as_ordered
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer
from plugin.workflow.answered_products import amount_of, discarded_of
from plugin.workflow.placing import Charted, Place, administration_of, answered, with_administration


def _number(chart: Chart, answer: Answer) -> Chart:
    """The number of a person, and after a comma the name where nobody charted it (R-SUP-04)."""
    person = person_asked_about(answer.about, chart)
    found = provider_of(person, chart)
    if is_npi(found.npi):
        raise Charted
    typed, _, name = answer.value.partition(",")
    number = typed.replace(" ", "").replace("-", "")
    if not (len(number) == DIGITS and number.isascii() and number.isdecimal()):
        raise AnswerRefused("A national provider number has ten digits. Check what was typed.")
    if not is_npi(number):
        raise AnswerRefused(
            "The last digit of a national provider number is worked out from the others, and here it does not fit. "
            "Check each digit."
        )
    said = answered(answer, number).evidence
    changed = replace(found, name=found.name or name.strip(), npi=number, said=said)
    return replace(chart, providers=(*(p for p in chart.providers if p.id != person), changed))


def _why_stopped(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    if administration.stopped_because is not None:
        raise Charted
    return with_administration(chart, replace(administration, stopped_because=answered(answer, answer.value)))


def _amount_of_stopped(chart: Chart, answer: Answer) -> Chart:
    """The one amount that is missing: what went in where the order's amount stands for it, else what was discarded."""
    administration = administration_of(chart, answer)
    if administration.discarded is None and not given_as_ordered(administration, chart):
        return discarded_of(chart, answer)
    if not given_as_ordered(administration, chart):
        raise Charted
    product = administration.products[0]
    planned = product.dose.value if product.dose else None
    amount = amount_of(answer.value, planned.unit if planned else "")
    if planned and amount.unit == planned.unit and amount.value > planned.value:
        raise AnswerRefused("More than was ordered cannot have gone in before it was stopped. Check the amount.")
    changed = replace(product, dose=answered(answer, amount))
    return with_administration(chart, replace(administration, products=(changed,)))


PLACES: Mapping[tuple[str, str], Place] = {
    ("missing_ordering_npi", "text"): _number,
    ("stopped_early", "text"): _why_stopped,
    ("stopped_early", "amount"): _amount_of_stopped,
}
