from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from plugin.chart.chart import Chart
from plugin.intake.build import chart_from
from plugin.intake.fetch import read_visit, visits_of_day
from plugin.intake.site import Site
from tests.intake.builders import at, encounter, infusion, order, patient, push
from tests.intake.payer_answers import answer, claim
from tests.intake.payer_answers import asked as claimed_line

WITHHELD = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "warning", "code": "suppressed", "diagnostics": "Client not authorized for Problems."}],
}
NOTHING = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "warning", "code": "processing", "details": {"coding": [{"code": "4101"}]}}],
}


class Refused(Exception):
    sentence = "The EHR did not allow it."
    hint = "Ask for the scope."


class Silent(Refused):
    sentence = "The EHR did not answer."
    kept_back = True


@dataclass
class Answer:
    resources: tuple[dict[str, Any], ...] = ()
    outcomes: tuple[dict[str, Any], ...] = ()


@dataclass
class FakeEhr:
    """Answers reads by reference and searches by type, a search also by a function of its parameters."""

    resources: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, Callable[[Mapping[str, Any]], Answer] | Answer] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    reads: list[str] = field(default_factory=list)
    searches: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    rounds: int = 0

    def read(self, reference: str) -> dict[str, Any]:
        self.reads.append(reference)
        if reference in self.refused or reference not in self.resources:
            raise Refused
        return self.resources[reference]

    def search(self, resource_type: str, parameters: Mapping[str, Any]) -> Answer:
        self.searches.append((resource_type, parameters))
        if resource_type in self.refused:
            raise Refused
        answer = self.answers.get(resource_type, Answer())
        return answer(parameters) if callable(answer) else answer

    def gather(self, calls: Iterable[Callable[[], Any]]) -> list[Any]:
        self.rounds += 1
        return [self._one(call) for call in calls]

    def _one(self, call: Callable[[], Any]) -> Any:
        try:
            return call()
        except Refused as problem:
            return problem


def ehr(*administrations: dict[str, Any], **more: Any) -> FakeEhr:
    resources = {"Encounter/e1": encounter(), "Patient/p1": patient()} | more.pop("resources", {})
    answers = {"MedicationAdministration": Answer(administrations)} | more.pop("answers", {})
    return FakeEhr(resources, answers, **more)


def read(client: FakeEhr, vendor: str = "generic"):
    return read_visit(client, "Patient/p1", "Encounter/e1", Site(vendor=vendor))


def asked(client: FakeEhr, kind: str) -> list[Mapping[str, Any]]:
    return [parameters for name, parameters in client.searches if name == kind]


def test_what_was_found_is_one_visits_records() -> None:
    records = read(ehr(infusion()))
    assert {r["resourceType"] for r in records.resources} == {"Encounter", "Patient", "MedicationAdministration"}
    assert (records.patient, records.encounter, records.unread) == ("Patient/p1", "Encounter/e1", ())


def test_a_failed_search_is_unread_under_its_type_and_the_rest_goes_on() -> None:
    records = read(ehr(infusion(), refused={"Condition"}))
    assert [(u.about, u.reason) for u in records.unread] == [("Condition", "The EHR did not allow it.")]
    assert len(records.of("MedicationAdministration")) == 1


def test_a_failed_read_is_unread_under_its_reference() -> None:
    row = infusion(request={"reference": "MedicationRequest/rx9"})
    assert [u.about for u in read(ehr(row)).unread] == ["MedicationRequest/rx9"]


def test_an_encounter_that_cannot_be_read_is_unread_and_its_rows_are_kept() -> None:
    records = read(ehr(infusion(), refused={"Encounter/e1"}))
    assert [u.about for u in records.unread] == ["Encounter/e1"]
    assert chart_from(records, Site()).administrations[0].visit == "Encounter/e1"


def test_what_is_pointed_to_is_read_and_what_that_points_to() -> None:
    row = infusion(medicationCodeableConcept=None, medicationReference={"reference": "Medication/m1"})
    row["request"] = {"reference": "MedicationRequest/rx1"}
    client = ehr(
        row,
        resources={
            "Medication/m1": {"resourceType": "Medication", "id": "m1", "code": {"text": "infliximab"}},
            "MedicationRequest/rx1": order(),
            "Practitioner/dr1": {"resourceType": "Practitioner", "id": "dr1"},
        },
    )
    assert {"Medication/m1", "MedicationRequest/rx1", "Practitioner/dr1"} <= set(client.reads) | {
        f"{r['resourceType']}/{r['id']}" for r in read(client).resources
    }
    assert {"Medication/m1", "MedicationRequest/rx1", "Practitioner/dr1"} <= set(client.reads)


