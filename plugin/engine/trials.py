"""Treatment in a clinical trial: its code second on each line, and the questions for what the claim needs (R-DX-09)."""

from __future__ import annotations

import re
from dataclasses import replace

from plugin.chart.billing import TrialPart
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact
from plugin.engine.charted_diagnoses import ChartedDiagnoses, begin_with, of_visits
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line, Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-DX-09", "R-DOC-38")

NUMBER = re.compile(r"\bNCT\s?(\d{8})\b", re.IGNORECASE)


def with_trial(codes: tuple[str, ...], charted: ChartedDiagnoses) -> tuple[str, ...]:
    """The codes of a line with the trial code second; first only for a healthy volunteer, who has no other."""
    rest = tuple(code for code in codes if code not in charted.trial)
    return rest[:1] + charted.trial + rest[1:]


def trial_questions(lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart, book: Rulebook) -> list[Prompt]:
    """What the claim of a trial needs and nobody charted: the number, and what each drug is in the trial (R-MOD-10).

    The lines of that visit wait for the number, and those of a drug for what it is and whether it was supplied free.
    So do those of a drug charted as part of a trial in a visit without the diagnosis of one.
    """
    in_trial = visits_in_trial(given, chart, book) if lines else ()
    asked = [
        _of_drug(g, "charted as part of a trial, and the visit has no diagnosis of one", book)
        for g in given
        if lines and g.administration.visit not in in_trial and _is_part(g)
    ]
    for visit in in_trial:
        number = trial_number(chart, visit)
        if number is None:
            facts = "no trial number found in the orders or diagnoses"
            about_visit = ask(book, "R-DOC-38", visit, "R-DX-09", "R-MOD-10", facts=facts)
            asked.append(_with(about_visit, book, "question_of_number", "of_number"))
        said = f"trial number charted: {number.evidence.shown}" if number else "no trial number found"
        asked += [_of_drug(g, said, book) for g in given if g.administration.visit == visit and _is_open(g)]
    return asked


def visits_in_trial(given: tuple[Given, ...], chart: Chart, book: Rulebook) -> tuple[str, ...]:
    """The visits with something given whose diagnoses have the code of a trial."""
    code = book.rule("R-DX-09").text("code")
    visits = dict.fromkeys(item.administration.visit for item in given)
    return tuple(v for v in visits if begin_with(tuple(d.code for d in of_visits(chart, v)), (code,)))


def trial_number(chart: Chart, visit: str) -> Fact[str] | None:
    """The eight digits of the trial: the first in the words of orders, diagnoses and services, else as said here."""
    texts = [(o.id, text) for o in chart.orders for text in (o.text, o.reason.value if o.reason else "")]
    texts += [(d.evidence.about, d.text) for d in chart.diagnoses] + [(s.id, s.text) for s in chart.services]
    for about, text in texts:
        if found := NUMBER.search(text):
            return Fact(found[1], Evidence(about, shown=f"NCT{found[1]}"))
    here = chart.visit(visit)
    return here.trial_number if here else None


def _is_part(item: Given) -> bool:
    """Whether a drug is charted as something of a trial."""
    part = item.administration.billing.trial_part
    return part is not None and part.value is not TrialPart.NOT_PART


def _is_open(item: Given) -> bool:
    """Whether it is unknown what a drug is in the trial or, of one under study, whether it was supplied free."""
    billing = item.administration.billing
    part = billing.trial_part
    return part is None or (part.value is TrialPart.UNDER_STUDY and billing.supplied_free is None)


def _of_drug(item: Given, said: str, book: Rulebook) -> Prompt:
    asked = ask(book, "R-DOC-38", item.administration.id, "R-DX-09", "R-MOD-10", facts=said, drug=item.name)
    return replace(asked, options=book.rule("R-DOC-38").words("of_drug"))


def _with(asked: Prompt, book: Rulebook, question: str, options: str) -> Prompt:
    card = book.rule("R-DOC-38")
    return replace(asked, question=card.text(question), options=card.words(options))
