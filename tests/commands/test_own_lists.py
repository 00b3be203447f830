"""chairside reference load of a site's own lists: what is said, what is refused, and that patients stay unnamed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.commands.configured import CONFIGURED
from tests.commands.terminal import Result, chairside
from tests.reference import own

INFLIXIMAB = Path(__file__).resolve().parents[2] / "fixtures" / "visits" / "infliximab-with-waste" / "bundle.json"


def load(kind: str, folder: Path, text: str, *more: str, name: str = "list.csv") -> Result:
    return chairside("reference", "load", kind, str(own.written(folder, text, name)), *more)


def said(result: Result) -> list[str]:
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.decode().splitlines()


def test_loading_authorizations_says_counts_and_lines_and_nothing_of_a_patient(tmp_path: Path, config: str) -> None:
    text = own.sheet(own.AUTHORIZATION, {"number": "AUTH-778"}, {"mrn": "0047 9922", "ends": "0047 9922"}, {})
    found = load("authorizations", tmp_path, text, "--config", config, name="A1 0047 9921.csv")
    assert said(found) == [
        "Authorizations of general-test: 3 rows read, 2 kept in place of 0, 1 left out; 2 in all.",
        "  1 left out: ends is no day: line 3",
    ]
    again = load("authorizations", tmp_path, text, "--config", config)
    assert said(again) == ["Authorizations of general-test: this list is already loaded; 2 are kept."]
    shown = said(chairside("reference", "list", "--config", config))
    assert shown[-2] == "Loaded lists of this site"
    assert shown[-1].startswith("  authorizations general-test: 2 rows, on ")
    assert not [line for line in shown if "AUTH-778" in line or "9921" in line]


def test_a_list_that_is_refused_names_line_and_column_and_leaves_all_as_it_was(tmp_path: Path, config: str) -> None:
    load("authorizations", tmp_path, own.sheet(own.AUTHORIZATION), "--config", config)
    before = said(chairside("reference", "list", "--config", config))
    whole = own.sheet(own.AUTHORIZATION, {"number": "AUTH-778"}, {})
    refused = load("authorizations", tmp_path, whole[: whole.rindex("K50")], "--config", config)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert refused.stderr.startswith("list.csv, line 3: the file ends within this row: it is cut.")
    assert "9921" not in refused.stderr
    assert said(chairside("reference", "list", "--config", config)) == before


@pytest.mark.parametrize(
    ("more", "sentence"),
    [((), "name with --config whose keys seal them"), (("--ehr", "nowhere"), "Name one EHR of")],
)
def test_it_has_to_be_clear_whose_patients_authorizations_are_of(tmp_path, config, more, sentence) -> None:
    given = ("--config", config, *more) if more else ()
    result = load("authorizations", tmp_path, own.sheet(own.AUTHORIZATION), *given)
    assert (result.returncode, result.stdout, sentence in result.stderr) == (2, b"", True)


def test_one_of_several_ehrs_is_named(tmp_path: Path, config: str) -> None:
    ehr = CONFIGURED[CONFIGURED.index("[[ehr]]") :].replace("general-test", "other").replace("8700/fhir", "8700/other")
    Path(config).write_text(CONFIGURED + ehr)
    text = own.sheet(own.AUTHORIZATION)
    assert "Name one EHR of" in load("authorizations", tmp_path, text, "--config", config).stderr
    assert "of other: 1 rows" in said(load("authorizations", tmp_path, text, "--config", config, "--ehr", "other"))[0]


def test_an_ehr_is_named_for_authorizations_alone(tmp_path: Path, config: str) -> None:
    result = load("contract-rates", tmp_path, own.sheet(own.RATE), "--config", config, "--ehr", "general-test")
    assert (result.returncode, "--ehr goes with authorizations alone" in result.stderr) == (2, True)


def test_contract_rates_are_kept_for_each_payer_and_listed(tmp_path: Path) -> None:
    text = own.sheet(
        own.RATE, {}, {"code": "96413", "basis": "flat"}, {"payer": "Other", "rate": "x"}, {"payer": "Other"}
    )
    assert said(load("contract-rates", tmp_path, text)) == [
        "contract-rates Acme Health: 2 rows kept.",
        "contract-rates Other: 1 rows kept.",
        "  1 left out: rate is no number: line 4 ('x')",
    ]
    assert said(load("contract-rates", tmp_path, text))[0] == (
        "contract-rates Acme Health: already loaded with the same rows."
    )
    changed = own.sheet(own.RATE, {"rate": "60"})
    refused = load("contract-rates", tmp_path, changed)
    assert (refused.returncode, "is loaded already" in refused.stderr, "--replace" in refused.stderr) == (2, True, True)
    assert said(load("contract-rates", tmp_path, changed, "--replace")) == ["contract-rates Acme Health: 1 rows kept."]
    listed = [line for line in said(chairside("reference", "list")) if line.startswith("  contract-rates")]
    assert [line.split(", on ")[0] for line in listed] == [
        "  contract-rates Acme Health: 1 rows, 2026-01-01 to no end",
        "  contract-rates Other: 1 rows, 2026-01-01 to no end",
    ]


def questions(*more: str) -> list[str]:
    result = chairside("propose", "--switch", "contractor=Palmetto", *more, str(INFLIXIMAB))
    assert result.returncode == 0, result.stderr
    return [prompt["kind"] for prompt in json.loads(result.stdout)["prompts"]]


def test_a_loaded_policy_decides_the_next_proposal(tmp_path: Path) -> None:
    plain = questions()
    assert said(load("coverage-policy", tmp_path, own.sheet(own.POLICY, {"diagnosis": "C50.911"}))) == [
        "coverage-policy Palmetto A56432: 1 rows kept."
    ]
    asked = {"diagnosis_not_covered", "notice_needed"}
    assert (asked & set(plain), asked & set(questions())) == (set(), asked)


def test_a_proposal_of_a_bundle_asks_no_list_of_patients(tmp_path: Path, config: str) -> None:
    before = questions("--config", config)
    load("authorizations", tmp_path, own.sheet(own.AUTHORIZATION, {"ends": "2026-01-02"}), "--config", config)
    assert questions("--config", config) == before


def test_a_database_of_an_older_version_has_no_lists_and_is_read_as_it_is(tmp_path: Path, data_folder: Path) -> None:
    load("coverage-policy", tmp_path, own.sheet(own.POLICY, {"diagnosis": "C50.911"}))
    assert "diagnosis_not_covered" in questions()
    with sqlite3.connect(data_folder / "chairside.db") as connection:
        for table in ("own_policy", "own_rate", "own_authorization", "own_list"):
            connection.execute(f"DROP TABLE {table}")
    assert "diagnosis_not_covered" not in questions()
