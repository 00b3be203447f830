"""The proof of a drug line: from the line of the coder's page to a sheet on which everything can be checked by hand."""

import json
from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.billing import Billing
from tests.engine.builders import SINGLE, fact, given, visit
from tests.page_client import PageClient, text_of
from tests.views.proven_visit import REVIEW, desk_of, three_drugs, two_unlisted
from tests.views.small_app import app_of


def sheet(code, of=None, query="", status=200, **facts):
    return PageClient(app_of(desk_of(of or three_drugs(), **facts))).get(f"{REVIEW}/proof/{code}{query}", status=status)


def test_each_drug_line_of_the_coders_page_leads_to_its_proof():
    page = PageClient(app_of(desk_of(three_drugs()))).get(REVIEW)
    links = [a.get("href") for a in page.all("a", "proof-link")]
    assert links == [f"{REVIEW}/proof/{code}?date=2026-03-04" for code in ("J9035", "J9035", "J9271", "J9271", "J9312")]


def test_an_administration_line_has_no_proof():
    page = PageClient(app_of(desk_of(visit(given("ondansetron", "iv_push", "09:00", dose=None))))).get(REVIEW)
    assert page.all("a", "proof-link") == []


def test_the_sheet_names_the_code_its_unit_and_its_days():
    page = sheet("J9035", query="?date=2026-03-04")
    assert page.heading == "Proof of J9035"
    assert "bevacizumab on 04-Mar-2026" in page.text
    assert "One unit of J9035 is 10 mg · code valid from 01-Jan-2005" in page.text


def test_the_arithmetic_stands_there_with_its_rules():
    text = sheet("J9035").text
    assert "300 mg / 10 mg = 30 units given R-DRG-01 R-DRG-02" in text
    assert "400 mg / 10 mg = 40 units on the label, less 30 = 10 discarded units R-DRG-05" in text
    assert "Adds up 30 given + 10 discarded = 40 units; the containers hold 40." in text


def test_what_decides_jw_or_jz_stands_there():
    text = sheet("J9035").text
    assert "JW Whole units were discarded" in text
    assert "Payer medicare Setting facility Status K (paid by itself) Date 04-Mar-2026" in text


def test_containers_that_would_have_left_less_are_named():
    assert "3 x 100 mg would leave nothing; 1 x 400 mg left 100 mg." in sheet("J9035").text
    assert "would leave" not in sheet("J9271").text


def test_a_package_known_by_its_ndc_says_so_with_the_quarter():
    text = sheet("J9271").text
    assert "100 mg known of its NDC" in text
    assert "NDC 00006302602: 350 mg given / 100 mg in one container x 4 mL = 14 ML R-DRG-12" in text
    assert "NDC crosswalk 2026Q1" in text
    assert "4 the fewest that hold the dose" in text


def test_a_rest_nobody_charted_waits_and_the_question_is_quoted():
    text = sheet("J9312").text
    assert "Waits for an answer" in text
    assert "700 mg / 10 mg = 70 units on the label, less 65 = 5 units of which nothing is charted" in text
    assert "How much rituximab was left over, and what was done with it? (nurse)" in text


def test_every_rule_stands_there_with_its_citations():
    text = sheet("J9271").text
    assert "R-DRG-12 The NDC goes on the claim in eleven digits" in text
    assert "(checked 23-Nov-2026)" in text


def test_two_days_of_one_code_are_two_sheets_and_the_date_picks_one():
    days = visit(
        given("infliximab", start="09:00", stop="10:00", dose="100 mg", vial="100 mg", kind=SINGLE, opened=1),
        given("infliximab", start="D+1 09:00", stop="D+1 10:00", dose="200 mg", vial="100 mg", kind=SINGLE, opened=2),
    )
    assert [text_of(h) for h in sheet("J1745", days).all("h2")] == [
        "infliximab on 04-Mar-2026",
        "infliximab on 05-Mar-2026",
    ]
    later = sheet("J1745", days, "?date=2026-03-05")
    assert [text_of(h) for h in later.all("h2")] == ["infliximab on 05-Mar-2026"]
    assert "200 mg / 10 mg = 20 units given" in later.text


@pytest.mark.parametrize(
    ("code", "query", "status"),
    [("J0000", "", 404), ("J9035", "?date=2026-03-05", 404), ("96413", "", 404), ("J9035", "?date=soon", 400)],
)
def test_a_line_that_is_not_there_is_said(code, query, status):
    page = sheet(code, query=query, status=status)
    assert "SAMPLE" not in page.text


def test_a_nurse_is_refused():
    assert "SAMPLE" not in sheet("J9035", status=403, roles=()).text


