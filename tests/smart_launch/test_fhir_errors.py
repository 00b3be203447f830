"""Each way a FHIR server can fail has its own error, with a sentence, a hint, and nothing of what the server wrote."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
import responses
from urllib3.exceptions import DecodeError, ProtocolError, ReadTimeoutError
from urllib3.response import HTTPResponse

from smart_launch import outbound
from smart_launch.client import FhirClient
from smart_launch.errors import SmartError

BASE = "https://fhir.hospital.example/R4"


class Badge:
    """An authorization that always works."""

    def header(self) -> str:
        return "Bearer token"

    def renew(self) -> None:
        """Nothing to do."""


def _outcome(code: str, word: str = "processing") -> str:
    details = {"coding": [{"code": code}]}
    issue = {"severity": "fatal", "code": word, "diagnostics": "patient Anna Smith", "details": details}
    return json.dumps({"resourceType": "OperationOutcome", "issue": [issue]})


FAILURES: dict[str, tuple[str, bool, dict[str, Any]]] = {
    "Epic: API not granted": ("NotGranted", False, {"status": 403, "body": ""}),
    "insufficient_scope": (
        "NotGranted",
        False,
        {"status": 403, "body": "no", "headers": {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}},
    ),
    "Epic 4118": ("Forbidden", False, {"status": 403, "body": _outcome("4118")}),
    "athena: required combination": ("Forbidden", False, {"status": 403, "body": _outcome("x", "required")}),
    "Epic 4130": ("BehindGlass", False, {"status": 403, "body": _outcome("4130")}),
    "Epic 4134": ("BehindGlass", False, {"status": 403, "body": _outcome("4134")}),
    "404 with an outcome": ("NotFound", False, {"status": 404, "body": _outcome("x", "not-found")}),
    "404 with nothing": ("NotFound", False, {"status": 404, "body": ""}),
    "410": ("NotFound", False, {"status": 410, "body": _outcome("x", "deleted")}),
    "Epic: 404 as a web page": ("NotOffered", False, {"status": 404, "body": "<html>Not found</html>"}),
    "Epic 59111": ("RequestRefused", False, {"status": 400, "body": _outcome("59111")}),
    "406": ("RequestRefused", False, {"status": 406, "body": ""}),
    "429": ("EhrBusy", True, {"status": 429, "body": ""}),
    "500": ("EhrDown", True, {"status": 500, "body": "<html>"}),
    "503": ("EhrDown", True, {"status": 503, "body": ""}),
    "no connection": ("EhrDown", True, {"body": requests.ConnectionError("patient=p1")}),
    "broken off": ("Damaged", True, {"body": requests.exceptions.ChunkedEncodingError("patient=p1")}),
    "packed, and not unpacked": ("Damaged", True, {"body": requests.exceptions.ContentDecodingError("patient=p1")}),
    "cut off in an object": ("Damaged", True, {"status": 200, "body": '{"resourceType": "Coverage", '}),
    "cut off in a text": ("Damaged", True, {"status": 200, "body": '{"resourceType": "Cover'}),
    "XML": ("OtherForm", False, {"status": 200, "body": '<Coverage xmlns="http://hl7.org/fhir"/>'}),
    "JSON gone wrong in its middle": (
        "NotFhir",
        False,
        {"status": 200, "body": '{"resourceType" "Coverage", "id": 1}'},
    ),
    "read time-out": ("EhrSilent", True, {"body": requests.ReadTimeout("patient=p1")}),
    "connect time-out": ("EhrSilent", True, {"body": requests.ConnectTimeout("patient=p1")}),
    "redirect": ("Redirected", False, {"status": 302, "headers": {"Location": "https://evil.example/"}}),
    "web page": ("OtherForm", False, {"status": 200, "body": "<html>Sign in</html>"}),
    "no content": ("NotFhir", False, {"status": 204, "body": ""}),
    "other JSON": ("NotFhir", False, {"status": 200, "body": '{"a": 1}'}),
    "a list": ("NotFhir", False, {"status": 200, "body": "[1]"}),
    "another type": ("NotFhir", False, {"status": 200, "body": '{"resourceType": "Patient"}'}),
    "not UTF-8": ("NotFhir", False, {"status": 200, "body": b'{"resourceType": "Coverage", "x": "\xff"}'}),
    "half a character": (
        "NotFhir",
        False,
        {"status": 200, "body": r'{"resourceType": "Coverage", "x": 1.5, "y": ["\ud83d"]}'},
    ),
    "NaN": ("NotFhir", False, {"status": 200, "body": '{"resourceType": "Coverage", "x": NaN}'}),
    "nested beyond reason": ("NotFhir", False, {"status": 200, "body": '{"resourceType":' + "[" * 200_000}),
    "an endless number": (
        "NotFhir",
        False,
        {"status": 200, "body": '{"resourceType": "Coverage", "x": %s}' % ("9" * 9000)},
    ),
    "a number beyond any Decimal": (
        "NotFhir",
        False,
        {"status": 200, "body": '{"resourceType": "Coverage", "x": 1e99999999999999999999}'},
    ),
    "a member that stands twice": (
        "NotFhir",
        False,
        {"status": 200, "body": '{"resourceType": "Coverage", "x": [{"value": 1, "value": 2}]}'},
    ),
    "an outcome whose coding is no list": (
        "RequestRefused",
        False,
        {"status": 400, "body": '{"resourceType": "OperationOutcome", "issue": [{"details": {"coding": 5}}]}'},
    ),
    "too large": ("TooLarge", False, {"status": 200, "body": "x" * 300_001}),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_each_failure_has_its_own_error(failure: str) -> None:
    assert _error(failure).name == FAILURES[failure][0]


@pytest.mark.parametrize("failure", FAILURES)
def test_an_error_says_whether_to_try_again(failure: str) -> None:
    assert _error(failure).again is FAILURES[failure][1]


@pytest.mark.parametrize("failure", FAILURES)
def test_no_error_repeats_what_the_server_wrote(failure: str) -> None:
    error = _error(failure)
    told = " ".join((str(error), error.sentence, error.hint, str(getattr(error, "issue", ""))))
    assert [word for word in ("Anna", "Smith", "p1", "evil", "token", "c-1") if word in told] == []


@pytest.mark.parametrize("failure", FAILURES)
def test_an_error_keeps_no_exception_that_knows_the_address(failure: str) -> None:
    error = _error(failure)
    assert (error.__cause__, error.__suppress_context__ or error.__context__ is None) == (None, True)


@pytest.mark.parametrize("failure", FAILURES)
def test_the_ehrs_fault_is_a_4xx_or_502_to_504_of_ours(failure: str) -> None:
    assert _error(failure).status in {403, 404, 502, 503, 504}


def test_an_error_names_the_reference_that_could_not_be_read() -> None:
    assert getattr(_error("Epic 4118"), "about", None) == "Coverage/c-1"


def test_an_error_names_the_type_that_could_not_be_searched() -> None:
    with responses.RequestsMock() as web, FhirClient(BASE, Badge()) as client:
        web.get(f"{BASE}/Coverage", status=403)
        answers = client.gather([lambda: client.search("Coverage", {"patient": "p1"})])
    assert [getattr(each, "about", None) for each in answers] == ["Coverage"]


def test_an_error_keeps_the_outcomes_code_for_it() -> None:
    assert getattr(_error("Epic 59111"), "issue", None) == "59111"


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (ReadTimeoutError(None, "/R4/Coverage/c-1", "Read timed out."), "EhrSilent"),  # type: ignore[arg-type]
        (ProtocolError("Connection broken"), "Damaged"),
        (DecodeError("Not packed"), "Damaged"),
    ],
    ids=["stalled", "broken", "not unpacked"],
)
def test_an_answer_that_stops_half_way_is_told_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch, broken: Exception, error: str
) -> None:
    came = iter([b'{"resourceType":'])

    def half(*_: object, **__: object) -> bytes:
        for piece in came:
            return piece
        raise broken

    monkeypatch.setattr(HTTPResponse, "read1", half)
    assert _error("other JSON").name == error


def test_an_answer_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "BODY_SECONDS", -1)
    assert _error("other JSON").name == "EhrSilent"


@pytest.mark.parametrize(
    "bundle",
    [
        {"resourceType": "OperationOutcome"},
        {"resourceType": "Bundle", "entry": "none"},
        {"resourceType": "Bundle", "entry": [{"fullUrl": "x"}]},
        {"resourceType": "Bundle", "entry": ["x"]},
        {"resourceType": "Bundle", "entry": [{"resource": {"id": "x"}}]},
    ],
    ids=str,
)
def test_a_search_answer_with_entries_that_are_no_resources_is_not_taken_for_a_shorter_list(bundle: Any) -> None:
    with responses.RequestsMock() as web, FhirClient(BASE, Badge()) as client:
        web.get(f"{BASE}/Coverage", json=bundle)
        answers = client.gather([lambda: client.search("Coverage", {"patient": "p1"})])
    assert [each.name for each in answers if isinstance(each, SmartError)] == ["NotFhir"]


def _error(failure: str) -> SmartError:
    with responses.RequestsMock() as web:
        web.get(f"{BASE}/Coverage/c-1", **FAILURES[failure][2])
        with FhirClient(BASE, Badge(), max_bytes=300_000, wait=lambda seconds: None) as client:
            error = client.gather([lambda: client.read("Coverage/c-1")])[0]
    assert isinstance(error, SmartError)
    return error
