"""The FHIR client: all pages, exact numbers, the token nowhere else, patience with a busy EHR."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
import responses
from structlog.testing import capture_logs

from smart_launch.client import FhirClient
from smart_launch.errors import SmartError
from smart_launch.fhir_errors import BrokenPaging, EhrBusy, EhrDown, ForeignAddress, PageExpired, Unforeseen

BASE = "https://fhir.hospital.example/api/FHIR/R4"
SEARCH = f"{BASE}/MedicationAdministration"
NEXT = f"{BASE}/MedicationAdministration?sessionID=2"


class Badge:
    """An authorization that counts its renewals."""

    def __init__(self) -> None:
        self.renewals = 0

    def header(self) -> str:
        return f"Bearer token-{self.renewals}"

    def renew(self) -> None:
        self.renewals += 1


@pytest.fixture
def web() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def client(waited: list[float]) -> Iterator[FhirClient]:
    with FhirClient(BASE, Badge(), wait=waited.append) as client:
        yield client


def test_it_asks_for_both_fhir_json_types_with_the_bearer_token(
    client: FhirClient, web: responses.RequestsMock
) -> None:
    web.get(f"{BASE}/Encounter/e1", json={"resourceType": "Encounter"})
    client.read("Encounter/e1")
    sent = web.calls[0].request.headers
    assert sent["Authorization"] == "Bearer token-0"
    assert {"application/fhir+json", "application/json+fhir"} <= {
        each.split(";")[0] for each in sent["Accept"].split(", ")
    }


def test_a_password_in_netrc_never_replaces_the_token(
    client: FhirClient, web: responses.RequestsMock, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine fhir.hospital.example login x password y")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    web.get(f"{BASE}/Encounter/e1", json={"resourceType": "Encounter"})
    client.read("Encounter/e1")
    assert web.calls[0].request.headers["Authorization"] == "Bearer token-0"


def test_search_parameters_are_sent_as_given_and_lists_repeat(client: FhirClient, web: responses.RequestsMock) -> None:
    web.get(SEARCH, json=_bundle())
    client.search("MedicationAdministration", {"patient": "p1", "effective-time": ["ge2026-03-04", "lt2026-03-05"]})
    assert web.calls[0].request.url == f"{SEARCH}?patient=p1&effective-time=ge2026-03-04&effective-time=lt2026-03-05"


def test_decimals_stay_exact(client: FhirClient, web: responses.RequestsMock) -> None:
    web.get(f"{BASE}/Medication/m1", body='{"resourceType": "Medication", "x": 105.960}')
    assert str(client.read("Medication/m1")["x"]) == "105.960"


def test_a_number_with_a_huge_exponent_is_read_without_harm(client: FhirClient, web: responses.RequestsMock) -> None:
    web.get(f"{BASE}/Medication/m1", body='{"resourceType": "Medication", "x": 1E+400}')
    assert client.read("Medication/m1")["x"] == Decimal("1E+400")


def test_a_character_written_as_two_halves_is_read(client: FhirClient, web: responses.RequestsMock) -> None:
    web.get(f"{BASE}/Medication/m1", body=r'{"resourceType": "Medication", "x": 1.50, "y": "\ud83d\ude00"}')
    assert client.read("Medication/m1")["y"] == "\U0001f600"


def test_all_pages_are_read_and_their_text_is_kept(client: FhirClient, web: responses.RequestsMock) -> None:
    pages = [json.dumps(_bundle(_dose("a"), next=NEXT)), json.dumps(_bundle(_dose("b")), indent=1)]
    web.get(SEARCH, body=pages[0])
    web.get(NEXT, body=pages[1])
    answer = client.search("MedicationAdministration", {"patient": "p1"})
    assert ([each["id"] for each in answer.resources], list(answer.raw)) == (["a", "b"], pages)


def test_a_relative_page_link_is_resolved(client: FhirClient, web: responses.RequestsMock) -> None:
    web.get(SEARCH, json=_bundle(next="MedicationAdministration?sessionID=2"))
    web.get(NEXT, json=_bundle(_dose("b")))
    assert client.search("MedicationAdministration", {"patient": "p1"}).pages == 2


def test_an_empty_search_is_an_answer(client: FhirClient, web: responses.RequestsMock) -> None:
    web.get(SEARCH, json={"resourceType": "Bundle", "type": "searchset", "total": 0})
    assert client.search("MedicationAdministration", {"patient": "p1"}).resources == ()


def test_the_servers_remarks_are_kept_apart(client: FhirClient, web: responses.RequestsMock) -> None:
    remark = {"resourceType": "OperationOutcome", "issue": [{"details": {"coding": [{"code": "59204"}]}}]}
    web.get(SEARCH, json=_bundle(_dose("a"), remark))
    answer = client.search("MedicationAdministration", {"patient": "p1"})
    assert ([each["id"] for each in answer.resources], answer.outcomes) == (["a"], (remark,))


def test_a_row_that_comes_on_two_pages_counts_once_in_its_newer_version(
    client: FhirClient, web: responses.RequestsMock
) -> None:
    web.get(SEARCH, json=_bundle(_dose("a", version="10"), next=NEXT))
    web.get(NEXT, json=_bundle(_dose("a", version="9")))
    answer = client.search("MedicationAdministration", {"patient": "p1"})
    assert [each["meta"]["versionId"] for each in answer.resources] == ["10"]


def test_versions_of_any_length_are_compared_as_numbers(client: FhirClient, web: responses.RequestsMock) -> None:
    older, newer = "0" + "8" * 6000, "1" + "0" * 6000
    web.get(SEARCH, json=_bundle(_dose("a", version=newer), _dose("a", version=older)))
    answer = client.search("MedicationAdministration", {"patient": "p1"})
    assert [each["meta"]["versionId"] for each in answer.resources] == [newer]


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/api/FHIR/R4/MedicationAdministration?page=2",
        "http://fhir.hospital.example/api/FHIR/R4/MedicationAdministration?page=2",
        "https://fhir.hospital.example:8443/api/FHIR/R4/MedicationAdministration?page=2",
        "https://fhir.hospital.example/api/FHIR/R4x/MedicationAdministration?page=2",
        "https://fhir.hospital.example/api/FHIR/R4/../../admin",
        "https://fhir.hospital.example/api/FHIR/R4/%2e%2e/%2e%2e/admin",
        "//evil.example/x",
        "http://[",
    ],
)
def test_a_page_link_outside_the_base_is_not_followed(
    client: FhirClient, web: responses.RequestsMock, link: str
) -> None:
    web.get(SEARCH, json=_bundle(next=link))
    with pytest.raises(ForeignAddress):
        client.search("MedicationAdministration", {"patient": "p1"})


def test_pages_that_go_round_in_a_circle_are_not_used(client: FhirClient, web: responses.RequestsMock) -> None:
    web.get(SEARCH, json=_bundle(next=NEXT))
    web.get(NEXT, json=_bundle(next=NEXT))
    with pytest.raises(BrokenPaging):
        client.search("MedicationAdministration", {"patient": "p1"})


def test_more_pages_than_the_limit_are_an_error_and_never_cut_silently(web: responses.RequestsMock) -> None:
    web.get(SEARCH, json=_bundle(next=NEXT))
    web.get(NEXT, json=_bundle(next=NEXT + "3"))
    with FhirClient(BASE, Badge(), max_pages=2) as client, pytest.raises(BrokenPaging):
        client.search("MedicationAdministration", {"patient": "p1"})


def test_a_search_the_ehr_dropped_between_two_pages_is_run_once_more(
    client: FhirClient, web: responses.RequestsMock
) -> None:
    gone = {"resourceType": "OperationOutcome", "issue": [{"details": {"coding": [{"code": "4113"}]}}]}
    web.get(SEARCH, json=_bundle(_dose("a"), next=NEXT))
    web.get(NEXT, json=gone, status=400)
    web.get(SEARCH, json=_bundle(_dose("a")))
    assert client.search("MedicationAdministration", {"patient": "p1"}).pages == 1


@pytest.mark.parametrize(("status", "body"), [(404, ""), (404, "<html>Not found</html>"), (410, "")])
def test_a_further_page_that_is_gone_runs_the_search_once_more(
    client: FhirClient, web: responses.RequestsMock, status: int, body: str
) -> None:
    web.get(SEARCH, json=_bundle(_dose("a"), next=NEXT))
    web.get(NEXT, body=body, status=status)
    web.get(SEARCH, json=_bundle(_dose("a")))
    assert client.search("MedicationAdministration", {"patient": "p1"}).pages == 1


def test_a_search_that_is_dropped_twice_is_an_error(client: FhirClient, web: responses.RequestsMock) -> None:
    gone = {"resourceType": "OperationOutcome", "issue": [{"details": {"coding": [{"code": "4113"}]}}]}
    web.get(SEARCH, json=gone, status=400)
    with pytest.raises(PageExpired):
        client.search("MedicationAdministration", {"patient": "p1"})
    assert len(web.calls) == 2


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_ehr_is_asked_again(
    client: FhirClient, web: responses.RequestsMock, waited: list[float], status: int
) -> None:
    web.get(f"{BASE}/Encounter/e1", status=status)
    web.get(f"{BASE}/Encounter/e1", json={"resourceType": "Encounter"})
    client.read("Encounter/e1")
    assert waited == [0.5]


@pytest.mark.parametrize(
    ("header", "value"), [("Retry-After", "3"), ("Ratelimit-Reset", "3"), ("X-RateLimit-Reset", "3")]
)
def test_it_waits_as_long_as_the_ehr_asks(
    client: FhirClient, web: responses.RequestsMock, waited: list[float], header: str, value: str
) -> None:
    web.get(f"{BASE}/Encounter/e1", status=429, headers={header: value})
    web.get(f"{BASE}/Encounter/e1", json={"resourceType": "Encounter"})
    client.read("Encounter/e1")
    assert waited == [3.0]


def test_a_moment_in_retry_after_that_has_passed_means_now(
    client: FhirClient, web: responses.RequestsMock, waited: list[float]
) -> None:
    web.get(f"{BASE}/Encounter/e1", status=503, headers={"Retry-After": "Wed, 04 Mar 2026 10:00:00 GMT"})
    web.get(f"{BASE}/Encounter/e1", json={"resourceType": "Encounter"})
    client.read("Encounter/e1")
    assert waited == [0.0]


def test_a_limit_that_is_lifted_at_a_time_since_1970_is_waited_for_until_then(
    client: FhirClient, web: responses.RequestsMock, waited: list[float]
) -> None:
    web.get(f"{BASE}/Encounter/e1", status=429, headers={"X-RateLimit-Reset": "1772618400"})
    web.get(f"{BASE}/Encounter/e1", json={"resourceType": "Encounter"})
    client.read("Encounter/e1")
    assert waited == [0.0]


def test_a_limit_that_is_lifted_far_in_the_future_is_not_waited_for(
    client: FhirClient, web: responses.RequestsMock, waited: list[float]
) -> None:
    web.get(f"{BASE}/Encounter/e1", status=429, headers={"X-RateLimit-Reset": "4075092000"})
    with pytest.raises(EhrBusy):
        client.read("Encounter/e1")
    assert (waited, len(web.calls)) == ([], 1)


@pytest.mark.parametrize("asked", ["3600", "Wed, 04 Mar 2099 10:00:00 GMT"])
def test_nobody_waits_longer_than_five_seconds(
    client: FhirClient, web: responses.RequestsMock, waited: list[float], asked: str
) -> None:
    web.get(f"{BASE}/Encounter/e1", status=429, headers={"Retry-After": asked})
    with pytest.raises(EhrBusy):
        client.read("Encounter/e1")
    assert (waited, len(web.calls)) == ([], 1)


@pytest.mark.parametrize(
    "asked", ["soon", "-1", "", "Mon, 01 Jan 2024 00:00:00 +9999", "Mon, 01 Jan 2024 00:00:00 +" + "9" * 20]
)
def test_a_retry_after_that_cannot_be_read_is_passed_over(
    client: FhirClient, web: responses.RequestsMock, waited: list[float], asked: str
) -> None:
    web.get(f"{BASE}/Encounter/e1", status=429, headers={"Retry-After": asked})
    web.get(f"{BASE}/Encounter/e1", json={"resourceType": "Encounter"})
    client.read("Encounter/e1")
    assert waited == [0.5]


def test_after_three_attempts_it_gives_up(client: FhirClient, web: responses.RequestsMock, waited: list[float]) -> None:
    web.get(f"{BASE}/Encounter/e1", status=503)
    with pytest.raises(EhrDown):
        client.read("Encounter/e1")
    assert (waited, len(web.calls)) == ([0.5, 1.0], 3)


def test_a_500_is_not_asked_again(client: FhirClient, web: responses.RequestsMock) -> None:
    web.get(f"{BASE}/Encounter/e1", status=500)
    with pytest.raises(EhrDown):
        client.read("Encounter/e1")
    assert len(web.calls) == 1


def test_gather_gives_results_and_errors_in_the_order_of_the_calls(
    client: FhirClient, web: responses.RequestsMock
) -> None:
    web.get(f"{BASE}/Encounter/e1", json={"resourceType": "Encounter"})
    web.get(f"{BASE}/Patient/p1", status=403)
    answers = client.gather([_reading(client, "Patient/p1"), _reading(client, "Encounter/e1")])
    assert [each.name if isinstance(each, SmartError) else each["resourceType"] for each in answers] == [
        "NotGranted",
        "Encounter",
    ]


def test_an_error_nobody_foresaw_costs_its_own_call_and_no_other(client: FhirClient) -> None:
    answers = client.gather([_failing(ValueError("Anna Smith")), lambda: "read"])
    assert [each.name if isinstance(each, SmartError) else each for each in answers] == ["Unforeseen", "read"]


def test_an_error_nobody_foresaw_is_logged_by_kind_and_place_without_its_text(client: FhirClient) -> None:
    with capture_logs() as events:
        client.gather([_failing(ValueError("Anna Smith"))])
    assert [event["event"] for event in events] == ["fhir.unforeseen"]
    assert re.fullmatch(r"ValueError at test_fhir_client\.py:\d+", events[0]["error"])


def test_the_error_nobody_foresaw_tells_nothing_of_what_was_read(client: FhirClient) -> None:
    [answer] = client.gather([_failing(ValueError("Anna Smith"))])
    assert isinstance(answer, Unforeseen)
    assert "Anna" not in f"{answer}{answer.hint}{answer.__cause__}{answer.__context__}"


def test_a_stop_of_the_program_is_not_taken_for_a_failed_call(client: FhirClient) -> None:
    with pytest.raises(KeyboardInterrupt):
        client.gather([_failing(KeyboardInterrupt())])


def test_four_requests_run_at_once_and_there_is_no_place_for_a_fifth(
    client: FhirClient, web: responses.RequestsMock
) -> None:
    four, places = threading.Barrier(4), list[bool]()

    def answer(request: Any) -> tuple[int, dict[str, str], str]:
        four.wait(timeout=30)
        places.append(client._slots.acquire(blocking=False))
        four.wait(timeout=30)
        return 200, {}, '{"resourceType": "Encounter"}'

    web.add_callback(responses.GET, f"{BASE}/Encounter/e1", answer)
    reads = [_reading(client, "Encounter/e1")] * 4
    loads = [threading.Thread(target=client.gather, args=(reads,)) for _ in range(2)]
    for load in loads:
        load.start()
    for load in loads:
        load.join()
    assert places == [False] * 8


@pytest.mark.parametrize(
    "reference",
    [
        "Practitioner/x",
        f"{BASE}/Practitioner/x",
        "Practitioner/x/_history/3",
        f"{BASE}/Practitioner/x/_history/3",
        "https://FHIR.hospital.example:443/api/FHIR/R4/Practitioner/x",
    ],
)
def test_a_reference_under_the_base_becomes_its_path(client: FhirClient, reference: str) -> None:
    assert client.reference_path(reference) == "Practitioner/x"


@pytest.mark.parametrize(
    "reference",
    [
        "https://evil.example/api/FHIR/R4/Practitioner/x",
        "http://fhir.hospital.example/api/FHIR/R4/Practitioner/x",
        f"{BASE}/../Practitioner/x",
        f"{BASE}@evil.example/Practitioner/x",
        "urn:uuid:9b4f1b5e-6c1e-4a52-8d1b-0c1f3c5a7a11",
        "#drug",
        "Practitioner/x?_format=xml",
        "Practitioner/..",
        "Practitioner/../_history/1",
        "Practitioner",
        "",
    ],
)
def test_any_other_reference_is_refused_unread(client: FhirClient, reference: str) -> None:
    with pytest.raises(ForeignAddress):
        client.read(reference)


def _failing(problem: BaseException) -> Callable[[], Any]:
    def fail() -> Any:
        raise problem

    return fail


def _reading(client: FhirClient, reference: str) -> Callable[[], Any]:
    return lambda: client.read(reference)


def _dose(id: str, version: str = "1") -> dict[str, Any]:
    return {"resourceType": "MedicationAdministration", "id": id, "meta": {"versionId": version}}


def _bundle(*resources: dict[str, Any], next: str | None = None) -> dict[str, Any]:
    links = [{"relation": "self", "url": SEARCH}] + ([{"relation": "next", "url": next}] if next else [])
    return {"resourceType": "Bundle", "link": links, "entry": [{"resource": each} for each in resources]}
