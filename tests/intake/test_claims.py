"""What else goes on a claim: diagnoses, coverages and other services."""

from datetime import date

import pytest

from plugin.chart.visit import Payer
from tests.intake.builders import at, encounter, reasons, visit

CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"


def condition(id: str, code: str = "E86.0", category: str = "encounter-diagnosis", system: str = ICD, **more) -> dict:
    return {
        "resourceType": "Condition",
        "id": id,
        "category": [{"coding": [{"system": CATEGORY, "code": category}]}],
        "code": {"coding": [{"system": system, "code": code}], "text": "words"},
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
    } | more


def coverage(id: str = "c1", sopt: str | None = "1", words: str = "Plan", **more) -> dict:
    kind = {"coding": [{"system": "https://nahdo.org/sopt", "code": sopt}]} if sopt else {}
    return {
        "resourceType": "Coverage",
        "id": id,
        "status": "active",
        "beneficiary": {"reference": "Patient/p1"},
        "type": {**kind, "text": words},
        "payor": [{"display": words}],
    } | more


def procedure(id: str, code: str, **more) -> dict:
    return {
        "resourceType": "Procedure",
        "id": id,
        "status": "completed",
        "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}]},
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
    } | more


def test_an_encounter_diagnosis_is_of_the_visit() -> None:
    (found,) = visit(condition("d1")).diagnoses
    assert (found.code, found.of_visit, found.visit, found.evidence.about) == (
        "E86.0",
        True,
        "Encounter/e1",
        "Condition/d1",
    )


def test_the_problem_list_is_history() -> None:
    assert [d.of_visit for d in visit(condition("d1", category="problem-list-item")).diagnoses] == [False]


def test_a_resolved_problem_is_left_out() -> None:
    resolved = {"clinicalStatus": {"coding": [{"code": "resolved"}]}}
    assert visit(condition("d1", category="problem-list-item", **resolved)).diagnoses == ()


def test_a_diagnosis_of_another_visit_is_left_out() -> None:
    assert visit(condition("d1", encounter={"reference": "Encounter/e9"})).diagnoses == ()


def test_a_diagnosis_entered_in_error_is_left_out() -> None:
    wrong = {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}}
    assert visit(condition("d1", **wrong)).diagnoses == ()


def test_a_diagnosis_of_the_visit_without_icd_10_cm_is_unread() -> None:
    chart = visit(condition("d1", "409966000", system="http://snomed.info/sct"))
    assert (chart.diagnoses, list(reasons(chart))) == ((), ["Condition/d1"])


def test_a_problem_without_icd_10_cm_is_left_out_in_silence() -> None:
    chart = visit(condition("d1", "409966000", "problem-list-item", "http://snomed.info/sct"))
    assert (chart.diagnoses, chart.unread) == ((), ())


def test_diagnoses_stand_in_the_rank_the_encounter_gives_them() -> None:
    ranked = [
        {"condition": {"reference": "Condition/d1"}, "rank": 2},
        {"condition": {"reference": "Condition/d2"}, "rank": 1},
    ]
    chart = visit(condition("d1", "E86.0"), condition("d2", "C50.911"), of=encounter(diagnosis=ranked))
    assert [(d.code, d.rank) for d in chart.diagnoses] == [("C50.911", 1), ("E86.0", 2)]


def test_diagnoses_without_a_rank_stand_in_the_order_of_their_ids() -> None:
    chart = visit(condition("dx10", "E86.0"), condition("dx2", "C50.911"))
    assert [d.code for d in chart.diagnoses] == ["C50.911", "E86.0"]


@pytest.mark.parametrize(
    ("sopt", "payer"),
    [
        ("1", Payer.MEDICARE),
        ("111", Payer.MEDICARE_ADVANTAGE),
        ("12", Payer.MEDICARE),
        ("2", Payer.MEDICAID),
        ("5", Payer.COMMERCIAL),
        ("611", Payer.COMMERCIAL),
        ("32", Payer.OTHER),
    ],
)
def test_the_payer_is_read_from_its_typology_code(sopt: str, payer: Payer) -> None:
    assert visit(coverage(sopt=sopt)).coverages[0].payer is payer


