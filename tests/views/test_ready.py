"""The list of what is to settle: alone before the first dose, then above the questions until all was given."""

from __future__ import annotations

import re
from dataclasses import replace

from plugin.engine.ready import About, Check, Standing
from plugin.engine.who import Who
from plugin.views.ready import CODES, ready_list
from smart_launch.fhir_errors import EhrDown
from tests.builders import busy_visit, prompt
from tests.engine.builders import given, visit
from tests.page_client import PageClient
from tests.views.ready_visit import all_ready, begun, desk_of, much_to_settle, read
from tests.views.small_app import app_of
from tests.views.test_nurse_page import MONEY_OR_CODE

URL = "/visit/7f3a9c"
CHART = f"{URL}/chart"


def opened(chart, **facts):
    return PageClient(app_of(desk_of(chart, **facts)))


def test_the_page_says_how_much_is_to_settle_and_by_whom() -> None:
    page = opened(much_to_settle()).get(CHART)
    assert page.heading == "3 things to settle before the first dose"
    assert "For the provider" in page.text
    assert "it is a draft; who signed it is not recorded" in page.text
    assert "Medicare Part B ended on 28-Feb-2026" in page.text


def test_a_visit_with_nothing_to_settle_says_only_that_nothing_was_found() -> None:
    page = opened(all_ready()).get(CHART)
    assert page.heading == "Nothing to settle was found before the first dose"
    assert "order, diagnosis, authorization" not in page.text
    assert "Ready" in page.text


def test_the_page_has_no_money_and_no_code() -> None:
    page = opened(much_to_settle()).get(CHART)
    assert MONEY_OR_CODE.findall(page.text) == []
    assert re.search(r"\b[A-Z]\d\d\.\d", page.text) is None


def test_a_part_of_a_quotation_with_a_code_is_left_out_and_the_rest_stays() -> None:
    page = opened(much_to_settle()).get(CHART)
    assert "J1745" not in page.text
    assert "Authorization A1: it ended on 03-Mar-2026, ordered for 04-Mar-2026" in page.text


def test_codes_are_found_by_their_form_and_authorization_numbers_are_none() -> None:
    assert [bool(CODES.search(text)) for text in ("J1745", "96413", "C50.911", "K50")] == [True] * 4
    assert [bool(CODES.search(text)) for text in ("LH-40771", "A1234-7", "500 mg", "AUTH77")] == [False] * 4


def test_nothing_is_answered_on_this_list() -> None:
    page = opened(much_to_settle()).get(CHART)
    actions = {form.get("action") for form in page.all("form")}
    assert f"{URL}/answer" not in actions
    assert f"{URL}/read-again" in actions


def test_read_again_tells_what_is_left_to_settle() -> None:
    page = opened(much_to_settle()).get(CHART, in_place=True)
    assert page.status_line.startswith("Read from the chart. 3 to settle, ")


def test_after_the_first_dose_the_list_stands_above_the_questions_and_beside_the_timeline() -> None:
    page = opened(begun()).get(CHART)
    assert page.heading == "1 thing the chart does not say yet"
    assert "4 things to settle for running and ordered drugs" in page.text
    assert "How was ondansetron given?" in page.text
    assert "Timeline of the visit" in page.text
    assert page.text.index("to settle for running") < page.text.index("How was ondansetron given?")


def test_a_drug_that_runs_is_in_the_list_with_its_time_and_nothing_of_it_is_asked_twice() -> None:
    page = opened(begun()).get(CHART)
    assert "370 mg, intravenous, running since 09:00" in page.text
    assert page.text.count("it is a draft; who signed it is not recorded") == 1
    assert "Which signed and dated order" not in page.text


def test_after_the_first_dose_the_list_has_no_money_and_no_code() -> None:
    page = opened(begun()).get(CHART)
    assert MONEY_OR_CODE.findall(page.text) == []


def test_where_nothing_is_left_to_ask_the_page_is_headed_by_the_list() -> None:
    page = opened(begun(unsaid=False)).get(CHART)
    assert page.heading == "4 things to settle for running and ordered drugs"
    assert "The chart has everything" not in page.text


def test_read_again_tells_questions_and_what_is_left_to_settle() -> None:
    page = opened(begun()).get(CHART, in_place=True)
    assert page.status_line.startswith("Read from the chart. 1 left, 4 to settle, ")


def test_a_running_drug_is_never_said_to_be_all_the_chart_needs() -> None:
    chart = begun(unsaid=False)
    chart = replace(chart, planned=(), administrations=chart.administrations[1:])
    assert opened(chart).get(CHART).heading == "3 things to settle for the running drug"
    settled = replace(all_ready(), planned=(), administrations=(replace(chart.administrations[0]),))
    page = opened(settled).get(CHART)
    assert page.heading.endswith("for the running drug")


def test_what_is_left_to_come_alone_is_before_the_next_dose() -> None:
    chart = begun(unsaid=False)
    chart = replace(chart, administrations=chart.administrations[:1])
    assert opened(chart).get(CHART).heading.endswith("to settle before the next dose")


def test_with_the_last_dose_the_usual_page_comes_at_the_next_reading() -> None:
    desk = desk_of(all_ready())
    client = PageClient(app_of(desk))
    assert "before the first dose" in client.get(CHART).heading
    desk.in_ehr = read(visit(given("infliximab", start="09:00", stop="11:00")))
    assert "before the first dose" not in client.get(CHART).text


def test_the_last_list_stays_while_the_ehr_does_not_answer() -> None:
    chart = much_to_settle()
    page = PageClient(app_of(desk_of(chart, read=read(chart), down=EhrDown()))).get(CHART)
    assert "3 things to settle" in page.heading


def test_questions_about_something_else_stay_beside_the_list() -> None:
    desk = desk_of(much_to_settle())
    other = prompt("separate_visit_note", "Encounter/e1", question="Is the visit a note of its own?")
    proposal = desk.in_ehr.proposal
    desk.in_ehr = replace(desk.in_ehr, proposal=replace(proposal, prompts=(*proposal.prompts, other)))
    page = PageClient(app_of(desk)).get(CHART)
    assert "Is the visit a note of its own?" in page.text
    assert "Which signed and dated order" not in page.text


def test_a_visit_with_a_dose_has_no_list() -> None:
    assert ready_list(busy_visit()) is None


def test_the_json_has_no_lines_and_asks_what_is_to_settle() -> None:
    found = opened(much_to_settle()).json(URL).get_json()
    assert found["lines"] == []
    assert {(p["kind"], p["about"]) for p in found["prompts"]} == {
        ("missing_order", "MedicationRequest/rx1"),
        ("authorization_problem", "MedicationRequest/rx1"),
        ("authorization_problem", "Encounter/e1"),
    }
    assert found["rulebook"]["advisories"] == []


def test_the_coder_sees_the_questions_with_all_their_facts() -> None:
    page = opened(much_to_settle()).get(f"{URL}/review")
    assert "approved for infliximab (J1745), ordered is Inflectra" in page.text


def test_a_check_says_who_only_where_somebody_can_settle_it() -> None:
    check = Check(About.ORDER, Standing.READY, "Fine.", ("R-SUP-05",))
    assert check.who is None
    assert replace(check, who=Who.PROVIDER).who is Who.PROVIDER