def test_before_a_visit_is_picked_there_is_none():
    desk = desk_of(three_drugs())
    desk.in_ehr = replace(desk.in_ehr, launch=replace(desk.in_ehr.launch, encounter=None))
    PageClient(app_of(desk)).get(f"{REVIEW}/proof/J9035", status=409)


def test_a_program_gets_json_with_exact_decimals():
    client = PageClient(app_of(desk_of(three_drugs())))
    told = json.loads(client.json(f"{REVIEW}/proof/J9035?date=2026-03-04").get_data(as_text=True))
    (proof,) = told["proofs"]
    assert (proof["code"], proof["date"], proof["unit"]) == ("J9035", "2026-03-04", {"value": "10", "unit": "mg"})
    assert proof["sums"]["left"] == {"value": "100", "unit": "mg"}
    assert proof["check"] == {
        "ok": True,
        "given_units": 30,
        "discarded_units": 10,
        "container_units": 40,
        "sentence": "30 given + 10 discarded = 40 units; the containers hold 40.",
    }
    assert proof["jw_jz"]["outcome"] == "JW"


def test_a_crosswalk_of_another_quarter_is_said():
    later = visit(
        given("pembrolizumab", start="10:00", stop="10:30", dose="200 mg", kind=None, codes=(("ndc", "0006-3026-02"),)),
        day=date(2026, 7, 1),
    )
    assert "NDC crosswalk 2026Q1, not the quarter of the day" in sheet("J9271", later).text


def unlisted_links():
    page = PageClient(app_of(desk_of(two_unlisted()))).get(REVIEW)
    return [a.get("href") for a in page.all("a", "proof-link")]


def test_each_line_of_an_unlisted_code_leads_to_the_sheet_of_its_own_drug():
    links = unlisted_links()
    assert [link.partition("?")[0] for link in links] == [f"{REVIEW}/proof/J3490"] * 3
    client = PageClient(app_of(desk_of(two_unlisted())))
    assert sorted(text_of(h) for link in set(links) for h in client.get(link).all("h2")) == [
        "ascorbic acid on 04-Mar-2026",
        "glutathione on 04-Mar-2026",
    ]


def test_no_name_from_the_chart_stands_in_an_address():
    assert not any(word in link for link in unlisted_links() for word in ("glutathione", "ascorbic", "12345"))


def test_the_code_alone_shows_the_sheets_of_all_its_drugs():
    assert len(sheet("J3490", two_unlisted()).all("h2")) == 2


def test_an_address_of_a_drug_that_is_gone_shows_no_other_one():
    sheet("J3490", two_unlisted(), "?drug=0000000000", 404)


def test_the_sheet_of_an_unlisted_drug_says_what_describes_it_and_why():
    text = sheet("J3490", two_unlisted()).text
    assert "Described on the claim: glutathione, NDC 12345678901, 150 mg, intravenous" in text
    assert "50 mg discarded" in text
    assert "J3490 is an unlisted code: it has no unit" in text
    assert "no code of this drug, on this day or any other" in text
    assert "NDC missing" in text  # of ascorbic acid
    assert "10,000 mg" in text


def test_a_program_reads_what_describes_an_unlisted_drug():
    client = PageClient(app_of(desk_of(two_unlisted())))
    told = json.loads(client.json(f"{REVIEW}/proof/J3490").get_data(as_text=True))
    first, second = told["proofs"]
    assert (first["unit"], first["check"]["ok"]) == (None, True)
    assert first["unlisted"]["narratives"][1] == "glutathione, NDC 12345678901, 50 mg discarded, intravenous"
    assert second["unlisted"]["described"]["NDC"] is None
    assert {one["table"] for one in first["unlisted"]["looked_up"]} == {
        "drug names",
        "HCPCS Level II",
        "NDC crosswalk",
    }


def test_a_coded_drug_has_no_description():
    client = PageClient(app_of(desk_of(three_drugs())))
    (proof,) = json.loads(client.json(f"{REVIEW}/proof/J9035").get_data(as_text=True))["proofs"]
    assert proof["unlisted"] is None


def test_a_coded_drug_supplied_free_leads_to_its_sheet_too():
    row = given("vedolizumab", start="09:00", stop="09:30", dose="300 mg", vial="300 mg", kind=SINGLE, opened=1)
    free = visit(replace(row, billing=Billing(supplied_free=fact(True))))
    client = PageClient(app_of(desk_of(free)))
    (link,) = [a.get("href") for a in client.get(REVIEW).all("a", "proof-link")]
    assert "It cost the site nothing" in client.get(link).text
