"""The coder asks why a code is not on the page: a form without a script, an answer in the rows of the page."""

import pytest

from plugin.views.omitted_code import omitted_code
from tests.builders import busy_visit, chart, given, visit
from tests.engine import builders as engine
from tests.engine.builders import library
from tests.page_client import PageClient, text_of
from tests.views.small_app import FullDesk, SmallDesk, app_of

URL = "/visit/7f3a9c/review"
NO_STOP = given(1, "ceftriaxone", "1 g", ("09:00", None))
PUSH = engine.given("morphine", "iv_push", "09:00")


def asked(query, of=None, status=200):
    return PageClient(app_of(SmallDesk(of or busy_visit()))).get(f"{URL}{query}", status=status)


def answer(page):
    return text_of(page.by_id("why-not"))


def test_without_a_question_there_is_only_the_form():
    page = asked("")
    assert page.by_id("why-not-code").get("name") == "why_not"
    assert page.by_id("why-not").findall(".//table") == []


def test_the_answer_names_state_fact_rule_and_evidence():
    page = asked("?why_not=96368")
    assert "Why not 96368? " in answer(page)
    assert "Not proposed" in answer(page)
    assert "96368 needs two bags running together on one line" in answer(page)
    assert "R-ADM-49" in answer(page)
    assert "MedicationAdministration/m2" in answer(page)


def test_days_are_written_as_everywhere_on_the_page():
    assert "line 1, 96374 with 1 unit on 20-Nov-2026" in answer(asked("?why_not=96374", visit(chart(NO_STOP))))


def test_an_answer_quotes_the_chart():
    assert "20-Nov-2026 08:45" in answer(asked("?why_not=96365"))


def test_the_form_keeps_what_was_asked():
    assert asked("?why_not=c8957").by_id("why-not-code").get("value") == "C8957"


def test_a_code_of_another_family_is_said_to_be_one():
    assert "99291 is not a code of drug administration." in answer(asked("?why_not=99291"))


@pytest.mark.parametrize("typed", ["9636", "963688", "<b>", "96 368"])
def test_what_is_no_code_is_said_at_the_field(typed):
    page = asked(f"?why_not={typed}", status=400)
    assert "This is not a code." in answer(page)
    assert page.by_id("why-not-code").get("aria-describedby") == "why-not-error"
    assert page.by_id("why-not").findall(".//table") == []


def test_an_empty_question_is_none():
    assert "This is not a code" not in answer(asked("?why_not="))


def test_what_is_not_billed_is_linked_to_the_code_it_would_have_been():
    page = PageClient(app_of(FullDesk(busy_visit()))).get(URL)
    links = [(text_of(a), a.get("href")) for a in page.all("a") if "why_not=" in (a.get("href") or "")]
    assert links == [("Why not 96360?", "?why_not=96360#why-not")]


OMITTED = [
    (engine.visit(engine.given(engine.SALINE, "iv_infusion", "09:00", "09:20")), "96360"),
    (engine.visit(engine.given(engine.SALINE, "keep_open", "09:00", "09:20")), "96360"),
    (engine.visit(PUSH, engine.given("heparin lock flush", "port_flush", "09:05")), "96523"),
    (engine.visit(PUSH, engine.given("morphine", "iv_push", "09:20")), "96376"),
    (engine.visit(engine.given("morphine", "intravesical", "09:20")), "51720"),
    (engine.visit(engine.given("heparin", "declot", "09:20")), "36593"),
    (engine.visit(engine.given("morphine", "intrathecal", "09:20")), "96450"),
    (engine.visit(engine.given("vancomycin", "portable_pump", "09:20"), payer="commercial"), "C8957"),
    (engine.office(PUSH, services=("36591",)), "36591"),
    (engine.visit(PUSH, engine.given("ceftriaxone", "oral", "09:20")), ""),
]


@pytest.mark.parametrize(("of", "code"), OMITTED, ids=[code or "none" for _, code in OMITTED])
def test_each_omission_offers_its_obvious_code(of, code):
    (omission,) = engine.proposal(of).not_billed
    assert omitted_code(omission, of, library().of(of)) == code


def test_nothing_about_the_patient_is_in_the_address():
    form = next(f for f in asked("").all("form") if f.get("method") == "get")
    fields = [e.get("name") for e in form.iter() if e.get("name")]
    assert (form.get("action"), fields) == (f"{URL}#why-not", ["why_not"])


def test_a_nurse_is_not_answered():
    client = PageClient(app_of(SmallDesk(busy_visit(), roles=())))
    assert "96368 needs" not in client.get(f"{URL}?why_not=96368", status=403).text


def test_asking_reads_nothing_again_from_the_ehr():
    desk = SmallDesk(busy_visit())
    client = PageClient(app_of(desk))
    client.get(URL)
    client.get(f"{URL}?why_not=96368")
    assert desk.reads == 1


def test_a_visit_without_administrations_is_answered():
    assert "no non-chemotherapy infusion" in answer(asked("?why_not=96365", visit(chart()))).lower()


def test_a_row_that_was_given_is_named_in_the_answer():
    one = chart(given(1, "ceftriaxone", "1 g", ("09:00", "09:12")))
    said = answer(asked("?why_not=96365", visit(one)))
    assert "Ceftriaxone 09:00 to 09:12 (12 min): an infusion needs 16 minutes" in said
