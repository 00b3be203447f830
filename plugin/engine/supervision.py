"""Who supervised an office visit, and how: on site, or by live video on the days it counts (R-SUP-01, R-SUP-02)."""

from __future__ import annotations

from collections.abc import Container

from plugin.chart.chart import Chart
from plugin.chart.visit import Setting, SupervisionMode, Visit
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-SUP-01", "R-SUP-02", "R-SUP-03", "R-SUP-06", "R-DOC-26", "R-DOC-27")


def supervision_questions(seen: Container[str], chart: Chart, book: Rulebook) -> list[Prompt]:
    """What is open of the supervision of the visits `seen`; hospitals need no named supervisor (R-SUP-03).

    Somebody who is only named was on site: nothing is asked of an ordinary visit.
    """
    if chart.setting is not Setting.OFFICE:
        return []
    return [prompt for visit in chart.visits if visit.id in seen for prompt in _open(visit, book)]


def _open(visit: Visit, book: Rulebook) -> list[Prompt]:
    mode = visit.supervision_mode.value if visit.supervision_mode else SupervisionMode.ON_SITE
    if visit.supervisor is None:
        return [ask(book, "R-DOC-26", visit.id, "R-SUP-01", "R-SUP-06")]
    if mode is SupervisionMode.ON_SITE:
        return []
    accepted = book.rule("R-SUP-02").words("accepted")
    if mode is SupervisionMode.VIRTUAL and accepted:
        return [ask(book, "R-DOC-27", visit.id, "R-SUP-02")]
    if mode.name.lower() in accepted:
        return []
    facts = f"supervised {mode.value}, which is not direct supervision on this day"
    return [ask(book, "R-DOC-26", visit.id, "R-SUP-02", "R-SUP-06", facts=facts)]
