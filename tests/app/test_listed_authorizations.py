"""A list of authorizations that a command loaded, seen in the visits of its patients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from fixtures.ehr.staff import CODER
from plugin.demo import Demo
from plugin.reference.authorization_list import AUTHORIZATIONS
from plugin.reference.own_kind import opened_list
from plugin.store.own_tables import AUTHORIZATION, OWN_LIST
from tests.app.browser import Browser
from tests.reference import own

STORY = "infliximab-with-waste"
OFFICE, FACILITY = "training-office", "training-facility"
EXPIRED = {"begins": "2025-01-01", "ends": "2025-12-31"}


@pytest.fixture
def emptied(demo: Demo) -> Iterator[Demo]:
    """The demo, whose database has no list again afterwards."""
    yield demo
    with demo.practice.store.database.begin() as connection:
        connection.execute(delete(AUTHORIZATION))
        connection.execute(delete(OWN_LIST))


def load(demo: Demo, folder: Path, *rows: dict[str, str], ehr: str = OFFICE) -> None:
    with opened_list(AUTHORIZATIONS, own.written(folder, own.sheet(own.AUTHORIZATION, *rows))) as read:
        found = read()
        kept = [row for _, row in found.rows]
        demo.practice.store.authorizations.load(ehr, found.content.sha256, kept, 1_782_864_000)


def asked(browser: Browser, page: str) -> dict[str, str]:
    prompts = browser.proposal(page)["prompts"]
    return {p["kind"]: p["question"] for p in prompts if p["kind"].startswith("authorization")}


def test_a_list_without_the_patient_changes_nothing(browser: Browser, emptied: Demo, tmp_path: Path) -> None:
    page = browser.open_chart(STORY)
    before = browser.proposal(page)
    load(emptied, tmp_path, {"mrn": "0000 0000"} | EXPIRED)
    assert browser.proposal(page) == before


def test_an_authorization_that_fits_asks_nothing_and_shows_what_is_left(browser, emptied, tmp_path) -> None:
    page = browser.open_chart(STORY, CODER)
    before = browser.proposal(page)
    load(emptied, tmp_path, {"number": "AUTH-778"})
    assert browser.proposal(page) == before
    review = browser.get(f"{page}/review").text
    assert "AUTH-778" in review
    assert "360" in review


@pytest.mark.parametrize(
    "wrong",
    [EXPIRED, {"units": "400", "units_used": "390"}, {"hcpcs": "Q5104"}, {"decision": "denied"}],
    ids=["expired", "exhausted", "another product", "refused"],
)
def test_an_authorization_that_does_not_fit_is_asked_about(browser, emptied, tmp_path, wrong) -> None:
    page = browser.open_chart(STORY)
    assert asked(browser, page) == {}
    load(emptied, tmp_path, {"number": "AUTH-778"} | wrong)
    assert list(asked(browser, page)) == ["authorization_problem"]
    assert [line["state"] for line in browser.proposal(page)["lines"] if line["code"] == "J1745"] == ["held", "held"]


def test_a_new_list_lets_the_lines_go(browser: Browser, emptied: Demo, tmp_path: Path) -> None:
    page = browser.open_chart(STORY)
    before = browser.proposal(page)
    load(emptied, tmp_path, EXPIRED)
    assert asked(browser, page)
    load(emptied, tmp_path, {})
    assert browser.proposal(page) == before


def test_the_list_of_another_ehr_is_not_of_this_patient(browser: Browser, emptied: Demo, tmp_path: Path) -> None:
    page = browser.open_chart(STORY)
    before = browser.proposal(page)
    load(emptied, tmp_path, EXPIRED, ehr=FACILITY)
    assert browser.proposal(page) == before
