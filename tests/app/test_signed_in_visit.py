"""From the link in the chart to the proposal, and back again after an answer: over HTTP, against the training EHR."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from fixtures.ehr.settings import CLIENT_ID
from plugin.demo import Demo
from smart_launch.errors import LaunchExpired, SignInExpired
from tests import builders
from tests.app.browser import ANTIBIOTIC, IRON, Browser

STOP = "missing_stop_time"


def test_a_launch_ends_on_the_page_of_its_visit_and_nothing_else_in_the_address(browser: Browser) -> None:
    page = browser.open_chart()
    assert page.rpartition("/")[0] == f"{browser.app_url}/visit"
    assert "?" not in page


def test_the_same_address_gives_the_proposal_as_json(browser: Browser) -> None:
    proposal = browser.proposal(browser.open_chart())
    assert [p["kind"] for p in proposal["prompts"]] == [STOP]
    assert proposal["lines"]


def test_the_same_facts_give_the_same_bytes_whichever_launch(browser: Browser) -> None:
    first, second = browser.open_chart(IRON), browser.open_chart(IRON)
    assert browser.get(first, "application/json").content == browser.get(second, "application/json").content


def test_two_charts_in_two_tabs_do_not_mix(browser: Browser) -> None:
    one, two = browser.open_chart(ANTIBIOTIC), browser.open_chart(IRON)
    patients = {browser.proposal(page)["visit"]["patient"] for page in (one, two, one)}
    assert len(patients) == 2
    assert browser.proposal(one)["visit"]["patient"] != browser.proposal(two)["visit"]["patient"]


def test_a_stop_time_typed_here_is_used_and_marked_as_answered(browser: Browser) -> None:
    page = browser.open_chart()
    assert browser.answer(page, STOP, "time", "10:50").status_code == 303
    after = browser.proposal(page)
    assert STOP not in [p["kind"] for p in after["prompts"]]
    assert "answered" in [line["strength"] for line in after["lines"]]


def test_an_answer_outlives_the_panel(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart("waste-not-charted")
    browser.answer(page, "missing_waste", "all_given")
    answered = browser.get(page, "application/json").content
    again = Browser(demo)
    assert again.get(again.open_chart("waste-not-charted"), "application/json").content == answered
    assert b'"answered"' in answered


def test_an_answer_that_cannot_be_used_is_said_so_and_nothing_is_kept(browser: Browser) -> None:
    page = browser.open_chart("no-diagnosis")
    before = browser.get(page, "application/json").content
    form = {"form_token": browser.token(page), "kind": STOP, "about": "Encounter/none", "choice": "time", "value": "9"}
    refused = browser.post(f"{page}/answer", form)
    assert refused.status_code == 422
    assert browser.get(page, "application/json").content == before


def test_without_a_visit_in_the_launch_there_are_no_lines_until_one_is_picked(browser: Browser) -> None:
    page = browser.open_chart(IRON, encounter=False)
    status, refused = browser.json(page)
    assert (status, refused.get("lines", [])) == (409, [])
    encounter = next(v.encounter for v in browser.ehr.chart.visits() if v.story.name == IRON)
    token = browser.get(page).text.partition('name="form_token" value="')[2].partition('"')[0]
    picked = browser.post(f"{page}/encounter", {"form_token": token, "encounter": f"Encounter/{encounter}"})
    assert picked.status_code == 303
    assert browser.proposal(page)["visit"]["encounter"] == f"Encounter/{encounter}"


def test_a_visit_of_another_patient_cannot_be_picked(browser: Browser) -> None:
    page = browser.open_chart(IRON, encounter=False)
    other = next(v.encounter for v in browser.ehr.chart.visits() if v.story.name == ANTIBIOTIC)
    token = browser.get(page).text.partition('name="form_token" value="')[2].partition('"')[0]
    refused = browser.post(f"{page}/encounter", {"form_token": token, "encounter": f"Encounter/{other}"})
    assert (refused.status_code, browser.json(page)[0]) == (422, 409)


def test_a_part_the_ehr_refuses_is_unread_and_the_rest_is_proposed(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(IRON)
    demo.ehr.faults["Coverage"] = "403"
    proposal = browser.proposal(page)
    assert "Coverage" in [u["about"] for u in proposal["unread"]]
    assert proposal["lines"]


def test_an_ehr_that_is_down_is_said_so_with_its_own_status(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(IRON)
    demo.ehr.faults["*"] = "500"
    status, answer = browser.json(page)
    assert (status, "out of order" in answer["error"]["message"]) == (503, True)


def _revoke_all(demo: Demo) -> None:
    for each in demo.ehr.recorded:
        if each.path == "/oauth2/token" and each.status == 200:
            demo.ehr.grants.revoke(json.loads(each.answer)["access_token"], CLIENT_ID)


def test_a_sign_in_that_ran_out_asks_to_open_the_chart_again(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(IRON)
    _revoke_all(demo)
    status, answer = browser.json(page)
    assert (status, answer["error"]["message"]) == (SignInExpired.status, SignInExpired.sentence)


def test_a_chart_the_ehr_has_taken_away_is_not_shown_from_the_last_reading_either(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(ANTIBIOTIC)
    assert "HADDAD" in browser.get(f"{page}/chart").text
    _revoke_all(demo)
    refused, after = browser.get(f"{page}/chart"), browser.get(page)
    assert (refused.status_code, "Open this panel again" in refused.text) == (SignInExpired.status, True)
    assert after.status_code == LaunchExpired.status
    assert "HADDAD" not in refused.text + after.text


def test_records_without_a_visit_are_a_sentence_and_the_next_read_starts_anew(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser.open_chart(IRON)
    with monkeypatch.context() as patched:
        undated = replace(builders.chart(), visits=(), day=date.min)
        patched.setattr("plugin.workflow.visit.chart_from", lambda *_: undated)
        answer = browser.get(f"{page}/chart")
    assert (answer.status_code, "No infusion in this visit" in answer.text) == (422, True)
    assert browser.get(f"{page}/chart").status_code == 200


def test_an_access_token_that_ran_out_is_renewed_and_nobody_notices(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(IRON)
    demo.ehr.grants.expire_access()
    assert browser.proposal(page)["lines"]


def test_what_was_done_stands_in_the_audit_without_the_patients_name(browser: Browser) -> None:
    page = browser.open_chart("supervisor-not-named")
    browser.answer(page, "missing_supervising_provider", "text", "Dr. A. Osei")
    events = browser.audit(page.rpartition("/")[2])
    actions = {(event.action, event.what) for event in events}
    assert {("read", "MedicationAdministration"), ("answer", "missing_supervising_provider")} <= actions
    assert ("view", "/visit/<launch_id>") in actions
    assert "Osei" not in str(events)
