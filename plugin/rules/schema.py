"""The form of a rule card and of the list of sources; whatever is not listed here is refused."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Stage = Literal[
    "classify", "timeline", "roles", "codes", "drugs", "modifiers", "diagnoses", "coverage", "supervision", "edits",
    "prompts",
]  # fmt: skip
Standing = Literal["settled", "MAC", "disputed", "K"]
Setting = Literal["facility", "office"]
Payer = Literal["medicare", "medicare advantage", "medicaid", "commercial", "other"]
Way = Literal[
    "iv_infusion", "iv_push", "im", "sc", "sc_infusion", "intrathecal", "intraventricular", "intra_arterial_push",
    "intra_arterial_infusion", "intravesical", "intrapleural", "intraperitoneal", "intralesional", "portable_pump",
    "implanted_pump", "wearable_injector", "port_flush", "declot", "oral", "other",
]  # fmt: skip

CLOCK = re.compile(r"(?:D\+(\d+) )?([01]\d|2[0-3]):([0-5]\d)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def clock_minutes(text: object) -> int:
    """Minutes after midnight of the date of service, from "10:31" or "D+1 02:00"."""
    match = CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("write a clock time as 10:31, on a later day as D+1 02:00")
    return int(match[1] or 0) * 1440 + int(match[2]) * 60 + int(match[3])


def plain_day(text: object) -> date:
    """A day written 2026-01-31 and in no other way."""
    if not isinstance(text, str) or not DAY.fullmatch(text):
        raise ValueError("write a day as 2026-01-31")
    return date.fromisoformat(text)


Text = Annotated[str, Field(min_length=1)]
Day = Annotated[date, BeforeValidator(plain_day)]
Clock = Annotated[int, BeforeValidator(clock_minutes)]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9]\d{4}$")]
RuleId = Annotated[str, Field(pattern=r"^R-[A-Z]{2,3}-\d{2}$")]
Denial = Annotated[str, Field(pattern=r"^(CO|PR|OA|PI)-[A-Z]?\d+$")]
Words = tuple[Text, ...]
Value = Text | Words | dict[str, Text]


class Part(BaseModel):
    """What all parts of a card have in common: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Source(Part):
    """Where rules were read."""

    title: Text
    publisher: str = ""
    edition: str = ""
    url: Annotated[str, Field(pattern=r"^(https://\S+)?$")] = ""
    licence: str = ""


class Cite(Part):
    """A place in a source, and the day somebody last read it there."""

    source: Text
    section: Text
    checked_on: Day


class Version(Part):
    """A rule as it holds from a day on (to a last day); no `payers` means all."""

    first: Day = Field(alias="from")
    last: Day | None = Field(default=None, alias="to")
    settings: tuple[Setting, ...] = ("facility", "office")
    payers: tuple[Payer, ...] = ()
    cites: tuple[Cite, ...] = Field(min_length=1)
    parameters: dict[str, Value] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Version:
        if self.last is not None and self.last < self.first:
            raise ValueError("the version ends before it begins")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether this version is in force on a day; its last day counts."""
        return self.first <= day and (self.last is None or day <= self.last)

    def is_for_any_of(self, other: Version) -> bool:
        """Whether there is a setting and a payer both versions are for."""
        payers = not self.payers or not other.payers or bool(set(self.payers) & set(other.payers))
        return payers and bool(set(self.settings) & set(other.settings))


class Given(Part):
    """One administration of an example. `start` and `stop` are minutes after midnight of the date of service."""

    drug: Text
    route: Way
    start: Clock | None = None
    stop: Clock | None = None
    site: str = ""


class Expected(Part):
    """One administration code an example leads to."""

    code: Code
    units: Annotated[int, Field(ge=1)]


class Example(Part):
    """A visit and its exact set of administration codes; runs as a test."""

    name: Text
    setting: Setting = "facility"
    payer: Payer = "medicare"
    given: tuple[Given, ...] = Field(min_length=1)
    expect: tuple[Expected, ...]


class Card(Part):
    """One rule: what it says, where it was read, since when, with which numbers and codes."""

    id: RuleId
    title: Text
    stage: Stage
    standing: Standing
    says: Text
    disputed: str = ""
    whose: str = ""
    switch: str = ""
    versions: tuple[Version, ...] = Field(min_length=1)
    denials: tuple[Denial, ...] = ()
    examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _disputed_says_by_whom(self) -> Card:
        if (self.standing == "disputed") != bool(self.disputed):
            raise ValueError("`disputed` tells who says what: a disputed rule needs it, no other rule has it")
        return self

    @model_validator(mode="after")
    def _contractors_rule_says_whose(self) -> Card:
        if (self.standing == "MAC") != bool(self.whose):
            raise ValueError("`whose` tells whose reading it is: a MAC rule needs it, no other rule has it")
        return self

    def on(self, day: date) -> Version | None:
        """The version in force on a day."""
        return next((version for version in self.versions if version.holds_on(day)), None)
