"""What the server of one vendor does otherwise than FHIR R4 and the rest: a function for each, with its reason.

Nothing else asks which vendor a server is of; a site without a vendor is searched as R4 has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Parameters = Mapping[str, str | Sequence[str]]


def finds_by_encounter(vendor: str) -> bool:
    """Oracle finds neither administrations, requests nor procedures by their encounter: they are searched by time.

    Its search for service requests could only bring all of the patient's; those of the visit are read by reference.
    """
    return vendor != "oracle"


def has_administrations(vendor: str) -> bool:
    """athenaOne has no MedicationAdministration, so that orders stand in and a person says what was given.

    It is asked once all the same: that it refuses is shown, and not assumed.
    """
    return vendor != "athena"


def orders_wait_for_the_time(vendor: str) -> bool:
    """Neither Epic nor Oracle finds a MedicationRequest by its encounter: it is searched once the visit has a time."""
    return vendor in ("epic", "oracle")


def of_orders(vendor: str, visit: Parameters) -> Parameters:
    """athenaOne refuses a search for orders that does not name their intent."""
    return {**visit, "intent": "order"} if vendor == "athena" else visit


def of_orders_in_time(vendor: str, patient: str, window: Sequence[str]) -> Parameters:
    """Oracle finds orders by the period of their timing, and by no date that R4 has."""
    name = "-timing-boundsPeriod" if vendor == "oracle" else "date"
    return {"patient": patient, name: window}


def of_diagnoses(vendor: str, visit: Parameters) -> Parameters:
    """Oracle adds the whole problem list to the diagnoses of an encounter: they are told apart here, by category."""
    return visit if vendor == "oracle" else {**visit, "category": "encounter-diagnosis"}


def of_coverage(vendor: str, patient: str, encounter: str) -> Parameters:
    """Oracle keeps the coverage of an encounter, which is the one that will be billed, under a parameter of its own."""
    return {"-encounter": encounter} if vendor == "oracle" else {"patient": patient}


def names_practice(vendor: str) -> bool:
    """athenaOne serves all practices at one address, and practices that share charts find those of each other: each
    search has to name the practice."""
    return vendor == "athena"


def of_practice(practice: str, search: Parameters) -> Parameters:
    """A search as athenaOne wants it of the practice of this number."""
    return {**search, "ah-practice": f"Organization/a-1.Practice-{practice}"}


def asks_for_coverage_of_the_patient(vendor: str) -> bool:
    """At Oracle an encounter may have no coverage of its own: then it is that of the patient."""
    return vendor == "oracle"
