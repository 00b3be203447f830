"""Which questions have a nearest complete chart, by their kind, and the sentence that names what it assumes."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rulebook
from plugin.engine.worth import papers, products, times
from plugin.engine.worth.case import Completed

COMPLETED: Mapping[str, Completed] = {
    "missing_stop_time": times.stopped,
    "missing_start_time": times.started,
    "missing_route": products.into_a_vein,
    "missing_dose": products.dosed,
    "missing_order": papers.ordered,
    "missing_hydration_order": papers.ordered_for_a_reason,
    "transfusion_premedication": papers.ordered_for_a_reason,
    "second_site_reason": papers.on_a_second_line,
    "complexity_support": products.with_complex_care,
    "missing_waste": products.discarded,
    "container_type_unknown": products.single_dose,
    "container_size_unknown": products.sized,
    "stock_340b_unknown": products.other_stock,
    "missing_supervising_provider": papers.supervised,
}


def sentence_of(prompt: Prompt, book: Rulebook) -> str:
    """What is assumed of the answer to a question, with its blanks; "" where no honest answer can be named.

    A kind with a sentence and without a chart of its own changes no line: its lines are let go as they stand.
    """
    rule = book.rule(prompt.because[-1])
    return rule.text("assumed") if "assumed" in rule.parameters else ""
