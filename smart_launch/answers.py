"""Reading one HTTP answer of a FHIR server: the resource in it, or the error it stands for."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Never

import requests

from smart_launch import fhir_errors as errors

Resource = dict[str, Any]
GLASS = {"4130", "4131", "4134"}
PAGE_GONE = "4113"
UNTERMINATED = "Unterminated string"
# One half of a UTF-16 pair as an escape: without the other half it is no character, and nothing with it can be sent on.
HALF = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, slots=True)
class Answer:
    """All of a search: every page, the resources apart from the server's own remarks.

    `outcomes` are the OperationOutcome entries (Epic says there that something was withheld: 59204). `raw` is the text
    of each page as it came.
    """

    resources: tuple[Resource, ...]
    outcomes: tuple[Resource, ...]
    pages: int
    raw: tuple[str, ...] = field(repr=False)


def resource_in(response: requests.Response, body: bytes, about: str) -> tuple[Resource, str]:
    """The resource of a 200 answer and its text. Decimals stay exact. Raises the FhirError of any other answer."""
    resource, text = _json(body)
    status = response.status_code
    if 300 <= status < 400:
        raise errors.Redirected(about)
    if status >= 400:
        _refuse(response, body, resource, about)
    if resource is None:
        raise _no_json(response, body)(about)
    if not isinstance(resource.get("resourceType"), str):
        raise errors.NotFhir(about)
    return resource, text


def _refuse(response: requests.Response, body: bytes, outcome: Resource | None, about: str) -> Never:
    status, codes = response.status_code, _codes(outcome)
    issue = codes[0] if codes else ""
    if PAGE_GONE in codes:
        raise errors.PageExpired(about, issue=PAGE_GONE)
    if status == 403:
        _forbid(response, body, codes, about)
    if status in (404, 410):
        raise (errors.NotOffered if outcome is None and body.strip() else errors.NotFound)(about, issue=issue)
    if status == 429:
        raise errors.EhrBusy(about)
    if status >= 500:
        raise errors.EhrDown(about, f"The FHIR server answered {status}.", issue)
    raise errors.RequestRefused(about, f"The FHIR server answered {status}. {errors.RequestRefused.hint}", issue)


def _forbid(response: requests.Response, body: bytes, codes: list[str], about: str) -> Never:
    if not GLASS.isdisjoint(codes):
        raise errors.BehindGlass(about, issue=next(code for code in codes if code in GLASS))
    if not body.strip() or "insufficient_scope" in response.headers.get("WWW-Authenticate", ""):
        raise errors.NotGranted(about)
    raise errors.Forbidden(about, issue=codes[0] if codes else "")


def _codes(outcome: Resource | None) -> list[str]:
    """The coded reasons of an OperationOutcome, details before the general code, each a plain word."""
    issues = outcome.get("issue") if outcome else None
    found: list[object] = []
    for issue in issues if isinstance(issues, list) else []:
        if isinstance(issue, dict):
            details = issue.get("details")
            codings = details.get("coding") if isinstance(details, dict) else None
            codings = codings if isinstance(codings, list) else []
            found += [coding.get("code") for coding in codings if isinstance(coding, dict)]
            found.append(issue.get("code"))
    return [code for code in found if isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9-]{1,40}", code)]


def _json(body: bytes) -> tuple[Resource | None, str]:
    """The JSON object and its text, or None: what is nested beyond all reason, has a number that no Decimal holds
    (1e99999999999999999999), names a member twice, or is not text throughout is no FHIR either."""
    try:
        text = body.decode("utf-8-sig")
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_such_number, object_pairs_hook=_once)
        if HALF.search(text):
            json.dumps(value, default=str, ensure_ascii=False).encode()  # a UnicodeEncodeError for a half alone
    except (ValueError, ArithmeticError, RecursionError):
        return None, ""
    return (value if isinstance(value, dict) else None), text


def _no_json(response: requests.Response, body: bytes) -> type[errors.FhirError]:
    """Whether a body that is no JSON object was cut off, is text of another form, or is JSON nobody can use."""
    text = body.decode("utf-8", errors="replace").strip()
    if text and "json" not in response.headers.get("Content-Type", "") and not text.startswith(("{", "[")):
        return errors.OtherForm
    return errors.Damaged if text and _breaks_off(text) else errors.NotFhir


def _breaks_off(text: str) -> bool:
    """Whether JSON ends before its end: what is wrong with it is wrong at the end, or is a text without one."""
    try:
        json.loads(text)
    except json.JSONDecodeError as problem:
        return problem.pos >= len(text) or problem.msg.startswith(UNTERMINATED)
    except (ValueError, RecursionError):  # a number nobody can hold, or nested beyond all reason
        return False
    return False


def _no_such_number(name: str) -> Never:
    raise ValueError(name)  # NaN and Infinity are Python's idea of JSON, not FHIR's


def _once(members: list[tuple[str, Any]]) -> Resource:
    """An object as it stands. Of a member that stands twice each reader may see another one: two doses, say."""
    found = dict(members)
    if len(found) != len(members):
        raise ValueError
    return found
