"""The pages of the EHR as a person uses them, without a browser."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import html5lib
import pytest
from werkzeug.test import TestResponse

from tests.ehr.visiting_app import APP_URL, BASE_URL, FHIR, VisitingApp

STOP = "/chart/gray-visit/MedicationAdministration/gray-ma1/stop"
ENTRY = {"version": "1", "date": "2026-03-04", "time": "10:02"}
SAME = {"Sec-Fetch-Site": "same-origin"}


def page(app: VisitingApp, path: str) -> str:
    answer = app.http.get(path, base_url=BASE_URL)
    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.text)
    return unescape(answer.text)


def post(app: VisitingApp, path: str, form: dict[str, str], headers: dict[str, str] = SAME) -> TestResponse:
    return app.http.post(path, data=form, headers=headers, base_url=BASE_URL)


def launch_in(html: str) -> dict[str, str]:
    """iss and launch of the frame on a chart page."""
    found = re.search(r'<iframe[^>]* src="([^"]+)"', html)
    assert found
    assert found[1].startswith(f"{APP_URL}/launch?")
    return dict(parse_qsl(urlsplit(found[1]).query))


def test_the_schedule_lists_every_visit_with_its_story(app: VisitingApp) -> None:
    html = page(app, "/")
    for words in ("08:50", "Gray, Tomas", "0090 1177", "An antibiotic without a stop time", "Infusion West, chair 4"):
        assert words in html


def test_the_pages_say_that_the_patients_are_invented(app: VisitingApp) -> None:
    assert "Training EHR" in page(app, "/")
    assert "Invented patients" in page(app, "/chart/gray-visit")


def test_the_chart_shows_what_is_charted_and_offers_what_is_not(app: VisitingApp) -> None:
    html = page(app, "/chart/gray-visit")
    for words in ("GRAY, Tomas", "09-May-1958", "1.50 g", "09:10", "L03.115", "Abbott, Ann (attending)"):
        assert words in html
    assert "Chart stop time" in html


def test_each_look_at_the_chart_hands_out_a_new_launch(app: VisitingApp) -> None:
    first, second = (launch_in(page(app, "/chart/gray-visit")) for _ in range(2))
    assert first["iss"] == second["iss"] == FHIR
    assert first["launch"] != second["launch"]


def test_an_office_visit_is_launched_from_the_offices_base(app: VisitingApp) -> None:
    assert launch_in(page(app, "/chart/ito-visit"))["iss"] == f"{BASE_URL}/office/fhir"


def test_the_app_in_a_window_is_told_to_show_a_banner(app: VisitingApp) -> None:
    opened = app.http.get("/chart/gray-visit/chairside", base_url=BASE_URL)
    launch = dict(parse_qsl(urlsplit(opened.location).query))["launch"]
    assert app.signed_in(launch=launch)["need_patient_banner"] is True


def test_the_app_beside_the_chart_is_not(app: VisitingApp) -> None:
    assert app.signed_in(launch=launch_in(page(app, "/chart/gray-visit"))["launch"])["need_patient_banner"] is False


def test_who_is_signed_in_is_who_the_launch_is_for(app: VisitingApp) -> None:
    post(app, "/sign-in", {"person": "coder-cole"})
    launch = launch_in(page(app, "/chart/gray-visit"))["launch"]
    context = app.ehr.launches.peek(launch)
    assert context is not None
    assert context.person.id == "coder-cole"


@pytest.mark.parametrize(
    ("encounter", "back"), [("gray-visit", "/chart/gray-visit"), ("", "/"), ("//attacker.example", "/")]
)
def test_after_switching_the_same_chart_is_open(app: VisitingApp, encounter: str, back: str) -> None:
    assert post(app, "/sign-in", {"person": "it-1", "encounter": encounter}).location == back


def test_a_charted_stop_time_is_on_the_page_and_in_fhir(app: VisitingApp, token: str) -> None:
    answer = post(app, STOP, ENTRY)
    assert (answer.status_code, answer.location) == (303, "/chart/gray-visit#gray-ma1")
    assert "10:02" in page(app, "/chart/gray-visit")
    fhir = app.get("MedicationAdministration/gray-ma1", token)
    assert fhir.headers["ETag"] == 'W/"2"'
    assert fhir.get_json()["effectivePeriod"]["end"] == "2026-03-04T10:02:00-06:00"


def test_a_mistyped_entry_is_said_on_the_chart(app: VisitingApp) -> None:
    answer = post(app, STOP, ENTRY | {"time": "08:00"})
    assert answer.status_code == 422
    assert "The stop time is not after the start time." in answer.text


def test_charting_what_somebody_charted_meanwhile_shows_the_chart_as_it_is(app: VisitingApp) -> None:
    post(app, STOP, ENTRY)
    answer = post(app, STOP, ENTRY | {"time": "10:30"})
    assert answer.status_code == 409
    assert "10:02" in answer.text


def test_a_charted_diagnosis_is_listed(app: VisitingApp) -> None:
    post(app, "/chart/gray-visit/diagnoses", {"code": "E86.0", "words": "Dehydration <b>"})
    assert "E86.0" in page(app, "/chart/gray-visit")
    assert "<b>" not in app.http.get("/chart/gray-visit", base_url=BASE_URL).text


def test_the_day_can_be_started_over(app: VisitingApp) -> None:
    post(app, STOP, ENTRY)
    assert post(app, "/start-over", {}).location == "/"
    assert "10:02" not in page(app, "/chart/gray-visit")


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": APP_URL}, {"Origin": "null"}],
)
def test_a_form_from_another_site_changes_nothing(app: VisitingApp, headers: dict[str, str]) -> None:
    assert post(app, STOP, ENTRY, headers).status_code == 403
    assert "10:02" not in page(app, "/chart/gray-visit")


@pytest.mark.parametrize("path", ["/chart/nobody", "/nowhere"])
def test_a_chart_that_is_not_there_gets_a_page(app: VisitingApp, path: str) -> None:
    answer = app.http.get(path, base_url=BASE_URL)
    assert answer.status_code == 404
    assert "<h1>Not done</h1>" in answer.text


def test_another_name_of_this_machine_leads_to_the_registered_one(app: VisitingApp) -> None:
    assert (
        app.http.get("/chart/gray-visit", base_url="http://127.0.0.1:8700").location == f"{BASE_URL}/chart/gray-visit"
    )


def test_the_policy_allows_nothing_inline_and_no_frame_but_the_app(app: VisitingApp) -> None:
    policy = app.http.get("/", base_url=BASE_URL).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert f"frame-src 'self' {APP_URL};" in policy


def test_a_page_is_not_kept_by_any_cache(app: VisitingApp) -> None:
    assert app.http.get("/", base_url=BASE_URL).headers["Cache-Control"] == "no-store"
