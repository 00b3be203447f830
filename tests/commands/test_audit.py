"""The audit leaves as FHIR AuditEvents: complete, valid, in order, and with no more of a chart than ids."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from fhir.resources.R4B.auditevent import AuditEvent

from plugin.commands_audit import audit_command
from plugin.store.audit import Audit, Event
from plugin.store.database import Database

CONFIG = """
[app]
base_url = "https://chairside.example"
database_url = "sqlite:///{folder}/chairside.db"
keys_dir = "{folder}/keys"
[[ehr]]
name = "general"
vendor = "epic"
iss = "https://ehr.example/fhir"
client_id = "chairside"
client_auth = "none"
scopes = "launch openid fhirUser patient/Patient.rs"
setting = "facility"
timezone = "America/Chicago"
frame_ancestors = ["https://ehr.example"]
"""
WHO = {"launch": "L1", "user": "https://ehr.example/oauth2|nurse-7", "patient": "Patient/p1", "ehr": "general"}
DAY = 86_400
Exported = Callable[..., list[dict[str, Any]]]


def _event(at: int, action: str, what: str, **more: Any) -> Event:
    return Event(**{"at": at, "action": action, "what": what, "encounter": "Encounter/e1", **WHO, **more})


ROWS = (
    Event(DAY, "", "", "sign_in", "/callback", 1, outcome="TokenServerDown"),
    _event(DAY + 1, "sign_in", "/callback"),
    _event(DAY + 2, "request", "Encounter/e1", outcome="200"),
    _event(DAY + 3, "request", "Coverage", outcome="200", query="patient=p1"),
    _event(DAY + 4, "request", "Condition", outcome="403", query="patient=p1"),
    _event(DAY + 5, "read", "Coverage", count=2),
    _event(DAY + 6, "view", "/visit/<launch_id>"),
    _event(2 * DAY, "answer", "missing_stop_time"),
    _event(2 * DAY + 1, "refused", "coder", outcome="NotAllowed"),
    _event(2 * DAY + 2, "leave", ""),
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "chairside.toml"
    path.write_text(CONFIG.format(folder=tmp_path), encoding="utf-8")
    database = Database(f"sqlite:///{tmp_path}/chairside.db")
    database.bring_up_to_date()
    Audit(database).record(*ROWS)
    database.close()
    return path


def _run(config: Path, *options: str) -> Result:
    return CliRunner().invoke(audit_command, ["--config", str(config), *options])


@pytest.fixture
def exported(config: Path) -> Exported:
    def run(*options: str) -> list[dict[str, Any]]:
        result = _run(config, *options)
        assert result.exit_code == 0, result.output
        return [json.loads(line) for line in result.output.splitlines()]

    return run


def test_each_row_is_one_valid_event_in_the_order_in_which_it_happened(exported: Exported) -> None:
    events = exported()
    assert [AuditEvent.model_validate(event).id for event in events] == [f"row-{n}" for n in range(1, len(ROWS) + 1)]
    assert events[0]["recorded"].startswith("1970-01-02T00:00:00")


def test_a_search_names_the_pattern_it_follows_who_asked_whom_and_what(exported: Exported) -> None:
    search = exported()[3]
    assert search["meta"]["profile"] == [
        "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery"
    ]
    assert (search["type"]["code"], search["action"], search["outcome"]) == ("rest", "E", "0")
    assert {agent["type"]["coding"][0]["code"] for agent in search["agent"]} == {"IRCP", "110152", "110153"}
    assert search["agent"][0]["who"]["identifier"] == {"system": "https://ehr.example/oauth2", "value": "nurse-7"}
    asked = next(entity["query"] for entity in search["entity"] if "query" in entity)
    assert b64decode(asked) == b"https://ehr.example/fhir/Coverage?patient=p1"
    assert {"reference": "Patient/p1"} in [entity.get("what") for entity in search["entity"]]


def test_a_read_names_the_resource_that_was_read(exported: Exported) -> None:
    read = exported()[2]
    assert read["meta"]["profile"][0].endswith("IHE.BasicAudit.PatientRead")
    assert (read["subtype"][0]["code"], read["action"]) == ("read", "R")
    assert [entity["what"] for entity in read["entity"]].count({"reference": "Encounter/e1"}) == 1


def test_what_failed_says_so_and_claims_no_pattern_for_success(exported: Exported) -> None:
    refused, down = exported()[4], exported()[0]
    assert (refused["outcome"], refused["outcomeDesc"], "meta" in refused) == ("4", "403", False)
    assert (down["outcome"], down["outcomeDesc"]) == ("8", "TokenServerDown")
    assert [agent["requestor"] for agent in down["agent"]] == [False]


def test_signing_in_and_out_answers_and_refusals_have_codes_of_their_own(exported: Exported) -> None:
    codes = [event["type"]["code"] for event in exported()]
    assert codes[1] == codes[9] == "110114"
    assert codes[5:9] == ["access", "access", "originate", "110113"]


def test_a_log_system_asks_for_what_came_after_the_last_row_it_has(exported: Exported) -> None:
    assert [event["id"] for event in exported("--after", "8")] == ["row-9", "row-10"]


def test_days_are_those_of_utc_and_the_last_one_is_whole(exported: Exported) -> None:
    assert len(exported("--since", "1970-01-03", "--until", "1970-01-03")) == 3
    assert len(exported("--until", "1970-01-02")) == 7


def test_an_export_is_a_row_itself(exported: Exported) -> None:
    exported("--after", "8")
    last = exported()[-1]
    assert (last["type"]["code"], last["entity"][0]["name"]) == ("110101", "audit")
    assert last["agent"][0]["who"]["identifier"]["system"] == "local"


def test_more_rows_than_are_read_at_once_all_leave(config: Path, exported: Exported) -> None:
    database = Database(f"sqlite:///{config.parent}/chairside.db")
    Audit(database).record(*(_event(3 * DAY, "view", "/review") for _ in range(2500)))
    database.close()
    assert len({event["id"] for event in exported()}) == len(ROWS) + 2500


def test_a_configuration_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    result = _run(tmp_path / "none.toml")
    assert result.exit_code != 0
    assert "none.toml" in str(result.exception)
