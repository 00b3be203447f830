"""Whether a hospital's visit was on its campus: by the site's setting, its places, and the record (R-MOD-12)."""

from typing import Any

import pytest

from plugin.chart.billing import NO_PLACE, Campus, CampusFound
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.intake.builders import Json, encounter, infusion, patient, text, visit

LISTED = Site(
    campus="by_location",
    campus_by_location={
        "Location/north": "non_excepted_off_campus",
        "Infusion West": "excepted_off_campus",
        "Main infusion": "on_campus",
        "Emergency": "emergency_department",
    },
)
ON, PO, PN = (Site(campus=kind) for kind in ("on_campus", "excepted_off_campus", "non_excepted_off_campus"))
CHAIR = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/location-physical-type", "code": "bd"}]}


def place(display: str = "", reference: str = "", **more: Any) -> Json:
    return {"location": {k: v for k, v in (("display", display), ("reference", reference)) if v}} | more


def found(site: Site, **more: Any) -> CampusFound:
    return visit(infusion(), of=encounter(**more), site=site).visits[0].found_at


def served_at(code: str) -> Json:
    system = "https://www.cms.gov/Medicare/Coding/place-of-service-codes"
    return {"type": [{"coding": [{"system": system, "code": code}]}]}


def test_where_neither_site_nor_record_speaks_of_it_nothing_is_known_and_nothing_doubted() -> None:
    assert found(Site(), location=[place("Infusion West")]) == NO_PLACE
    assert found(Site(), **served_at("22")) == NO_PLACE


@pytest.mark.parametrize("more", [served_at("19"), {"location": [place("Clinic, off-campus")]}], ids=["code", "name"])
def test_a_record_that_says_off_campus_is_doubtful_where_the_site_never_said_of_which_kind(more: Json) -> None:
    place_of = found(Site(), **more)
    assert place_of.campus is None
    assert "never set" in place_of.doubt


@pytest.mark.parametrize(("site", "campus"), [(ON, Campus.ON_CAMPUS), (PO, Campus.EXCEPTED), (PN, Campus.NON_EXCEPTED)])
def test_a_site_of_one_kind_says_it_for_every_visit(site: Site, campus: Campus) -> None:
    place_of = found(site)
    assert place_of.campus
    assert (place_of.campus.value, place_of.campus.evidence.about, place_of.doubt) == (campus, "Encounter/e1", "")


@pytest.mark.parametrize(
    ("location", "campus"),
    [
        (place("Infusion West"), Campus.EXCEPTED),
        (place("  infusion WEST "), Campus.EXCEPTED),
        (place("Renamed since", "Location/north"), Campus.NON_EXCEPTED),
        (place("Main infusion"), Campus.ON_CAMPUS),
        (place("Emergency"), Campus.EMERGENCY_DEPARTMENT),
    ],
)
def test_a_place_is_found_by_its_reference_or_its_name(location: Json, campus: Campus) -> None:
    place_of = found(LISTED, location=[location])
    assert place_of.campus
    assert place_of.campus.value is campus


@pytest.mark.parametrize(
    ("locations", "why"),
    [
        ([], "no place of the visit is charted"),
        ([place("Infusion South")], "Infusion South is not in the site's list"),
        ([place("Infusion West"), place("Infusion South")], "Infusion South is not in the site's list"),
        ([place("Infusion West"), place("Main infusion")], "places of different kinds"),
        ([place()], "a place without a name is not in the site's list"),
    ],
)
def test_a_place_that_is_not_listed_or_contradicts_another_is_doubtful(locations: list[Json], why: str) -> None:
    place_of = found(LISTED, location=locations)
    assert place_of.campus is None
    assert why in place_of.doubt


def test_a_chair_need_not_be_listed_where_its_unit_is() -> None:
    place_of = found(LISTED, location=[place("Infusion West"), place("Chair 4", physicalType=CHAIR)])
    assert place_of.campus
    assert place_of.campus.value is Campus.EXCEPTED
    assert found(LISTED, location=[place("Chair 4", physicalType=CHAIR)]).campus is None


@pytest.mark.parametrize(
    ("site", "more"),
    [
        (ON, served_at("19")),
        (PO, served_at("22")),
        (PN, served_at("23")),
        (PO, {"class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER"}}),
    ],
    ids=["on, 19", "off, 22", "off, 23", "off, emergency"],
)
def test_a_record_that_contradicts_the_setting_is_doubtful(site: Site, more: Json) -> None:
    place_of = found(site, **more)
    assert (place_of.campus, bool(place_of.doubt)) == (None, True)


def test_an_emergency_visit_on_campus_is_not_doubtful() -> None:
    assert found(ON, **served_at("23")).doubt == ""


def test_a_visit_that_was_not_read_is_doubtful_where_places_differ_and_not_on_one_campus() -> None:
    records = read_bundle(text(patient(), infusion()))
    assert chart_from(records, LISTED).visits[0].found_at.doubt
    assert chart_from(records, ON).visits[0].found_at == NO_PLACE
