"""What is often read of infusion coding and is wrong: each claim with what is right, its rules and its tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from plugin.rules.errors import BadCard
from plugin.rules.load import refused
from plugin.rules.schema import Card, Cite, Part, RuleId, Source, Text
from plugin.rules.yaml_text import Document, Place, read_document

FILE = "wrong_beliefs.yaml"


class Belief(Part):
    """A wrong claim. `seen`: where it was read, empty where it is told everywhere; `cites`: what `right` rests on
    besides the rules; `not_yet`: rules without a card; `untested`: what the tests do not show."""

    id: Annotated[str, Field(pattern=r"^W-\d{2}$")]
    claim: Text
    right: Text
    rules: tuple[RuleId, ...] = ()
    not_yet: tuple[RuleId, ...] = ()
    seen: tuple[Cite, ...] = ()
    cites: tuple[Cite, ...] = ()
    tests: tuple[Annotated[str, Field(pattern=r"^test_\w+$")], ...] = Field(min_length=1)
    untested: str = ""

    @model_validator(mode="after")
    def _what_is_right_was_read_somewhere(self) -> Belief:
        if not (self.rules or self.cites):
            raise ValueError("what is right needs a rule with a card, or a citation of its own in `cites`")
        return self


BELIEFS = TypeAdapter(tuple[Belief, ...])


def read_beliefs(folder: Path, sources: Mapping[str, Source], cards: Iterable[Card]) -> tuple[Belief, ...]:
    """The claims of `folder`/wrong_beliefs.yaml, numbered without a gap. Raises BadCard with the line.

    A rule without a card stands under `not_yet`, and every source in sources.yaml.
    """
    document = read_document(folder / FILE)
    try:
        beliefs = BELIEFS.validate_python(document.value)
    except ValidationError as error:
        raise refused(document, error) from None
    known = {card.id for card in cards}
    for place, belief in enumerate(beliefs):
        _check(belief, place, document, known, sources)
    return beliefs


def _check(belief: Belief, place: int, document: Document, known: set[str], sources: Mapping[str, Source]) -> None:
    if belief.id != f"W-{place + 1:02}":
        raise _wrong(document, (place, "id"), f"{belief.id} stands where W-{place + 1:02} is due")
    for index, rule_id in enumerate(belief.rules):
        if rule_id not in known:
            raise _wrong(
                document, (place, "rules", index), f"{rule_id} has no card; without one it stands in `not_yet`"
            )
    for field in ("seen", "cites"):
        for index, cite in enumerate(getattr(belief, field)):
            if cite.source not in sources:
                what = f"the source {cite.source!r} is not in sources.yaml"
                raise _wrong(document, (place, field, index, "source"), what)


def _wrong(document: Document, place: Place, what: str) -> BadCard:
    return BadCard(document.path, document.line(place), what)
