"""The searches of a visit at each vendor, each by the parameters its server knows, in the order they are made."""

import ast
import inspect
from collections.abc import Callable
from pathlib import Path

import pytest

from plugin import intake
from plugin.intake import quirks, searches
from plugin.intake.searches import Search, at_site, first_searches, optional_searches, second_searches
from plugin.intake.site import Site
from tests.intake.builders import encounter

WINDOW = ["ge2026-03-04T02:00:00Z", "lt2026-03-05T12:00:00Z"]
VISIT = {"patient": "p1", "encounter": "e1"}
DIAGNOSES = ("Condition", {**VISIT, "category": "encounter-diagnosis"})
ADMINISTRATIONS = ("MedicationAdministration", {"patient": "p1", "context": "e1", "_count": "100"})
ADMINISTRATIONS_BY_TIME = ("MedicationAdministration", {"patient": "p1", "effective-time": WINDOW, "_count": "100"})
REQUESTS, COVERAGE, PROCEDURES = ("ServiceRequest", VISIT), ("Coverage", {"patient": "p1"}), ("Procedure", VISIT)
ORDERED = {**VISIT, "intent": "order"}

AT_ONCE = {
    "generic": [ADMINISTRATIONS, ("MedicationRequest", VISIT), REQUESTS, DIAGNOSES, COVERAGE, PROCEDURES],
    "epic": [ADMINISTRATIONS, REQUESTS, DIAGNOSES, COVERAGE, PROCEDURES],
    "athena": [ADMINISTRATIONS, ("MedicationRequest", ORDERED), REQUESTS, DIAGNOSES, COVERAGE, PROCEDURES],
    "oracle": [("Condition", VISIT), ("Coverage", {"-encounter": "e1"})],
}
# After the encounter, where nothing of what was asked at once brought anything.
THEN = {
    "generic": [ADMINISTRATIONS_BY_TIME],
    "epic": [ADMINISTRATIONS_BY_TIME, ("MedicationRequest", {"patient": "p1", "date": WINDOW})],
    "athena": [],
    "oracle": [
        ADMINISTRATIONS_BY_TIME,
        ("MedicationRequest", {"patient": "p1", "-timing-boundsPeriod": WINDOW}),
        ("Procedure", {"patient": "p1", "date": WINDOW}),
        COVERAGE,
    ],
}


def as_pairs(made: tuple[Search, ...]) -> list[tuple[str, dict]]:
    return [(search.type, dict(search.parameters)) for search in made]


@pytest.mark.parametrize("vendor", AT_ONCE)
def test_what_needs_only_the_launch_is_asked_at_once_and_in_this_order(vendor: str) -> None:
    assert as_pairs(first_searches(vendor, "p1", "e1")) == AT_ONCE[vendor]


@pytest.mark.parametrize("vendor", THEN)
def test_what_needs_the_time_of_the_visit_is_asked_after_it_and_in_this_order(vendor: str) -> None:
    assert as_pairs(second_searches(vendor, "p1", encounter(), ())) == THEN[vendor]


@pytest.mark.parametrize("vendor", THEN)
def test_what_was_found_or_refused_at_once_is_not_searched_by_time(vendor: str) -> None:
    came = {"MedicationAdministration", "Coverage"}
    expected = [pair for pair in THEN[vendor] if pair[0] not in came]
    assert as_pairs(second_searches(vendor, "p1", encounter(), came)) == expected


def test_a_visit_without_a_time_is_searched_by_no_time() -> None:
    timeless = encounter(period={})
    made = [pair for vendor in THEN for pair in as_pairs(second_searches(vendor, "p1", timeless, ()))]
    assert made == [COVERAGE]


def test_every_search_at_athena_names_the_practice_and_no_other_vendor_is_asked_by_it() -> None:
    searches = (*first_searches("athena", "p1", "e1"), *optional_searches("p1", ("ClaimResponse", "CarePlan")))
    asked = at_site(Site(vendor="athena", practice="195900"), searches)
    assert {search.parameters["ah-practice"] for search in asked} == {"Organization/a-1.Practice-195900"}
    assert [set(s.parameters) - {"ah-practice"} for s in asked] == [set(s.parameters) for s in searches]
    for vendor in ("generic", "epic", "oracle"):
        plain = first_searches(vendor, "p1", "e1")
        assert at_site(Site(vendor=vendor, practice="195900"), plain) == plain


def named(function: Callable) -> bool:
    return inspect.isfunction(function) and function.__module__ == quirks.__name__


@pytest.mark.parametrize("name", [name for name, _ in inspect.getmembers(quirks, named)])
def test_each_difference_says_whose_it_is(name: str) -> None:
    said = inspect.getdoc(getattr(quirks, name)) or ""
    assert any(vendor in said for vendor in ("Oracle", "Epic", "athenaOne"))
    assert name in inspect.getsource(searches)


def test_no_other_module_of_the_intake_asks_which_vendor_it_is() -> None:
    asking = [
        file.name
        for file in Path(intake.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Compare) and "vendor" in {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    ]
    assert set(asking) == {"quirks.py"}
