"""One launch over HTTP from the link in the chart to the proposal, without a browser."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import requests

from plugin.errors import ChairsideError
from smart_launch.cookie import NAME

PATIENCE = 30
MOST_STEPS = 10


class WalkFailed(ChairsideError):
    """A step of the launch did not answer as it should."""


class Walker:
    """Follows redirects as a browser does, with the app's one cookie, and stays signed in between calls.

    requests would not send a Secure cookie to loopback over http, as browsers do: so the cookie is carried here.
    """

    def __init__(self, app_url: str) -> None:
        self.app_url = app_url
        self.cookie = ""

    def get(self, url: str, accept: str = "text/html") -> requests.Response:
        """The page at which the redirects end."""
        for _ in range(MOST_STEPS):
            response = self._one(url, accept)
            if response.status_code not in (302, 303):
                return response
            url = urljoin(url, response.headers["Location"])
        raise WalkFailed("the redirects do not end.")

    def launch(self, launch_url: str) -> str:
        """Sign in; the address of the visit's page. Raises WalkFailed with the status and the step."""
        landed = self.get(launch_url)
        page = landed.url.partition("?")[0]
        if landed.status_code != 200 or not page.startswith(f"{self.app_url}/visit/"):
            raise WalkFailed(f"the launch ended with {landed.status_code} at /{page.split('/', 4)[3]}.")
        return page

    def proposal(self, page: str) -> dict[str, Any]:
        """The proposal of a visit's page. Raises WalkFailed with what the app said."""
        answer = self.get(page, "application/json")
        if answer.status_code != 200:
            raise WalkFailed(f"the visit answered {answer.status_code}: {answer.text[:200]}")
        proposal: dict[str, Any] = answer.json()
        return proposal

    def _one(self, url: str, accept: str) -> requests.Response:
        headers = {"Accept": accept}
        if self.cookie and url.startswith(f"{self.app_url}/"):
            headers["Cookie"] = f"{NAME}={self.cookie}"
        response = requests.get(url, headers=headers, timeout=PATIENCE, allow_redirects=False)
        self.cookie = response.cookies.get(NAME) or self.cookie
        return response