def test_nothing_is_read_twice() -> None:
    rows = [infusion(f"ma{n}", request={"reference": "MedicationRequest/rx9"}) for n in range(3)]
    client = ehr(*rows)
    read(client)
    assert len(client.reads) == len(set(client.reads))


def test_what_a_search_already_found_is_not_read_again() -> None:
    row = infusion(request={"reference": "MedicationRequest/rx1"})
    client = ehr(row, answers={"MedicationRequest": Answer((order(requester={"display": "Dr. Vane"}),))})
    read(client)
    assert client.reads == ["Encounter/e1", "Patient/p1"]


def test_the_launch_and_the_searches_by_encounter_go_out_in_one_round() -> None:
    client = ehr(infusion())
    read(client)
    assert client.rounds == 1


def test_what_the_ehr_withheld_is_unread_under_the_type_that_was_searched() -> None:
    records = read(ehr(infusion(), answers={"Condition": Answer((), (WITHHELD,))}))
    assert [(u.about, u.reason) for u in records.unread] == [
        ("Condition", "The EHR said: Client not authorized for Problems."),
    ]


def test_that_nothing_was_found_is_no_lack() -> None:
    assert read(ehr(infusion(), answers={"Coverage": Answer((), (NOTHING,))})).unread == ()


def test_administrations_the_encounter_does_not_find_are_asked_for_by_time() -> None:
    def only_by_time(parameters: Mapping[str, Any]) -> Answer:
        return Answer((infusion(context=None),)) if "effective-time" in parameters else Answer()

    client = ehr(answers={"MedicationAdministration": only_by_time})
    assert len(read(client).of("MedicationAdministration")) == 1
    assert asked(client, "MedicationAdministration")[1]["effective-time"] == [
        "ge2026-03-04T02:00:00Z",
        "lt2026-03-05T12:00:00Z",
    ]


def test_a_refused_search_is_not_asked_again_in_another_way() -> None:
    client = ehr(refused={"MedicationAdministration"})
    read(client)
    assert len(asked(client, "MedicationAdministration")) == 1


def test_at_oracle_administrations_are_searched_by_time_and_filtered_here() -> None:
    client = ehr(infusion(), push("ma2", context={"reference": "Encounter/e9"}))
    chart = chart_from(read(client, "oracle"), Site())
    assert [set(p) for p in asked(client, "MedicationAdministration")] == [{"patient", "effective-time", "_count"}]
    assert [a.id for a in chart.administrations] == ["MedicationAdministration/ma1"]


def test_at_oracle_the_coverage_of_the_encounter_comes_first() -> None:
    client = ehr(infusion())
    read(client, "oracle")
    assert asked(client, "Coverage") == [{"-encounter": "e1"}, {"patient": "p1"}]


def test_at_oracle_only_the_requests_of_the_visit_are_read_and_not_all_of_the_patient() -> None:
    based = encounter(basedOn=[{"reference": "ServiceRequest/s1"}])
    client = ehr(infusion(), resources={"Encounter/e1": based})
    read(client, "oracle")
    assert asked(client, "ServiceRequest") == []
    assert "ServiceRequest/s1" in client.reads


def test_payers_answers_are_searched_only_where_the_launch_asked_for_them() -> None:
    client = ehr(infusion())
    read(client)
    assert asked(client, "ClaimResponse") == []
    read_visit(client, "Patient/p1", "Encounter/e1", Site(), also=frozenset({"ClaimResponse"}))
    assert asked(client, "ClaimResponse") == [{"patient": "p1", "use": "preauthorization"}]
    assert client.rounds == 2  # one for each reading


def test_treatment_plans_are_searched_only_where_the_launch_asked_for_them_and_in_no_round_of_their_own() -> None:
    client = ehr(infusion())
    read(client)
    assert asked(client, "CarePlan") == []
    alone = client.rounds
    read_visit(client, "Patient/p1", "Encounter/e1", Site(), also=frozenset({"CarePlan"}))
    assert asked(client, "CarePlan") == [{"patient": "p1", "status": "active"}]
    assert client.rounds == 2 * alone


