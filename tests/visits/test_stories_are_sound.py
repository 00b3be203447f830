"""The demo's stories are whole: valid FHIR, people who may sign, references that resolve, answers that fit them."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class

from fixtures.ehr.stories import read_stories
from plugin.engine.proposal import Kind, LineState

ROOT = Path(__file__).resolve().parents[2]
VISITS = ROOT / "fixtures" / "visits"
STORIES = sorted(path.name for path in VISITS.iterdir() if path.is_dir())
NPI = "http://hl7.org/fhir/sid/us-npi"
FIRST_DAY, LAST_DAY = date(2026, 1, 5), date(2026, 3, 31)

each_story = pytest.mark.parametrize("story", STORIES)


@cache
def bundle(story: str) -> dict[str, Any]:
    return dict(json.loads((VISITS / story / "bundle.json").read_text(encoding="utf-8")))


@cache
def expected(story: str) -> dict[str, Any]:
    return dict(json.loads((VISITS / story / "expected.json").read_text(encoding="utf-8")))


def resources(story: str, kind: str | None = None) -> list[dict[str, Any]]:
    every = [entry["resource"] for entry in bundle(story)["entry"]]
    return [each for each in every if kind in (None, each["resourceType"])]


def references_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for inner in value.values():
            yield from references_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references_in(inner)


@cache
def crosswalk() -> dict[str, str]:
    """11-digit NDC -> code, from the product's own table; the quarter of the stories is its last."""
    with (ROOT / "plugin" / "rules" / "tables" / "ndc.csv").open(encoding="utf-8", newline="") as table:
        return {row["ndc"]: row["code"] for row in csv.DictReader(table) if not row["to"] or row["to"] >= "2026-03-31"}


def eleven_digits(ndc: str) -> str:
    return "".join(part.zfill(width) for part, width in zip(ndc.split("-"), (5, 4, 2), strict=True))


def names_in(story: str) -> set[str]:
    return {f"{each['resourceType']}/{each['id']}" for each in resources(story)}


def instants_of(administration: dict[str, Any]) -> list[datetime]:
    period = administration.get("effectivePeriod", {"start": administration.get("effectiveDateTime")})
    return [datetime.fromisoformat(period[edge]) for edge in ("start", "end") if edge in period]


def edges(story: str) -> tuple[str, str]:
    """When the patient came and left; in a visit that goes on nothing may be later than its beginning."""
    period = resources(story, "Encounter")[0]["period"]
    return period["start"], period.get("end", period["start"])


def has_right_check_digit(npi: str) -> bool:
    """The Luhn formula over the number with the card issuer prefix 80840, as CMS assigns NPIs."""
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed("80840" + npi))]
    return len(npi) == 10 and sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def test_there_are_at_least_twelve_stories_in_both_settings() -> None:
    assert len(STORIES) >= 12
    assert {bundle(story)["meta"]["tag"][0]["code"] for story in STORIES} == {"facility", "office"}


def test_no_resource_id_is_used_twice_and_shared_people_and_places_are_the_same_everywhere() -> None:
    assert [story.name for story in read_stories(VISITS)] == STORIES


@each_story
def test_a_story_is_a_bundle_a_telling_and_an_expected_answer(story: str) -> None:
    assert {path.name for path in (VISITS / story).iterdir()} == {"bundle.json", "story.md", "expected.json"}


@each_story
def test_the_bundle_is_a_collection_named_after_its_folder(story: str) -> None:
    assert (bundle(story)["type"], bundle(story)["identifier"]["value"]) == ("collection", story)


@each_story
def test_the_story_is_a_title_and_three_sentences(story: str) -> None:
    title, _, telling = (VISITS / story / "story.md").read_text(encoding="utf-8").partition("\n")
    assert title.startswith("# ")
    assert len(re.findall(r"[.!?](?=\s|$)", telling)) == 3


@each_story
def test_every_entry_is_valid_r4b(story: str) -> None:
    for each in resources(story):
        model = get_fhir_model_class(each["resourceType"])
        assert model.model_validate(each).get_resource_type() == each["resourceType"]


@each_story
def test_every_reference_leads_to_an_entry_of_the_bundle(story: str) -> None:
    asked = {each for each in references_in(bundle(story)) if not each.startswith("#")}
    assert asked <= names_in(story)


