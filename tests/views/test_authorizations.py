"""The coder sees what was approved, used and left with its evidence; the nurse only that the front desk is asked."""

import pytest

from plugin.views.authorizations import authorization_sheets
from tests.engine.authorized_visits import authorization, authorized, units
from tests.engine.builders import library, lines
from tests.page_client import PageClient, text_of
from tests.views.authorized_visit import LONG, one_problem, three_authorizations
from tests.views.proven_visit import REVIEW, desk_of
from tests.views.small_app import app_of


def page_of(chart, url=REVIEW):
    return PageClient(app_of(desk_of(chart))).get(url)


def sheets(chart):
    return authorization_sheets(lines(chart), chart, library().of(chart).drugs)


def articles(page):
    return [text_of(article) for article in page.all("article") if "approval" in (article.get("class") or "")]


def test_the_section_shows_number_dates_what_was_approved_and_for_what():
    shown = articles(page_of(three_authorizations()))[0]
    for words in (
        "AUTH-7",
        "Decision approved",
        "For infliximab · J1745",
        "Given in this visit infliximab · J1745",
        "Valid 01-Jan-2026 to 31-Dec-2026",
        "Payer Plan of the Lakes",
        "Allowed 100 units, 40 units a dose",
        "Diagnoses K50.90",
        "Place of service 22",
        "People Elisa Romano MD",
        "Against the order the order says 350 mg, given was 370 mg",
    ):
        assert words in shown


def test_what_is_used_and_left_is_one_sentence():
    assert [b.says for b in sheets(one_problem())[0].burn_downs] == [
        "100 units: 80 used before, 40 in this visit, 20 more than approved"
    ]


def test_what_is_not_recorded_is_said_and_not_guessed():
    shown = next(article for article in articles(page_of(three_authorizations())) if LONG in article)
    assert "Valid start not recorded to end not recorded" in shown
    assert "400 units: used before is not recorded, 40 in this visit, at most 360 left" in shown
    assert "6 doses: used before is not recorded, 1 in this visit, at most 5 left" in shown


def test_drugs_of_this_visit_come_first_and_another_one_says_so():
    last = articles(page_of(three_authorizations()))[-1]
    assert "No number recorded" in last
    assert "Given in this visit nothing of it" in last


def test_the_evidence_is_the_resource_its_version_and_the_element():
    (sheet,) = sheets(one_problem())
    assert {q.about for q in sheet.evidence} == {"ClaimResponse/a1"}
    number = next(q for q in sheet.evidence if q.shown == "AUTH-7")
    assert (number.element, number.version) == ("item[0].adjudication[0].extension[reviewAction]", "3")


@pytest.mark.parametrize(
    ("approved", "used", "widths"),
    [
        (400, 80, [("before", "0.00%", "20.00%"), ("here", "20.00%", "10.00%")]),
        (100, 80, [("before", "0.00%", "66.67%"), ("here", "66.67%", "16.67%"), ("over", "83.33%", "16.67%")]),
        (40, 0, [("here", "0.00%", "100.00%")]),
        (0, 0, [("over", "0.00%", "100.00%")]),
    ],
)
def test_a_bar_has_the_parts_of_its_sentence(approved, used, widths):
    (sheet,) = sheets(authorized(authorization(units=units(approved), units_used=type(units(1).value)(used))))
    assert [(p.look, p.start, p.width) for p in sheet.burn_downs[0].parts] == widths


def test_without_authorizations_there_is_no_section():
    assert "Authorizations" not in page_of(authorized()).text


def test_the_question_stands_among_the_coders_with_both_sides_quoted():
    text = " ".join(page_of(one_problem()).text.split())
    assert "Which authorization covers infliximab on this day at this place?" in text
    assert "100 units approved, 80 used before, 40 in this visit" in text
    assert "the order says 350 mg, given was 370 mg" in text


def test_the_nurse_sees_only_that_the_front_desk_is_asked():
    text = " ".join(page_of(one_problem(), "/visit/7f3a9c/chart").text.split())
    assert "front desk: the authorization (infliximab" in text
    assert "AUTH-7" not in text
    assert "J1745" not in text
    assert "units approved" not in text