def test_the_orders_of_a_whole_plan_are_not_read_one_by_one() -> None:
    activities = [{"reference": {"reference": f"MedicationRequest/rx{n}"}} for n in range(2, 40)]
    plan = {
        "resourceType": "CarePlan", "id": "p1", "status": "active", "intent": "plan",
        "subject": {"reference": "Patient/p1"}, "title": "cycle 3 of 6", "activity": activities,
    }  # fmt: skip
    client = ehr(infusion())
    client.answers["CarePlan"] = Answer((plan,))
    records = read_visit(client, "Patient/p1", "Encounter/e1", Site(), also=frozenset({"CarePlan"}))
    assert [r for r in client.reads if r.startswith("MedicationRequest/")] == []
    assert [plan.cycles for plan in chart_from(records, Site()).plans] == [6]


def test_a_refused_search_for_treatment_plans_is_unread_and_the_rest_goes_on() -> None:
    client = ehr(infusion(), refused={"CarePlan"})
    records = read_visit(client, "Patient/p1", "Encounter/e1", Site(), also=frozenset({"CarePlan"}))
    assert [(u.about, u.reason) for u in records.unread] == [("CarePlan", "The EHR did not allow it.")]
    assert len(records.of("MedicationAdministration")) == 1


def test_a_refused_search_for_payers_answers_is_unread_and_the_rest_goes_on() -> None:
    client = ehr(infusion(), refused={"ClaimResponse"})
    records = read_visit(client, "Patient/p1", "Encounter/e1", Site(), also=frozenset({"ClaimResponse"}))
    assert [(u.about, u.reason) for u in records.unread] == [("ClaimResponse", "The EHR did not allow it.")]
    assert len(records.of("MedicationAdministration")) == 1


def test_the_answer_an_order_names_is_read_and_the_claim_it_answers() -> None:
    named = order(insurance=[{"reference": "ClaimResponse/a1"}], requester={"display": "Dr. Vane"})
    client = ehr(
        infusion(request={"reference": "MedicationRequest/rx1"}),
        resources={
            "MedicationRequest/rx1": named,
            "ClaimResponse/a1": answer(request={"reference": "Claim/c1"}, preAuthRef="N1"),
            "Claim/c1": claim(claimed_line()),
        },
    )
    (found,) = chart_from(read(client), Site()).authorizations
    assert (found.number.value, found.name) == ("N1", "infliximab")


def test_of_what_an_order_is_based_on_only_requests_are_read() -> None:
    based = [{"reference": "ServiceRequest/s1"}, {"reference": "CarePlan/p1"}, {"reference": "MedicationRequest/rx0"}]
    row = infusion(request={"reference": "MedicationRequest/rx1"})
    named = order(basedOn=based, insurance=[{"reference": "Coverage/c1"}], requester={"display": "Dr. Vane"})
    client = ehr(row, resources={"MedicationRequest/rx1": named})
    read(client)
    assert client.reads == ["Encounter/e1", "Patient/p1", "MedicationRequest/rx1", "ServiceRequest/s1"]


def test_at_epic_orders_are_searched_by_the_time_of_the_visit() -> None:
    client = ehr(infusion())
    read(client, "epic")
    assert [set(p) for p in asked(client, "MedicationRequest")] == [{"patient", "date"}]


def test_at_athena_orders_are_searched_with_their_intent() -> None:
    client = ehr()
    read(client, "athena")
    assert asked(client, "MedicationRequest") == [{"patient": "p1", "encounter": "e1", "intent": "order"}]


def test_where_administrations_are_refused_the_orders_stand_in_even_in_an_open_visit() -> None:
    open_visit = encounter(status="in-progress", period={"start": at("08:00")})
    client = ehr(
        resources={"Encounter/e1": open_visit},
        answers={"MedicationRequest": Answer((order(),))},
        refused={"MedicationAdministration"},
    )
    chart = chart_from(read(client, "athena"), Site())
    assert [a.id for a in chart.administrations] == ["MedicationRequest/rx1"]


