"""What the label of a package says as a person answers it: its code, and the stock it was taken from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from plugin.chart.administration import Administration, Product, ProductCode
from plugin.chart.chart import Chart
from plugin.engine.identify import ndc_digits
from plugin.errors import AnswerRefused
from plugin.intake.products import CARRIER
from plugin.store.answers import Answer
from plugin.workflow.placing import Charted, Place, administration_of, answered, with_administration

# As labels print it (5-4-2, or one part a digit short), or the eleven digits of a claim; the word NDC may be typed too.
NDC = re.compile(
    r"(?:NDC[: ]*)?([0-9]{5}-[0-9]{4}-[0-9]{1,2}|[0-9]{4}-[0-9]{4}-[0-9]{2}|[0-9]{5}-[0-9]{3}-[0-9]{2}|[0-9]{11})",
    re.IGNORECASE,
)
HOW_IT_IS_WRITTEN = (
    "Type the package code with its hyphens as on the label, such as 0006-3026-02, or as eleven digits. "
    "Ten digits without hyphens fit more than one package."
)


def _package_code(chart: Chart, answer: Answer) -> Chart:
    """The package code of the one drug that has none; a charted one that cannot be used stays beside it."""
    administration = administration_of(chart, answer)
    product = _without_code(administration)
    typed = NDC.fullmatch(answer.value)
    if typed is None:
        raise AnswerRefused(HOW_IT_IS_WRITTEN)
    code = ProductCode("ndc", typed[1], answered(answer, typed[1]).evidence)
    changed = replace(product, codes=(*product.codes, code))
    products = tuple(changed if each is product else each for each in administration.products)
    return with_administration(chart, replace(administration, products=products))


def _without_code(administration: Administration) -> Product:
    usable = [(p, {ndc_digits(c.value) for c in p.codes if c.system == "ndc"} - {""}) for p in _drugs(administration)]
    if any(len(digits) > 1 for _, digits in usable):
        raise AnswerRefused("The chart has two package codes for this drug. Correct it in the EHR.")
    without = [product for product, digits in usable if not digits]
    if not without:
        raise Charted
    if len(without) > 1:
        raise AnswerRefused("Several drugs were given together, and a code is of one of them. Chart it in the EHR.")
    return without[0]


def _drugs(administration: Administration) -> tuple[Product, ...]:
    """Its products without the fluids that carry them; a fluid by itself is what was given."""
    drugs = tuple(p for p in administration.products if not CARRIER.search(p.text))
    return drugs or administration.products


def _stock(chart: Chart, answer: Answer) -> Chart:
    administration = administration_of(chart, answer)
    if administration.stock_340b is not None:
        raise Charted
    stock = answered(answer, answer.choice == "yes")
    return with_administration(chart, replace(administration, stock_340b=stock))


# The description of a drug without a code has no place here: its name, dose, route and package code are facts of the
# chart each, and one text would say all of them unchecked. It is kept for the coder, and the line waits for the chart.
PLACES: Mapping[tuple[str, str], Place] = {
    ("ndc_missing", "text"): _package_code,
    ("stock_340b_unknown", "yes"): _stock,
    ("stock_340b_unknown", "no"): _stock,
}
