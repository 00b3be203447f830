"""The faults themselves: what servers, proxies and networks have been seen to send in place of a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.faults.proxy import FHIR_JSON, Answer, Exchange, Fault

EPIC_CODES = "urn:oid:1.2.840.114350.1.13.0.1.7.2.657369"
SECOND = "page=2"
TOLD = "DOE JANE told 555"  # what a server may write into its diagnostics, and no page or log may repeat


def outcome(code: str, kind: str = "processing", severity: str = "error", says: str = TOLD) -> dict[str, Any]:
    """An OperationOutcome with one issue."""
    details = {"coding": [{"system": EPIC_CODES, "code": code}]}
    issue = {"severity": severity, "code": kind, "diagnostics": says, "details": details}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def answers(status: int, body: str | bytes | Mapping[str, Any] = b"", kind: str = "", **headers: str) -> Fault:
    """Always this answer; a mapping is sent as FHIR JSON."""
    if isinstance(body, Mapping):
        body, kind = json.dumps(body), kind or FHIR_JSON
    sent = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = Answer(status, sent, named | ({"Content-Type": kind} if kind else {}))
    return lambda exchange: exchange.send(answer)


def times(number: int, fault: Fault) -> Fault:
    """The fault so many times, then the EHR's own answers."""
    left = [fault] * number

    def some(exchange: Exchange) -> None:
        if left:
            left.pop()(exchange)
        else:
            exchange.send(exchange.passed_on())

    return some


def hangs(exchange: Exchange) -> None:
    """Nothing comes until the fault is released; then the EHR's own answer."""
    exchange.released.wait(60)
    exchange.send(exchange.passed_on())


def then_fails(status: int) -> Fault:
    """Nothing comes until the fault is released; then an error."""

    def fail(exchange: Exchange) -> None:
        exchange.released.wait(60)
        exchange.send(Answer(status))

    return fail


def drips(exchange: Exchange) -> None:
    """Each letter comes in time and the whole never does."""
    exchange.drip(exchange.passed_on().body)


def resets(exchange: Exchange) -> None:
    """The connection breaks before anything came."""
    exchange.reset()


def breaks_off(exchange: Exchange) -> None:
    """The connection ends before the body is as long as its header says."""
    answer = exchange.passed_on()
    exchange.send(Answer(200, answer.body[: len(answer.body) // 2], answer.headers), length=len(answer.body))


def cut_off(exchange: Exchange) -> None:
    """A whole answer of half a Bundle: something before the server cut it."""
    answer = exchange.passed_on()
    exchange.send(Answer(200, answer.body[: len(answer.body) // 2], answer.headers))


def bundle_of(exchange: Exchange) -> dict[str, Any]:
    """The EHR's own Bundle, as one page."""
    found: dict[str, Any] = json.loads(exchange.passed_on().body)
    found["link"] = [link for link in found.get("link", []) if link["relation"] != "next"]
    return found


def changed(change: Callable[[Exchange, dict[str, Any]], None]) -> Fault:
    """The EHR's own Bundle with something done to it."""

    def spoil(exchange: Exchange) -> None:
        bundle = bundle_of(exchange)
        change(exchange, bundle)
        exchange.send(Answer(200, json.dumps(bundle).encode(), {"Content-Type": FHIR_JSON}))

    return spoil


def remarked(exchange: Exchange, bundle: dict[str, Any]) -> None:
    """Epic 59204 beside what was found: a part was withheld."""
    withheld = outcome("59204", "suppressed", "warning", "Some sub-types were not given to this app.")
    bundle.setdefault("entry", []).append({"resource": withheld, "search": {"mode": "outcome"}})


def withheld(exchange: Exchange, bundle: dict[str, Any]) -> None:
    """Epic 59204 and nothing else: not none, but none given."""
    bundle["entry"] = []
    remarked(exchange, bundle)


def next_page(address: str) -> Fault:
    """Every page names this next one; "{base}" is the FHIR base, "{place}" what was searched."""

    def link(exchange: Exchange, bundle: dict[str, Any]) -> None:
        url = address.format(base=exchange.base, place=exchange.place)
        bundle["link"].append({"relation": "next", "url": url})

    return changed(link)


def two_pages(broken: Fault | None = None, often: int = 1_000) -> Fault:
    """The Bundle in two pages, of which the second is broken so often before it comes as it should."""
    kept: list[dict[str, Any]] = []
    failing = [broken] * often if broken else []

    def spoil(exchange: Exchange) -> None:
        if SECOND not in exchange.query:
            bundle = bundle_of(exchange)
            half = len(bundle["entry"]) // 2
            kept[:] = bundle["entry"][half:]
            bundle["entry"] = bundle["entry"][:half]
            bundle["link"].append({"relation": "next", "url": f"{exchange.base}/{exchange.place}?{SECOND}"})
        elif failing and (fault := failing.pop()):
            fault(exchange)
            return
        else:
            bundle = {"resourceType": "Bundle", "type": "searchset", "entry": kept}
        exchange.send(Answer(200, json.dumps(bundle).encode(), {"Content-Type": FHIR_JSON}))

    return spoil
