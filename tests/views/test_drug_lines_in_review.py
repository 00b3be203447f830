"""Drug lines for a coder: package with quantity and unit, description, modifiers in words, and what was said here."""

from plugin.chart.administration import ProductCode
from plugin.engine.proposal import Severity, Who
from plugin.store.answers import Standing
from plugin.workflow.answers import with_answers
from tests.builders import answer, busy_chart, chart, given, prompt, replace, visit
from tests.page_client import PageClient, text_of
from tests.views.packages import JZ, M2, UNLISTED
from tests.views.small_app import SmallDesk, app_of

URL = "/visit/7f3a9c/review"


def review(*lines, prompts=(), answers=(), of=None):
    shown = visit(of or busy_chart(), prompts, lines, answers=answers)
    return PageClient(app_of(SmallDesk(shown))).get(URL)


def rows(page, caption="Lines"):
    table = next(t for t in page.all("table") if text_of(t.find("caption")) == caption)
    return list(table.find("tbody").iter("tr"))


def test_a_package_is_shown_with_quantity_and_unit_as_on_the_claim_and_in_words():
    (row,) = rows(review(JZ))
    assert "00006302602, 8 ML (milliliters)" in text_of(row)


def test_a_line_without_a_package_says_so():
    (row,) = rows(review(replace(JZ, ndc=None)))
    assert "Not on the line" in text_of(row)


def test_an_unlisted_drug_shows_what_the_claim_describes():
    (row,) = rows(review(UNLISTED))
    assert "glutathione. Described on the claim: glutathione, NDC 12345067890, 200 mg, intravenous" in text_of(row)


def test_each_modifier_stands_in_the_code_with_its_words():
    page = review(JZ)
    (row,) = rows(page)
    assert "".join(row.find("th").itertext()).startswith("J9271-JZ-TB")
    assert [(a.text, a.get("title")) for a in row.iter("abbr")] == [
        ("JZ", "no whole unit discarded from a single-dose container"),
        ("TB", "bought under the 340B programme"),
    ]


def test_what_modifiers_say_can_be_read_and_printed_without_pointing_at_them():
    shown = text_of(review(JZ, replace(JZ, modifiers=("JW",))).by_id("lines"))
    assert shown.count("discarded from a single-dose container") == 2
    assert "JW discarded from a single-dose container" in shown


def test_without_modifiers_there_is_no_list_of_them():
    page = review(replace(JZ, modifiers=()))
    assert list(page.by_id("lines").iter("abbr")) == []
    assert "discarded" not in text_of(page.by_id("lines"))


def test_a_modifier_nobody_has_words_for_is_shown_as_it_is():
    (row,) = rows(review(replace(JZ, modifiers=("ZZ",))))
    assert [(a.text, a.get("title")) for a in row.iter("abbr")] == [("ZZ", None)]


def test_a_question_for_the_pharmacy_is_shown_with_its_facts():
    asked = prompt(
        "ndc_missing", who=Who.PHARMACY, question="Which package code is on the label?", facts="none charted"
    )
    (row,) = rows(review(JZ, prompts=(asked,)), "Open questions")
    assert [part in text_of(row) for part in ("Which package code", "pharmacy", "none charted")] == [True] * 3


def test_what_was_said_here_of_a_question_that_is_still_open_stands_beside_it():
    asked = prompt("unlisted_drug_narrative", who=Who.PHARMACY, severity=Severity.BLOCKS, question="Which product?")
    said = answer("unlisted_drug_narrative", M2, "text", "glutathione 200 mg/mL of one maker")
    other = answer("unlisted_drug_narrative", "MedicationAdministration/m1", "text", "another drug")
    (row,) = rows(review(UNLISTED, prompts=(asked,), answers=(said, other)), "Open questions")
    assert "said here glutathione 200 mg/mL of one maker said by J. Lin RN 12:00" in text_of(row)
    assert "another drug" not in text_of(row)


def test_an_answer_that_could_not_be_given_is_told_in_words():
    asked = prompt("stock_340b_unknown", who=Who.PHARMACY, question="Which stock?")
    said = answer("stock_340b_unknown", M2, "cannot_tell")
    (row,) = rows(review(JZ, prompts=(asked,), answers=(said,)), "Open questions")
    assert "said here Cannot tell said by J. Lin RN" in text_of(row)


def test_an_answered_package_code_is_quoted_as_said_here_with_who_and_when():
    said = answer("ndc_missing", M2, "text", "0006-3026-02", Standing.APPLIED)
    read = chart(_with_answered_code(said))
    (row,) = rows(review(JZ, of=read, answers=(said,)))
    assert "said here 0006-3026-02 said by J. Lin RN" in text_of(row)
    assert "as charted 0006-3026-02" not in text_of(row)
    assert "package code 0006-3026-02" not in text_of(row)


def _with_answered_code(said):
    read, _ = with_answers(chart(given(2, "pembrolizumab", "200 mg", ("09:10", "10:00"))), (said,))
    return read.administrations[0]


def test_the_package_code_that_is_charted_is_quoted_as_it_is_charted():
    drug = given(2, "pembrolizumab", "200 mg", ("09:10", "10:00"))
    coded = replace(drug.products[0], codes=(ProductCode("ndc", "0006-3026-02"), ProductCode("rxnorm", "1547545")))
    (row,) = rows(review(JZ, of=chart(replace(drug, products=(coded,)))))
    assert "package code 0006-3026-02" in text_of(row)
    assert "1547545" not in text_of(row)
