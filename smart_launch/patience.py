"""How long to wait before asking a busy EHR again: as it says, but never so long that a nurse would wait for it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import requests

RETRIED = {429, 502, 503, 504}
LONGEST = 5.0
FIRST = 0.5
A_MOMENT = 1e9  # as seconds to wait that would be thirty years, so it is a time since 1970


def pause_before_retry(response: requests.Response, attempt: int) -> float | None:
    """Seconds to wait before attempt `attempt + 2`, or None when the EHR asks for more than five: then it is busy.

    Retry-After in seconds or as a date (RFC 9110 10.2.3), else Ratelimit-Reset (athena) or X-RateLimit-Reset, in
    seconds or as a time since 1970, else 0.5, 1, 2 ...
    """
    asked = _retry_after(response.headers.get("Retry-After"))
    if asked is None:
        asked = _reset(response.headers.get("Ratelimit-Reset") or response.headers.get("X-RateLimit-Reset"))
    if asked is None:
        asked = min(FIRST * float(2**attempt), LONGEST)
    return asked if asked <= LONGEST else None


def _retry_after(value: str | None) -> float | None:
    seconds = _seconds(value)
    if seconds is not None or not value:
        return seconds
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # OverflowError: a zone of more digits than the clock has
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _reset(value: str | None) -> float | None:
    seconds = _seconds(value)
    if seconds is None or seconds < A_MOMENT:
        return seconds
    return max(0.0, seconds - datetime.now(UTC).timestamp())


def _seconds(value: str | None) -> float | None:
    text = (value or "").strip()
    return float(text) if text.isascii() and text.isdigit() else None
