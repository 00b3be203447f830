"""The audit says who saw or tried to see whose chart, when, and what came of it; ids only."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import requests

from plugin.demo import Demo
from plugin.store.audit import Event
from tests.app.browser import IRON, Browser

PAGE = "/visit/<launch_id>"


def _events(browser: Browser, page: str, action: str) -> list[Event]:
    return [event for event in browser.audit(page.rpartition("/")[2]) if event.action == action]


def _ids(browser: Browser, story: str) -> tuple[str, str]:
    visit = next(v for v in browser.ehr.chart.visits() if v.story.name == story)
    return f"Patient/{visit.patient}", f"Encounter/{visit.encounter}"


def test_every_row_of_a_launch_names_the_patient_and_the_visit_by_their_ids(browser: Browser) -> None:
    page = browser.open_chart(IRON)
    browser.get(f"{page}/chart")
    events = browser.audit(page.rpartition("/")[2])
    assert {event.action for event in events} == {"sign_in", "request", "read", "view"}
    assert {(event.patient, event.encounter) for event in events} == {_ids(browser, IRON)}
    assert {event.ehr for event in events} == {"training-office"}


def test_each_request_to_the_ehr_is_a_row_with_what_was_asked_and_the_status_of_its_answer(browser: Browser) -> None:
    sent = len(browser.ehr.recorded)
    page = browser.open_chart(IRON)
    browser.get(f"{page}/chart")
    below = f"{urlsplit(browser.ehr.settings.fhir_base('office')).path}/"
    came = [r for r in list(browser.ehr.recorded)[sent:] if r.path.startswith(below) and "/.well-known/" not in r.path]
    arrived = [(r.path.removeprefix(below), urlencode(r.query), str(r.status)) for r in came]
    rows = [(event.what, event.query, event.outcome) for event in _events(browser, page, "request")]
    assert sorted(rows) == sorted(arrived)
    assert ("Coverage", "200") in {(what, outcome) for what, _, outcome in rows}


def test_a_request_tried_again_is_a_row_each_time(browser: Browser, demo: Demo) -> None:
    demo.ehr.faults["Coverage"] = "503"
    page = browser.open_chart(IRON)
    browser.get(f"{page}/chart")
    rows = [event for event in _events(browser, page, "request") if event.what == "Coverage"]
    assert [event.outcome for event in rows] == ["503", "503", "503"]


def test_a_read_that_fails_altogether_is_in_the_audit_with_its_error(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(IRON)
    demo.ehr.faults["*"] = "500"
    browser.get(f"{page}/chart")
    tried = _events(browser, page, "read")
    assert ("chart", 0, "EhrDown") in [(event.what, event.count, event.outcome) for event in tried]
    assert {event.patient for event in tried} == {_ids(browser, IRON)[0]}


def test_a_part_the_ehr_withheld_stands_beside_the_parts_that_were_read(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(IRON)
    demo.ehr.faults["Coverage"] = "403"
    browser.get(f"{page}/chart")
    outcomes = {event.what: event.outcome for event in _events(browser, page, "read")}
    assert (outcomes["Coverage"], outcomes["Encounter"]) == ("not_read", "done")


def test_a_chart_shown_with_a_refused_answer_is_a_view(browser: Browser) -> None:
    page = browser.open_chart()
    assert browser.answer(page, "missing_stop_time", "time", "25:99").status_code == 422
    assert f"{PAGE}/answer" in [event.what for event in _events(browser, page, "view")]


def test_an_error_in_place_of_the_chart_is_no_view(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(IRON)
    demo.ehr.faults["*"] = "500"
    browser.get(f"{page}/chart")
    assert f"{PAGE}/chart" not in [event.what for event in _events(browser, page, "view")]


def test_a_sign_in_the_ehr_refused_is_in_the_audit_without_any_patient(browser: Browser, demo: Demo) -> None:
    demo.ehr.faults["token"] = "500"
    before = len(browser.audit(""))
    visit = browser.ehr.chart.visits()[0]
    browser.get(demo.ehr.launch_url(visit.encounter))
    row = browser.audit("")[before:]
    assert [(e.action, e.what, e.user, e.patient, e.encounter) for e in row] == [("sign_in", "/callback", "", "", "")]
    assert row[0].outcome == "TokenServerDown"


def test_a_callback_nobody_here_began_leaves_no_row(browser: Browser, demo: Demo) -> None:
    before = len(browser.audit(""))
    requests.get(f"{demo.app_url}/callback?state=x&code=y", timeout=30)
    assert len(browser.audit("")) == before
