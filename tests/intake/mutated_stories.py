"""Hypothesis strategies for the visits of the stories after an EHR, or somebody with a grudge, has been at them."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.intake.any_content import Json, elements, junk
from tests.visits.stories import STORIES

STRANGER = "Patient/somebody-else"
HELD_BY = {
    "MedicationAdministration": "subject", "MedicationRequest": "subject", "ServiceRequest": "subject",
    "Condition": "subject", "Procedure": "subject", "Coverage": "beneficiary",
}  # fmt: skip
TYPES = ["MedicationAdministration", "MedicationRequest", "Condition", "Coverage", "Observation", "Zorp", "", 7, None]
REFERENCES = [
    "Patient/p9",
    "Encounter/e9",
    "#gone",
    "#",
    "",
    "urn:uuid:x",
    "https://ehr.example/fhir/Patient/1",
    "x/y/z",
]
MOMENTS = [
    "2026-03-08T02:30:00-06:00", "2026-03-04T23:59:60Z", "2026-03-04T09:00:00", "2026-03", "2026-02-30",
    "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "2026-03-04T24:00:00Z", " 2026-03-04", "",
]  # fmt: skip
UNITS = ["mg/kg", "((", "[iU]", "10*3/uL", "MG/5ML", "{vial}", "%", "\u00b5g", "min", "x" * 300]
huge = st.builds(str.__mul__, st.sampled_from(["x", "\u202e", "9", "<script>"]), st.sampled_from([500, 100_000]))


@dataclass(slots=True)
class Mutated:
    """One story's Bundle after its mutations, and the references of what was made another patient's."""

    bundle: Json = field(repr=False)
    foreign: set[str] = field(default_factory=set)

    def without_their_content(self) -> "Mutated":
        """The same, with nothing left in what is another patient's but whose it is."""
        bare = copy.deepcopy(self.bundle)
        for entry in bare["entry"]:
            resource = entry["resource"]
            if f"{resource['resourceType']}/{resource['id']}" in self.foreign:
                keep = ("resourceType", "id", "status", HELD_BY[resource["resourceType"]])
                entry["resource"] = {key: resource[key] for key in keep if key in resource}
        return Mutated(bare, self.foreign)

    @property
    def text(self) -> str:
        return json.dumps(self.bundle)

    @property
    def resources(self) -> list[Any]:
        return [entry.get("resource") for entry in self.bundle["entry"]]


Mutation = Callable[[Mutated, int, Any], None]
Spot = tuple[Any, Any]


@cache
def story_texts() -> tuple[str, ...]:
    return tuple(path.read_text("utf-8") for path in STORIES)


def spots(inside: Any, fits: Callable[[Any], bool] = lambda _: True) -> list[Spot]:
    """Every place in this JSON whose value fits, as a container and its key."""
    found: list[Spot] = []
    for key, value in inside.items() if isinstance(inside, dict) else enumerate(inside):
        if fits(value):
            found.append((inside, key))
        if isinstance(value, dict | list):
            found += spots(value, fits)
    return found


def under(name: str, within: Any) -> list[Spot]:
    return [(box, key) for box, key in spots(within) if key == name]


def change(made: Mutated, number: int, value: Any, at: Callable[[list[Any]], list[Spot]]) -> None:
    """Put a value at one of the places `at` finds."""
    if places := at(made.resources):
        box, key = places[number % len(places)]
        box[key] = copy.deepcopy(value)


def replace_any(made: Mutated, number: int, value: Any) -> None:
    change(made, number, value, lambda all_: [spot for spot in spots(all_) if spot[0] is not all_])


def leave_out(made: Mutated, number: int, _: Any) -> None:
    places = [(box, key) for box, key in spots(made.resources) if isinstance(box, dict)]
    if places:
        box, key = places[number % len(places)]
        del box[key]


def drop(made: Mutated, number: int, _: Any) -> None:
    if len(made.bundle["entry"]) > 1:
        del made.bundle["entry"][number % len(made.bundle["entry"])]


