"""An EHR that has everything a visit points to, and writes down what it was asked for."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from plugin.intake.fetch import read_visit
from plugin.workflow.people import name_of
from plugin.workflow.picking import visits_to_pick
from smart_launch.client import FhirClient
from smart_launch.fhir_errors import Forbidden
from tests.deployment.guides import Page
from tests.deployment.ten_visits import two_drugs, visit
from tests.intake.builders import Json

REASON = {"reference": "Condition/of-order"}


class Asked:
    """A FHIR client that answers each read and search, and keeps the type and the letter of it."""

    base = "https://ehr.example/fhir"

    def __init__(self, resources: Iterable[Json], refused: tuple[str, ...] = ()) -> None:
        self._resources = {f"{r['resourceType']}/{r['id']}": r for r in resources}
        self._refused = refused
        self.letters: dict[str, set[str]] = defaultdict(set)
        self.parameters: dict[str, set[str]] = defaultdict(set)

    def read(self, reference: str) -> Json:
        self.letters[reference.partition("/")[0]].add("r")
        return self._resources.get(reference) or {"resourceType": reference.partition("/")[0], "id": "none"}

    def search(self, kind: str, parameters: Any) -> SimpleNamespace:
        self.letters[kind].add("s")
        self.parameters[kind].update(parameters)
        if kind in self._refused:
            raise Forbidden(kind)
        found = [r for about, r in self._resources.items() if about.startswith(f"{kind}/")]
        return SimpleNamespace(resources=tuple(json.loads(json.dumps(found))), outcomes=())

    def gather(self, calls: Iterable[Callable[[], Any]]) -> list[Any]:
        def one(call: Callable[[], Any]) -> Any:
            try:
                return call()
            except Forbidden as problem:
                return problem

        return [one(call) for call in calls]


def everything_asked(guide: Page) -> Asked:
    """All that is asked of the EHR of a guide: a visit read, the person named, a visit picked where none is told."""
    site = guide.clinic.site
    asked = ehr_of(guide, _resources())
    read_visit(cast("Any", asked), "Patient/p1", "Encounter/e1", site)
    name_of(asked, "Practitioner/dr1")
    visits_to_pick(cast("FhirClient", asked), "Patient/p1", date(2026, 3, 4), site)
    return asked


def ehr_of(guide: Page, resources: Iterable[Json]) -> Asked:
    """An EHR that has these resources, and refuses what the vendor of the guide is known not to have."""
    return Asked(resources, ("MedicationAdministration",) if guide.clinic.site.vendor == "athena" else ())


def _resources() -> list[Json]:
    """A visit in which all that may be named by reference is: the drug, the reason, what the order is based on."""
    found = [entry["resource"] for entry in visit(two_drugs())["entry"]]
    for resource in found:
        if resource["resourceType"] == "MedicationRequest":
            del resource["medicationCodeableConcept"]
            resource |= {
                "medicationReference": {"reference": "Medication/m1"},
                "reasonReference": [REASON],
                "basedOn": [{"reference": "ServiceRequest/s1"}],
            }
    return found
