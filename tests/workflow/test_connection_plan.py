"""The connection check looks for the types and searches that a visit is really read with, at each vendor."""

from __future__ import annotations

import pytest

from plugin.intake.found import POINTED_TO
from plugin.workflow.connection_plan import BY_SCOPE, plan_of
from smart_launch.checks import Plan
from smart_launch.ehrs import Ehr, Vendor

SCOPES = "launch openid fhirUser patient/Patient.rs"
VENDORS: tuple[Vendor, ...] = ("generic", "epic", "oracle", "athena")


def _plan(vendor: Vendor, scopes: str = SCOPES) -> Plan:
    return plan_of(Ehr(name="x", iss="https://x.example/fhir", client_id="c", vendor=vendor, scopes=scopes))


def _searched(plan: Plan, kind: str) -> set[str]:
    return set(next(need.searched_by for need in plan.needs if need.type == kind))


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_type_has_its_effect_and_all_that_is_read_by_reference_is_there(vendor: Vendor) -> None:
    plan = _plan(vendor)
    assert [need.type for need in plan.needs if not need.effect] == []
    assert {"Patient", "Encounter", *(POINTED_TO - BY_SCOPE)} <= {need.type for need in plan.needs}


def test_athena_has_no_administrations_by_plan() -> None:
    plan = _plan("athena")
    assert list(plan.known_gaps) == ["MedicationAdministration"]
    assert "MedicationAdministration" not in [need.type for need in plan.needs]


def test_oracle_finds_administrations_by_time_and_coverage_by_visit() -> None:
    plan = _plan("oracle")
    assert _searched(plan, "MedicationAdministration") == {"patient", "effective-time", "_count"}
    assert "-encounter" in _searched(plan, "Coverage")


def test_epic_finds_orders_by_day() -> None:
    assert _searched(_plan("epic"), "MedicationRequest") == {"patient", "date"}


def test_authorizations_and_plans_are_looked_for_only_where_the_scopes_name_them() -> None:
    named = f"{SCOPES} patient/ClaimResponse.rs patient/CarePlan.rs"
    kinds = [{need.type for need in _plan("generic", scopes).needs} for scopes in (SCOPES, named)]
    assert (kinds[0] & BY_SCOPE, kinds[1] & BY_SCOPE) == (set(), {"ClaimResponse", "CarePlan"})


@pytest.mark.parametrize("vendor", ["generic", "epic", "oracle"])
def test_no_visit_can_do_without_patient_encounter_and_administrations(vendor: Vendor) -> None:
    vital = {need.type for need in _plan(vendor).needs if need.vital}
    assert vital == {"Patient", "Encounter", "MedicationAdministration"}
