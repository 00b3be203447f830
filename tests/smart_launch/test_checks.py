"""The connection check as a whole: everything in order, one fault at a time, and no fault hides another step."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from werkzeug.serving import WSGIRequestHandler

from smart_launch import checks, checks_reading
from smart_launch.checks import STEPS, Plan, with_launch
from smart_launch.checks_finding import Standing, Who
from smart_launch.checks_reading import Reader
from smart_launch.ehrs import Ehr
from smart_launch.errors import UntrustedEndpoint
from smart_launch.identity import User
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from tests.smart_launch.checking import (
    CONFIGURATION,
    METADATA,
    OFFERED,
    PLAN,
    SEARCHED,
    TOKEN,
    Checking,
    by_name,
    capability,
    standings,
)
from tests.smart_launch.recording_ehr import RecordingEhr, answer, recording_ehr, served

HTML404 = (404, "<html><h1>Not Found</h1></html>")
LAUNCH = Launch(
    id="l1", ehr="general", iss="x", patient="p1", encounter="e1", user=User("x", "u", "Practitioner/it-1"),
    need_patient_banner=True, intent=None, scopes=(), not_granted=(), started=0, expires_at=0, access="secret-access",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    KeyRing.open(folder)
    return folder


@pytest.fixture(scope="module")
def ours(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Our own address, and the key set it gives, which a test may change and puts back."""
    app, published = Flask("ours"), KeyRing.open(folder).public_jwks()
    app.add_url_rule("/.well-known/jwks.json", view_func=lambda: published)
    with served(app) as base_url:
        yield base_url, published


@pytest.fixture
def checking(ehr: RecordingEhr, ours: tuple[str, dict[str, Any]], folder: Path) -> Checking:
    return Checking(ehr, ours[0], folder)


def test_an_ehr_in_order_passes_every_step_that_needs_no_launch(checking: Checking) -> None:
    report = checking.report()
    assert standings(report) == {"Scopes granted": "not_checked", "Launch facts": "not_checked"}
    assert report.holds


def test_every_step_is_told_under_its_own_name_in_order(checking: Checking) -> None:
    assert [finding.check for finding in checking.report().findings] == [name for name, _ in STEPS]


NO_CONFIGURATION = {"Sign-in addresses", "Launch from the chart", "Client authentication", "Issuer", "Token endpoint"}


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        (answer(*HTML404), "smart-configuration answered 404 with a web page."),
        (answer(503, "<html>"), "smart-configuration answered 503 with a web page."),
        (answer(302, Location="/elsewhere"), "smart-configuration answered 302: it leads to another address."),
        (answer(200, "<html>Sign in</html>"), "smart-configuration answered 200 with a web page."),
        (answer(200, "[1]"), "smart-configuration answered 200 with text/html, which is no JSON object."),
        (answer(200, "[" * 100_000), "smart-configuration answered 200 with text/html, which is no JSON object."),
        (answer(401, {"resourceType": "OperationOutcome"}), "answered 401 with another JSON object."),
        (answer(200, "x" * 5_000_001), "answered more than 5,000,000 bytes."),
    ],
)
def test_without_a_smart_configuration_what_needs_it_is_not_checked_and_the_rest_is(
    checking: Checking, broken: Response, told: str
) -> None:
    checking.ehr.failures[CONFIGURATION] = [broken]
    report = checking.report()
    found = by_name(report)
    assert found["SMART configuration"].standing is Standing.FAILED
    assert found["SMART configuration"].found.endswith(told)
    assert {name for name, each in found.items() if "SMART configuration could not be read" in each.found} == (
        NO_CONFIGURATION
    )
    assert found["MedicationAdministration"].standing is Standing.OK
    assert not report.holds


def test_an_ehr_that_is_not_there_fails_in_what_asks_it_and_nothing_else(checking: Checking) -> None:
    checking.registered = {"iss": "http://127.0.0.1:1/fhir"}
    report = checking.report()
    failed = {f.check for f in report.findings if f.standing is Standing.FAILED}
    assert failed == {"Address answers", "SMART configuration", "FHIR version"}
    assert by_name(report)["Address answers"].found == "No connection to 127.0.0.1:1 came about."
    assert by_name(report)["Clock"].found == "not checked: no answer with a Date header came"


def test_a_name_nobody_knows_is_told_as_that(checking: Checking) -> None:
    checking.registered = {"iss": "https://no-such-name.invalid/fhir"}
    assert checking.finding("Address answers").found == "The name no-such-name.invalid is not known here."


