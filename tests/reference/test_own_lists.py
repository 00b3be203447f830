"""A site's own lists: what a row may say, which rows are left out by line, and which lists are refused whole."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from plugin.reference.authorization_list import AUTHORIZATIONS, authorization_of
from plugin.reference.errors import BadReference
from plugin.reference.own_kind import OwnKind, OwnRead, opened_list
from plugin.reference.policy_list import COVERAGE_POLICY
from plugin.reference.rate_list import CONTRACT_RATES
from tests.reference import own

KINDS = [(AUTHORIZATIONS, own.AUTHORIZATION), (COVERAGE_POLICY, own.POLICY), (CONTRACT_RATES, own.RATE)]
EACH = pytest.mark.parametrize(("kind", "usual"), KINDS, ids=[kind.name for kind, _ in KINDS])


def read(folder: Path, kind: OwnKind, text: str) -> OwnRead:
    with opened_list(kind, own.written(folder, text)) as reading:
        return reading()


def faults(folder: Path, kind: OwnKind, text: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.fault) for fault in read(folder, kind, text).faults]


@EACH
def test_a_row_as_usual_is_read(tmp_path: Path, kind: OwnKind, usual: dict[str, str]) -> None:
    found = read(tmp_path, kind, own.sheet(usual))
    assert ([line for line, _ in found.rows], found.faults, found.again) == ([2], (), 0)


@EACH
def test_the_same_row_again_is_left_out_and_counted(tmp_path: Path, kind: OwnKind, usual: dict[str, str]) -> None:
    found = read(tmp_path, kind, own.sheet(usual, {}, {}))
    assert (len(found.rows), found.faults, found.again) == (1, (), 1)


def refused(folder: Path, kind: OwnKind, content: bytes) -> BadReference:
    path = folder / "list.csv"
    path.write_bytes(content)
    with pytest.raises(BadReference) as raised, opened_list(kind, path) as reading:
        reading()
    return raised.value


@EACH
def test_a_list_that_is_cut_within_its_last_row_is_refused(tmp_path: Path, kind, usual) -> None:
    whole = own.sheet(usual, {}, {"number": "A2", "diagnosis": "K50.91", "code": "Q5104"}).encode()
    problem = refused(tmp_path, kind, whole[: whole.rindex(b",") - 3])
    assert (problem.line, "cut" in problem.sentence) == (3, True)


@EACH
def test_a_list_without_a_needed_column_is_refused(tmp_path: Path, kind, usual) -> None:
    lacking = next(iter(kind.columns.needed))
    problem = refused(tmp_path, kind, own.sheet(usual, without=(lacking,)).encode())
    assert f"the header lacks the column {kind.columns.needed[lacking][0]}" in problem.sentence


@EACH
def test_a_list_saved_again_as_utf_16_is_refused(tmp_path: Path, kind, usual) -> None:
    assert "UTF-16" in refused(tmp_path, kind, own.sheet(usual).encode("utf-16")).sentence


@EACH
def test_a_list_of_another_kind_is_refused(tmp_path: Path, kind, usual) -> None:
    another = own.sheet(next(cells for other, cells in KINDS if other is not kind))
    assert refused(tmp_path, kind, another.encode()).sentence


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"begins": "2026-02-30"}, "begins is no day"),
        ({"ends": "next year"}, "ends is no day"),
        ({"ends": ""}, "ends is empty"),
        ({"ends": "2025-12-31"}, "begins and ends: the end lies before the beginning"),
        ({"units": "4OO"}, "units is no number"),
        ({"units": "-4"}, "units is no number"),
        ({"doses": "1.5"}, "doses is no whole number"),
        ({"npi": "1234567890"}, "npi fails its check digit"),
        ({"npi": "12345"}, "npi fails its check digit"),
        ({"decision": "perhaps"}, "decision is no word that is known"),
        ({"hcpcs": "J17"}, "hcpcs is no code"),
        ({"hcpcs": ""}, "hcpcs, ndc and product are all empty"),
        ({"ndc": "5789416001"}, "ndc is no NDC of eleven digits"),
        ({"diagnoses": "Crohn"}, "diagnoses is no ICD-10-CM code"),
        ({"places": "office"}, "places is no place of service code"),
        ({"mrn": ""}, "mrn is empty"),
        ({"number": ""}, "number is empty"),
    ],
)
def test_a_row_that_is_wrong_is_left_out_and_named_by_line_and_column_alone(tmp_path: Path, wrong, fault) -> None:
    found = read(tmp_path, AUTHORIZATIONS, own.sheet(own.AUTHORIZATION, {"number": "A0"}, wrong, {"number": "A9"}))
    assert [line for line, _ in found.rows] == [2, 4]
    assert [(f.line, f.fault, f.detail) for f in found.faults] == [(3, fault, "")]


def test_a_list_of_authorizations_that_is_all_wrong_is_refused_without_its_words(tmp_path: Path) -> None:
    problem = refused(tmp_path, AUTHORIZATIONS, own.sheet(own.AUTHORIZATION, {"begins": "0047 9921"}).encode())
    assert "line 2: begins is no day" in problem.sentence
    assert "9921" not in problem.sentence


@pytest.mark.parametrize("second", [{"units": "300"}, {"mrn": "7"}, {"mrn": "7", "hcpcs": "J1100"}])
def test_two_rows_of_one_number_that_cannot_both_hold_are_both_left_out(tmp_path: Path, second) -> None:
    text = own.sheet(own.AUTHORIZATION, {}, second, {"number": "A9"})
    assert faults(tmp_path, AUTHORIZATIONS, text) == [
        (2, "contradicts another row of the list"),
        (3, "contradicts another row of the list"),
    ]


def test_one_number_may_be_for_two_drugs(tmp_path: Path) -> None:
    assert len(read(tmp_path, AUTHORIZATIONS, own.sheet(own.AUTHORIZATION, {}, {"hcpcs": "J1100"})).rows) == 2


def test_all_of_an_authorization_is_read_and_comes_back_from_what_is_kept(tmp_path: Path) -> None:
    cells = {
        "begins": "1/2/2026", "units": "1,400", "ndc": "57894-0160-01", "diagnoses": "K5090; M05", "doses": "8",
        "doses_used": "2", "places": "11, 22", "npi": "1234567893", "payer": "Acme", "decision": "Not required",
    }  # fmt: skip
    ((_, row),) = read(tmp_path, AUTHORIZATIONS, own.sheet(own.AUTHORIZATION, cells)).rows
    assert (row.begins, row.units, row.ndc) == (date(2026, 1, 2), Decimal(1400), "57894016001")
    assert (row.diagnoses, row.doses, row.doses_used) == (("K50.90", "M05"), 8, 2)
    assert (row.places, row.npi, row.payer, row.decision) == (("11", "22"), "1234567893", "Acme", "NOT_NEEDED")
    assert authorization_of(row.said) == row


@pytest.mark.parametrize(("without", "decision"), [(("decision",), "APPROVED"), ((), "UNKNOWN")])
def test_a_list_without_decisions_is_of_approvals_but_an_empty_cell_approves_nothing(tmp_path, without, decision):
    text = own.sheet(own.AUTHORIZATION, {"decision": ""}, without=without)
    ((_, row),) = read(tmp_path, AUTHORIZATIONS, text).rows
    assert row.decision == decision


@pytest.mark.parametrize(
    ("kind", "usual", "wrong", "fault"),
    [
        (COVERAGE_POLICY, own.POLICY, {"diagnosis": "Crohn"}, "diagnosis is no ICD-10-CM code"),
        (COVERAGE_POLICY, own.POLICY, {"diagnosis": ""}, "the row has not one code and one diagnosis"),
        (COVERAGE_POLICY, own.POLICY, {"contractor": ""}, "contractor is empty"),
        (COVERAGE_POLICY, own.POLICY, {"attestation": "yes"}, "attestation is no modifier"),
        (COVERAGE_POLICY, own.POLICY, {"to": "2025-01-01"}, "from and to: the end lies before the beginning"),
        (CONTRACT_RATES, own.RATE, {"rate": "about 5"}, "rate is no number"),
        (CONTRACT_RATES, own.RATE, {"rate": ""}, "rate is empty"),
        (CONTRACT_RATES, own.RATE, {"basis": "percent of charges"}, "basis is neither unit nor line"),
        (CONTRACT_RATES, own.RATE, {"from": ""}, "from is empty"),
        (CONTRACT_RATES, own.RATE, {"code": "1"}, "code is no code"),
    ],
)
def test_a_row_of_a_policy_or_contract_that_is_wrong_is_left_out_by_its_line(tmp_path, kind, usual, wrong, fault):
    assert faults(tmp_path, kind, own.sheet(usual, {}, wrong)) == [(3, fault)]


def test_two_rates_of_one_code_on_one_day_are_both_left_out(tmp_path: Path) -> None:
    text = own.sheet(own.RATE, {}, {"rate": "60", "from": "2026-06-01"}, {"code": "Q5104"})
    assert [line for line, _ in faults(tmp_path, CONTRACT_RATES, text)] == [2, 3]


def test_a_rate_that_follows_another_is_kept_beside_it(tmp_path: Path) -> None:
    text = own.sheet(own.RATE, {"to": "2026-05-31"}, {"rate": "60", "from": "2026-06-01"})
    assert [row.rate for _, row in read(tmp_path, CONTRACT_RATES, text).rows] == [Decimal("55.125"), Decimal(60)]
