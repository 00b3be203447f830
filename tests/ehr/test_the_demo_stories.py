"""The EHR with the stories of the demo: every visit can be opened, and is launched with its own patient."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import html5lib
import pytest
import responses

from fixtures.ehr.app import create_ehr
from fixtures.ehr.chart_store import ChartStore, Visit
from fixtures.ehr.settings import STORIES, training_settings
from fixtures.ehr.stories import read_stories
from tests.ehr.visiting_app import APP_URL, BASE_URL, Clock, VisitingApp

VISITS = ChartStore(read_stories(STORIES), Clock()).visits()


@pytest.fixture(scope="module")
def app() -> Iterator[VisitingApp]:
    clock = Clock()
    with responses.RequestsMock(assert_all_requests_are_fired=False) as net:
        yield VisitingApp(create_ehr(training_settings(BASE_URL, APP_URL), clock=clock), clock, net)


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: str(visit.encounter))
def test_every_chart_page_is_valid_html(app: VisitingApp, visit: Visit) -> None:
    answer = app.http.get(f"/chart/{visit.encounter}", base_url=BASE_URL)
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)


@pytest.mark.parametrize("visit", VISITS, ids=lambda visit: str(visit.encounter))
def test_every_visit_is_launched_with_its_patient_and_site(app: VisitingApp, visit: Visit) -> None:
    launch = dict(parse_qsl(urlsplit(app.ehr.launch_url(visit.encounter)).query))
    tokens = app.signed_in(launch=launch["launch"], aud=launch["iss"])
    assert (tokens["patient"], tokens["encounter"]) == (visit.patient, visit.encounter)
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    query = {"patient": visit.patient, "context": visit.encounter, "_count": "100"}
    site = urlsplit(launch["iss"]).path
    given = app.http.get(f"{site}/MedicationAdministration", query_string=query, headers=headers).get_json()
    told = [each["id"] for each in visit.story.resources if each["resourceType"] == "MedicationAdministration"]
    assert sorted(entry["resource"]["id"] for entry in given["entry"]) == sorted(told)
