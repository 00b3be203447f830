"""An ordered dose is charted as started on the page of its visit, once, while the patient is still here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import responses

from fixtures.ehr.app import create_ehr
from fixtures.ehr.chart_store import ChartStore
from fixtures.ehr.entries import BadEntry
from fixtures.ehr.outcomes import FhirRefusal
from fixtures.ehr.settings import STORIES, training_settings
from fixtures.ehr.starting import chart_start, may_be_started
from fixtures.ehr.stories import read_stories
from tests.ehr.visiting_app import APP_URL, BASE_URL, Clock, VisitingApp

ZONE = ZoneInfo("America/Chicago")
VISIT, ORDER = "bell-visit", "MedicationRequest/bell-rx1"
AT_NINE = {"date": "2026-03-05", "time": "09:00"}


@pytest.fixture
def chart() -> ChartStore:
    return ChartStore(read_stories(STORIES), Clock())


@pytest.fixture
def app() -> Iterator[VisitingApp]:
    clock = Clock()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as net:
        yield VisitingApp(create_ehr(training_settings(BASE_URL, APP_URL), clock=clock), clock, net)


def given(chart: ChartStore) -> list[dict[str, Any]]:
    return chart.of_visit("MedicationAdministration", VISIT)


def test_a_start_is_a_running_dose_with_drug_dose_and_route_of_its_order(chart: ChartStore) -> None:
    made = chart_start(chart, VISIT, ORDER, AT_NINE, ZONE)
    assert (made["status"], made["request"]["reference"]) == ("in-progress", ORDER)
    assert made["effectivePeriod"] == {"start": "2026-03-05T09:00:00-06:00"}
    assert made["medicationCodeableConcept"]["text"] == "pembrolizumab"
    assert made["dosage"]["dose"]["value"] == 200
    assert made["dosage"]["route"]["text"] == "Intravenous infusion"


def test_a_dose_is_started_once(chart: ChartStore) -> None:
    chart_start(chart, VISIT, ORDER, AT_NINE, ZONE)
    with pytest.raises(FhirRefusal):
        chart_start(chart, VISIT, ORDER, AT_NINE, ZONE)
    assert len(given(chart)) == 1


def test_a_time_that_makes_no_sense_changes_nothing(chart: ChartStore) -> None:
    with pytest.raises(BadEntry):
        chart_start(chart, VISIT, ORDER, {"date": "2026-03-05", "time": "nine"}, ZONE)
    assert given(chart) == []


def test_nothing_is_started_in_a_visit_that_is_over(chart: ChartStore) -> None:
    over = chart.of_visit("MedicationRequest", "ibarra-visit")
    assert [order["id"] for order in over if may_be_started(chart, order, "ibarra-visit")] == []


def test_an_order_that_is_not_there_cannot_be_started(chart: ChartStore) -> None:
    with pytest.raises(FhirRefusal):
        chart_start(chart, VISIT, "MedicationRequest/none", AT_NINE, ZONE)


def test_the_page_offers_the_start_until_it_is_charted(app: VisitingApp) -> None:
    page = f"/chart/{VISIT}"
    assert "/orders/bell-rx1/start" in app.http.get(page, base_url=BASE_URL).text
    sent = app.http.post(f"{page}/orders/bell-rx1/start", data=AT_NINE, base_url=BASE_URL)
    assert sent.status_code == 303
    shown = app.http.get(page, base_url=BASE_URL).text
    assert "/orders/bell-rx1/start" not in shown
    assert "Nothing is charted as given" not in shown


def test_a_start_that_is_charted_meanwhile_is_said_on_the_page(app: VisitingApp) -> None:
    chart_start(app.ehr.chart, VISIT, ORDER, AT_NINE, ZONE)
    sent = app.http.post(f"/chart/{VISIT}/orders/bell-rx1/start", data=AT_NINE, base_url=BASE_URL)
    assert (sent.status_code, "Somebody charted this meanwhile" in sent.text) == (409, True)
