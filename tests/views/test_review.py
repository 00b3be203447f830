"""The coder's page: each line with its rule, citation, date and evidence; omissions, questions and what was unread."""

from datetime import date

from plugin.chart.chart import Unread
from plugin.chart.evidence import Evidence, Fact
from plugin.chart.times import Run
from plugin.views.review import quotations
from tests.builders import busy_chart, busy_visit, chart, clock, given, line, replace, visit
from tests.page_client import PageClient, text_of
from tests.views.small_app import SmallDesk, app_of

URL = "/visit/7f3a9c/review"


def review(of=None, **facts):
    return PageClient(app_of(SmallDesk(of or busy_visit(), **facts))).get(URL)


def rows(page, caption):
    table = next(t for t in page.all("table") if text_of(t.find("caption")) == caption)
    return [text_of(row) for row in table.find("tbody").iter("tr")]


def test_every_line_is_shown_with_code_units_and_state():
    assert [row.split()[:2] for row in rows(review(), "Lines")] == [
        ["96413", "1"],
        ["96375", "1"],
        ["J2405", "8"],
        ["J9312", "68"],
    ]


def test_a_line_of_the_day_after_says_so():
    late = line(date=date(2026, 11, 21))
    assert "21-Nov" in rows(review(visit(busy_chart(), lines=(late,))), "Lines")[0]


def test_a_line_shows_its_rule_its_citation_and_when_that_was_last_read():
    assert "Fifteen minutes or less is a push R-ADM-41" in rows(review(), "Lines")[1]
    assert "CMS 100-04 chapter 12, 30.5 (checked 23-Nov-2026)" in rows(review(), "Lines")[1]


def test_a_line_quotes_the_chart_with_resource_version_and_element():
    row = rows(review(), "Lines")[1]
    assert "MedicationAdministration/m1 v1" in row
    assert "effectivePeriod.start" in row


def test_a_time_is_quoted_as_a_time_with_the_word_of_its_row():
    start = Fact(clock("09:10"), Evidence("MedicationAdministration/m1", "effectiveDateTime", "1", "New Bag"))
    read = chart(replace(given(1, "a"), runs=(Run(start),)))
    shown = [q.shown for q in quotations(read)["MedicationAdministration/m1"] if q.element == "effectiveDateTime"]
    assert shown == ["20-Nov-2026 09:10, New Bag"]


def test_without_questions_there_is_a_sentence_instead_of_an_empty_table():
    page = review(visit())
    assert "No open questions." in page.text
    assert "Open questions" not in [text_of(t.find("caption")) for t in page.all("table")]


def test_a_held_line_says_held_and_what_its_weakest_fact_is():
    assert "Held missing a fact" in rows(review(), "Lines")[3]


def test_an_ndc_is_shown_with_quantity_and_unit():
    assert "50242005306, 1 UN" in rows(review(), "Lines")[3]


def test_a_rule_without_a_card_on_that_day_is_said_not_skipped():
    assert "No card of this rule is in force on this day R-DRG-99" in text_of(
        review(visit(busy_chart(), lines=(line(because=("R-DRG-99",)),))).by_id("lines")
    )


def test_what_is_not_billed_says_why():
    assert "Fluid beside a drug is not billed R-ADM-46" in rows(review(), "Not billed, and why")[0]


def test_open_questions_say_who_is_asked_and_which_denials_they_prevent():
    row = rows(review(), "Open questions")[1]
    assert ("nurse" in row, "CO-151" in row) == (True, True)


def test_what_could_not_be_read_is_listed():
    page = review(visit(chart(given(1, "a"), unread=(Unread("Coverage", "not allowed"),))))
    assert "Coverage not allowed" in page.text


def test_the_rulebook_is_named_by_day_and_digest():
    assert "Rules in force on 20-Nov-2026 · rulebook sha256:abab" in review().text


def test_the_initial_service_is_marked_on_the_timeline():
    marked = [text_of(li) for li in review().all("li") if li.find("p") is not None and "initial" in text_of(li)]
    assert [m for m in marked if m.startswith("Rituximab")]


def test_a_coder_sees_the_full_banner_whatever_the_ehr_asked_for():
    assert "OKAFOR, Ruth" in review(busy_visit(need_patient_banner=False)).text


def test_a_person_without_the_role_is_told_who_can_give_it():
    client = PageClient(app_of(SmallDesk(busy_visit(), roles=())))
    assert "can give it to you" in client.get(URL, status=403).text


def test_a_person_without_the_role_reads_nothing():
    desk = SmallDesk(busy_visit(), roles=())
    PageClient(app_of(desk)).get(URL, status=403)
    assert desk.reads == 0


def test_without_a_visit_there_is_no_review():
    client = PageClient(app_of(SmallDesk(busy_visit(encounter=None))))
    assert client.get(URL, status=409).heading == "A visit has to be picked first"


def test_a_visit_with_nothing_to_propose_says_so():
    assert "No line is supported by what is charted." in review(visit()).text


def test_the_same_element_is_quoted_once():
    quotes = quotations(busy_chart())["MedicationAdministration/m1"]
    assert len(quotes) == len(set(quotes))
