"""A case as an EHR hands a visit over: one FHIR R4 Bundle.

A case is scored from here on, through reading the record and all: outsiders score Bundles, and a mistake in reading one
bills as wrongly as a mistake in a rule. Whatever a case does not speak of is uneventful: the patient is insured, the
drugs are ordered, somebody supervises, the visit is over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from plugin.scenarios.medications import PATIENT, VISIT_ORDER, Resource, administration, order, times
from plugin.scenarios.scenario import Given, Scenario

FIRST, SECOND = "Encounter/e1", "Encounter/e2"
COVERAGES = {
    "medicare": ("1", "Medicare Part B"),
    "medicare advantage": ("111", "Medicare Advantage plan"),
    "medicaid": ("2", "Medicaid"),
    "commercial": ("5", "Commercial plan"),
    "other": ("9", "Other payer"),
}
DEFAULT_PAYER = "medicare"
UNEVENTFUL = ("Z51.11", "C50.911", "E86.0")  # a reason for chemotherapy, and one for fluid
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"


def bundle_text(case: Scenario) -> str:
    """The Bundle of a case as JSON."""
    return json.dumps(bundle_of(case), ensure_ascii=False)


def bundle_of(case: Scenario) -> Resource:
    """The Bundle of a case; its identifier is the id of the case."""
    visits = [SECOND if number in case.second_visit else FIRST for number in range(1, len(case.given) + 1)]
    resources = [*_people(), _coverage(case), *_conditions(case), _visit_order(case)]
    ordered: set[str] = set()
    for number, (given, visit) in enumerate(zip(case.given, visits, strict=True), 1):
        request = order(given, number, visit, for_visit=_is_for(case, given))
        if request and request["id"] not in ordered:
            ordered.add(request["id"])
            resources.append(request)
        resources += administration(given, number, visit, case.service_day)
    resources += _services(case)
    for visit in sorted({FIRST, *visits}):
        resources.append(_encounter(case, visit, [g for g, v in zip(case.given, visits, strict=True) if v == visit]))
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "meta": {"tag": [{"system": "https://chairside.example/fhir/CodeSystem/setting", "code": case.setting}]},
        "identifier": {"system": "https://chairside.example/scenario", "value": case.id},
        "entry": [
            {"fullUrl": f"https://ehr.example/fhir/{r['resourceType']}/{r['id']}", "resource": r} for r in resources
        ],
    }


def _people() -> list[Resource]:
    patient = {
        "resourceType": "Patient",
        "id": "p1",
        "gender": "female",
        "birthDate": "1961-07-02",
        "name": [{"family": "Sample", "given": ["Pat"]}],
    }
    return [
        patient,
        _practitioner("dr1", "1234567893", "Ordering", "Olive"),
        _practitioner("dr2", "1679576722", "Present", "Peter"),
    ]


def _practitioner(id: str, npi: str, family: str, given: str) -> Resource:
    return {
        "resourceType": "Practitioner",
        "id": id,
        "identifier": [{"system": "http://hl7.org/fhir/sid/us-npi", "value": npi}],
        "name": [{"family": family, "given": [given]}],
    }


def _coverage(case: Scenario) -> Resource:
    code, name = COVERAGES[case.payer or case.assumed_payer or DEFAULT_PAYER]
    return {
        "resourceType": "Coverage",
        "id": "cov1",
        "status": "active",
        "beneficiary": PATIENT,
        "type": {"coding": [{"system": "https://nahdo.org/sopt", "code": code}], "text": name},
        "subscriberId": "1EG4TE5MK73" if code == "1" else "W123456789",
        "payor": [{"display": name}],
        "period": {"start": f"{case.service_day.year}-01-01"},
        "order": 1,
    }


def _conditions(case: Scenario) -> list[Resource]:
    found = UNEVENTFUL if case.diagnoses is None else case.diagnoses
    return [_condition(f"dx{number}", code) for number, code in enumerate(found, 1)]


def _condition(id: str, code: str) -> Resource:
    category = {"system": f"{TERMINOLOGY}/condition-category", "code": "encounter-diagnosis"}
    return {
        "resourceType": "Condition",
        "id": id,
        "subject": PATIENT,
        "encounter": {"reference": FIRST},
        "clinicalStatus": {"coding": [{"system": f"{TERMINOLOGY}/condition-clinical", "code": "active"}]},
        "category": [{"coding": [category]}],
        "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]},
    }


def _visit_order(case: Scenario) -> Resource:
    return {
        "resourceType": "ServiceRequest",
        "id": VISIT_ORDER.partition("/")[2],
        "status": "active",
        "intent": "order",
        "subject": PATIENT,
        "requester": {"reference": "Practitioner/dr1"},
        "code": {"text": f"Infusion visit: {case.main}" if case.main else "Infusion visit"},
    }


def _is_for(case: Scenario, given: Given) -> bool:
    """Whether a drug is what the visit is for."""
    return bool(case.main) and str(case.main).lower() in " ".join(given.drugs).lower()


def _services(case: Scenario) -> list[Resource]:
    at = next(iter(times(case.given, case.service_day)), case.service_day.isoformat())
    return [
        {
            "resourceType": "Procedure",
            "id": f"proc{number}",
            "status": "completed",
            "subject": PATIENT,
            "encounter": {"reference": FIRST},
            "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": service.partition("-")[0]}]},
            "performedDateTime": at,
        }
        for number, service in enumerate(case.services, 1)
    ]


def _encounter(case: Scenario, visit: str, given: Iterable[Given]) -> Resource:
    at = times(given, case.service_day) or [case.service_day.isoformat()]
    participants = [_participant("dr1", "v3-ParticipationType", "ATND")]
    if case.supervised:
        participants.append(_participant("dr2", "claimcareteamrole", "supervisor"))
    return {
        "resourceType": "Encounter",
        "id": visit.partition("/")[2],
        "status": "finished",
        "subject": PATIENT,
        "class": {"system": f"{TERMINOLOGY}/v3-ActCode", "code": "AMB"},
        "basedOn": [{"reference": VISIT_ORDER}],
        "participant": participants,
        "period": {"start": min(at), "end": max(at)},
    }


def _participant(doctor: str, system: str, code: str) -> Resource:
    return {
        "type": [{"coding": [{"system": f"{TERMINOLOGY}/{system}", "code": code}]}],
        "individual": {"reference": f"Practitioner/{doctor}"},
    }
