"""From the link in the chart to a live launch."""

from __future__ import annotations

from tests.smart_launch.clinic import Clinic, cookie_of


def test_a_launch_from_the_chart_ends_on_a_clean_address(clinic: Clinic) -> None:
    browser = clinic.browser()
    answer = browser.get(clinic.sign_in(browser))
    assert (answer.status_code, answer.location) == (303, f"/visit/{clinic.launches[0].id}")


def test_a_launch_knows_patient_encounter_and_user_from_the_token_response(clinic: Clinic) -> None:
    launch = clinic.open_chart(clinic.browser())
    assert (launch.patient, launch.encounter, launch.fhir_user) == ("p1", "e1", "Practitioner/nurse-1")


def test_the_live_launch_opens_for_the_browser_that_made_it(clinic: Clinic) -> None:
    browser = clinic.browser()
    launch = clinic.open_chart(browser)
    assert clinic.launcher.sessions.open(launch.id, cookie_of(browser)) == launch


def test_a_client_of_the_launch_reads_the_chart(clinic: Clinic) -> None:
    clinic.ehr.resources["Encounter/e1"] = {"resourceType": "Encounter", "id": "e1"}
    launch = clinic.open_chart(clinic.browser())
    with clinic.launcher.client(launch) as client:
        assert client.read("Encounter/e1")["id"] == "e1"
