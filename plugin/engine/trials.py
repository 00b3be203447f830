"""Treatment in a clinical trial: its code second on each line, and the question for what the claim needs (R-DX-09)."""

from __future__ import annotations

import re

from plugin.chart.chart import Chart
from plugin.engine.charted_diagnoses import ChartedDiagnoses, begin_with, of_visits
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line, Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-DX-09", "R-MOD-10", "R-DOC-38")

NUMBER = re.compile(r"\bNCT\s?(\d{8})\b", re.IGNORECASE)


def with_trial(codes: tuple[str, ...], charted: ChartedDiagnoses) -> tuple[str, ...]:
    """The codes of a line with the trial code second; first only for a healthy volunteer, who has no other."""
    rest = tuple(code for code in codes if code not in charted.trial)
    return rest[:1] + charted.trial + rest[1:]


def trial_questions(lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart, book: Rulebook) -> list[Prompt]:
    """One question for each visit in a trial: no record read here says which line is under study (R-MOD-10).

    So no line gets Q0 or Q1 before a person says which, and the lines of that visit wait.
    """
    if not lines:
        return []
    code = book.rule("R-DX-09").text("code")
    visits = dict.fromkeys(item.administration.visit for item in given)
    in_trial = [visit for visit in visits if begin_with(tuple(d.code for d in of_visits(chart, visit)), (code,))]
    number = _number(chart)
    facts = f"trial number charted: {number}" if number else "no trial number found in the orders or diagnoses"
    return [ask(book, "R-DOC-38", visit, "R-DX-09", "R-MOD-10", facts=facts) for visit in in_trial]


def _number(chart: Chart) -> str:
    """The first trial number in the words of the visit's orders, diagnoses and services."""
    texts = [text for o in chart.orders for text in (o.text, o.reason.value if o.reason else "")]
    texts += [d.text for d in chart.diagnoses] + [s.text for s in chart.services]
    found = next((match for text in texts if (match := NUMBER.search(text))), None)
    return f"NCT{found[1]}" if found else ""
