"""The chart is the record: what is charted later takes the place of what was answered here, and history stays."""

from __future__ import annotations

from typing import Any

from plugin.demo import Demo
from plugin.workflow.visit import Visits
from tests.app.browser import ANTIBIOTIC, Browser

STOP = "missing_stop_time"
DOSE = "MedicationAdministration/haddad-ma1"


def _chart_stop(demo: Demo, at: str) -> None:
    def edit(resource: dict[str, Any]) -> None:
        resource["effectivePeriod"]["end"] = at

    held = demo.ehr.chart.read(DOSE)
    assert held
    demo.ehr.chart.change(DOSE, held["meta"]["versionId"], edit)


def _administration(proposal: dict[str, Any]) -> dict[str, Any]:
    return next(line for line in proposal["lines"] if line["kind"] == "administration")


def test_a_stop_that_is_charted_makes_the_question_go_away(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(ANTIBIOTIC)
    _chart_stop(demo, "2026-03-04T10:50:00-06:00")
    proposal = browser.proposal(page)
    assert STOP not in [p["kind"] for p in proposal["prompts"]]
    assert _administration(proposal)["strength"] == "charted"


def test_a_charted_stop_takes_the_place_of_an_answered_one(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(ANTIBIOTIC)
    browser.answer(page, STOP, "time", "10:35")
    assert _administration(browser.proposal(page))["strength"] == "answered"
    _chart_stop(demo, "2026-03-04T11:10:00-06:00")
    assert _administration(browser.proposal(page))["strength"] == "charted"


def test_every_version_of_a_proposal_is_kept(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart("reaction-and-restart")
    encounter = browser.proposal(page)["visit"]["encounter"]
    before = len(demo.practice.store.proposals.all("training-facility", encounter))
    browser.proposal(page)
    assert len(demo.practice.store.proposals.all("training-facility", encounter)) == before
    demo.ehr.faults["Coverage"] = "403"
    browser.proposal(page)
    assert len(demo.practice.store.proposals.all("training-facility", encounter)) == before + 1


def test_signing_out_closes_the_launch_and_forgets_what_was_read(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(ANTIBIOTIC)
    launch = demo.practice.launcher.sessions.open(page.rpartition("/")[2], browser.cookie)
    Visits(demo.practice).leave(launch)
    assert browser.get(page).status_code == 410
    assert Visits(demo.practice).current(launch) is None
    assert "leave" in [event.action for event in browser.audit(launch.id)]
