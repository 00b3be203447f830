"""chairside check: text or JSON, an exit code that says pass or fail, and nothing secret whatever is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plugin import commands_check
from plugin.demo import Demo, running
from tests.commands.terminal import Result, chairside

BOTH = ("training-facility", "training-office")
EHR = """
[[ehr]]
name = "{name}"
iss = "{ehr}{path}"
issuer = "{ehr}/oauth2"
client_id = "chairside-training"
scopes = "launch openid fhirUser patient/*.rs user/*.rs"
timezone = "America/Chicago"
frame_ancestors = ["{ehr}"]
{more}
[ehr.roles]
coder = ["*"]
admin = ["Practitioner/it-1"]
"""


@pytest.fixture(scope="module")
def _demo() -> Iterator[Demo]:
    with running(0, 0) as demo:
        yield demo


@pytest.fixture
def demo(_demo: Demo) -> Iterator[Demo]:
    yield _demo
    _demo.ehr.faults.clear()


def _config(demo: Demo, folder: Path, *, more: str = "", tables: str = "", **changes: str) -> Path:
    """A configuration of both sites of the training EHR, with the keys of the running application."""
    head = f'[app]\nbase_url = "{demo.app_url}"\nkeys_dir = "{demo.practice.settings.keys_dir}"\n'
    sites = {BOTH[0]: "/fhir", BOTH[1]: "/office/fhir"}
    entries = [EHR.format(name=name, ehr=demo.ehr_url, path=path, more=more) + tables for name, path in sites.items()]
    text = head + "".join(entries)
    for old, new in changes.items():
        text = text.replace(f"{old} = ", f"{old} = {new} #")
    path = folder / "chairside.toml"
    path.write_text(text)
    return path


def _json(path: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
    result = chairside("check", "--config", str(path), "--json", *more)
    return result.returncode, json.loads(result.stdout)["ehrs"]


def _found(result: Result, name: str) -> str:
    return next(line for line in result.stdout.decode().splitlines() if line[5:].startswith(name))


def test_the_training_ehr_is_in_order(demo: Demo, tmp_path: Path) -> None:
    code, ehrs = _json(_config(demo, tmp_path))
    assert (code, [ehr["name"] for ehr in ehrs]) == (0, list(BOTH))
    assert [
        (each["check"], each["found"]) for ehr in ehrs for each in ehr["checks"] if each["standing"] != "ok"
    ] == [
        ("Scopes granted", "not checked: it takes a launch; open /admin from a chart"),
        ("Launch facts", "not checked: it takes a launch; open /admin from a chart"),
    ] * 2  # fmt: skip


def test_text_has_one_line_for_a_step_in_order(demo: Demo, tmp_path: Path) -> None:
    result = chairside("check", "--config", str(_config(demo, tmp_path)), "--ehr", BOTH[1])
    lines = result.stdout.decode().splitlines()
    assert (result.returncode, result.stderr) == (0, "")
    assert lines[0].startswith("Connection check: training-office (generic), run 20")
    assert lines[2] == "21 of 23 in order, 2 not checked"
    assert len(lines) == 26


def test_a_failure_is_exit_code_1_with_effect_and_fix_below(demo: Demo, tmp_path: Path) -> None:
    demo.ehr.faults["token"] = "html404"
    result = chairside("check", "--config", str(_config(demo, tmp_path)), "--ehr", BOTH[0])
    lines = result.stdout.decode().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  x  Token endpoint"))
    assert result.returncode == 1
    assert [lines[at + 1][:15], lines[at + 2].startswith("       Fix, by the EHR team: ")] == ["       Effect: ", True]
    assert _found(result, "MedicationAdministration").startswith(" ok")


def test_a_warning_alone_is_exit_code_0(demo: Demo, tmp_path: Path) -> None:
    result = chairside("check", "--config", str(_config(demo, tmp_path, frame_ancestors="[]")))
    assert (result.returncode, _found(result, "Frame")[:3]) == (0, "  !")


def test_a_variable_that_is_not_set_fails_one_step_and_hides_no_other(demo: Demo, tmp_path: Path) -> None:
    more = 'client_auth = "client_secret_basic"\nclient_secret_env = "NO_SUCH_VARIABLE_HERE"'
    result = chairside("check", "--config", str(_config(demo, tmp_path, more=more)), "--ehr", BOTH[0])
    told = "The variable NO_SUCH_VARIABLE_HERE, which client_secret_env names, is not set."
    assert (result.returncode, told in _found(result, "Client secret")) == (1, True)
    assert _found(result, "SMART configuration").startswith(" ok")
    assert "\0" not in result.stdout.decode()


def test_a_secret_that_is_set_is_never_shown(demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_CLIENT_SECRET", "planted+secret/value")
    more = 'client_auth = "client_secret_basic"\nclient_secret_env = "A_CLIENT_SECRET"'
    path = str(_config(demo, tmp_path, more=more))
    results = [chairside("check", "--config", path), chairside("check", "--config", path, "--json")]
    assert [r.returncode for r in results] == [0, 0]
    assert "planted" not in "".join(f"{r.stdout.decode()}{r.stderr}" for r in results)
    assert _found(results[0], "Client secret").startswith("  !")


@pytest.mark.parametrize(
    ("change", "step", "mark", "told"),
    [
        ({"timezone": '"UTC"'}, "Time zone", " ok", "UTC"),
        ({"more": 'vendor = "athena"\npractice = "195900"'}, "Practice", " ok", "195900, named in every search"),
        ({"more": 'vendor = "athena"'}, "Practice", "  !", "practice is not set."),
        ({"coder": "[]"}, "Roles", "  !", "Nobody has the role coder."),
        ({"admin": '["*"]'}, "Roles", "  !", "admin is open to everybody."),
        ({"scopes": '"launch openid fhirUser patient/Encounter.rs"'}, "Other records", "  x",
         "Patient is not among our scopes"),
    ],
)  # fmt: skip
def test_a_fault_of_the_settings_is_told_under_its_own_step(
    demo: Demo, tmp_path: Path, change: dict[str, str], step: str, mark: str, told: str
) -> None:
    result = chairside("check", "--config", str(_config(demo, tmp_path, **change)), "--ehr", BOTH[0])
    line = _found(result, step)
    assert (line[:3], told in line) == (mark, True), line


def test_words_and_switches_of_the_site_are_told(demo: Demo, tmp_path: Path) -> None:
    tables = '[ehr.switches]\nmidnight = "unit_date"\n[ehr.mar_actions]\n"Held" = "stop"\n"Bag Hung" = "start"\n'
    result = chairside("check", "--config", str(_config(demo, tmp_path, tables=tables)), "--ehr", BOTH[0])
    assert _found(result, "Switches").endswith("all known; differ from the default: midnight")
    assert _found(result, "MAR words").endswith("Held means stop here and pause elsewhere.")


def test_a_drug_of_a_switch_that_nobody_knows_fails(demo: Demo, tmp_path: Path) -> None:
    tables = '[ehr.switches]\nauthorization_drugs = ["nosuchdrugatall"]\n'
    result = chairside("check", "--config", str(_config(demo, tmp_path, tables=tables)), "--ehr", BOTH[0])
    assert (result.returncode, _found(result, "Switches")[:3]) == (1, "  x")


def test_athena_without_administrations_is_a_plan_and_no_fault(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fixtures.ehr import capability

    kept = {kind: by for kind, by in capability.PARAMETERS.items() if kind != "MedicationAdministration"}
    monkeypatch.setattr(capability, "PARAMETERS", kept)
    athena = chairside("check", "--config", str(_config(demo, tmp_path, more='vendor = "athena"')), "--ehr", BOTH[0])
    assert _found(athena, "MedicationAdministration").startswith(" ok")
    assert "none at this vendor, by plan" in _found(athena, "MedicationAdministration")
    generic = chairside("check", "--config", str(_config(demo, tmp_path)), "--ehr", BOTH[0])
    assert _found(generic, "MedicationAdministration").startswith("  x")


@pytest.mark.parametrize("vendor", ["epic", "oracle", "athena", "generic"])
def test_every_vendor_has_an_effect_for_each_type_it_needs(demo: Demo, tmp_path: Path, vendor: str) -> None:
    _, (ehr,) = _json(_config(demo, tmp_path, more=f'vendor = "{vendor}"'), "--ehr", BOTH[0])
    assert len(ehr["checks"]) == (24 if vendor == "athena" else 23)  # at athenahealth also the practice
    assert [each["found"] for each in ehr["checks"] if "could not be judged" in each["found"]] == []


def test_an_ehr_nobody_named_is_bad_usage(demo: Demo, tmp_path: Path) -> None:
    result = chairside("check", "--config", str(_config(demo, tmp_path)), "--ehr", "north")
    assert (result.returncode, result.stdout) == (2, b"")
    assert result.stderr.strip().endswith("has no [[ehr]] named north; it has training-facility, training-office.")


def test_a_file_that_is_not_there_is_bad_usage_in_one_sentence(tmp_path: Path) -> None:
    result = chairside("check", "--config", str(tmp_path / "none.toml"))
    assert (result.returncode, len(result.stderr.splitlines()), "Traceback" in result.stderr) == (2, 1, False)


@pytest.mark.parametrize("text", ["[app", "[app]\n", '[app]\nbase_url = "https://c.example"\nx = 1\n'])
def test_a_file_that_is_no_configuration_is_bad_usage(tmp_path: Path, text: str) -> None:
    path = tmp_path / "chairside.toml"
    path.write_text(text)
    result = chairside("check", "--config", str(path), "--json")
    assert (result.returncode, result.stdout, len(result.stderr.splitlines())) == (2, b"", 1)


def test_plain_http_beyond_this_machine_is_bad_usage(demo: Demo, tmp_path: Path) -> None:
    path = _config(demo, tmp_path, iss='"http://ehr.hospital.example/fhir"')
    result = chairside("check", "--config", str(path))
    assert (result.returncode, result.stdout) == (2, b"")
    assert "iss must be an https URL (http on loopback only)." in result.stderr


def test_a_wrong_value_beside_an_unset_variable_is_bad_usage(demo: Demo, tmp_path: Path) -> None:
    more = 'client_auth = "client_secret_basic"\nclient_secret_env = "NO_SUCH_VARIABLE_HERE"'
    path = _config(demo, tmp_path, more=more, timezone='"Nowhere/None"')
    result = chairside("check", "--config", str(path))
    assert (result.returncode, result.stdout) == (2, b"")
    assert "names the variable NO_SUCH_VARIABLE_HERE, which is not set" in result.stderr


def test_a_check_makes_no_keys_and_no_database(demo: Demo, tmp_path: Path) -> None:
    path = _config(demo, tmp_path, keys_dir='"keys"')
    result = chairside("check", "--config", str(path), "--ehr", BOTH[0])
    assert [each.name for each in tmp_path.iterdir()] == ["chairside.toml"]
    assert (result.returncode, _found(result, "Our keys")[:3]) == (0, "  !")


def test_nothing_of_a_patient_is_asked_for_and_no_credential_is_sent(demo: Demo, tmp_path: Path) -> None:
    demo.ehr.recorded.clear()
    chairside("check", "--config", str(_config(demo, tmp_path)), "--ehr", BOTH[0])
    assert sorted(each.path for each in demo.ehr.recorded) == [
        "/fhir/.well-known/smart-configuration", "/fhir/metadata", "/oauth2/jwks", "/oauth2/token",
    ]  # fmt: skip
    sent = [set(each.form) | set(each.headers) for each in demo.ehr.recorded]
    assert [each for each in sent if {"client_assertion", "Authorization", "client_id", "client_secret"} & each] == []


def test_stand_ins_are_told_from_what_is_set() -> None:
    environment = commands_check.Standins({"SET": "value"})
    assert [environment["SET"], environment.unset("value"), environment.unset(None)] == ["value", "", ""]
    assert environment.unset(environment["OTHER"]) == "OTHER"