@each_story
def test_every_npi_has_a_right_check_digit(story: str) -> None:
    numbers = [
        identifier["value"]
        for person in resources(story, "Practitioner")
        for identifier in person.get("identifier", [])
        if identifier["system"] == NPI
    ]
    assert numbers
    assert [npi for npi in numbers if not has_right_check_digit(npi)] == []


def test_a_mistyped_npi_is_noticed() -> None:
    assert has_right_check_digit("1234567893")
    assert not has_right_check_digit("1234567839")


@each_story
def test_who_orders_attends_or_supervises_has_an_npi(story: str) -> None:
    with_npi = {f"Practitioner/{p['id']}" for p in resources(story, "Practitioner") if p.get("identifier")}
    visit = resources(story, "Encounter")[0]
    signing = {each["requester"]["reference"] for each in resources(story, "MedicationRequest")}
    assert signing | {each["individual"]["reference"] for each in visit["participant"]} <= with_npi


@each_story
def test_nothing_was_given_outside_the_visit_or_the_quarter(story: str) -> None:
    came, left = (datetime.fromisoformat(edge) for edge in edges(story))
    assert FIRST_DAY <= came.date() <= left.date() <= LAST_DAY
    for administration in resources(story, "MedicationAdministration"):
        assert all(came <= at <= left for at in instants_of(administration)), administration["id"]


def ndcs(story: str) -> dict[str, str]:
    """Administration -> the package code charted for it."""
    return {
        f"MedicationAdministration/{administration['id']}": coding["code"]
        for administration in resources(story, "MedicationAdministration")
        for coding in administration["contained"][0]["code"].get("coding", [])
    }


@each_story
def test_every_drug_line_has_its_ndc_in_the_chart_and_every_ndc_its_line(story: str) -> None:
    charted = {crosswalk()[eleven_digits(ndc)] for ndc in ndcs(story).values() if "-" in ndc}
    lines = [line for line in expected(story)["lines"] if line["kind"] != "administration"]
    unread = [about for about, ndc in ndcs(story).items() if "-" not in ndc]
    others = [line for line in lines if line["code"] not in charted]
    assert charted <= {line["code"] for line in lines}
    assert [line["state"] for line in others] == ["held"] * len(unread)


@each_story
def test_an_ndc_without_hyphens_is_one_that_is_asked_about(story: str) -> None:
    asked = {prompt["about"] for prompt in expected(story)["prompts"] if prompt["kind"] == "ndc_missing"}
    assert {about for about, ndc in ndcs(story).items() if "-" not in ndc} == asked


def test_one_story_has_a_drug_by_its_code_alone() -> None:
    medications = [
        administration["contained"][0]["code"]
        for story in STORIES
        for administration in resources(story, "MedicationAdministration")
    ]
    assert len([code for code in medications if "text" not in code]) == 1


@each_story
def test_only_known_questions_are_expected(story: str) -> None:
    schema = (ROOT / "plugin/export/proposal.schema.json").read_text(encoding="utf-8")
    kinds = json.loads(schema)["properties"]["prompts"]["items"]["properties"]["kind"]["enum"]
    assert {prompt["kind"] for prompt in expected(story)["prompts"]} <= set(kinds)


@each_story
def test_questions_and_evidence_are_about_resources_of_the_story(story: str) -> None:
    about = {prompt["about"] for prompt in expected(story)["prompts"]}
    evidence = {each for dropped in expected(story)["not_billed"] for each in dropped["evidence"]}
    assert about | evidence <= names_in(story)


@each_story
def test_every_expected_line_is_whole_and_dated_within_the_visit(story: str) -> None:
    for line in expected(story)["lines"]:
        assert set(line) - {"ndc"} == {"code", "units", "modifiers", "kind", "date", "diagnoses", "state"}
        assert line["units"] >= 1
        assert line["kind"] in set(Kind)
        assert line["state"] in set(LineState)
        assert edges(story)[0][:10] <= line["date"] <= edges(story)[1][:10]


@each_story
def test_expected_diagnoses_are_diagnoses_of_the_visit(story: str) -> None:
    of_visit = {
        condition["code"]["coding"][0]["code"]
        for condition in resources(story, "Condition")
        if condition["category"][0]["coding"][0]["code"] == "encounter-diagnosis"
    }
    assert {code for line in expected(story)["lines"] for code in line["diagnoses"] or ()} <= of_visit
