"""The nurse's page over HTTP: its states, its actions with and without htmx, and what it never shows."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from plugin.chart.chart import Unread
from plugin.views import panel
from smart_launch.fhir_errors import EhrDown
from tests.builders import answer, busy_chart, busy_visit, chart, given, prompt, visit
from tests.page_client import PageClient
from tests.views.small_app import SmallDesk, app_of

URL = "/visit/7f3a9c"
NURSE_TEMPLATES = Path(panel.__file__).parent / "templates" / "nurse"
MONEY_OR_CODE = re.compile(
    r"\$|\b\d{5}\b|\b[A-Z]\d{4}\b|\b(CO|PR|OA|PI)-\d+\b|\bR-[A-Z]+-\d+|CPT|HCPCS|modifier|bill", re.I
)


def opened(of=None, **facts):
    desk = SmallDesk(of or busy_visit(), **facts)
    return desk, PageClient(app_of(desk))


def test_the_page_comes_at_once_and_reads_nothing():
    desk, client = opened()
    assert (client.get(URL).heading, desk.reads) == ("Reading the chart", 0)


def test_the_waiting_page_asks_for_its_chart_part():
    _, client = opened()
    assert client.get(URL).by_id("chart").get("data-hx-get") == f"{URL}/chart"


def test_without_a_script_the_waiting_page_leads_to_the_whole_page():
    _, client = opened()
    assert f'<noscript><meta http-equiv="refresh" content="0; url={URL}/chart"></noscript>' in client.get(URL).html


def test_the_chart_part_reads_the_ehr_and_tells_how_much_is_left():
    desk, client = opened()
    page = client.get(f"{URL}/chart", in_place=True)
    assert (page.status_line, desk.reads) == ("Read from the chart. 3 left.", 1)


def test_the_chart_part_brings_the_banner_and_the_title_along():
    _, client = opened()
    page = client.get(f"{URL}/chart", in_place=True)
    assert page.by_id("banner").get("data-hx-swap-oob") == "true"
    assert page.all("title")[0].text == "3 things the chart does not say yet - Chairside"


def test_a_page_that_was_read_before_is_shown_without_reading_again():
    desk, client = opened()
    client.get(f"{URL}/chart")
    client.get(URL)
    assert desk.reads == 1


def test_the_full_banner_is_shown_when_the_ehr_asks_for_it():
    _, client = opened()
    banner = client.get(f"{URL}/chart").by_id("banner")
    assert " ".join("".join(banner.itertext()).split()) == (
        "OKAFOR, Ruth Born 14-Mar-1961 (65 y) Sex Female MRN 0048 2217 Visit 20-Nov-2026, Infusion West"
    )


def test_one_line_stays_when_the_ehr_shows_its_own_banner():
    _, client = opened(busy_visit(need_patient_banner=False))
    banner = client.get(f"{URL}/chart").by_id("banner")
    assert "".join(banner.itertext()).strip() == "Ruth O., visit 20-Nov"


def test_the_nurse_sees_no_money_no_codes_and_no_rule_ids():
    _, client = opened()
    assert MONEY_OR_CODE.findall(client.get(f"{URL}/chart").text) == []


@pytest.mark.parametrize("template", sorted(NURSE_TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_of_the_nurse_holds_money_or_codes(template):
    assert MONEY_OR_CODE.findall(template.read_text(encoding="utf-8")) == []


def test_an_answer_is_saved_and_the_next_question_takes_the_focus():
    desk, client = opened()
    form = client.get(f"{URL}/chart").form("/answer", "Stopped at")
    page = client.post(f"{URL}/answer", {**form, "value": "11:40"}, in_place=True)
    assert page.status_line == "Saved. 2 left."
    assert [(a.kind, a.choice, a.value) for a in desk.kept] == [("missing_stop_time", "time", "11:40")]
    assert [h.get("id") for h in page.all("h2") if h.get("data-focus") is not None] == ["q1"]


def test_without_a_script_an_answer_leads_back_to_the_page():
    _, client = opened()
    form = client.get(f"{URL}/chart").form("/answer", "Stopped at")
    page = client.post(f"{URL}/answer", {**form, "value": "11:40"})
    assert (page.heading, page.status_line) == ("2 things the chart does not say yet", "Saved. 2 left.")


def test_without_a_script_the_browser_puts_the_focus_on_the_next_question():
    _, client = opened()
    form = client.get(f"{URL}/chart").form("/answer", "Stopped at")
    page = client.post(f"{URL}/answer", {**form, "value": "11:40"})
    assert [h.get("id") for h in page.all("h2") if h.get("autofocus") is not None] == ["q1"]


def test_a_time_typed_without_a_colon_is_understood():
    desk, client = opened()
    form = client.get(f"{URL}/chart").form("/answer", "Stopped at")
    client.post(f"{URL}/answer", {**form, "value": "905"}, in_place=True)
    assert desk.kept[0].value == "09:05"


def test_an_amount_typed_bare_takes_the_unit_beside_it():
    desk, client = opened()
    form = client.get(f"{URL}/chart").form("/answer", "Amount discarded")
    client.post(f"{URL}/answer", {**form, "value": "20"}, in_place=True)
    assert desk.kept[0].value == "20 mg"


@pytest.mark.parametrize("in_place", [True, False])
def test_a_refused_answer_comes_back_with_the_reason_and_what_was_typed(in_place):
    desk, client = opened(refused="11:40 is in the future.")
    form = client.get(f"{URL}/chart").form("/answer", "Stopped at")
    page = client.post(f"{URL}/answer", {**form, "value": "11:40"}, status=422, in_place=in_place)
    field = page.by_id("q2-value")
    assert "11:40 is in the future." in page.text
    assert (field.get("value"), field.get("aria-invalid"), desk.kept) == ("11:40", "true", [])


def test_the_reason_of_a_refusal_belongs_to_its_field():
    _, client = opened(refused="11:40 is in the future.")
    form = client.get(f"{URL}/chart").form("/answer", "Stopped at")
    page = client.post(f"{URL}/answer", {**form, "value": "11:40"}, status=422)
    assert page.by_id("q2-value").get("aria-describedby") == "q2-error q2-hint"


def test_i_have_charted_it_reads_again_and_says_when_the_chart_has_it():
    desk, client = opened()
    form = client.get(f"{URL}/chart").form("/answer", "I have charted it", "missing_stop_time")
    desk.in_ehr = visit(busy_chart(), tuple(p for p in desk.in_ehr.proposal.prompts if p.kind != "missing_stop_time"))
    page = client.post(f"{URL}/read-again", form, in_place=True)
    assert page.status_line == "Found in the chart. 2 left."


def test_i_have_charted_it_says_when_the_chart_has_it_not():
    _, client = opened()
    form = client.get(f"{URL}/chart").form("/answer", "I have charted it", "missing_stop_time")
    page = client.post(f"{URL}/read-again", form, in_place=True)
    assert page.status_line == "Not in the chart at 11:52. It may take a minute to arrive; check again."


def test_after_a_check_in_vain_the_focus_stays_on_the_question():
    _, client = opened()
    form = client.get(f"{URL}/chart").form("/answer", "I have charted it", "missing_stop_time")
    page = client.post(f"{URL}/read-again", form, in_place=True)
    assert [h.get("id") for h in page.all("h2") if h.get("data-focus") is not None] == ["q2"]


def test_a_question_with_room_for_words_needs_no_other():
    _, client = opened(visit(busy_chart(), (prompt("missing_access_site", options=("text", "other", "cannot_tell")),)))
    page = client.get(f"{URL}/chart")
    assert (page.all("details", "other"), page.by_id("q1-value").get("type")) == ([], "text")


def test_read_again_reads_the_ehr_again():
    desk, client = opened()
    form = client.get(f"{URL}/chart").form("/read-again")
    client.post(f"{URL}/read-again", form)
    assert desk.reads == 2


def test_the_last_picture_stays_with_its_time_when_the_ehr_is_down():
    desk, client = opened()
    client.get(f"{URL}/chart")
    desk.down = EhrDown()
    page = client.get(f"{URL}/chart", in_place=True)
    assert "Tried at 12:00. Below is the chart as read at 11:52" in page.text
    assert page.heading == "3 things the chart does not say yet"


def test_the_last_picture_is_read_only():
    desk, client = opened()
    client.get(f"{URL}/chart")
    desk.down = EhrDown()
    assert [f.get("action") for f in client.get(f"{URL}/chart").all("form")] == [
        f"{URL}/read-again",
        f"{URL}/copy",
        f"{URL}/leave",
    ]


def test_with_the_ehr_down_and_nothing_read_the_page_says_so_and_leads_back():
    _, client = opened(down=EhrDown())
    page = client.get(f"{URL}/chart", status=EhrDown.status)
    assert page.heading == "The EHR could not be read"
    assert page.all("a", "button")[0].get("href") == URL


def test_what_could_not_be_read_is_named_beside_what_could():
    unread = (Unread("Coverage", "not allowed"), Unread("MedicationAdministration/m9", "its status is not understood"))
    _, client = opened(visit(chart(given(1, "a", "1 mg", ("09:00", "10:00")), unread=unread)))
    page = client.get(f"{URL}/chart")
    assert "coverage: not allowed" in page.text
    assert "one row of medication record: its status is not understood" in page.text
    assert page.heading == "Part of the chart could not be read"


def test_answers_given_here_do_not_make_the_chart_complete():
    done = (answer("missing_stop_time", "MedicationAdministration/m2", "cannot_tell"),)
    _, client = opened(visit(busy_chart(), answers=done))
    page = client.get(f"{URL}/chart")
    assert (page.heading, "Nothing to do" in page.text) == ("All questions are answered", False)


def test_a_complete_chart_leaves_nothing_to_do():
    _, client = opened(visit())
    page = client.get(f"{URL}/chart")
    assert page.heading == "The chart has everything this visit needs"
    assert "Nothing to do." in page.text


def test_a_visit_without_an_infusion_says_what_would_count():
    _, client = opened(visit(chart()))
    page = client.get(f"{URL}/chart")
    assert page.heading == "No infusion in this visit"
    assert "charted as given in this visit are shown here" in page.text


def test_a_visit_whose_medication_record_was_refused_is_not_called_empty():
    _, client = opened(visit(chart(unread=(Unread("MedicationAdministration", "not allowed"),))))
    assert client.get(f"{URL}/chart").heading == "No medication record could be read"


def test_without_an_encounter_the_visits_of_the_day_are_offered():
    desk, client = opened(busy_visit(encounter=None))
    page = client.get(URL)
    assert (page.heading, desk.reads) == ("Which visit is this?", 0)
    assert "Infusion West, arrived 08:20, still here" in page.text


def test_a_picked_visit_is_gone_on_with():
    desk, client = opened(busy_visit(encounter=None))
    form = client.get(URL).form("/encounter")
    page = client.post(f"{URL}/encounter", {**form, "encounter": "Encounter/e1"})
    assert (desk.picked, page.heading) == ("Encounter/e1", "Reading the chart")


def test_a_visit_that_was_not_offered_is_refused():
    desk, client = opened(busy_visit(encounter=None))
    form = client.get(URL).form("/encounter")
    page = client.post(f"{URL}/encounter", {**form, "encounter": "Encounter/other"}, status=422)
    assert (desk.picked, "not one of today's" in page.text) == (None, True)


def test_an_expired_launch_says_that_answers_are_saved():
    _, client = opened(expired=True)
    page = client.get(URL, status=410)
    assert page.heading == "Open this panel again"
    assert "is saved" in page.text


def test_an_expired_launch_takes_the_patient_off_the_screen():
    desk, client = opened()
    client.get(f"{URL}/chart")
    desk.expired = True
    banner = client.get(f"{URL}/still-there", status=410, in_place=True).by_id("banner")
    assert "OKAFOR" not in "".join(banner.itertext())


@pytest.mark.parametrize(("of_the_ehr", "seconds"), [(None, 780), (600, 480), (3600, 780)])
def test_the_warning_comes_two_minutes_before_the_limit_that_counts(of_the_ehr, seconds):
    visit = busy_visit()
    desk = SmallDesk(replace(visit, launch=replace(visit.launch, idle=of_the_ehr)), idle_seconds=900)
    assert f"delay:{seconds}s" in app_of(desk).test_client().get(f"{URL}/chart").get_data(as_text=True)


def test_the_warning_before_the_end_does_not_count_as_use():
    desk, client = opened()
    client.get(f"{URL}/chart")
    before = desk.touched
    html = app_of(desk).test_client().get(f"{URL}/still-there", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert (desk.touched, "closes in two minutes" in html) == (before, True)


def test_keeping_the_panel_open_counts_as_use():
    desk, client = opened()
    form = client.get(f"{URL}/chart").form("/read-again")
    before = desk.touched
    client.post(f"{URL}/stay", form)
    assert desk.touched > before


def test_the_same_address_gives_the_proposal_to_a_program():
    _, client = opened()
    answer = client.json(URL)
    assert (answer.content_type, answer.json["prompts"][1]["kind"]) == ("application/json", "missing_stop_time")


def test_a_program_is_told_that_no_visit_was_picked():
    _, client = opened(busy_visit(encounter=None))
    answer = client.json(URL)
    assert (answer.status_code, answer.json["lines"]) == (409, [])


def test_a_program_is_told_of_an_error_in_json():
    _, client = opened(expired=True)
    answer = client.json(URL)
    assert (answer.status_code, "is saved" in answer.json["error"]["message"]) == (410, True)


def test_only_those_who_may_see_the_link_to_the_review():
    assert "Open the review" in opened()[1].get(f"{URL}/chart").text
    assert "Open the review" not in opened(roles=())[1].get(f"{URL}/chart").text


def test_words_of_the_chart_cannot_become_markup():
    hostile = visit(chart(given(1, "<img src=x onerror=alert(1)>", "1 mg", ("09:00", "10:00"))))
    assert "<img" not in opened(hostile)[1].get(f"{URL}/chart").html


def test_no_address_holds_patient_data():
    _, client = opened()
    page = client.get(f"{URL}/chart")
    addresses = [
        e.get(name) or "" for e in page.tree.iter() for name in ("href", "action", "formaction", "data-hx-post")
    ]
    assert [a for a in addresses if "Okafor" in a or "00482217" in a or "Medication" in a] == []


def test_more_than_three_questions_wait_behind_a_word():
    kinds = ("missing_dose", "missing_route", "missing_stop_time", "stopped_early")
    _, client = opened(visit(busy_chart(), tuple(prompt(kind) for kind in kinds)))
    assert client.get(f"{URL}/chart").all("details", "more")[0].find("summary").text == "1 more"


def test_signing_out_says_that_the_panel_may_be_closed_and_shows_no_chart():
    _, client = opened()
    out = client.post(f"{URL}/leave", client.get(URL).form(f"{URL}/leave"))
    assert (out.heading, "OKAFOR" in out.text) == ("You are signed out", False)


def test_one_can_sign_out_before_a_visit_is_picked():
    _, client = opened(busy_visit(encounter=None))
    assert client.get(URL).form(f"{URL}/leave")
