"""Hypothesis strategies for visits whose resources hold anything an EHR, or somebody with a grudge, could send."""

from typing import Any

from hypothesis import strategies as st

from plugin.intake.site import USUAL_ACTIONS
from tests.intake.builders import UCUM, encounter, infusion, mar, order, push

Json = dict[str, Any]
WORDS = ["", "IV push", "Port flush", "mg", "Medicare", "Ünïcode \u202e", "x" * 300, "refused"]
MOMENTS = [
    "2026-03-04T09:00:00-06:00", "2026-03-04", "2026-03", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00", "banana", 7,
]  # fmt: skip
STATUSES = ["completed", "in-progress", "on-hold", "stopped", "not-done", "entered-in-error", "unknown", "?"]
REFERENCES = ["Encounter/e1", "Encounter/e2", "Patient/p1", "Patient/p2", "#m", "#", "", "x"]
UNITS = ["mg", "mL", "mL/h", "[iU]", "mg/kg", "((", "min", "10*3", "{vial}", "m/s2.[degF]"]
ELEMENTS = [
    "effectivePeriod", "effectiveDateTime", "dosage", "context", "subject", "request", "medicationReference",
    "medicationCodeableConcept", "statusReason", "extension", "contained", "meta", "note", "partOf", "device",
]  # fmt: skip
DOSAGE = ["dose", "rateQuantity", "rateRatio", "route", "method", "site", "text"]
OTHER_TYPES = ["Coverage", "Condition", "Procedure", "Patient", "Practitioner", "Medication", "Observation", "Zorp"]
OTHER_ELEMENTS = ["code", "status", "type", "subject", "class", "period", "encounter", "category"]

clocks = st.sampled_from(["08:00", "09:00", "09:00", "10:15", "23:59"])
words, moments, statuses = st.sampled_from(WORDS), st.sampled_from(MOMENTS), st.sampled_from(STATUSES)
numbers = st.one_of(st.integers(-5, 5), st.floats(allow_nan=False, allow_infinity=False), st.just(10**60))
scalars = st.one_of(st.none(), st.booleans(), numbers, words, moments)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3))


junk = st.recursive(scalars, nested, max_leaves=8)


def quantity(value: Any, unit: str) -> Json:
    return {"value": value, "unit": unit, "system": UCUM, "code": unit}


elements = st.one_of(
    junk,
    st.builds(quantity, numbers, st.sampled_from(UNITS)),
    st.fixed_dictionaries({"text": words}),
    st.fixed_dictionaries({"reference": st.sampled_from(REFERENCES)}),
    st.fixed_dictionaries({"start": moments, "end": moments}),
)


def changed(base: Json, number: int, status: str, more: Json, dosage: Json) -> Json:
    """A row with an id of its own and some of its elements replaced."""
    inner = {"dosage": {**base["dosage"], **dosage}} if dosage else {}
    return {**base, **inner, **more, "id": f"ma{number}", "status": status}


ordinary = st.one_of(
    st.builds(infusion, st.just("x"), st.one_of(st.none(), clocks), st.one_of(st.none(), clocks)),
    st.builds(push, st.just("x"), clocks),
    st.builds(mar, st.sampled_from([*USUAL_ACTIONS, "Zorbed", ""]), clocks),
)
rows = st.builds(
    changed,
    ordinary,
    st.integers(0, 5),
    statuses,
    st.dictionaries(st.sampled_from(ELEMENTS), elements, max_size=2),
    st.dictionaries(st.sampled_from(DOSAGE), elements, max_size=2),
)


def encounter_with(status: str, id: str, more: Json) -> Json:
    return encounter(status=status, id=id) | more


def order_with(more: Json) -> Json:
    return order() | more


def of_type(kind: str, more: Json) -> Json:
    return {"resourceType": kind, "id": "o1", "subject": {"reference": "Patient/p1"}} | more


others = st.one_of(
    st.builds(
        encounter_with,
        statuses,
        st.sampled_from(["e1", "e2"]),
        st.dictionaries(st.sampled_from(["period", "basedOn", "subject"]), elements),
    ),
    st.builds(order_with, st.dictionaries(st.sampled_from(["dosageInstruction", "requester"]), elements)),
    st.builds(
        of_type, st.sampled_from(OTHER_TYPES), st.dictionaries(st.sampled_from(OTHER_ELEMENTS), elements, max_size=3)
    ),
)
