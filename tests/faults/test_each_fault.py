"""Each fault between app and EHR, from the launch to the page: its own sentence, what else there is, no guess."""

from __future__ import annotations

import pytest

from smart_launch import outbound
from tests.faults import faults
from tests.faults.clinic import FaultyClinic
from tests.faults.every_fault import FAULTS, NONE_TO_HAVE, SILENT
from tests.faults.proxy import Fault
from tests.faults.visited import Visited, visited

NOT_NONE = "Coverage is not available here, which is not the same as none"
WHOLE = {"96361", "96367", "96375", "96413", "96415", "96417"}
DRUGS = {"J1100", "J1200", "J1308", "J1453", "J2469", "J9060", "J9267", "J9271"}


SEEN: dict[tuple[str, str], Visited] = {}


def after(clinic: FaultyClinic, kind: str, fault: str) -> Visited:
    """The visit with one kind of record spoiled: launched and read once, however many tests look at it."""
    if (kind, fault) not in SEEN:
        clinic.proxy.spoil(kind, FAULTS[fault][0])
        SEEN[kind, fault] = visited(clinic)
    return SEEN[kind, fault]


def test_without_a_fault_every_line_leaves_and_nothing_is_unread(clinic: FaultyClinic) -> None:
    whole = visited(clinic)
    assert (whole.leaving, whole.held, whole.asked, whole.unread) == (WHOLE | DRUGS, set(), [], {})
    assert "Could not read" not in whole.page


@pytest.mark.parametrize("fault", FAULTS)
def test_coverage_that_did_not_come_has_its_sentence_and_the_rest_is_shown(clinic: FaultyClinic, fault: str) -> None:
    found = after(clinic, "Coverage", fault)
    assert found.status == 200
    assert f"Could not read coverage: {FAULTS[fault][1].rstrip('.')}. {NOT_NONE}." in found.page
    assert "Sodium chloride 0.9 % infusion 1,000 mL 08:20" in found.page
    assert found.unread == {"Coverage": FAULTS[fault][1]}
    assert faults.TOLD not in found.page


@pytest.mark.parametrize("fault", FAULTS)
def test_what_turns_on_the_payer_waits_while_coverage_is_unread(clinic: FaultyClinic, fault: str) -> None:
    found = after(clinic, "Coverage", fault)
    assert "J9271" in found.held  # a single-dose vial: JW or JZ for some payers and none for others
    assert found.leaving >= WHOLE


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_leaves_while_the_medication_record_is_unread(clinic: FaultyClinic, fault: str) -> None:
    found = after(clinic, "MedicationAdministration", fault)
    assert (found.status, found.leaving) == (200, set())
    assert found.unread["MedicationAdministration"] == FAULTS[fault][1]
    assert f"medication record: {FAULTS[fault][1].rstrip('.')}. What was given may be missing here" in found.page


@pytest.mark.parametrize("fault", [name for name, (_, says) in FAULTS.items() if says not in NONE_TO_HAVE])
def test_nobody_is_asked_about_ordered_drugs_while_the_record_of_them_may_come(
    clinic: FaultyClinic, fault: str
) -> None:
    assert after(clinic, "MedicationAdministration", fault).asked == []


def test_faults_that_are_mended_differently_have_different_sentences() -> None:
    causes = {
        "403 with nothing in it", "403 with an OperationOutcome", "403 of a protected chart", "404 as a web page",
        "404 with an OperationOutcome", "400", "429 with a long Retry-After", "500", "no answer", "half a Bundle",
        "a sign-in page", "JSON that is no FHIR", "more than twenty megabytes", "a redirect to another host",
        "a page that is gone, always", "pages in a circle", "a next page on another host", "nothing, and 59204",
    }  # fmt: skip
    assert len({FAULTS[cause][1] for cause in causes}) == len(causes)


def test_a_body_that_trickles_is_given_up(clinic: FaultyClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "BODY_SECONDS", 4)
    clinic.proxy.spoil("Coverage", faults.drips)
    assert visited(clinic).unread == {"Coverage": SILENT}


def test_a_busy_ehr_that_says_to_wait_a_minute_is_not_asked_again(clinic: FaultyClinic) -> None:
    clinic.proxy.spoil("Coverage", faults.answers(429, Retry_After="60"))
    browser = clinic.browser()
    browser.get(f"{browser.open_chart()}/chart")
    assert [asked.partition("?")[0] for asked in clinic.proxy.asked].count("Coverage") == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_an_ehr_that_is_busy_for_a_moment_is_asked_again_and_nobody_notices(clinic: FaultyClinic, status: int) -> None:
    clinic.proxy.spoil("Coverage", faults.times(2, faults.answers(status, Retry_After="0")))
    assert visited(clinic).unread == {}


GONE = (faults.answers(400, faults.outcome("4113")), faults.answers(404), faults.answers(410))


@pytest.mark.parametrize("gone", GONE, ids=["4113", "404", "410"])
def test_a_page_that_has_expired_once_is_read_from_the_beginning(clinic: FaultyClinic, gone: Fault) -> None:
    clinic.proxy.spoil("MedicationAdministration", faults.two_pages(gone, often=1))
    found = visited(clinic)
    assert (found.leaving, found.unread) == (WHOLE | DRUGS, {})


def test_both_pages_of_a_list_are_read(clinic: FaultyClinic) -> None:
    clinic.proxy.spoil("MedicationAdministration", faults.two_pages())
    found = visited(clinic)
    assert (found.leaving, found.unread) == (WHOLE | DRUGS, {})
