"""Prior authorizations: from answers of payers (ClaimResponse), from requests, and from what an order says of them."""

from __future__ import annotations

from plugin.chart.authorization import Authorization
from plugin.chart.chart import Unread
from plugin.intake.authorized_items import of_claim_response
from plugin.intake.authorized_requests import of_order, of_request
from plugin.intake.fhir_json import word
from plugin.intake.sources import Shelf

NO_DRUG = "This authorization does not say for which drug it is, so no drug was compared with it."
NO_AMOUNT = "How much this authorization allows could not be read."
VOID = "entered-in-error"


def authorizations_of(shelf: Shelf) -> tuple[tuple[Authorization, ...], tuple[Unread, ...]]:
    """All authorizations of the patient, and those of which something that would be compared could not be read."""
    found: list[Authorization] = []
    unread: list[Unread] = []
    readers = (
        ("ClaimResponse", of_claim_response),
        ("ServiceRequest", of_request),
        ("ServiceRequest", of_order),
        ("MedicationRequest", of_order),
    )
    for kind, reader in readers:
        for resource in shelf.of(kind):
            if word(resource, "status") == VOID:
                continue
            for authorization, whole in reader(resource, shelf):
                found.append(authorization)
                unread += [] if whole else [Unread(authorization.id, NO_AMOUNT)]
                unread += [] if authorization.name else [Unread(authorization.id, NO_DRUG)]
    return tuple(sorted(found, key=lambda a: (a.id, a.line))), tuple(unread)
