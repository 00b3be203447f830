"""The ten test visits of each guide, charted as it says, give the lines and the questions it says."""

import re
from datetime import UTC, date, datetime

import pytest

from plugin.chart.chart import Chart
from plugin.engine.proposal import LineState, Proposal
from plugin.engine.propose import propose
from plugin.intake.build import chart_from
from plugin.intake.fetch import read_visit
from plugin.store.answers import Answer
from plugin.workflow.answers import check_answer, newest, with_answers
from tests.deployment.guides import GUIDES, Page, quoted
from tests.deployment.reading_ehr import ehr_of
from tests.deployment.ten_visits import (
    NEXT_DAY,
    VISITS,
    ordered_and_asked,
    orders_alone,
    single_infusion,
    visit,
    wasted_vial_not_charted,
)
from tests.engine.builders import library
from tests.intake.builders import Json

EPIC, ATHENA, ORACLE = GUIDES
with_a_mar = pytest.mark.parametrize("guide", [EPIC, ORACLE], ids=["epic", "oracle"])
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=[guide.name for guide in GUIDES])
each_visit = pytest.mark.parametrize("name", VISITS)
DAYS = {"2026-03-04": "", NEXT_DAY: " next day"}


@each_guide
def test_there_are_the_ten_of_them(guide: Page) -> None:
    assert [(cells[0], cells[1]) for cells in rows_of(guide)] == [(str(n), v) for n, v in enumerate(VISITS, 1)]


@with_a_mar
@each_visit
def test_what_is_charted_gives_what_the_guide_says(guide: Page, name: str) -> None:
    _, _, _, lines, asked = row_of(guide, name)
    found = proposed(charted(guide, visit(VISITS[name]())), guide)
    assert shown(found) == lines
    assert {line.state for line in found.lines} == {LineState.PROPOSED}
    assert asked == "nothing"
    assert found.prompts == ()


@with_a_mar
def test_every_action_word_of_the_visits_is_in_the_guides_map(guide: Page) -> None:
    known = {word for cells in guide.table("action") for word in cells[1].split(", ")}
    named = re.findall(r"(New Bag|Begin Bag|Rate Change|Paused|Restarted|Stopped|Held|Given)", guide.text)
    assert set(named) <= known


@with_a_mar
def test_an_infusion_without_its_stop_is_asked_for_it(guide: Page) -> None:
    assert kinds(proposed(charted(guide, visit(single_infusion()[:1])), guide)) == quoted(
        row_of(guide, "single infusion")[2]
    )


@with_a_mar
def test_a_vial_whose_rest_nobody_charted_is_asked_about_and_its_line_held(guide: Page) -> None:
    found = proposed(charted(guide, visit(wasted_vial_not_charted())), guide)
    assert kinds(found) == quoted(row_of(guide, "wasted vial")[2])
    assert [line.state for line in found.lines if line.code == "J1745"] == [LineState.HELD]


@each_visit
def test_orders_and_answers_give_what_the_athenahealth_guide_says(name: str) -> None:
    _, _, _, lines, asked = row_of(ATHENA, name)
    whole, answers = ordered_and_asked(name)
    found = proposed(answered(charted(ATHENA, whole), answers, ATHENA), ATHENA)
    assert shown(found) == lines
    assert {line.state for line in found.lines} == {LineState.HELD}
    assert kinds(found) == sorted(quoted(asked))


def test_at_athenahealth_everything_the_guide_lists_is_asked_of_a_dose() -> None:
    asked = kinds(proposed(charted(ATHENA, orders_alone("ceftriaxone", "diphenhydramine")), ATHENA))
    of_two_doses = ["missing_access_site", "missing_dose", "missing_start_time"] * 2
    assert asked == sorted([*of_two_doses, "missing_stop_time", "missing_supervising_provider", "main_reason_of_visit"])


def rows_of(guide: Page) -> list[list[str]]:
    (heading,) = re.findall(r"^## 7\. .*?^(\|.*?)\n\n", guide.text, re.DOTALL | re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in heading.splitlines()[2:]]


def row_of(guide: Page, name: str) -> list[str]:
    return next(cells for cells in rows_of(guide) if cells[1] == name)


def charted(guide: Page, whole: Json) -> Chart:
    """The chart of a visit, read from an EHR of the guide's vendor with the searches that are made there."""
    ehr = ehr_of(guide, [entry["resource"] for entry in whole["entry"]])
    return chart_from(read_visit(ehr, "Patient/p1", "Encounter/e1", guide.clinic.site), guide.clinic.site)


def proposed(chart: Chart, guide: Page) -> Proposal:
    return propose(chart, library().of(chart), guide.clinic.switches.for_payer(chart.payer))


def answered(chart: Chart, answers: list[tuple[str, str, str, str]], guide: Page) -> Chart:
    """The chart with what the nurse answered, each taken as the page takes it."""
    given: list[Answer] = []
    for kind, about, choice, value in answers:
        answer = Answer(kind, about, choice, value, by="N. Nurse", user="u", at=datetime(2026, 3, 6, 20, tzinfo=UTC))
        so_far, _ = with_answers(chart, newest(given))
        check_answer(answer, chart, proposed(so_far, guide).prompts, given, library().of(chart))
        given.append(answer)
    return with_answers(chart, newest(given))[0]


def kinds(proposal: Proposal) -> list[str]:
    return sorted(str(prompt.kind) for prompt in proposal.prompts)


def shown(proposal: Proposal) -> str:
    """The lines as the guides write them."""

    def one(code: str, modifiers: tuple[str, ...], units: object, on: date) -> str:
        return f"{'-'.join((code, *modifiers))} x{units}{DAYS[on.isoformat()]}"

    return ", ".join(one(line.code, line.modifiers, line.units, line.date) for line in proposal.lines)
