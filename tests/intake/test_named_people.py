"""Who an order or a visit names: by reference, in words, with a number beside the name, as a role, or contained."""

from __future__ import annotations

from tests.intake.builders import encounter, order, visit

NPI = {"system": "http://hl7.org/fhir/sid/us-npi", "value": "1234567893"}
ATTENDER = [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "ATND"}]}]


def attended_by(**individual):
    return encounter(participant=[{"type": ATTENDER, "individual": individual}])


def test_an_order_shows_the_name_beside_its_reference() -> None:
    signed = visit(order(requester={"reference": "Practitioner/dr9", "display": "Iris Vane MD"})).orders[0].signed_by
    assert (signed.value, signed.evidence.shown) == ("Practitioner/dr9", "Iris Vane MD")


def test_a_number_beside_a_name_is_the_number_of_that_person() -> None:
    chart = visit(order(requester={"display": "Iris Vane MD", "identifier": NPI}))
    (found,) = chart.providers
    assert (found.id, found.name, found.npi) == (chart.orders[0].signed_by.value, "Iris Vane MD", "1234567893")


def test_a_number_alone_names_somebody() -> None:
    chart = visit(order(requester={"identifier": NPI}))
    assert chart.orders[0].signed_by.value == chart.providers[0].id == "1234567893"


def test_an_identifier_that_is_no_national_number_is_not_taken_for_one() -> None:
    own = {"system": "https://hospital.example/staff", "value": "1234567893"}
    assert visit(order(requester={"display": "Iris Vane MD", "identifier": own})).providers == ()


def test_a_number_in_the_record_of_the_person_stands_before_the_one_beside_a_reference() -> None:
    doctor = {"resourceType": "Practitioner", "id": "dr1", "identifier": [{**NPI, "value": "1679576722"}]}
    named = order(requester={"reference": "Practitioner/dr1", "identifier": NPI})
    assert [p.npi for p in visit(named, doctor).providers] == ["1679576722"]


def test_a_record_without_a_number_takes_the_one_beside_the_reference_and_keeps_its_name() -> None:
    doctor = {"resourceType": "Practitioner", "id": "dr1", "name": [{"text": "Iris Vane"}]}
    named = order(requester={"reference": "Practitioner/dr1", "identifier": NPI})
    (found,) = visit(named, doctor).providers
    assert (found.id, found.name, found.npi) == ("Practitioner/dr1", "Iris Vane", "1234567893")


def test_a_role_is_read_as_the_practitioner_in_it() -> None:
    role = {"resourceType": "PractitionerRole", "id": "r1", "practitioner": {"reference": "Practitioner/dr1"}}
    chart = visit(
        order(requester={"reference": "PractitionerRole/r1"}), role, of=attended_by(reference="PractitionerRole/r1")
    )
    assert chart.orders[0].signed_by.value == chart.visits[0].attender == "Practitioner/dr1"


def test_a_role_nobody_sent_stays_a_role() -> None:
    chart = visit(order(requester={"reference": "PractitionerRole/r1"}))
    assert chart.orders[0].signed_by.value == "PractitionerRole/r1"


def test_a_contained_practitioner_is_somebody_of_that_order_alone() -> None:
    def held(name: str, number: str):
        doctor = {"resourceType": "Practitioner", "id": "dr", "identifier": [{**NPI, "value": number}]}
        return order(name, contained=[doctor], requester={"reference": "#dr"})

    chart = visit(held("rx1", "1234567893"), held("rx2", "1679576722"))
    numbers = {p.id: p.npi for p in chart.providers}
    assert [numbers[o.signed_by.value] for o in chart.orders] == ["1234567893", "1679576722"]
