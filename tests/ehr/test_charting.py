"""Charting a blank: a new version of the resource, once, and nothing else changed."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fixtures.ehr.blanks import DISCARDED, OPENED
from fixtures.ehr.chart_store import ChartStore, VersionConflict
from fixtures.ehr.charting import blanks_of, chart_blank, chart_diagnosis
from fixtures.ehr.entries import BadEntry
from fixtures.ehr.fhir_json import dumps
from fixtures.ehr.outcomes import FhirRefusal
from fixtures.ehr.stories import read_stories
from tests.ehr.conftest import STORIES
from tests.ehr.visiting_app import Clock

ZONE = ZoneInfo("America/Chicago")
MA1, MA2, MA3 = (f"MedicationAdministration/gray-ma{number}" for number in (1, 2, 3))
IRON, VISIT = "MedicationAdministration/ito-ma1", "Encounter/gray-visit"


@pytest.fixture
def chart(clock: Clock) -> ChartStore:
    return ChartStore(read_stories(STORIES), clock)


def held(chart: ChartStore, reference: str) -> dict[str, Any]:
    resource = chart.read(reference)
    assert resource is not None
    return resource


def fill(chart: ChartStore, reference: str, blank: str, version: str = "1", **fields: str) -> dict[str, Any]:
    return chart_blank(chart, reference, blank, fields | {"version": version}, ZONE)


def blanks(chart: ChartStore, reference: str) -> list[str]:
    return [blank.name for blank in blanks_of(held(chart, reference))]


@pytest.mark.parametrize(
    ("reference", "names"),
    [
        (MA1, ["stop"]),
        (MA2, ["order"]),
        (MA3, ["dose", "route", "site", "start", "stop", "order"]),
        (IRON, []),
        (VISIT, ["supervisor"]),
        ("Encounter/ito-visit", []),
    ],
)
def test_a_blank_is_what_the_chart_does_not_say(chart: ChartStore, reference: str, names: list[str]) -> None:
    assert blanks(chart, reference) == names


def test_a_vial_given_to_the_last_drop_asks_for_no_discarded_amount(chart: ChartStore) -> None:
    assert "discarded" not in blanks(chart, IRON)


@pytest.mark.parametrize(
    ("action", "names"), [("New Bag", ["dose", "site", "order"]), ("Rate Change", []), ("Stopped", [])]
)
def test_in_a_chart_of_actions_only_the_row_that_begins_a_drug_has_blanks(
    chart: ChartStore, action: str, names: list[str]
) -> None:
    def as_a_row(copy: dict[str, Any]) -> None:
        copy["effectiveDateTime"] = "2026-03-04T09:00:00-06:00"
        copy["dosage"] = {"method": {"text": action}, "route": {"text": "Intravenous infusion"}}

    chart.change(MA3, "1", as_a_row)
    assert blanks(chart, MA3) == names


def test_what_was_not_given_has_no_blanks(chart: ChartStore) -> None:
    chart.change(MA1, "1", lambda copy: copy.update(status="not-done"))
    assert blanks(chart, MA1) == []


@pytest.mark.parametrize(
    ("reference", "blank", "fields", "path", "value"),
    [
        (MA1, "stop", {"date": "2026-03-04", "time": "10:02"}, "effectivePeriod.end", "2026-03-04T10:02:00-06:00"),
        (MA3, "start", {"date": "2026-03-09", "time": "09:00"}, "effectivePeriod.start", "2026-03-09T09:00:00-05:00"),
        (MA3, "route", {"choice": "IV push"}, "dosage.route.text", "IV push"),
        (MA3, "site", {"choice": "PICC, left arm"}, "dosage.site.text", "PICC, left arm"),
        (MA2, "order", {"choice": "MedicationRequest/gray-rx1"}, "request.reference", "MedicationRequest/gray-rx1"),
    ],
)
def test_an_entry_fills_its_blank(
    chart: ChartStore, reference: str, blank: str, fields: Mapping[str, str], path: str, value: object
) -> None:
    found: Any = fill(chart, reference, blank, **fields)
    for step in path.split("."):
        found = found[step]
    assert found == value
    assert blank not in blanks(chart, reference)


def test_an_amount_keeps_the_digits_typed_and_gets_its_ucum_code(chart: ChartStore) -> None:
    dose = fill(chart, MA3, "dose", value="20.50", unit="mcg")["dosage"]["dose"]
    assert dumps(dose) == '{"value":20.50,"unit":"mcg","system":"http://unitsofmeasure.org","code":"ug"}'


def with_another_dose(copy: dict[str, Any]) -> None:
    copy["dosage"]["dose"]["value"] = 180


def test_nothing_discarded_is_an_amount_too(chart: ChartStore) -> None:
    chart.change(IRON, "1", with_another_dose)
    written = fill(chart, IRON, "discarded", "2", value="0", unit="mg")["extension"][-1]
    assert (written["url"], str(written["valueQuantity"]["value"])) == (DISCARDED, "0")


def test_containers_are_counted(chart: ChartStore) -> None:
    chart.change(IRON, "1", lambda copy: copy.pop("extension"))
    assert fill(chart, IRON, "opened", "2", count="2")["extension"] == [{"url": OPENED, "valueInteger": 2}]


def test_a_supervising_provider_joins_those_charted(chart: ChartStore) -> None:
    people = fill(chart, VISIT, "supervisor", choice="Practitioner/dr-abbott")["participant"]
    assert len(people) == 2
    assert people[1]["type"][0]["coding"][0]["code"] == "supervisor"


def test_an_infusion_charted_with_one_time_gets_a_period(chart: ChartStore) -> None:
    def with_one_time(copy: dict[str, Any]) -> None:
        copy["effectiveDateTime"] = copy.pop("effectivePeriod")["start"]

    chart.change(MA1, "1", with_one_time)
    changed = fill(chart, MA1, "stop", "2", date="2026-03-04", time="10:02")
    assert "effectiveDateTime" not in changed
    assert set(changed["effectivePeriod"]) == {"start", "end"}


def test_a_diagnosis_is_a_new_condition_of_the_visit(chart: ChartStore) -> None:
    added = chart_diagnosis(chart, "gray-visit", {"code": "e86.0", "words": "Dehydration"}, ZONE)
    assert added["code"]["coding"][0]["code"] == "E86.0"
    assert added in chart.of_visit("Condition", "gray-visit")


@pytest.mark.parametrize(
    ("reference", "blank", "fields"),
    [
        (MA1, "stop", {"date": "2026-03-04", "time": "09:10"}),
        (MA1, "stop", {"date": "2026-03-04", "time": "08:00"}),
        (MA1, "stop", {"date": "2026-03-04", "time": "25:00"}),
        (MA1, "stop", {"date": "", "time": "10:00"}),
        (MA3, "dose", {"value": "-1", "unit": "mg"}),
        (MA3, "dose", {"value": "1e3", "unit": "mg"}),
        (MA3, "dose", {"value": "20", "unit": "vials"}),
        (MA3, "route", {"choice": "by carrier pigeon"}),
        (MA2, "order", {"choice": "MedicationRequest/ito-rx1"}),
        (VISIT, "supervisor", {"choice": "Practitioner/nurse-lin"}),
    ],
)
def test_an_entry_that_makes_no_sense_changes_nothing(
    chart: ChartStore, reference: str, blank: str, fields: Mapping[str, str]
) -> None:
    before = deepcopy(held(chart, reference))
    with pytest.raises(BadEntry):
        fill(chart, reference, blank, **fields)
    assert held(chart, reference) == before


@pytest.mark.parametrize(("code", "words"), [("", "Dehydration"), ("86.0", "Dehydration"), ("E86.0", "")])
def test_a_diagnosis_needs_code_and_words(chart: ChartStore, code: str, words: str) -> None:
    with pytest.raises(BadEntry):
        chart_diagnosis(chart, "gray-visit", {"code": code, "words": words}, ZONE)


def test_what_is_charted_cannot_be_charted_again(chart: ChartStore) -> None:
    fill(chart, MA1, "stop", date="2026-03-04", time="10:02")
    with pytest.raises(FhirRefusal):
        fill(chart, MA1, "stop", "2", date="2026-03-04", time="10:05")


def test_an_entry_for_an_older_version_is_refused(chart: ChartStore) -> None:
    fill(chart, MA3, "dose", value="20", unit="mg")
    with pytest.raises(VersionConflict):
        fill(chart, MA3, "route", choice="IV push")


def test_a_change_is_a_new_version_at_its_time(chart: ChartStore, clock: Clock) -> None:
    before = held(chart, MA1)["meta"]
    clock.now += 60
    after = fill(chart, MA1, "stop", date="2026-03-04", time="10:02")["meta"]
    assert (before["versionId"], after["versionId"]) == ("1", "2")
    assert before["lastUpdated"] < after["lastUpdated"]


def test_of_two_who_chart_at_once_one_is_told(chart: ChartStore) -> None:
    def attempt(minute: int) -> str:
        try:
            fill(chart, MA1, "stop", date="2026-03-04", time=f"10:{minute:02}")
        except (VersionConflict, FhirRefusal):
            return "told"
        return "charted"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(attempt, range(8))) == ["charted"] + ["told"] * 7


def test_starting_the_day_over_puts_everything_back(chart: ChartStore) -> None:
    fill(chart, MA1, "stop", date="2026-03-04", time="10:02")
    chart_diagnosis(chart, "gray-visit", {"code": "E86.0", "words": "Dehydration"}, ZONE)
    chart.start_over()
    assert blanks(chart, MA1) == ["stop"]
    assert len(chart.of_visit("Condition", "gray-visit")) == 1
