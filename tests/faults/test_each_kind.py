"""Each kind of record that does not come: what waits for it, what is said, and what ends the visit altogether."""

from __future__ import annotations

import pytest

from smart_launch.errors import LaunchExpired, SignInExpired
from tests.app.browser import Browser
from tests.faults import faults
from tests.faults.clinic import FaultyClinic
from tests.faults.every_fault import DOWN, FAULTS
from tests.faults.visited import text_of, visited

TOKEN = "/oauth2/token"


@pytest.mark.parametrize(
    ("kind", "word", "means"),
    [
        ("Condition", "diagnoses", "There may be diagnoses that are not shown here"),
        ("MedicationRequest", "medication orders", "There may be orders that are not shown here"),
        ("ServiceRequest", "service orders", "There may be orders that are not shown here"),
        ("Patient", "patient details", "Compare the patient with the chart before you go on"),
    ],
)
def test_nothing_leaves_without_what_every_line_rests_on(
    clinic: FaultyClinic, kind: str, word: str, means: str
) -> None:
    clinic.proxy.spoil(kind, faults.answers(500))
    found = visited(clinic)
    assert (found.status, found.leaving) == (200, set())
    assert f"{word}: {DOWN.rstrip('.')}. {means}" in found.page
    assert "Sodium chloride 0.9 % infusion 1,000 mL 08:20" in found.page


def test_infusions_wait_for_the_procedures_they_may_be_a_part_of(clinic: FaultyClinic) -> None:
    clinic.proxy.spoil("Procedure", faults.answers(500))
    found = visited(clinic)
    assert {code for code in found.leaving if not code.startswith("J")} == set()
    assert "procedures: The EHR is out of order at the moment. Try to read again. What else was done" in found.page


def test_diagnoses_that_were_withheld_are_not_said_to_be_none(clinic: FaultyClinic) -> None:
    clinic.proxy.spoil("Condition", faults.changed(faults.withheld))
    found = visited(clinic)
    assert found.asked == ["missing_diagnosis"]
    assert "The diagnoses in the EHR could not be read, or not all of them" in found.page


def test_drugs_wait_where_a_part_of_the_coverage_was_withheld(clinic: FaultyClinic) -> None:
    clinic.proxy.spoil("Coverage", faults.changed(faults.remarked))
    assert {code for code in visited(clinic).leaving if code.startswith("J")} == set()


@pytest.mark.parametrize(
    ("fault", "status"),
    [
        ("403 with nothing in it", 403),
        ("404 with an OperationOutcome", 404),
        ("429 with a long Retry-After", 503),
        ("500", 503),
        ("no answer", 504),
        ("half a Bundle", 502),
        ("a sign-in page", 502),
        ("a redirect to another host", 502),
    ],
)
def test_without_the_visit_itself_there_is_a_page_with_the_reason_and_the_right_status(
    clinic: FaultyClinic, fault: str, status: int
) -> None:
    spoiled, says = FAULTS[fault]
    clinic.proxy.spoil("Encounter", spoiled)
    browser = clinic.browser()
    shown = browser.get(f"{browser.open_chart()}/chart")
    assert (shown.status_code, says in text_of(shown.text)) == (status, True)
    assert "<h1" in shown.text


def test_the_page_comes_back_as_soon_as_the_visit_can_be_read_again(clinic: FaultyClinic) -> None:
    clinic.proxy.spoil("Encounter", faults.times(1, faults.answers(500)))
    browser = clinic.browser()
    page = browser.open_chart()
    assert [browser.get(f"{page}/chart").status_code for _ in range(2)] == [503, 200]


def test_a_token_that_is_refused_for_good_ends_the_visit(clinic: FaultyClinic) -> None:
    browser = clinic.browser()
    page = browser.open_chart()
    clinic.proxy.spoil("*", faults.answers(401))
    first, second = browser.get(f"{page}/chart"), browser.get(page)
    assert (first.status_code, SignInExpired.sentence in text_of(first.text)) == (SignInExpired.status, True)
    assert (second.status_code, LaunchExpired.sentence in text_of(second.text)) == (LaunchExpired.status, True)


def test_a_token_that_is_refused_once_is_renewed_once_for_all_requests(clinic: FaultyClinic) -> None:
    browser = clinic.browser()
    page = browser.open_chart()
    clinic.demo.ehr.grants.expire_access()
    clinic.proxy.posted.clear()
    assert browser.proposal(page)["unread"] == []
    assert clinic.proxy.posted == [TOKEN]


def test_nothing_but_the_token_is_ever_posted_and_a_failed_one_is_not_sent_again(clinic: FaultyClinic) -> None:
    browser: Browser = clinic.browser()
    page = browser.open_chart()
    clinic.demo.ehr.grants.expire_access()
    clinic.proxy.posted.clear()
    clinic.proxy.spoil(TOKEN, faults.answers(503, Retry_After="0"))
    browser.get(f"{page}/chart")
    assert clinic.proxy.posted == [TOKEN]
