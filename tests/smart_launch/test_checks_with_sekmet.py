"""The connection check against sekmet, a FHIR server nobody of this project wrote, which launches no apps."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin.workflow.connection_plan import plan_of
from smart_launch.checks import Setup, check
from smart_launch.checks_finding import Standing
from smart_launch.ehrs import Ehr
from tests import sekmet
from tests.smart_launch.checking import by_name

pytestmark = pytest.mark.skipif(sekmet.SEKMET is None, reason="needs sekmet-fhir")


def test_its_records_are_in_order_and_what_a_launch_lacks_is_named(tmp_path: Path) -> None:
    with sekmet.server(tmp_path) as address:
        ehr = Ehr(name="sekmet", iss=f"{address}/fhir", client_id="c", scopes="launch openid fhirUser patient/*.rs")
        report = check(Setup(ehr, "http://127.0.0.1:1", tmp_path / "keys", plan_of(ehr)))
    found = by_name(report)
    records = (
        "Address answers",
        "FHIR version",
        "MedicationAdministration",
        "Other records",
        "Clock",
        "Token endpoint",
    )
    assert [found[name].standing for name in records] == [Standing.OK] * 6
    assert {f.check: f.found for f in report.findings if f.standing is Standing.FAILED} == {
        "Launch from the chart": "code_challenge_methods_supported does not list S256.",
        "Issuer": "It names no issuer, and none is pinned.",
    }
