"""chairside propose: Bundles in, proposals out; whatever cannot be read is one sentence, never a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from plugin.export import proposal_json
from tests.commands.terminal import Result, chairside

STORIES = Path(__file__).resolve().parents[2] / "fixtures" / "visits"
IRON = STORIES / "iron-with-flush" / "bundle.json"
ANTIBIOTIC = STORIES / "antibiotic-without-stop" / "bundle.json"


def one_line(path: Path, **changed: object) -> bytes:
    return json.dumps(json.loads(path.read_text()) | changed).encode() + b"\n"


def assert_one_sentence(result: Result, said: str) -> None:
    told = result.stderr
    assert said in told
    assert told.count("\n") == 1
    assert "Traceback" not in told
    assert (result.returncode, result.stdout) == (2, b"")


def test_a_file_gives_its_proposal_as_json() -> None:
    result = chairside("propose", str(IRON))
    proposal = json.loads(result.stdout)
    assert (result.returncode, proposal["id"], proposal["visit"]["setting"]) == (0, "iron-with-flush", "office")
    assert [line["code"] for line in proposal["lines"]] == ["96365", "J1439"]


def test_standard_input_gives_the_same_as_a_file() -> None:
    assert chairside("propose", "-", given=IRON.read_bytes()).stdout == chairside("propose", str(IRON)).stdout


def test_text_is_a_page_for_a_person() -> None:
    page = chairside("propose", "--text", str(IRON)).stdout.decode()
    assert "Proposed charge:" in page
    assert "ferric carboxymaltose" in page


def test_why_a_code_is_not_proposed_is_json_with_rule_sentence_and_evidence() -> None:
    result = chairside("propose", "--why-not", "96368", "--why-not", "96365", "--why-not", "96368", str(IRON))
    told = json.loads(result.stdout)
    assert (result.returncode, told["id"]) == (0, "iron-with-flush")
    assert [(a["code"], a["standing"]) for a in told["why_not"]] == [("96368", "not_proposed"), ("96365", "proposed")]
    reason = told["why_not"][0]["reasons"][0]
    assert reason["because"] == ["R-ADM-49"]
    assert reason["sentence"].startswith(
        "96368 needs two bags running together on one line; charted as infusion: ferric"
    )
    assert reason["evidence"] == ["MedicationAdministration/quinlan-ma1"]


def test_why_a_code_is_not_proposed_is_text_with_titles_and_citations() -> None:
    page = chairside("propose", "--text", "--why-not", "g0498", "--why-not", "99291", str(IRON)).stdout.decode()
    assert "Why not G0498 for iron-with-flush? It is not proposed." in page
    assert "R-ADM-73  Chemotherapy that goes home on a pump is one service at its start" in page
    assert "(checked 2026-11-23)" in page
    assert "99291 is not a code of drug administration." in page
    assert "Proposed charge" not in page


def test_why_not_names_the_choice_of_the_site() -> None:
    chosen = ("--switch", "missing_stop=not_billable")
    page = chairside("propose", "--text", "--why-not", "96374", *chosen, str(ANTIBIOTIC)).stdout.decode()
    assert "this site chose missing_stop=not_billable" in page


def test_why_not_of_a_record_without_a_visit_is_one_sentence() -> None:
    given = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": []}).encode()
    assert_one_sentence(chairside("propose", "--why-not", "96368", "-", given=given), "There is no visit")


def test_the_tag_of_a_bundle_wins_over_the_setting_asked_for() -> None:
    result = chairside("propose", "--setting", "facility", str(IRON))
    assert json.loads(result.stdout)["visit"]["setting"] == "office"


@pytest.mark.parametrize(("asked", "setting"), [((), "facility"), (("--setting", "office"), "office")])
def test_without_a_tag_the_setting_asked_for_holds_and_facility_without_any(
    asked: tuple[str, ...], setting: str
) -> None:
    result = chairside("propose", *asked, "-", given=one_line(IRON, meta={}))
    assert json.loads(result.stdout)["visit"]["setting"] == setting


def test_a_switch_changes_what_is_proposed() -> None:
    held = chairside("propose", "--switch", "missing_stop=hold", str(ANTIBIOTIC)).stdout
    assert held != chairside("propose", str(ANTIBIOTIC)).stdout


@pytest.mark.parametrize(("payer", "changes"), [("medicare", True), ("commercial", False)])
def test_a_switch_for_one_class_of_payer_changes_that_one_alone(payer: str, changes: bool) -> None:
    assert json.loads(chairside("propose", str(ANTIBIOTIC)).stdout)["visit"]["payer"] == "medicare"
    chosen = chairside("propose", "--switch", f"{payer}:missing_stop=hold", str(ANTIBIOTIC)).stdout
    assert (chosen != chairside("propose", str(ANTIBIOTIC)).stdout) is changes


def test_lines_come_out_in_the_order_they_went_in() -> None:
    result = chairside("propose", "--ndjson", "-", given=one_line(IRON) + one_line(ANTIBIOTIC) + one_line(IRON))
    names = [json.loads(line)["id"] for line in result.stdout.splitlines()]
    assert (result.returncode, names) == (0, ["iron-with-flush", "antibiotic-without-stop", "iron-with-flush"])


def test_a_line_that_cannot_be_read_is_named_and_the_rest_go_on() -> None:
    given = one_line(IRON) + b"not json\n" + b'{"resourceType": "Patient"}\n' + one_line(ANTIBIOTIC)
    result = chairside("propose", "--ndjson", "-", given=given)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 1
    assert [a["id"] for a in answers] == ["iron-with-flush", None, None, "antibiotic-without-stop"]
    assert [a["error"]["line"] for a in answers[1:3]] == [2, 3]
    assert all(a["error"]["message"] for a in answers[1:3])


def test_half_a_character_in_one_line_never_ends_the_run() -> None:
    half = b'{"resourceType":"Bundle","identifier":{"value":"\\ud800"},"entry":[]}\n'
    result = chairside("propose", "--ndjson", "-", given=half + one_line(IRON))
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert (first["id"], first["error"]["line"], second["id"]) == (None, 1, "iron-with-flush")


def test_an_answer_that_cannot_be_written_out_never_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    written = [chr(0xD800), "{}"]
    monkeypatch.setattr(proposal_json, "dumps", lambda *_, **__: written.pop(0))
    result = chairside("propose", "--ndjson", "-", given=one_line(IRON) * 2)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0]["error"]["line"] == 1
    assert answers[1] == {}


def test_blank_lines_are_passed_over_and_still_counted() -> None:
    result = chairside("propose", "--ndjson", "-", given=b"\n" + one_line(IRON) + b"\nnot json")
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert [a.get("error", {}).get("line") for a in answers] == [None, 4]


def test_a_file_that_is_not_there_is_one_sentence() -> None:
    assert_one_sentence(chairside("propose", "none.json"), "none.json cannot be used: No such file")


def test_a_folder_is_one_sentence(tmp_path: Path) -> None:
    assert_one_sentence(chairside("propose", str(tmp_path)), "cannot be used")


@pytest.mark.parametrize("given", [b"", b"{", b"[]", b'{"resourceType":"Patient"}', b"\xff\xfe", b"[" * 100_000])
def test_input_that_is_no_bundle_is_one_sentence(given: bytes) -> None:
    assert_one_sentence(chairside("propose", "-", given=given), "This is not a")


UNDATED = {"resource": {"resourceType": "Encounter", "id": "e1", "status": "finished", "class": {"code": "AMB"}}}


@pytest.mark.parametrize("entries", [[], [UNDATED]])
def test_a_bundle_in_which_nothing_dates_a_visit_is_one_sentence(entries: list[object]) -> None:
    given = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}).encode()
    assert_one_sentence(chairside("propose", "-", given=given), "There is no visit in this record")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("propose",), "Missing argument 'FILE'"),
        (("propose", "--setting", "home", "-"), "'home' is not one of"),
        (("propose", "--switch", "missing_stop", "-"), "Write --switch NAME=VALUE"),
        (("propose", "--switch", "missing_stop=guess", "-"), "There is no switch missing_stop = guess"),
        (("propose", "--switch", "medicar:missing_stop=hold", "-"), "There is no switch for the payer = medicar"),
        (("propose", "--ndjson", "--text", "-"), "exclude each other"),
        (("propose", "--ndjson", "--why-not", "96368", "-"), "it cannot go with --ndjson"),
        (("propose", "--why-not", "9636", "-"), "'9636' is not a code"),
        (("propose", "--why-not", "96368,96375", "-"), "'96368,96375' is not a code"),
        (("propose", "--why-not", "", "-"), "'' is not a code"),
        (("propose", "--why-not"), "requires an argument"),
        (("propose", "--config", "none.toml", "-"), "The configuration none.toml cannot be read"),
        (("purpose",), "No such command"),
    ],
)
def test_bad_usage_is_one_sentence(arguments: tuple[str, ...], said: str) -> None:
    assert_one_sentence(chairside(*arguments), said)


CONFIG = """
[app]
base_url = "https://c.example"
[[ehr]]
name = "north"
iss = "https://north.example/fhir"
client_id = "c"
scopes = "launch openid"
setting = "office"
[ehr.switches]
missing_stop = "hold"
"""


def test_a_configuration_gives_setting_and_switches(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CONFIG)
    config = ("--config", str(tmp_path / "c.toml"))
    by_file = chairside("propose", *config, "-", given=one_line(ANTIBIOTIC, meta={}))
    by_hand = chairside(
        "propose", "--setting", "office", "--switch", "missing_stop=hold", "-", given=one_line(ANTIBIOTIC, meta={})
    )
    assert by_file.stdout == by_hand.stdout
    assert json.loads(by_file.stdout)["visit"]["setting"] == "office"


def test_a_configuration_of_several_ehrs_needs_a_name(tmp_path: Path) -> None:
    second = CONFIG.partition("[[ehr]]")[2].replace("north", "south")
    (tmp_path / "c.toml").write_text(CONFIG + "[[ehr]]" + second)
    config = ("--config", str(tmp_path / "c.toml"))
    assert_one_sentence(chairside("propose", *config, str(IRON)), "Name one EHR")
    assert chairside("propose", *config, "--ehr", "south", str(IRON)).returncode == 0


def test_a_reader_that_stops_reading_causes_no_traceback() -> None:
    command = [sys.executable, "-c", "from plugin.commands import main; main()", "propose", "--ndjson", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        running.stdout.close()
        _, told = running.communicate(one_line(IRON) * 50)
    assert b"Traceback" not in told
    assert running.returncode == 1
