"""The Bundles of the published cases are proposed as those that others make of them."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from plugin.chart.chart import Chart
from plugin.chart.visit import Payer
from plugin.commands_propose import Bench
from plugin.engine.propose import RULES_APPLIED
from plugin.engine.switches import Choices
from plugin.export.proposal_json import as_json
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from plugin.rules.library import load_library
from plugin.scenarios.bundle import bundle_text
from plugin.scenarios.scenario import Scenario
from plugin.scenarios.ways import WAYS
from tests.engine.builders import WAYS as WAYS_OF_CHARTS
from tests.scenarios.published import LINES, raw, shipped, to_bundle
from tests.shared import needs

IDS = sorted(raw()) if LINES.exists() else ["absent"]


@cache
def bench() -> Bench:
    return Bench(Site(), Choices(), load_library(applied=RULES_APPLIED))


@cache
def packages() -> dict[str, list[dict[str, str]]]:
    return to_bundle().crosswalk()


def proposed(bundle: str) -> dict[str, Any]:
    return as_json(bench().propose(read_bundle(bundle)))


@needs("scenarios", "published.jsonl")
@pytest.mark.parametrize("name", IDS)
def test_a_published_case_gives_the_same_proposal(name: str) -> None:
    of_others = json.dumps(to_bundle().bundle(raw()[name], packages()))
    assert proposed(bundle_text(shipped()[name])) == proposed(of_others)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_entry_of_the_bundle_of_a_case_is_read(name: str) -> None:
    assert proposed(bundle_text(shipped()[name]))["unread"] == []


def a_case(**changed: object) -> Scenario:
    given = {"drug": "ceftriaxone", "route": "iv_infusion", "start": "09:00", "stop": "10:00"}
    facts = {"id": "one", "name": "A case", "setting": "office", "expect": [], "given": [given]}
    return Scenario.model_validate({**facts, **changed})


def chart(case: Scenario) -> Chart:
    return chart_from(read_bundle(bundle_text(case)), Site())


@pytest.mark.parametrize("payer", Payer)
def test_the_payer_of_a_case_is_the_payer_read(payer: Payer) -> None:
    assert proposed(bundle_text(a_case(payer=payer.value)))["visit"]["payer"] == payer.value


def test_where_a_source_names_no_payer_it_is_the_assumed_one_and_else_medicare() -> None:
    assert proposed(bundle_text(a_case(assumed_payer="commercial")))["visit"]["payer"] == "commercial"
    assert proposed(bundle_text(a_case()))["visit"]["payer"] == "medicare"


def test_a_route_through_a_needle_or_catheter_is_read_as_the_way_it_names() -> None:
    known = {name: WAYS_OF_CHARTS[name] for name in WAYS if name in WAYS_OF_CHARTS and name != "oral"}
    read = {}
    for name in known:
        (one,) = chart(a_case(given=[{"drug": "ceftriaxone", "route": name, "start": "09:00"}])).administrations
        read[name] = (one.route and one.route.value, one.manner and one.manner.value)
    assert read == known


def test_a_decimal_dose_is_read_as_it_was_written() -> None:
    given = {"drug": "vincristine", "route": "iv_push", "start": "09:00", "dose": "1.4 mg", "discarded": "0.1 mg"}
    (one,) = chart(a_case(given=[given])).administrations
    assert one.products[0].dose
    assert one.discarded
    assert (one.products[0].dose.value.value, one.discarded.value.value) == (Decimal("1.4"), Decimal("0.1"))


def test_nobody_supervises_where_a_case_says_so() -> None:
    (visit,) = chart(a_case(supervised=False)).visits
    assert visit.supervisor is None


def test_a_case_without_diagnoses_has_none_and_one_that_does_not_say_has_some() -> None:
    assert chart(a_case(diagnoses=[])).diagnoses == ()
    assert len(chart(a_case()).diagnoses) == 3


def test_a_bag_of_two_drugs_is_two_products_and_a_fluid_with_an_electrolyte_is_one() -> None:
    bag = {"route": "iv_infusion", "start": "09:00", "stop": "10:00"}
    (two,) = chart(a_case(given=[{**bag, "drug": "dexamethasone + ondansetron"}])).administrations
    (one,) = chart(a_case(given=[{**bag, "drug": "D5 1/2 NS + KCl", "class": "hydration"}])).administrations
    assert (len(two.products), len(one.products)) == (2, 1)
