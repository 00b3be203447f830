"""What the denial codes of cards mean, in our own words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import Field, ValidationError

from plugin.rules.errors import BadCard
from plugin.rules.load import refused
from plugin.rules.schema import Card, Cite, Part, Source, Text
from plugin.rules.yaml_text import read_document

FILE = "denials.yaml"


class Denials(Part):
    """Groups and reasons of denial codes, and where the list was read."""

    cites: tuple[Cite, ...] = Field(min_length=1)
    groups: dict[str, Text]
    reasons: dict[str, Text]

    def words(self, denial: str) -> str:
        """What a denial such as CO-151 says."""
        return self.reasons[denial.partition("-")[2]]


def read_denials(folder: Path, sources: Mapping[str, Source], cards: Iterable[Card]) -> Denials:
    """The words of `folder`/denials.yaml. Raises BadCard, also for a denial of a card that has no words there."""
    document = read_document(folder / FILE)
    try:
        denials = Denials.model_validate(document.value)
    except ValidationError as error:
        raise refused(document, error) from None
    for index, cite in enumerate(denials.cites):
        if cite.source not in sources:
            line = document.line(("cites", index, "source"))
            raise BadCard(document.path, line, f"the source {cite.source!r} is not in sources.yaml")
    for card in cards:
        for denial in card.denials:
            group, _, reason = denial.partition("-")
            if group not in denials.groups or reason not in denials.reasons:
                raise BadCard(document.path, 1, f"{card.id} names {denial}, which has no words here")
    return denials