def send_twice(made: Mutated, number: int, value: Any) -> None:
    """Once more, as it was or as another version with something else in it."""
    twin = copy.deepcopy(made.bundle["entry"][number % len(made.bundle["entry"])])
    if number % 2 and isinstance(twin["resource"], dict):
        twin["resource"] |= {"meta": {"versionId": str(number % 5)}, "status": value}
    made.bundle["entry"].append(twin)


def retype(made: Mutated, number: int, value: Any) -> None:
    change(made, number, value, lambda all_: under("resourceType", all_))


def refer_elsewhere(made: Mutated, number: int, value: Any) -> None:
    change(made, number, value, lambda all_: under("reference", all_))


def move_in_time(made: Mutated, number: int, value: Any) -> None:
    names = ("start", "end", "effectiveDateTime", "authoredOn", "recordedDate")
    change(made, number, value, lambda all_: [spot for name in names for spot in under(name, all_)])


def measure_otherwise(made: Mutated, number: int, value: Any) -> None:
    change(made, number, value, lambda all_: under("code", all_) + under("unit", all_))


def count_otherwise(made: Mutated, number: int, value: Any) -> None:
    change(made, number, value, lambda all_: under("value", all_))


def extend_a_primitive(made: Mutated, number: int, value: Any) -> None:
    """`_status` beside `status`: FHIR's own way to extend, or to replace, a primitive."""
    places = [(box, key) for box, key in spots(made.resources, lambda v: isinstance(v, str)) if isinstance(box, dict)]
    if places:
        box, key = places[number % len(places)]
        box[f"_{key}"] = {"extension": [{"url": "https://ehr.example/x", "valueString": "x"}]} if number % 3 else value
        if number % 2:
            del box[key]


def contain(made: Mutated, number: int, value: Any) -> None:
    """The drug in a contained Medication that is not what it should be."""
    rows = [r for r in made.resources if isinstance(r, dict) and "medicationCodeableConcept" in r]
    if rows:
        row = rows[number % len(rows)]
        del row["medicationCodeableConcept"]
        row["medicationReference"] = {"reference": "#m" if number % 2 else "#n"}
        row["contained"] = [{"resourceType": "Medication", "id": "m", "code": value}]


def nest(made: Mutated, number: int, _: Any) -> None:
    deep: Any = {"url": "x"}
    for _level in range(60):
        deep = {"url": "x", "extension": [deep]}
    change(made, number, [deep], lambda all_: under("extension", all_) or under("meta", all_))


def give_away(made: Mutated, number: int, _: Any) -> None:
    """One resource to another patient."""
    mine = [r for r in made.resources if isinstance(r, dict) and r.get("resourceType") in (*HELD_BY,)]
    if mine:
        resource = mine[number % len(mine)]
        resource[HELD_BY[resource["resourceType"]]] = {"reference": STRANGER}
        made.foreign.add(f"{resource['resourceType']}/{resource.get('id')}")


def _with(mutation: Mutation, values: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Mutation, int, Any]]:
    return st.tuples(st.just(mutation), st.integers(0, 5_000), values)


NOTHING = st.none()
mutations = st.one_of(
    _with(replace_any, st.one_of(junk, elements, huge)),
    _with(leave_out, NOTHING),
    _with(drop, NOTHING),
    _with(send_twice, st.sampled_from(["entered-in-error", "not-done", "completed", "banana", None])),
    _with(retype, st.sampled_from(TYPES)),
    _with(refer_elsewhere, st.sampled_from([*REFERENCES, None, 7])),
    _with(move_in_time, st.sampled_from([*MOMENTS, None, 20260304])),
    _with(measure_otherwise, st.sampled_from(UNITS)),
    _with(count_otherwise, st.sampled_from([0, -1, 1e308, 10**40, "1", None, True, 0.1])),
    _with(extend_a_primitive, junk),
    _with(contain, elements),
    _with(nest, NOTHING),
)


@st.composite
def mutated(draw: st.DrawFn, kinds: st.SearchStrategy[Any] = mutations) -> Mutated:
    """A story with one to five mutations."""
    made = Mutated(json.loads(draw(st.sampled_from(story_texts()))))
    for mutation, number, value in draw(st.lists(kinds, min_size=1, max_size=5)):
        mutation(made, number, value)
    return made


given_away = mutated(_with(give_away, NOTHING))
