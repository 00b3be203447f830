"""chairside propose --proof: the proof of each drug line as text."""

import json
from pathlib import Path

from tests.commands.terminal import chairside

STORIES = Path(__file__).resolve().parents[2] / "fixtures" / "visits"
WASTE = STORIES / "infliximab-with-waste" / "bundle.json"


def test_the_sheet_of_each_drug_line_is_printed() -> None:
    result = chairside("propose", "--proof", str(WASTE))
    page = result.stdout.decode()
    assert result.returncode == 0
    assert "Proof of J1745 (infliximab) for infliximab-with-waste on " in page
    assert " adds up: " in page
    assert "R-DRG-05  Given units on one line, whole discarded units on a second (since 2006-01-01)" in page


def test_the_arithmetic_names_its_rules() -> None:
    page = chairside("propose", "--proof", str(WASTE)).stdout.decode()
    assert " units given  [R-DRG-01 R-DRG-02]" in page
    assert " discarded unit" in page


def test_standard_input_gives_the_same_as_a_file() -> None:
    assert chairside("propose", "--proof", "-", given=WASTE.read_bytes()).stdout == (
        chairside("propose", "--proof", str(WASTE)).stdout
    )


def test_the_switches_of_a_run_hold_for_its_proofs() -> None:
    chosen = ("--switch", "jw_jz_payers=commercial", "--switch", "medicare:jw_jz_payers=commercial")
    page = chairside("propose", "--proof", *chosen, str(WASTE)).stdout.decode()
    assert "is not one this site marks discarded units for" in page


def test_a_visit_without_a_drug_line_says_so() -> None:
    story = json.loads(WASTE.read_text())
    kept = [e for e in story["entry"] if e["resource"]["resourceType"] != "MedicationAdministration"]
    result = chairside("propose", "--proof", "-", given=json.dumps(story | {"entry": kept}).encode())
    assert (result.returncode, result.stdout.decode()) == (0, "Visit infliximab-with-waste: no drug line to prove.\n")


def test_it_goes_neither_with_many_bundles_nor_with_another_question() -> None:
    for other in (("--ndjson",), ("--why-not", "96368")):
        result = chairside("propose", "--proof", *other, str(WASTE))
        assert (result.returncode, result.stdout) == (2, b"")
        assert "--proof" in result.stderr


def test_a_drug_without_a_code_has_its_sheet() -> None:
    story = json.loads(WASTE.read_text())
    for entry in story["entry"]:
        for contained in entry["resource"].get("contained", []):
            if contained.get("code", {}).get("text") == "infliximab":
                contained["code"] = {"text": "glutathione"}
    page = chairside("propose", "--proof", "-", given=json.dumps(story).encode()).stdout.decode()
    assert "Proof of J3490 (glutathione)" in page
    assert "an unlisted code: it has no unit" in page
    assert "NDC: MISSING" in page
    assert "glutathione in HCPCS Level II" in page
