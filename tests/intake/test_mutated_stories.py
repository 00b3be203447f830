"""Whatever is done to a story's Bundle: a valid proposal comes of it, nothing of another patient, nothing lost."""

import json
from typing import Any

from hypothesis import HealthCheck, given, reject, settings

from plugin.engine.errors import EngineError
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.export import proposal_json
from plugin.intake.build import chart_from
from plugin.intake.fhir_json import identity, is_named
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.engine.builders import library
from tests.export.test_proposal_json import CHECK
from tests.intake.mutated_stories import Mutated, given_away, mutated

ADMINISTRATION = "MedicationAdministration/"
WHOLE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def proposed(made: Mutated) -> dict[str, Any]:
    """The proposal; where nothing gives the visit a day, or rules for it, that is an error of the engine's own tree."""
    chart = chart_from(read_bundle(made.text), Site())
    try:
        return json.loads(proposal_json.dumps(propose(chart, library().of(chart), Switches())))
    except EngineError:
        reject()


def named_in(got: dict[str, Any], *parts: str) -> set[str]:
    """What the lines, what is not billed, the questions or the unread name."""
    rows = {row for part in parts for found in got[part] for row in found.get("evidence", ())}
    return rows | {found["about"] for part in parts for found in got[part] if "about" in found}


def names(entry: dict[str, Any], number: int) -> list[str]:
    """What the resource of an entry may be called: by its own id, else by its fullUrl or its place."""
    resource = entry["resource"] if isinstance(entry["resource"], dict) else {}
    if is_named(resource):
        return [identity(resource)]
    tail = str(entry.get("fullUrl")).rpartition("/")[2]
    return [f"{resource.get('resourceType')}/{id}" for id in (tail, f"entry-{number}")]


@settings(max_examples=40, **WHOLE)
@given(mutated())
def test_a_proposal_that_keeps_the_schema_comes_of_it_and_no_administration_is_lost(made: Mutated) -> None:
    got = proposed(made)
    CHECK.validate(got)
    sent = {identity(r) for r in made.resources if isinstance(r, dict) and is_named(r)}
    rows = {about for about in sent if about.startswith(ADMINISTRATION)}
    assert rows <= named_in(got, "lines", "not_billed", "prompts", "unread")


@settings(max_examples=80, **WHOLE)
@given(mutated())
def test_every_entry_is_a_resource_that_was_read_or_is_listed_as_unread(made: Mutated) -> None:
    records = read_bundle(made.text)
    accounted = {identity(r) for r in records.resources} | {u.about for u in records.unread}
    for number, entry in enumerate(made.bundle["entry"], 1):
        assert accounted & {f"entry {number}", *names(entry, number)}


@settings(max_examples=30, **WHOLE)
@given(given_away)
def test_what_another_patients_resource_holds_changes_no_line_and_no_question(made: Mutated) -> None:
    got, bare = proposed(made), proposed(made.without_their_content())
    assert not made.foreign & named_in(got, "lines", "not_billed", "prompts")
    assert made.foreign <= named_in(got, "unread")
    for part in ("lines", "not_billed", "prompts"):
        assert got[part] == bare[part]
