"""While one search hangs the page comes with what has come; the hanging one is let go only after that was seen."""

from __future__ import annotations

import re
from collections import Counter

import pytest
import requests

from plugin.workflow import visit
from plugin.workflow.arriving import Arriving
from smart_launch.client import FhirClient
from tests.app.browser import Browser
from tests.faults import faults
from tests.faults.clinic import FaultyClinic
from tests.faults.visited import STORY, text_of
from tests.page_client import faults_of, faults_of_headers, parsed

MOST_LOOKS = 50
SALINE = "Sodium chloride 0.9 % infusion 1,000 mL 08:20"


@pytest.fixture
def browser(clinic: FaultyClinic, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Somebody whose EHR is waited for without end, so that only the page's own budget can bring it."""
    monkeypatch.setitem(FhirClient.__init__.__kwdefaults__, "timeout", (3, 60))
    monkeypatch.setattr(visit, "FIRST_LOOK", 0.2)
    monkeypatch.setattr(visit, "LOOK_EVERY", 0.05)
    return clinic.browser()


def first_look(browser: Browser, *awaited: str) -> requests.Response:
    """The chart's page once these words alone are still being read. Each look waits for the budget and no longer."""
    address = f"{browser.open_chart(STORY)}/chart"
    for _ in range(MOST_LOOKS):
        shown = browser.get(address)
        if f"Still being read {' and '.join(awaited)}." in text_of(shown.text):
            break
    return shown


def test_the_page_itself_comes_before_anything_was_read(clinic: FaultyClinic, browser: Browser) -> None:
    clinic.proxy.spoil("*", faults.hangs)
    shown = browser.get(browser.open_chart(STORY))
    assert (shown.status_code, "Reading the chart" in shown.text, clinic.proxy.asked) == (200, True, [])


@pytest.mark.parametrize(
    ("kind", "words"),
    [("Coverage", "coverage"), ("Condition", "diagnoses"), ("MedicationRequest", "medication orders")],
)
def test_what_has_come_is_shown_with_what_is_still_being_read(
    clinic: FaultyClinic, browser: Browser, kind: str, words: str
) -> None:
    clinic.proxy.spoil(kind, faults.hangs)
    shown = first_look(browser, words)
    assert shown.status_code == 200
    assert f"Still being read {words}. Nothing is asked before all of it is here." in text_of(shown.text)
    assert "IBARRA, Marisol" in shown.text
    assert SALINE in text_of(shown.text)


def test_the_page_of_a_part_is_as_sound_as_the_whole_one(clinic: FaultyClinic, browser: Browser) -> None:
    clinic.proxy.spoil("Coverage", faults.hangs)
    shown = first_look(browser, "coverage")
    assert [*faults_of(parsed(shown.text)), *faults_of_headers(shown.headers)] == []


def test_nothing_can_be_answered_and_no_order_is_shown_as_given_while_the_medication_record_hangs(
    clinic: FaultyClinic, browser: Browser
) -> None:
    clinic.proxy.spoil("MedicationAdministration", faults.hangs)
    shown = first_look(browser, "medication record")
    assert "Still being read medication record." in text_of(shown.text)
    assert "Sodium chloride" not in shown.text
    assert "/answer" not in shown.text


@pytest.mark.parametrize(("place", "words"), [("Patient", "patient details"), ("Encounter", "the visit")])
def test_until_it_is_known_whose_chart_it_is_nothing_of_it_is_shown(
    clinic: FaultyClinic, browser: Browser, place: str, words: str
) -> None:
    clinic.proxy.spoil(place, faults.hangs)
    shown = first_look(browser, words)
    assert f"Still being read {words}." in text_of(shown.text)
    assert "Sodium chloride" not in shown.text


def test_the_whole_page_follows_from_the_same_reading(clinic: FaultyClinic, browser: Browser) -> None:
    clinic.proxy.spoil("Coverage", faults.hangs)
    part = first_look(browser, "coverage")
    following = re.search(r'data-hx-get="([^"]+)"', part.text)
    assert following
    clinic.proxy.released.set()
    whole = text_of(browser.get(f"{browser.app_url}{following[1]}").text)
    assert "The chart has everything this visit needs" in whole
    searches = Counter(asked for asked in clinic.proxy.asked if "?" in asked)
    assert set(searches.values()) == {1}


def test_another_process_takes_the_rest_from_the_reading_of_the_first(clinic: FaultyClinic, browser: Browser) -> None:
    practice = clinic.demo.practice
    launch_id = browser.open_chart(STORY).rpartition("/")[2]
    launch = practice.launcher.sessions.open(launch_id, browser.cookie, touch=False)
    one, another = visit.Visits(practice), visit.Visits(practice)
    clinic.proxy.spoil("Coverage", faults.hangs)
    assert isinstance(one.opening(launch), Arriving)
    clinic.proxy.released.set()
    assert another.rest(launch).proposal == one.rest(launch).proposal
    searches = Counter(asked for asked in clinic.proxy.asked if "?" in asked)
    assert set(searches.values()) == {1}


def test_a_reading_that_came_to_nothing_is_begun_again_for_the_rest(clinic: FaultyClinic, browser: Browser) -> None:
    clinic.proxy.spoil("Encounter", faults.then_fails(500))
    part = first_look(browser, "the visit")
    following = re.search(r'data-hx-get="([^"]+)"', part.text)
    assert following
    clinic.proxy.released.set()
    browser.get(f"{browser.app_url}{following[1]}")
    clinic.proxy.clear()
    assert browser.get(f"{browser.app_url}{following[1]}").status_code == 200


def test_a_part_that_failed_meanwhile_is_said_beside_the_part_that_hangs(
    clinic: FaultyClinic, browser: Browser
) -> None:
    clinic.proxy.spoil("Coverage", faults.hangs)
    clinic.proxy.spoil("Procedure", faults.answers(500))
    shown = text_of(first_look(browser, "coverage").text)
    assert "procedures: The EHR is out of order at the moment." in shown


def test_a_chart_that_comes_in_time_is_shown_whole_at_once(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "FIRST_LOOK", 60)
    shown = browser.get(f"{browser.open_chart(STORY)}/chart")
    assert "The chart has everything this visit needs" in shown.text
