"""What a nurse sees of one visit, from the launch on: the words of her page, and the proposal behind it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from tests.faults.clinic import FaultyClinic

STORY = "chemo-with-hydration"  # a complete visit of Medicare's: nothing is asked, and each line leaves
NOT_TEXT = re.compile(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Visited:
    """`page` is the text of the chart's page, `proposal` the JSON of the same address."""

    status: int
    page: str
    proposal: dict[str, Any]

    @property
    def leaving(self) -> set[str]:
        """The codes of the lines that are not held."""
        return {line["code"] for line in self.proposal["lines"] if line["state"] == "proposed"}

    @property
    def held(self) -> set[str]:
        """The codes of the lines that wait."""
        return {line["code"] for line in self.proposal["lines"] if line["state"] == "held"}

    @property
    def unread(self) -> dict[str, str]:
        """What could not be read, with the reason."""
        return {item["about"]: item["reason"] for item in self.proposal["unread"]}

    @property
    def asked(self) -> list[str]:
        """The kinds of the open questions."""
        return [prompt["kind"] for prompt in self.proposal["prompts"]]


def visited(clinic: FaultyClinic, story: str = STORY) -> Visited:
    """Launch the story from its chart and read it once: the proposal, and the page of the same reading."""
    browser = clinic.browser()
    address = browser.open_chart(story)
    proposal = browser.proposal(address)
    shown = browser.get(address)
    return Visited(shown.status_code, text_of(shown.text), proposal)


def text_of(page: str) -> str:
    """What a person reads of a page."""
    return " ".join(html.unescape(NOT_TEXT.sub(" ", page)).split())
