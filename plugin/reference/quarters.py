"""Calendar quarters, and where the words of a file name or a banner say one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {"jan": 1, "apr": 2, "jul": 3, "oct": 4}
MONTH = r"(?P<month>jan(?:uary)?|apr(?:il)?|july?|oct(?:ober)?)"
YEAR = r"(?P<year>20\d\d)"
NCCI_BEGAN = 1994  # version 30.2 of the pair edits is the third release of 2024

SAYS_A_QUARTER = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{YEAR}[\W_]?Q(?P<number>[1-4])(?!\d)",
        rf"(?<![a-z]){MONTH}[\W_]+(?:\d{{1,2}},?[\W_]+|web[\W_]+)?{YEAR}(?!\d)",
        rf"(?<!\d){YEAR}[\W_]*{MONTH}(?![a-z])",
        rf"{YEAR} national physician fee schedule relative value file {MONTH} release",
        rf"rvu(?P<short>\d\d)[\W_]+{MONTH}(?![a-z])",
        r"rvu(?P<short>\d\d)(?P<letter>[a-d])(?![a-z0-9])",
        rf"(?<!\d){YEAR}-(?P<begins>01|04|07|10)(?:-01)?(?!\d|-\d)",
        rf"(?<!\d)(?P<begins>01|04|07|10)-01-{YEAR}(?!\d)",
        r"cci(?:pra|oph)-v(?P<version>\d\d)(?P<release>[0-3])r",
    )
)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter; `number` is 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after it."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def previous(self) -> Quarter:
        """The quarter before it."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read "2026Q1". Raises ValueError with a sentence."""
        found = re.fullmatch(r"((?:19|20)\d\d)[ -]?Q([1-4])", text.strip(), re.IGNORECASE | re.ASCII)
        if not found:
            raise ValueError(f"{text!r} is no quarter; write 2026Q1")
        return cls(int(found[1]), int(found[2]))


def quarters_in(text: str) -> frozenset[Quarter]:
    """The quarters that words name: a release month with its year, a first day, a version of the edits."""
    return frozenset(_found(text))


def _found(text: str) -> Iterator[Quarter]:
    for pattern in SAYS_A_QUARTER:
        for match in pattern.finditer(text):
            yield _quarter(match.groupdict())


def _quarter(said: dict[str, str]) -> Quarter:
    if "version" in said:
        return Quarter(NCCI_BEGAN + int(said["version"]), int(said["release"]) + 1)
    year = int(said["year"]) if "year" in said else 2000 + int(said["short"])
    if "number" in said:
        return Quarter(year, int(said["number"]))
    if "letter" in said:
        return Quarter(year, "abcd".index(said["letter"].lower()) + 1)
    if "begins" in said:
        return Quarter(year, (int(said["begins"]) + 2) // 3)
    return Quarter(year, MONTHS[said["month"][:3].lower()])
