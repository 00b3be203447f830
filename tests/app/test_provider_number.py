"""The number of who attends, from a record without one, by an answer, to the number in the chart (R-SUP-04)."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.demo import Demo
from tests.app.browser import Browser

HOSPITAL, OFFICE = "injection-only", "iron-with-flush"
PEOPLE = {HOSPITAL: ("Practitioner/dr-osei", "2004107738"), OFFICE: ("Practitioner/dr-romano", "2004372159")}
each = pytest.mark.parametrize("story", [HOSPITAL, OFFICE])


def _chart_number(demo: Demo, person: str, *identifiers: dict[str, str]) -> None:
    def edit(resource: dict[str, Any]) -> None:
        resource["identifier"] = list(identifiers)
        if not identifiers:
            del resource["identifier"]

    held = demo.ehr.chart.read(person)
    assert held
    demo.ehr.chart.change(person, held["meta"]["versionId"], edit)


def _asked(proposal: dict[str, Any]) -> list[str]:
    return [prompt["about"] for prompt in proposal["prompts"] if prompt["kind"] == "missing_ordering_npi"]


def _states(proposal: dict[str, Any]) -> set[str]:
    return {line["state"] for line in proposal["lines"]}


@each
def test_a_number_that_is_not_charted_holds_the_visit_until_the_chart_has_it(
    browser: Browser, demo: Demo, story: str
) -> None:
    person, number = PEOPLE[story]
    before = _states(browser.proposal(browser.open_chart(story)))
    _chart_number(demo, person)
    page = browser.open_chart(story)
    assert (_asked(browser.proposal(page)), _states(browser.proposal(page))) == ([person], {"held"})

    mistyped = number[:-2] + number[-1] + number[-2]
    refused = browser.answer(page, "missing_ordering_npi", "text", mistyped)
    assert (refused.status_code, "here it does not fit" in refused.text) == (422, True)
    assert _asked(browser.proposal(page)) == [person]

    assert browser.answer(page, "missing_ordering_npi", "text", number).status_code == 303
    answered = browser.proposal(page)
    assert (_asked(answered), _states(answered)) == ([], {"held"})
    assert "said here, not yet in the chart" in browser.get(page).text

    _chart_number(demo, person, {"system": "http://hl7.org/fhir/sid/us-npi", "value": number})
    charted = browser.proposal(page)
    assert (_asked(charted), _states(charted)) == ([], before)
    assert "now in the chart" in browser.get(page).text