def test_an_ehr_that_hangs_is_told_apart_from_one_that_is_not_there(
    checking: Checking, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    hanging = Flask("hanging")
    hanging.add_url_rule("/<path:path>", view_func=lambda path: str(go_on.wait(30)))
    monkeypatch.setattr(checks_reading, "TIMEOUT", (3.0, 0.2))
    with served(hanging) as root:
        checking.registered = {"iss": f"{root}/fhir", "issuer": None}
        found = by_name(checking.report())
        go_on.set()
    told = f"{root.removeprefix('http://')} took the connection and did not answer in 0.2 s."
    assert [found[name].found for name in ("Address answers", "SMART configuration", "FHIR version")] == [told] * 3
    assert found["Address answers"].who == Who.EHR_TEAM


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint"])
def test_a_configuration_without_an_address_is_named(checking: Checking, name: str) -> None:
    checking.ehr.configuration[name] = None
    found = checking.finding("SMART configuration")
    assert (found.standing, found.found, found.who) == (Standing.FAILED, f"It names no {name}.", Who.VENDOR)


def test_a_configuration_sent_as_something_else_than_json_is_a_warning(checking: Checking) -> None:
    # what the recording EHR queues is sent as application/fhir+json
    whole = {
        "authorization_endpoint": f"{checking.ehr.root}/oauth2/authorize", "token_endpoint": checking.ehr.token_url,
        "jwks_uri": f"{checking.ehr.root}/oauth2/jwks", "issuer": checking.ehr.root,
        "code_challenge_methods_supported": ["S256"], **OFFERED,
    }  # fmt: skip
    checking.ehr.failures[CONFIGURATION] = [answer(200, whole)]
    report = checking.report()
    assert standings(report)["SMART configuration"] is Standing.WARNING
    assert by_name(report)["SMART configuration"].found == "It can be read, but comes as application/fhir+json."
    assert report.holds


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri", "revocation_endpoint"])
def test_an_address_on_a_host_nobody_registered_is_named_and_never_asked(checking: Checking, name: str) -> None:
    with recording_ehr() as stranger:
        checking.ehr.configuration[name] = f"{stranger.root}/oauth2/x"
        found = checking.finding("Sign-in addresses")
        assert stranger.recorded == []
    assert found.standing is Standing.FAILED
    assert found.found.startswith(f"{name} lies on {stranger.root.removeprefix('http://')}:")


@pytest.mark.parametrize(
    "value", ["http://[", 7, ["https://x"], "http://ehr.hospital.example/x", "https://u@127.0.0.1/"]
)
def test_an_address_that_is_none_is_refused(checking: Checking, value: Any) -> None:
    checking.ehr.configuration["revocation_endpoint"] = value
    assert checking.finding("Sign-in addresses").standing is Standing.FAILED


def test_a_further_host_of_the_registration_is_taken(checking: Checking) -> None:
    checking.registered = {"hosts": ("login.hospital.example",)}
    checking.ehr.configuration["authorization_endpoint"] = "https://login.hospital.example/authorize"
    assert checking.finding("Sign-in addresses").standing is Standing.OK


@pytest.mark.parametrize("methods", [None, [], ["plain"], "S256"])
def test_no_pkce_s256_fails(checking: Checking, methods: Any) -> None:
    checking.ehr.configuration["code_challenge_methods_supported"] = methods
    found = checking.finding("Launch from the chart")
    assert (found.standing, found.found) == (
        Standing.FAILED, "code_challenge_methods_supported does not list S256.",
    )  # fmt: skip


def test_no_launch_from_the_chart_fails(checking: Checking) -> None:
    checking.ehr.configuration["capabilities"] = ["client-confidential-asymmetric"]
    assert checking.finding("Launch from the chart").found == "capabilities do not list launch-ehr."


def test_a_capability_it_can_do_without_is_a_warning_with_its_effect(checking: Checking) -> None:
    checking.ehr.configuration["capabilities"] = [c for c in OFFERED["capabilities"] if c != "context-ehr-encounter"]
    found = checking.finding("Launch from the chart")
    assert (found.standing, found.effect) == (
        Standing.WARNING, "Without a visit in the launch the person picks it.",
    )  # fmt: skip


def test_a_way_of_signing_in_it_does_not_list_fails(checking: Checking) -> None:
    checking.registered = {"client_auth": "client_secret_basic", "client_secret": "abc"}
    assert checking.finding("Client authentication").found == "It lists no method, and not our client_secret_basic."


def test_an_algorithm_it_does_not_take_fails(checking: Checking) -> None:
    checking.ehr.configuration["token_endpoint_auth_signing_alg_values_supported"] = ["RS384"]
    assert checking.finding("Client authentication").found == "It takes RS384, and not our ES384."


def test_a_method_alone_is_enough_where_capabilities_do_not_tell(checking: Checking) -> None:
    checking.ehr.configuration |= {
        "capabilities": ["launch-ehr"], "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    }  # fmt: skip
    assert checking.finding("Client authentication").standing is Standing.OK


def test_another_issuer_than_the_pinned_one_fails_with_both(checking: Checking) -> None:
    pinned = f"{checking.ehr.root}/pinned"
    checking.registered = {"issuer": pinned}
    assert checking.finding("Issuer").found == f"It names {checking.ehr.root}; issuer pins {pinned}."


def test_an_issuer_that_is_nowhere_fails(checking: Checking) -> None:
    checking.registered = {"issuer": None}
    checking.ehr.configuration |= {"issuer": None, "jwks_uri": None}
    checking.ehr.openid = {"issuer": None, "jwks_uri": None}
    assert checking.finding("Issuer").found == "It names no issuer, and none is pinned."


def test_an_issuer_named_in_the_openid_configuration_alone_is_found(checking: Checking) -> None:
    checking.registered = {"issuer": None}
    checking.ehr.configuration |= {"issuer": None, "jwks_uri": None}
    assert checking.finding("Issuer").found == f"{checking.ehr.root}, not pinned, 1 key"


def test_two_documents_that_name_different_issuers_fail(checking: Checking) -> None:
    checking.registered = {"issuer": None}
    checking.ehr.configuration["jwks_uri"] = None
    checking.ehr.openid = {"issuer": f"{checking.ehr.root}/other"}
    assert checking.finding("Issuer").found == (
        f"It names {checking.ehr.root}/other; elsewhere it names {checking.ehr.root}."
    )


def test_an_issuer_of_a_stranger_in_the_openid_configuration_fails(checking: Checking) -> None:
    checking.registered = {"issuer": None}
    checking.ehr.configuration |= {"issuer": None, "jwks_uri": None}
    checking.ehr.openid = {"issuer": "https://evil.example"}
    assert checking.finding("Issuer").found.startswith("The issuer https://evil.example lies on a host")


@pytest.mark.parametrize("keys", [[], [{"kty": "oct", "k": "x"}], [{"kty": "RSA", "use": "enc"}], [7]])
def test_a_key_set_without_a_key_that_can_prove_a_sign_in_fails(checking: Checking, keys: list[Any]) -> None:
    checking.ehr.keys = keys
    assert checking.finding("Issuer").standing is Standing.FAILED


@pytest.mark.parametrize("scope", ["online_access", "offline_access"])
def test_a_way_to_stay_signed_in_that_is_not_offered_is_a_warning(checking: Checking, scope: str) -> None:
    checking.registered = {"scopes": f"launch openid fhirUser {scope}"}
    assert checking.finding("Scopes asked for").found == f"{scope} is asked for and not offered."


def test_a_capability_statement_behind_a_sign_in_is_a_warning(checking: Checking) -> None:
    checking.metadata = answer(401, {"resourceType": "OperationOutcome"})
    assert checking.finding("FHIR version").standing is Standing.WARNING


def test_keys_that_cannot_be_read_fail(checking: Checking) -> None:
    checking.ehr.failures["/oauth2/jwks"] = [answer(500, "<html>")]
    assert checking.finding("Issuer").found == (
        f"The keys of {checking.ehr.root} cannot be read. None is published for us."
    )


@pytest.mark.parametrize(
    ("broken", "standing", "told"),
    [
        (answer(200, {"access_token": "given-away"}), Standing.FAILED, "It answered 200 to a made-up code."),
        (answer(*HTML404), Standing.FAILED, "To a made-up code it answered 404 with a web page."),
        (answer(503, "<html>"), Standing.FAILED, "To a made-up code it answered 503 with a web page."),
        (answer(302, Location="/x"), Standing.FAILED,
         "To a made-up code it answered 302: it leads to another address."),
        (answer(400, "no"), Standing.WARNING,
         "To a made-up code it answered 400 with text/html, which is no JSON object."),
        (answer(400, {"fault": "x"}), Standing.WARNING,
         "To a made-up code it answered 400 with another JSON object."),
        (answer(400, {"error": "invalid_grant"}), Standing.OK, None),
    ],
)  # fmt: skip
def test_how_a_token_endpoint_refuses_a_made_up_code(
    checking: Checking, broken: Response, standing: Standing, told: str | None
) -> None:
    checking.token = broken
    found = checking.finding("Token endpoint")
    assert found.standing is standing
    assert told in (None, found.found)
    assert "given-away" not in found.found


def test_the_token_endpoint_is_sent_nothing_but_a_made_up_code(checking: Checking) -> None:
    checking.report()
    (sent,) = checking.ehr.asked(TOKEN)
    assert (set(sent.form), sent.form["code"]) == (
        {"grant_type", "code", "redirect_uri", "code_verifier"}, "chairside-connection-check",
    )  # fmt: skip
    assert "Authorization" not in sent.headers


def test_scopes_of_version_2_at_an_ehr_of_version_1_are_a_warning(checking: Checking) -> None:
    checking.ehr.configuration["capabilities"] = [*OFFERED["capabilities"][:-1], "permission-v1"]
    assert checking.finding("Scopes asked for").found == "It lists scopes of version 1 only, and ours are of version 2."


def test_scopes_without_fhir_user_are_a_warning(checking: Checking) -> None:
    checking.registered = {"scopes": "launch openid patient/*.rs"}
    assert checking.finding("Scopes asked for").found == "fhirUser is not among them."


@pytest.mark.parametrize(
    ("metadata", "standing", "told"),
    [
        (answer(*HTML404), Standing.FAILED, "metadata answered 404 with a web page, and no CapabilityStatement came."),
        (answer(200, {"resourceType": "Patient"}), Standing.FAILED,
         "metadata answered 200 with another JSON object, and no CapabilityStatement came."),
        (capability(fhirVersion="1.0.2"), Standing.FAILED, "It says FHIR 1.0.2, not 4.0."),
        (capability(fhirVersion="4.3.0"), Standing.WARNING, "It says FHIR 4.3.0, not 4.0."),
        (capability(fhirVersion=None), Standing.FAILED, "It says FHIR None, not 4.0."),
        (capability(fhirVersion="4.0.1-sp"), Standing.OK, "4.0.1-sp"),
    ],
)  # fmt: skip
def test_the_version_of_fhir(checking: Checking, metadata: Any, standing: Standing, told: str) -> None:
    checking.metadata = metadata
    found = checking.finding("FHIR version")
    assert (found.standing, found.found.endswith(told)) == (standing, True), found.found


def test_a_capability_statement_sent_as_text_is_a_warning(checking: Checking) -> None:
    checking.metadata = Response(json.dumps(capability()), 200, {"Content-Type": "text/plain"})
    assert checking.finding("FHIR version").found == "FHIR 4.0.1, sent as text/plain."


def test_without_a_capability_statement_records_are_not_checked(checking: Checking) -> None:
    checking.metadata = answer(*HTML404)
    found = by_name(checking.report())
    told = "not checked: the CapabilityStatement could not be read"
    assert [found[name].found for name in ("MedicationAdministration", "Other records")] == [told, told]


@pytest.mark.parametrize(
    ("kind", "step", "standing"),
    [
        ("MedicationAdministration", "MedicationAdministration", Standing.FAILED),
        ("Encounter", "Other records", Standing.FAILED),
        ("Coverage", "Other records", Standing.WARNING),
    ],
)
def test_a_type_the_server_lacks_counts_as_much_as_a_visit_needs_it(
    checking: Checking, kind: str, step: str, standing: Standing
) -> None:
    checking.metadata = capability({name: by for name, by in SEARCHED.items() if name != kind})
    found = checking.finding(step)
    assert (found.standing, found.found) == (standing, f"{kind} is not in the CapabilityStatement.")


def test_a_search_the_server_does_not_know_is_named(checking: Checking) -> None:
    checking.metadata = capability({**SEARCHED, "MedicationAdministration": ["patient"]})
    found = checking.finding("MedicationAdministration")
    assert (found.standing, found.found) == (
        Standing.WARNING, "MedicationAdministration is not listed as searched by context.",
    )  # fmt: skip


def test_a_type_that_cannot_be_searched_is_named(checking: Checking) -> None:
    metadata = capability()
    metadata["rest"][0]["resource"][2]["interaction"] = [{"code": "read"}]
    checking.metadata = metadata
    assert checking.finding("Other records").found == "Coverage cannot be searched."


def test_a_type_we_have_no_scope_for_is_named(checking: Checking) -> None:
    checking.registered = {"scopes": "launch openid fhirUser patient/MedicationAdministration.rs patient/Encounter.r"}
    assert checking.finding("Other records").found == "Coverage is not among our scopes."


def test_what_a_vendor_is_known_not_to_have_is_a_plan_and_no_fault(checking: Checking) -> None:
    gaps = {"MedicationAdministration": "a person enters it"}
    checking.told = {"plan": Plan(PLAN.needs[1:], gaps)}
    checking.metadata = capability({name: by for name, by in SEARCHED.items() if name in ("Encounter", "Coverage")})
    found = checking.finding("MedicationAdministration")
    assert (found.standing, found.found) == (Standing.OK, "none at this vendor, by plan: a person enters it")


@pytest.mark.parametrize(
    ("seconds", "standing", "told"),
    [
        (0, Standing.OK, "differ by"),
        (30, Standing.WARNING, "s ahead of ours."),
        (-30, Standing.WARNING, "s behind ours."),
        (400, Standing.FAILED, "s ahead of ours."),
        (-400, Standing.FAILED, "s behind ours."),
    ],
)
def test_a_clock_that_differs(
    checking: Checking, monkeypatch: pytest.MonkeyPatch, seconds: int, standing: Standing, told: str
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    monkeypatch.setattr(WSGIRequestHandler, "date_time_string", lambda *_: date)
    found = checking.finding("Clock")
    assert (found.standing, told in found.found) == (standing, True), found.found


def test_a_date_header_that_is_none_is_no_clock(checking: Checking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(WSGIRequestHandler, "date_time_string", lambda *_: "soon")
    assert checking.finding("Clock").found == "not checked: no answer with a Date header came"


def test_a_launch_tells_what_was_granted_and_what_it_brought(checking: Checking) -> None:
    found = by_name(with_launch(checking.report(), LAUNCH))
    assert [found[name].found for name in ("Scopes granted", "Launch facts")] == [
        "all record types that were asked for", "patient, visit, person; banner wanted here",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "step", "told"),
    [
        ({"not_granted": ("Coverage",)}, "Scopes granted", "Asked and not granted: Coverage."),
        ({"encounter": None}, "Launch facts", "The launch named no visit."),
        ({"user": User("x", "u", None)}, "Launch facts", "The EHR did not say who the person is."),
    ],
)
def test_what_a_launch_lacks_is_a_warning(checking: Checking, change: dict[str, Any], step: str, told: str) -> None:
    found = by_name(with_launch(checking.report(), replace(LAUNCH, **change)))[step]
    assert (found.standing, found.found) == (Standing.WARNING, told)


def test_a_reader_asks_no_address_that_is_neither_the_ehr_nor_ours(checking: Checking) -> None:
    reader = Reader(checking_row(checking), checking.base_url)
    for address in ("https://evil.example/x", f"{checking.base_url}@evil.example/", "http://169.254.169.254/"):
        with pytest.raises(UntrustedEndpoint):
            reader.get(address)


def checking_row(checking: Checking) -> Any:
    """The registration of the EHR under test."""
    return Ehr(name="general", iss=checking.ehr.base, client_id="c", scopes="launch openid")


def test_epic_is_told_which_client_asks_and_nobody_else_is(checking: Checking) -> None:
    checking.registered = {"vendor": "epic"}
    checking.report()
    asked = [*checking.ehr.asked(CONFIGURATION), *checking.ehr.asked(METADATA)]
    assert [each.headers.get("Epic-Client-Id") for each in asked] == ["chairside-test"] * 2
    checking.ehr.recorded.clear()
    checking.registered = {}
    checking.report()
    assert [
        each.headers.get("Epic-Client-Id") for each in checking.ehr.recorded if "Epic-Client-Id" in each.headers
    ] == []


def test_a_step_that_breaks_says_so_and_the_others_go_on(checking: Checking, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(facts: object) -> Any:
        raise KeyError("OKAFOR")

    monkeypatch.setattr(checks, "STEPS", [("Clock", broken), *STEPS])
    report = checking.report()
    assert report.findings[0].found == "An answer of the EHR could not be judged (KeyError)."
    assert len(report.findings) == len(STEPS) + 1
