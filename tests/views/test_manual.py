"""The manual of the rules: a page without session or patient, and the same page as one file."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import date

import pytest

from plugin.views.manual import manual_file
from tests.builders import busy_visit
from tests.page_client import Page, PageClient, faults_of, parsed, text_of
from tests.views.small_app import SmallDesk, app_of, handbook

DAY = date(2026, 3, 4)


@pytest.fixture(scope="module")
def client() -> PageClient:
    return PageClient(app_of(SmallDesk(busy_visit(), expired=True)))


@pytest.fixture(scope="module")
def page(client: PageClient) -> Page:
    return client.get(f"/rules?on={DAY}")


@pytest.fixture(scope="module")
def written() -> str:
    return manual_file(handbook().on(DAY))


def law(page: Page, rule_id: str) -> str:
    return text_of(page.by_id(rule_id))


def test_it_opens_without_a_session_and_shows_nothing_of_a_patient(page: Page) -> None:
    assert page.heading == "The rules of infusion coding"
    assert "OKAFOR" not in page.html


def test_without_a_day_it_is_the_manual_of_today(client: PageClient) -> None:
    assert "in force on 20-Nov-2026" in client.get("/rules").text


@pytest.mark.parametrize(
    "on", ["", "yesterday", "2026-02-30", "20260304", "2026-W10-3", "1999-12-31", "2100-01-01", "9" * 99]
)
def test_a_day_that_is_none_is_one_sentence(client: PageClient, on: str) -> None:
    assert "Write the day as 2026-01-31" in client.get(f"/rules?on={on}", status=400).text


def test_every_rule_stands_under_its_own_address(page: Page) -> None:
    ids = Counter(article.get("id") for article in page.all("article", "law"))
    expected = {card.id for card in handbook().library.cards} | {belief.id for belief in handbook().beliefs}
    assert set(ids) == expected
    assert set(ids.values()) == {1}


def test_no_link_inside_the_page_leads_nowhere(page: Page) -> None:
    ids = {element.get("id") for element in page.tree.iter()}
    targets = {href[1:] for a in page.all("a") if (href := a.get("href") or "").startswith("#")}
    assert sorted(targets - ids) == []


def test_a_rule_shows_all_a_coder_asks_of_it(page: Page) -> None:
    shown = law(page, "R-ADM-43")
    for words in (
        "One more unit for each hour begun past the half",
        "A further unit is earned each time",
        "Settled: the sources agree.",
        "In force from 01-Jan-2006; hospitals and offices; all payers",
        "First unit ends with 90 minutes",
        "chemotherapy 96415",
        "University of Wisconsin Hospital, Hospital manual on infusion and injection coding, additional hours "
        "(checked 23-Nov-2026)",
        "Keeps away CO-151",
        "Ninety-one minutes earn one more unit. Hospital, Medicare: ceftriaxone infused, 09:00 to 10:31: "
        "96365 x 1, 96366 x 1",
        "W-05",
    ):
        assert words in shown


def test_a_disputed_rule_says_who_says_what_and_what_the_switch_may_be(page: Page) -> None:
    shown = law(page, "R-ADM-59")
    assert "Hospital and coding sources report the push; one consultancy objects" in shown
    assert "missing_stop : push is the default, or hold, not_billable" in shown


def test_a_rule_from_practice_is_marked_for_a_coder_to_confirm(page: Page) -> None:
    assert "A coder must confirm" in [text_of(tag) for tag in page.by_id("R-ADM-63").iter("span")]


def test_a_contractors_rule_says_whose_reading_it_is(page: Page) -> None:
    assert "NGS asks for drug and administration on one claim" in law(page, "R-EDT-09")


def test_earlier_and_later_versions_are_shown_beside_the_one_in_force(client: PageClient) -> None:
    shown = law(client.get("/rules?on=2023-02-01"), "R-DRG-06")
    assert "In force from 01-Jan-2023 to 30-Jun-2023" in shown
    assert "Earlier version 01-Jan-2017 to 31-Dec-2022" in shown
    assert "Later version 01-Jul-2023" in shown


def test_a_rule_not_yet_in_force_says_so(client: PageClient) -> None:
    assert "Not in force on this day" in law(client.get("/rules?on=2019-12-31"), "R-SUP-03")


def test_a_rule_named_in_a_text_is_a_link_to_it(page: Page) -> None:
    inside = [a.get("href") for a in page.by_id("R-DOC-01").iter("a")]
    assert "#R-ADM-59" in inside


def test_a_wrong_claim_says_what_is_right_where_it_was_seen_and_what_no_test_shows(page: Page) -> None:
    shown = law(page, "W-24")
    for words in ("adds nothing", "Right From minute 16", "R-ADM-48", "(Palmetto), read in part", "Not tested"):
        assert words in shown


def test_a_code_a_denial_and_a_source_lead_to_rules(page: Page) -> None:
    tables = [text_of(row) for row in page.all("tr")]
    assert any(row.startswith("96417 chemotherapy infusion, later drug R-ADM-48") for row in tables)
    assert any(row.startswith("CO-107 The service it belongs to is not on the claim R-ADM-23") for row in tables)
    assert "R-ADM-44" in text_of(page.by_id("source-noridian-tpe"))


def test_the_page_is_sent_packed_to_a_browser_that_takes_it_so(page: Page) -> None:
    response = (
        app_of(SmallDesk(busy_visit())).test_client().get(f"/rules?on={DAY}", headers={"Accept-Encoding": "gzip"})
    )
    assert gzip.decompress(response.data).decode() == page.html
    assert len(response.data) < 80_000


def test_a_rule_on_the_coders_page_is_a_link_to_the_manual() -> None:
    review = PageClient(app_of(SmallDesk(busy_visit()))).get("/visit/7f3a9c/review")
    links = [a.get("href") for a in review.all("a", "rule-id")]
    assert links
    assert all(re.fullmatch(r"/rules#R-[A-Z]{2,3}-\d{2}", link) for link in links)
    assert not [a for summary in review.all("summary") for a in summary.iter("a")]


def test_the_file_needs_nothing_from_anywhere(written: str) -> None:
    tree = parsed(written)
    assert [e.tag for e in tree.iter() if e.tag in ("script", "link", "img", "iframe", "form", "object")] == []
    assert "@import" not in written
    assert "url(" not in written
    assert [a.get("href") for a in tree.iter("a") if not re.match(r"#|https://", a.get("href") or "")] == []


def test_the_file_forbids_itself_scripts_and_fetching(written: str) -> None:
    policies = [m.get("content") for m in parsed(written).iter("meta") if m.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_the_file_says_what_the_page_says(written: str, page: Page) -> None:
    tree = parsed(written)
    inside, shown = next(tree.iter("main")), next(page.tree.iter("main"))
    assert text_of(inside) == text_of(shown)


def test_the_file_has_no_faults_but_its_own_style(written: str) -> None:
    assert [fault for fault in faults_of(parsed(written)) if "style" not in fault.lower()] == []


def test_what_a_card_says_is_text_and_never_markup(written: str) -> None:
    assert "<script" not in written
    assert "&amp; Medicaid" in written
