"""Whatever a Bundle holds, a chart comes of it, and no MedicationAdministration is lost without a word."""

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.chart.chart import Chart
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.intake.any_content import junk, others, rows
from tests.intake.builders import bundle, encounter, patient
from tests.shared import SHARED, needs

SAMPLES = SHARED / "samples"
ADMINISTRATION = "MedicationAdministration"
SITE = Site(timezone="America/Chicago")


def chart_of(resources: list[dict]) -> Chart:
    return chart_from(read_bundle(json.dumps(bundle(*resources))), SITE)


def accounted(chart: Chart) -> set[str]:
    read = {row for a in chart.administrations for row in (a.id, *a.rows)}
    return read | {u.about for u in chart.unread}


@settings(max_examples=120, deadline=None)
@given(st.lists(rows, max_size=6), st.lists(others, max_size=4))
def test_a_chart_comes_of_any_bundle_and_no_administration_is_lost(made: list[dict], beside: list[dict]) -> None:
    chart = chart_of([patient(), encounter(), *made, *beside])
    assert {f"{ADMINISTRATION}/{row['id']}" for row in made} <= accounted(chart)


@settings(max_examples=60, deadline=None)
@given(st.lists(rows, max_size=6), st.lists(others, max_size=4), st.randoms(use_true_random=False))
def test_a_chart_is_the_same_in_whatever_order_the_entries_come(
    made: list[dict], beside: list[dict], shuffled: random.Random
) -> None:
    resources = [patient(), encounter(), *made, *beside]
    first = chart_of(resources)
    shuffled.shuffle(resources)
    assert chart_of(resources) == first


@settings(max_examples=60, deadline=None)
@given(st.lists(junk, max_size=5))
def test_entries_of_any_json_are_unread_and_no_error(entries: list) -> None:
    chart = chart_from(read_bundle(json.dumps({"resourceType": "Bundle", "entry": entries})), SITE)
    assert {f"entry {n}" for n, _ in enumerate(entries, 1)} <= {u.about for u in chart.unread}


@needs("samples")
def test_every_published_sample_gives_a_chart_that_accounts_for_it() -> None:
    for file in sorted(SAMPLES.glob("*.json")):
        resource = json.loads(file.read_text())
        whole = resource if resource["resourceType"] == "Bundle" else bundle(resource)
        chart = chart_from(read_bundle(json.dumps(whole)), SITE)
        read = [entry.get("resource", {}) for entry in whole.get("entry", [])]
        named = {f"{ADMINISTRATION}/{r['id']}" for r in read if r.get("resourceType") == ADMINISTRATION}
        assert named <= accounted(chart), file.name
