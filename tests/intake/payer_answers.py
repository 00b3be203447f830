"""Authorizations in FHIR of the shapes that payers and EHRs send, so that a test names only what it is about."""

from typing import Any

Json = dict[str, Any]
PAS = "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/"
CRD = "http://hl7.org/fhir/us/davinci-crd/StructureDefinition/ext-coverage-information"
HCPCS = "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
NDC = "http://hl7.org/fhir/sid/ndc"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
PLACE = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
WHO = {"reference": "Patient/p1"}


def concept(code: str, system: str = HCPCS, text: str = "") -> Json:
    return {"coding": [{"system": system, "code": code}]} | ({"text": text} if text else {})


def review(action: str | None = "A1", number: str | None = "AUTH-7") -> Json:
    """The review action of a line: what was decided (X12 306), and the number."""
    parts: list[Json] = []
    if number:
        parts.append({"url": "number", "valueString": number})
    if action:
        code = concept(action, "https://codesystem.x12.org/005010/306")
        parts.append({"url": f"{PAS}extension-reviewActionCode", "valueCodeableConcept": code})
    return {"url": f"{PAS}extension-reviewAction", "extension": parts}


def adjudication(*extensions: Json, category: str = "submitted", **more: Any) -> Json:
    found: Json = {"category": {"coding": [{"code": category}]}} | more
    return found | ({"extension": list(extensions)} if extensions else {})


def valid(start: str | None = "2026-01-01", end: str | None = "2026-12-31") -> Json:
    period = {name: day for name, day in (("start", start), ("end", end)) if day}
    return {"url": f"{PAS}extension-itemPreAuthPeriod", "valuePeriod": period}


def detail(code: str = "J1745", quantity: Json | None = None) -> Json:
    parts: list[Json] = [{"url": "productOrServiceCode", "valueCodeableConcept": concept(code)}]
    if quantity:
        parts.append({"url": "quantity", "valueQuantity": quantity})
    return {"url": f"{PAS}extension-itemAuthorizedDetail", "extension": parts}


def item(
    *extensions: Json, reviews: tuple[Json, ...] = (review(),), sequence: int = 1, also: tuple[Json, ...] = ()
) -> Json:
    """One line as PAS 2 writes it: the review action below an adjudication."""
    lines = [adjudication(*reviews), *also]
    return {"itemSequence": sequence, "adjudication": lines} | ({"extension": list(extensions)} if extensions else {})


def answer(*items: Json, **more: Any) -> Json:
    """A payer's answer to a request for authorization."""
    return (
        {
            "resourceType": "ClaimResponse",
            "id": "a1",
            "status": "active",
            "type": {"coding": [{"code": "professional"}]},
            "use": "preauthorization",
            "patient": WHO,
            "created": "2026-01-02",
            "insurer": {"display": "Plan of the Lakes"},
            "outcome": "complete",
        }
        | ({"item": list(items)} if items else {})
        | more
    )


def claim(*items: Json, **more: Any) -> Json:
    """The request that an answer is to."""
    return {
        "resourceType": "Claim",
        "id": "c1",
        "status": "active",
        "type": {"coding": [{"code": "professional"}]},
        "use": "preauthorization",
        "patient": WHO,
        "created": "2026-01-01",
        "provider": {"reference": "Organization/o1"},
        "priority": {"coding": [{"code": "normal"}]},
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": "Coverage/c7"}}],
        "item": list(items),
    } | more


def asked(code: str = "J1745", sequence: int = 1, **more: Any) -> Json:
    return {"sequence": sequence, "productOrService": concept(code, text="infliximab")} | more


def request(**more: Any) -> Json:
    """A ServiceRequest that is an authorization."""
    return {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "active",
        "intent": "order",
        "category": [{"text": "Prior Authorization"}],
        "identifier": [{"type": {"text": "Authorization number"}, "value": "SR-9"}],
        "code": concept("J1745", text="infliximab"),
        "subject": WHO,
        "occurrencePeriod": {"start": "2026-01-01", "end": "2026-06-30"},
    } | more


def coverage_information(**parts: Any) -> Json:
    """What a payer said of an order (Da Vinci CRD); a part is named as there, with an underscore for its hyphen."""
    types = {
        "coverage": "valueReference", "billingCode": "valueCoding", "satisfied_pa_id": "valueString",
        "expiry_date": "valueDate", "pa_needed": "valueCode",
    }  # fmt: skip
    named = [{"url": name.replace("_", "-"), types[name]: value} for name, value in parts.items()]
    return {"url": CRD, "extension": named}
