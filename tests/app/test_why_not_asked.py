"""A coder asks in a launched visit why a code is not proposed; a nurse is refused; what is no code is said."""

from fixtures.ehr.staff import CODER
from tests.app.browser import Browser


def test_a_coder_is_answered_by_the_rules_and_the_chart_of_the_launch(browser: Browser) -> None:
    page = browser.open_chart(person=CODER)
    answer = browser.get(f"{page}/review?why_not=96365")
    assert answer.status_code == 200
    assert "a time is not charted, so no minutes are known and at most a push is supported" in answer.text
    assert "R-ADM-59" in answer.text


def test_a_nurse_is_refused(browser: Browser) -> None:
    assert browser.get(f"{browser.open_chart()}/review?why_not=96365").status_code == 403


def test_what_is_no_code_is_the_mistake_of_the_asker(browser: Browser) -> None:
    page = browser.open_chart(person=CODER)
    answer = browser.get(f"{page}/review?why_not=9636")
    assert answer.status_code == 400
    assert "This is not a code." in answer.text
