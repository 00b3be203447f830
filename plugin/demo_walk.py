"""One launch over HTTP from the link in the chart to the proposal, without a browser."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from plugin.errors import ChairsideError

PATIENCE = 30
# A browser sends Secure cookies to loopback over http; this library does so only when told.
ALSO_LOOPBACK = DefaultCookiePolicy(secure_protocols=("https", "http"))


class WalkFailed(ChairsideError):
    """A step of the launch did not answer as it should."""


def launched(launch_url: str, app_url: str) -> dict[str, Any]:
    """The proposal's JSON after launch, sign-in and callback. Raises WalkFailed with the step and its status."""
    with requests.Session() as browser:
        browser.trust_env = False
        browser.cookies.set_policy(ALSO_LOOPBACK)
        landed = browser.get(launch_url, headers={"Accept": "text/html"}, timeout=PATIENCE)
        page = landed.url.partition("?")[0]
        if landed.status_code != 200 or not page.startswith(f"{app_url}/visit/"):
            raise WalkFailed(f"the launch ended with {landed.status_code} at {_where(page)}.")
        answer = browser.get(page, headers={"Accept": "application/json"}, timeout=PATIENCE)
        if answer.status_code != 200:
            raise WalkFailed(f"the visit answered {answer.status_code}: {answer.text[:200]}")
        proposal: dict[str, Any] = answer.json()
        return proposal


def _where(url: str) -> str:
    return "/" + url.partition("//")[2].partition("/")[2].partition("/")[0]