def test_where_administrations_did_not_come_this_time_no_order_stands_in_for_them() -> None:
    class Hanging(FakeEhr):
        def search(self, resource_type: str, parameters: Mapping[str, Any]) -> Answer:
            if resource_type == "MedicationAdministration":
                raise Silent
            return super().search(resource_type, parameters)

    resources = {"Encounter/e1": encounter(), "Patient/p1": patient()}
    client = Hanging(resources, {"MedicationRequest": Answer((order(),))})
    chart = chart_from(read(client), Site())
    assert (chart.administrations, chart.planned) == ((), ())
    assert {u.about for u in chart.unread if u.kept_back} == {"MedicationAdministration"}


def test_where_administrations_were_withheld_no_order_stands_in_for_them() -> None:
    client = ehr(answers={"MedicationAdministration": Answer((), (WITHHELD,)), "MedicationRequest": Answer((order(),))})
    assert chart_from(read(client), Site()).administrations == ()


def test_an_encounter_of_another_patient_is_no_visit_of_this_launch() -> None:
    client = ehr(resources={"Encounter/e1": encounter(subject={"reference": "Patient/p2"})})
    chart = chart_from(read(client), Site())
    assert chart.patient.id == "Patient/p1"
    assert "It belongs to another patient." in {u.reason for u in chart.unread}


def test_references_to_another_server_are_not_followed() -> None:
    client = ehr(infusion(request={"reference": "urn:uuid:0b0c0000-0000-4000-8000-000000000001"}))
    read(client)
    assert client.reads == ["Encounter/e1", "Patient/p1"]


def test_an_error_without_a_sentence_is_not_shown() -> None:
    class Odd(FakeEhr):
        def _one(self, call: Callable[[], Any]) -> Any:
            try:
                return call()
            except Refused:
                return ValueError("Pat Sample")

    client = Odd({"Encounter/e1": encounter(), "Patient/p1": patient()}, refused={"Coverage"})
    assert [u.reason for u in read(client).unread] == ["The EHR did not answer as expected."]


@pytest.mark.parametrize("asked", ["Patient/p1", "Encounter/e1"])
def test_a_resource_with_another_id_than_asked_for_is_unread_and_not_kept(asked: str) -> None:
    other = {"Patient/p1": patient(id="p2"), "Encounter/e1": encounter(id="e2")}[asked]
    records = read(ehr(infusion(), resources={asked: other}))
    assert [(u.about, u.reason) for u in records.unread] == [
        (asked, "The EHR answered with another resource than was asked for.")
    ]
    assert other not in records.resources


ADMINISTRATION = "MedicationAdministration"


@pytest.mark.parametrize(
    ("changed", "about"),
    [
        ({"id": None}, ADMINISTRATION),
        ({"id": "a b"}, ADMINISTRATION),
        ({"id": "\ud800"}, ADMINISTRATION),
        ({"resourceType": "\ud800"}, "resource"),
    ],
)
def test_what_comes_without_a_type_and_an_id_of_fhir_is_unread(changed: dict[str, Any], about: str) -> None:
    records = read(ehr(infusion() | changed))
    assert records.of("MedicationAdministration") == ()
    assert {u.about for u in records.unread} == {about}


def test_a_visit_of_another_patient_is_not_offered_to_be_picked() -> None:
    other = encounter(id="e2", subject={"reference": "Patient/p2"})
    client = FakeEhr(answers={"Encounter": Answer((encounter(), other))})
    visits, unread = visits_of_day(client, "Patient/p1", "2026-03-04", Site())
    assert ([v["id"] for v in visits], [u.about for u in unread]) == (["e1"], ["Encounter/e2"])


def test_the_visits_of_a_day_are_its_encounters() -> None:
    client = FakeEhr(answers={"Encounter": Answer((encounter(), encounter(id="e2")), (WITHHELD,))})
    visits, unread = visits_of_day(client, "Patient/p1", "2026-03-04", Site())
    assert [v["id"] for v in visits] == ["e1", "e2"]
    assert [u.about for u in unread] == ["Encounter"]
    assert client.searches == [("Encounter", {"patient": "p1", "date": "2026-03-04"})]


BASE, OTHER = "https://ehr.example/fhir", "https://other.example/fhir"


def absolute(base: str) -> dict[str, Any]:
    """A row whose every reference is absolute."""
    return infusion(
        subject={"reference": f"{base}/Patient/p1"},
        context={"reference": f"{base}/Encounter/e1"},
        request={"reference": f"{base}/MedicationRequest/rx1"},
    )


