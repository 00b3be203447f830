"""A browser for tests: keeps the app's cookie, follows redirects, and posts the forms of a page as it finds them."""

from __future__ import annotations

import re
from typing import Any

import requests

from fixtures.ehr.staff import NURSE, Person
from plugin.demo import Demo
from plugin.demo_walk import Walker
from plugin.store.audit import Event
from smart_launch.cookie import NAME

ANTIBIOTIC = "antibiotic-without-stop"
IRON = "iron-with-flush"
TOKEN = re.compile(r'name="form_token" value="([^"]+)"')


class Browser(Walker):
    def __init__(self, demo: Demo) -> None:
        super().__init__(demo.app_url)
        self._demo, self.ehr = demo, demo.ehr

    def open_chart(self, story: str = ANTIBIOTIC, person: Person = NURSE, *, encounter: bool = True) -> str:
        """Launch from the chart of a story's visit; the address of the page."""
        visit = next(v for v in self.ehr.chart.visits() if v.story.name == story)
        url = self.ehr.launch_url(visit.encounter, person)
        if not encounter:
            ehr = self.ehr
            base = ehr.settings.fhir_base(visit.story.setting)
            value = ehr.launches.hand_out(ehr.settings.launch_client, base, visit.patient, None, person)
            url = requests.Request("GET", ehr.settings.launch_url, params={"iss": base, "launch": value}).prepare().url
        return self.launch(url)

    def token(self, page: str) -> str:
        """The form token on the chart part of a page."""
        found = TOKEN.search(self.get(f"{page}/chart").text)
        assert found, "no form on the page"
        return found[1]

    def post(self, url: str, form: dict[str, str], **headers: str) -> requests.Response:
        """Send a form with the app's cookie; redirects are not followed."""
        sent = {"Cookie": f"{NAME}={self.cookie}", **{name.replace("_", "-"): v for name, v in headers.items()}}
        return requests.post(url, data=form, headers=sent, timeout=30, allow_redirects=False)

    def answer(self, page: str, kind: str, choice: str, value: str = "", **headers: str) -> requests.Response:
        """Answer the open question of a kind on a page."""
        about = next(p["about"] for p in self.proposal(page)["prompts"] if p["kind"] == kind)
        form = {"form_token": self.token(page), "kind": kind, "about": about, "choice": choice, "value": value}
        return self.post(f"{page}/answer", form, **headers)

    def audit(self, launch_id: str) -> tuple[Event, ...]:
        """What the app wrote down about a launch."""
        return self._demo.practice.store.audit.of_launch(launch_id)

    def json(self, url: str) -> tuple[int, Any]:
        """Status and JSON of an address."""
        response = self.get(url, "application/json")
        return response.status_code, response.json()
