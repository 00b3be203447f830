"""A coder opens the proof of a drug line in a launched visit; a nurse is refused, and the audit says who saw it."""

from fixtures.ehr.staff import CODER
from tests.app.browser import Browser

WASTE = "infliximab-with-waste"


def test_a_coder_goes_from_the_line_to_its_proof(browser: Browser) -> None:
    page = browser.open_chart(WASTE, CODER)
    assert "/review/proof/J1745?date=" in browser.get(f"{page}/review").text
    proof = browser.get(f"{page}/review/proof/J1745")
    assert (proof.status_code, "Adds up" in proof.text) == (200, True)
    assert proof.headers["Cache-Control"] == "no-store"


def test_a_program_gets_the_same_as_json(browser: Browser) -> None:
    page = browser.open_chart(WASTE, CODER)
    status, told = browser.json(f"{page}/review/proof/J1745")
    assert (status, [proof["check"]["ok"] for proof in told["proofs"]]) == (200, [True])


def test_a_nurse_is_refused_and_that_is_written_down(browser: Browser) -> None:
    page = browser.open_chart(WASTE)
    assert browser.get(f"{page}/review/proof/J1745").status_code == 403
    assert "refused" in {event.action for event in browser.audit(page.rsplit("/", 1)[-1])}


def test_a_line_that_is_not_there_is_no_page(browser: Browser) -> None:
    page = browser.open_chart(WASTE, CODER)
    missing = browser.get(f"{page}/review/proof/J9035")
    assert (missing.status_code, "no drug line of this code" in missing.text) == (404, True)