def read_at(base: str, client: FakeEhr) -> Chart:
    return chart_from(read_visit(client, "Patient/p1", "Encounter/e1", Site(), base), Site())


@pytest.mark.parametrize("base", [BASE, f"{BASE}/"])
def test_absolute_references_below_the_server_are_followed(base: str) -> None:
    client = ehr(absolute(BASE), resources={"MedicationRequest/rx1": order()})
    chart = read_at(base, client)
    assert [a.order for a in chart.administrations] == ["MedicationRequest/rx1"]
    assert "MedicationRequest/rx1" in client.reads


def test_what_another_server_holds_is_not_asked_of_this_one_and_is_shown() -> None:
    row = infusion(request={"reference": f"{OTHER}/MedicationRequest/rx1"})
    client = ehr(row, resources={"MedicationRequest/rx1": order()})
    chart = read_at(BASE, client)
    assert client.reads == ["Encounter/e1", "Patient/p1"]
    assert [u.reason for u in chart.unread] == [
        "It points to a MedicationRequest of another server, which was not read."
    ]


def test_the_patient_of_another_server_is_another_patient() -> None:
    assert read_at(BASE, ehr(absolute(OTHER))).administrations == ()


def test_where_the_address_is_not_known_an_absolute_reference_beside_relative_ones_is_foreign() -> None:
    assert read_at("", ehr(absolute(OTHER))).administrations == ()


def test_a_visit_to_be_picked_may_name_its_patient_in_full() -> None:
    client = FakeEhr(answers={"Encounter": Answer((encounter(subject={"reference": f"{BASE}/Patient/p1"}),))})
    assert len(visits_of_day(client, "Patient/p1", "2026-03-04", Site(), BASE)[0]) == 1


class Watched(FakeEhr):
    """Knows in which order reads and searches were asked for."""

    def read(self, reference: str) -> dict[str, Any]:
        self.order().append(reference)
        return super().read(reference)

    def search(self, resource_type: str, parameters: Mapping[str, Any]) -> Answer:
        self.order().append(resource_type)
        return super().search(resource_type, parameters)

    def order(self) -> list[str]:
        asked: list[str] = self.__dict__.setdefault("asked", [])
        return asked


def watched(rx: dict[str, Any], vendor: str, *found: dict[str, Any]) -> list[str]:
    row = infusion(request={"reference": "MedicationRequest/rx1"})
    resources = {"Encounter/e1": encounter(), "Patient/p1": patient(), "MedicationRequest/rx1": rx}
    client = Watched(resources, {"MedicationAdministration": Answer((row,)), "MedicationRequest": Answer(found)})
    read_visit(client, "Patient/p1", "Encounter/e1", Site(vendor=vendor), BASE)
    return client.order()


def test_what_an_answer_points_to_is_asked_for_before_the_last_search_of_its_round() -> None:
    order_ = watched(order(), "generic", order())
    assert order_.index("Practitioner/dr1") < order_.index("Procedure")


@pytest.mark.parametrize("vendor", ["generic", "epic", "oracle"])
def test_an_order_that_a_search_is_to_bring_is_not_asked_for_alone(vendor: str) -> None:
    assert "MedicationRequest/rx1" not in watched(order(), vendor, order())


@pytest.mark.parametrize("vendor", ["generic", "epic", "oracle"])
def test_an_order_that_no_search_brought_is_asked_for_once(vendor: str) -> None:
    assert watched(order(), vendor).count("MedicationRequest/rx1") == 1


def test_rows_without_a_visit_are_searched_by_time_as_soon_as_the_visit_and_the_first_search_are_there() -> None:
    client = ehr()
    read(client)
    kinds = [kind for kind, _ in client.searches]
    by_time = kinds.index("MedicationAdministration", 1)
    assert "effective-time" in client.searches[by_time][1]
    assert by_time < kinds.index("Coverage")
    assert kinds.count("MedicationAdministration") == 2


@pytest.mark.parametrize("vendor", ["epic", "oracle"])
def test_orders_are_searched_by_time_while_the_other_searches_still_run(vendor: str) -> None:
    client = ehr(infusion())
    read(client, vendor)
    kinds = [kind for kind, _ in client.searches]
    assert kinds.count("MedicationRequest") == 1
    assert kinds.index("MedicationRequest") < kinds.index("Coverage")