@pytest.mark.parametrize(
    ("codes", "payer"),
    [
        (("1", "111"), Payer.MEDICARE_ADVANTAGE),
        (("5", "52"), Payer.COMMERCIAL),
        (("1", "5"), None),
        (("2", "99"), None),
    ],
)
def test_codes_of_two_classes_are_no_class(codes: tuple[str, ...], payer: Payer | None) -> None:
    typed = {"coding": [{"system": "https://nahdo.org/sopt", "code": code} for code in codes]}
    assert visit(coverage(type=typed)).coverages[0].payer is payer


@pytest.mark.parametrize(
    ("words", "payer"),
    [
        ("Medicare Part B", Payer.MEDICARE),
        ("Humana Medicare Advantage PPO", Payer.MEDICARE_ADVANTAGE),
        ("State Medicaid", Payer.MEDICAID),
        ("Commercial PPO", Payer.COMMERCIAL),
        ("TRICARE Prime", Payer.OTHER),
        ("Zorp", None),
    ],
)
def test_without_a_code_the_payer_is_read_from_words_or_left_open(words: str, payer: Payer | None) -> None:
    assert visit(coverage(sopt=None, words=words)).coverages[0].payer is payer


def test_the_plan_of_a_coverage_without_a_type_says_the_payer() -> None:
    plan = coverage(sopt=None, **{"class": [{"type": {"text": "plan"}, "value": "2", "name": "Commercial PPO"}]})
    del plan["type"], plan["payor"]
    plan["payor"] = [{"display": "Anybody"}]
    assert visit(plan).coverages[0].payer is Payer.COMMERCIAL


def test_coverages_stand_in_the_order_they_pay() -> None:
    chart = visit(coverage("c1", order=2), coverage("c2", order=1), coverage("c3"))
    assert [c.id for c in chart.coverages] == ["Coverage/c2", "Coverage/c1", "Coverage/c3"]


@pytest.mark.parametrize(
    ("period", "active"),
    [
        ({"start": "2026-03-04"}, True),
        ({"start": "2026-03-05"}, False),
        ({"end": "2026-03-04"}, True),
        ({"end": "2026-03-03"}, False),
    ],
)
def test_a_coverage_is_active_on_the_days_of_its_period(period: dict, active: bool) -> None:
    assert visit(coverage(period=period)).coverages[0].active is active


def test_a_cancelled_coverage_is_not_active() -> None:
    assert not visit(coverage(status="cancelled")).coverages[0].active


def test_another_patients_coverage_is_left_out() -> None:
    assert visit(coverage(beneficiary={"reference": "Patient/p2"})).coverages == ()


def test_a_procedure_with_a_code_is_a_service() -> None:
    (found,) = visit(procedure("s1", "99214", performedDateTime=at("09:00"))).services
    assert (found.id, found.code, found.visit, found.at.date()) == (
        "Procedure/s1",
        "99214",
        "Encounter/e1",
        date(2026, 3, 4),
    )


def test_the_period_of_a_procedure_is_no_time_of_anything() -> None:
    span = {"start": at("09:00"), "end": at("11:00")}
    chart = visit(procedure("s1", "96413", performedPeriod=span))
    assert (chart.services[0].at, chart.administrations) == (None, ())


@pytest.mark.parametrize("more", [{"status": "not-done"}, {"encounter": {"reference": "Encounter/e9"}}])
def test_a_procedure_not_done_or_of_another_visit_is_no_service(more: dict) -> None:
    assert visit(procedure("s1", "99214", **more)).services == ()


def level(id: str, *reports: str) -> dict:
    return procedure(id, "99213", report=[{"reference": report} for report in reports])


def notes(*resources: dict) -> list[str]:
    return [s.note.value if s.note else "" for s in visit(*resources).services]


@pytest.mark.parametrize("document", ["DocumentReference/n1", "Composition/n1"])
def test_the_document_a_service_names_as_its_report_is_its_note(document: str) -> None:
    assert notes(level("s1", document)) == [document]


def test_a_report_of_results_is_no_note_of_a_visit() -> None:
    assert notes(level("s1", "DiagnosticReport/r1"), level("s2")) == ["", ""]


def test_one_document_of_two_services_is_the_own_note_of_neither() -> None:
    # R-MOD-01: the note stands alone
    assert notes(level("s1", "DocumentReference/n1"), level("s2", "DocumentReference/n1")) == ["", ""]
