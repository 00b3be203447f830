"""A package code from the record's ten bare digits, by an answer, to the code in the chart: what the lines rest on."""

from __future__ import annotations

from typing import Any

from plugin.demo import Demo
from tests.app.browser import Browser

STORY = "medicaid-package-codes"
DOSE = "MedicationAdministration/marchetti-ma1"
ON_THE_LINE = {"code": "00641037625", "quantity": "1", "unit": "ML"}


def _line(proposal: dict[str, Any]) -> tuple[str, str, dict[str, str] | None]:
    (line,) = [line for line in proposal["lines"] if line["code"] == "J1200"]
    return line["state"], line["strength"], line["ndc"]


def _asked(proposal: dict[str, Any]) -> list[str]:
    return [prompt["kind"] for prompt in proposal["prompts"]]


def _chart_code(demo: Demo, code: str) -> None:
    def edit(resource: dict[str, Any]) -> None:
        resource["contained"][0]["code"]["coding"][0]["code"] = code

    held = demo.ehr.chart.read(DOSE)
    assert held
    demo.ehr.chart.change(DOSE, held["meta"]["versionId"], edit)


def test_ten_bare_digits_are_asked_about_and_hold_their_line_alone(browser: Browser) -> None:
    proposal = browser.proposal(browser.open_chart(STORY))
    assert (_asked(proposal), _line(proposal)) == (["ndc_missing"], ("held", "charted", None))
    assert [line["code"] for line in proposal["lines"] if line["state"] == "held"] == ["J1200"]


def test_ten_digits_typed_here_are_refused_and_nothing_is_kept(browser: Browser) -> None:
    page = browser.open_chart(STORY)
    refused = browser.answer(page, "ndc_missing", "text", "0641037625")
    assert (refused.status_code, "with its hyphens as on the label" in refused.text) == (422, True)
    assert _asked(browser.proposal(page)) == ["ndc_missing"]


def test_a_typed_code_goes_on_the_line_which_waits_until_the_chart_has_it(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(STORY)
    assert browser.answer(page, "ndc_missing", "text", "0641-0376-25").status_code == 303
    answered = browser.proposal(page)
    assert (_asked(answered), _line(answered)) == ([], ("held", "answered", ON_THE_LINE))
    assert "said here, not yet in the chart" in browser.get(page).text
    _chart_code(demo, "0641-0376-25")
    charted = browser.proposal(page)
    assert (_asked(charted), _line(charted)) == ([], ("proposed", "charted", ON_THE_LINE))
    assert "now in the chart" in browser.get(page).text


def test_the_code_in_the_chart_wins_over_another_one_that_was_answered(browser: Browser, demo: Demo) -> None:
    page = browser.open_chart(STORY)
    browser.answer(page, "ndc_missing", "text", "25021-481-01")
    _chart_code(demo, "0641-0376-25")
    assert _line(browser.proposal(page)) == ("proposed", "charted", ON_THE_LINE)
