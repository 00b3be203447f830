"""A payer's answer in a Bundle, the whole way to the proposal: X07, X08, and what a site lists."""

import json
from pathlib import Path

import pytest

from tests.commands.terminal import chairside
from tests.intake.builders import bundle, encounter, infusion, order, patient
from tests.intake.payer_answers import answer, detail, item, valid

PLENTY = {"value": 400}


def proposed(tmp_path: Path, *resources: dict, switches: tuple[str, ...] = ()) -> dict:
    file = tmp_path / "visit.json"
    drug = {"code": {"text": "infliximab-dyyb"}}
    row = infusion(
        drug=drug, dosage={"dose": {"value": 400, "unit": "mg"}}, request={"reference": "MedicationRequest/rx1"}
    )
    made = bundle(patient(), encounter(), order(drug="infliximab-dyyb"), row, *resources)
    file.write_text(json.dumps(made))
    result = chairside("propose", str(file), *switches)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def authorization_prompts(found: dict) -> list[tuple[str, str, str]]:
    asked = [p for p in found["prompts"] if p["kind"].startswith("authorization")]
    return [(p["kind"], p["severity"], p["who"]) for p in asked]


def test_reference_product_approved_and_biosimilar_given_is_blocked_and_held(tmp_path: Path) -> None:
    found = proposed(tmp_path, answer(item(detail("J1745", PLENTY), valid())))
    assert authorization_prompts(found) == [("authorization_problem", "blocks", "front_desk")]
    assert {line["state"] for line in found["lines"]} == {"held"}


@pytest.mark.parametrize(("end", "asked"), [("2026-03-18", 1), ("2026-03-19", 0)])
def test_an_end_fourteen_days_ahead_is_told(tmp_path: Path, end: str, asked: int) -> None:
    found = proposed(tmp_path, answer(item(detail("Q5103"), valid(end=end))))
    assert authorization_prompts(found) == [("authorization_ending", "advises", "front_desk")] * asked


def test_a_listed_drug_without_one_is_blocked(tmp_path: Path) -> None:
    found = proposed(tmp_path, switches=("--switch", "authorization_drugs=Inflectra"))
    assert authorization_prompts(found) == [("authorization_problem", "blocks", "front_desk")]


def test_a_visit_without_any_asks_nothing(tmp_path: Path) -> None:
    assert authorization_prompts(proposed(tmp_path)) == []
