"""Whether what was given is what its order names: another drug has no order, another dose is named to the coder."""

from __future__ import annotations

from decimal import Decimal

from plugin.chart.administration import Amount, Product, State
from plugin.chart.chart import Chart
from plugin.chart.visit import Order
from plugin.engine.given import Given
from plugin.engine.identify import identify
from plugin.engine.portions import in_words
from plugin.engine.proposal import Advice
from plugin.engine.rulebook import Drug, Rulebook

APPLIES = ("R-SUP-05",)


def names_another_drug(item: Given, order: Order, book: Rulebook) -> bool:
    """Whether an order names drugs of which none was given. A biosimilar is the drug of its reference product here:
    which of them the payer approved is a matter of authorization (R-AUT-01)."""
    given = [drug for found in item.found for drug in found.drugs]
    ordered = identify(Product(order.text), book.drugs)
    if not given or any(f.unclear for f in item.found) or ordered.unclear or not ordered.drugs:
        return False
    return not {_substance(drug) for drug in ordered.drugs} & {_substance(drug) for drug in given}


def dose_advice(given: tuple[Given, ...], chart: Chart, book: Rulebook) -> tuple[Advice, ...]:
    """A sentence for the coder about each dose given whole that is not the one ordered."""
    rule, found = book.rule("R-SUP-05"), []
    apart = Decimal(rule.text("dose_apart"))
    for item in given:
        order = chart.order(item.administration.order)
        ordered = order.dose.value if order and order.dose else None
        dose = _whole_dose(item)
        if dose is None or ordered is None or dose.unit != ordered.unit or not ordered.value:
            continue
        if abs(dose.value - ordered.value) * 100 > apart * ordered.value:
            says = rule.text("other_dose").format(drug=item.name, given=in_words(dose), ordered=in_words(ordered))
            found.append(Advice(item.administration.id, says, (rule.id,)))
    return tuple(found)


def _whole_dose(item: Given) -> Amount | None:
    """The dose of its one drug; none of what still runs or was stopped early, which says by itself why it is less."""
    if item.drug is None or item.administration.state is not State.GIVEN or item.administration.stopped_early:
        return None
    doses = [found.product.dose.value for found in item.found if found.product.dose and found.drugs]
    return doses[0] if len(doses) == 1 and doses[0].value else None


def _substance(drug: Drug) -> str:
    """The name without the suffix of a biosimilar (infliximab-dyyb)."""
    return drug.name.partition("-")[0]
