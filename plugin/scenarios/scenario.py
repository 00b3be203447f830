"""The form of one case: what was given at a visit, and what its source says is billed and missing.

Whatever is not listed here is refused. fixtures/scenarios/README.md says the same for the people who write cases.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from plugin.chart.administration import Amount
from plugin.engine.errors import UnknownSwitch
from plugin.engine.switches import Switches
from plugin.rules.schema import Part, Payer, Setting, Text, Words, clock_minutes, plain_day
from plugin.scenarios.ways import WAYS

DAY = date(2026, 3, 4)
QUANTITY = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) (\S.*)")
Group = Literal["chemo", "hormonal_chemo", "therapeutic", "hydration", "blood_product", "vaccine", "contrast", "flush"]


def _clock(text: str) -> str:
    clock_minutes(text)
    return text


def _route(text: str) -> str:
    if text not in WAYS:
        raise ValueError(f"the route {text!r} is not known; write one of {', '.join(WAYS)}")
    return text


def _day(value: object) -> date:
    return value if isinstance(value, date) else plain_day(value)


def quantity(text: object) -> object:
    """An amount written as "22.5 mg"."""
    if isinstance(text, Amount):
        return text
    match = QUANTITY.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("write an amount as 22.5 mg")
    return Amount(Decimal(match[1]), match[2])


def _switches(chosen: dict[str, str]) -> dict[str, str]:
    try:
        Switches.of(chosen)
    except UnknownSwitch as error:
        raise ValueError(error.sentence.removesuffix(".")) from None
    return chosen


ServiceDay = Annotated[date, BeforeValidator(_day)]
Clock = Annotated[Text, AfterValidator(_clock)]
Quantity = Annotated[Amount, BeforeValidator(quantity)]
Count = Annotated[int, Field(ge=1, le=100_000)]
Route = Annotated[Text, AfterValidator(_route)]
Code = Annotated[str, Field(pattern=r"^[A-Z0-9]{5}$")]
Modifier = Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$")]
Chosen = Annotated[dict[str, Text], AfterValidator(_switches)]


class Origin(Part):
    """Who published the case, and where it was read."""

    publisher: Text
    title: Text
    year: Annotated[int, Field(ge=1990, le=2100)]
    url: Text


class Charge(Part):
    """A code as the answer of a case states it; JXXXX where the source does not name the drug."""

    code: Code
    units: Count
    modifiers: tuple[Modifier, ...] = ()


class Given(Part):
    """One documented administration. Times are of the day of the visit; what is absent was not documented.

    `hcpcs` and `ndc` are as the source names them, `package` the NDC on the label where we chose one. `order` is
    "own", "none", or a reference that several share.
    """

    drug: Text
    group: Group | None = Field(default=None, alias="class")
    route: Route | None = None
    start: Clock | None = None
    stop: Clock | None = None
    runs: tuple[tuple[Clock, Clock], ...] = ()
    site: Text | None = None
    site_reason: Text | None = None
    stopped_because: Text | None = None
    order: Text = "own"
    dose: Quantity | None = None
    vial: Quantity | None = None
    container: Literal["single-dose", "multi-dose"] | None = None
    opened: Count | None = None
    discarded: Quantity | None = None
    hcpcs: Code | None = None
    ndc: Text | None = None
    package: Text | None = None

    @property
    def drugs(self) -> tuple[str, ...]:
        """The drugs of one bag: "a + b" are two, but a fluid with an electrolyte in it is one product."""
        return (self.drug,) if self.group == "hydration" else tuple(re.split(r"\s\+\s", self.drug))

    @model_validator(mode="after")
    def _runs_alone(self) -> Self:
        if self.runs and (self.start or self.stop):
            raise ValueError("write either runs, or start and stop")
        return self


class Scenario(Part):
    """One case. Without `source` it is one of our own, worked by hand from the rules: its answer is whole and exact.

    `expect` and `drugs` are None where the source gives no answer for that part. `complete`: the source states the
    whole set of administration codes. `disagrees` is why the published answer is not what the rules give.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$")]
    name: Text
    source: Origin | None = None
    setting: Setting
    payer: Payer | None = None
    assumed_payer: Payer | None = None
    day: ServiceDay | None = None
    main: Text | None = None
    diagnoses: Words | None = None
    supervised: bool = True
    services: Words = ()
    switches: Chosen = Field(default_factory=dict)
    second_visit: tuple[Count, ...] = ()
    given: Annotated[tuple[Given, ...], Field(min_length=1)]
    expect: tuple[Charge, ...] | None = None
    drugs: tuple[Charge, ...] | None = None
    days: dict[Code, ServiceDay] = Field(default_factory=dict)
    asked: Words = ()
    complete: bool = False
    disagrees: Text | None = None
    note: str = ""

    @property
    def service_day(self) -> date:
        """The date of service; where the source names none, a day on which current rules hold."""
        return self.day or DAY

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.source is None and self.expect is None:
            raise ValueError("a case without a source needs `expect`, the whole charge worked by hand")
        if self.source is None and self.disagrees:
            raise ValueError("only a published answer can disagree with the rules; name its source")
        if max(self.second_visit, default=0) > len(self.given):
            raise ValueError("second_visit names an administration that is not there")
        return self
