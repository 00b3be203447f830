"""Single values of a site's own lists. Each reader raises cells.Unreadable with words that name the column alone."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from plugin.chart.npi import is_npi
from plugin.engine.charted_diagnoses import dotted
from plugin.reference.cells import CODE, NUMBER, Unreadable, ndc_digits
from plugin.reference.kind import Cells

US_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
ICD_10_CM = re.compile(r"[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?", re.ASCII)
BETWEEN = re.compile(r"[;,|\s]+")
NPI = re.compile(r"[12]\d{9}", re.ASCII)


def day_in(cells: Cells, column: str) -> date | None:
    """A day written 2026-01-31, 20260131 or 1/31/2026; None for an empty cell."""
    said = cells.get(column, "")
    american = US_DAY.fullmatch(said)
    try:
        if american:
            month, day, year = map(int, american.groups())
            return date(year, month, day)
        if said and not re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", said, re.ASCII):
            raise ValueError(said)
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Unreadable(f"{column} is no day", repr(said)) from None


def needed_day(cells: Cells, column: str) -> date:
    """A day that has to be there."""
    found = day_in(cells, column)
    if found is None:
        raise Unreadable(f"{column} is empty", "")
    return found


def in_order(first: date, last: date | None, names: str) -> None:
    """Raises Unreadable where the end lies before the beginning."""
    if last and last < first:
        raise Unreadable(f"{names}: the end lies before the beginning", f"{first} to {last}")


def text_in(cells: Cells, column: str, longest: int) -> str:
    """A text that has to be there, of at most `longest` characters."""
    said = cells.get(column, "")
    if not said or len(said) > longest:
        raise Unreadable(f"{column} is {'too long' if said else 'empty'}", repr(said))
    return said


def number_in(cells: Cells, column: str) -> Decimal | None:
    """A number that is not negative, with thousands commas or without; None for an empty cell."""
    said = cells.get(column, "")
    plain = said.removeprefix("$").strip()
    plain = plain.replace(",", "") if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?", plain, re.ASCII) else plain
    if said and not NUMBER.fullmatch(plain):
        raise Unreadable(f"{column} is no number", repr(said))
    return Decimal(plain) if said else None


def whole_in(cells: Cells, column: str) -> int | None:
    """A whole number; None for an empty cell."""
    found = number_in(cells, column)
    if found is not None and found != int(found):
        raise Unreadable(f"{column} is no whole number", str(found))
    return None if found is None else int(found)


def code_in(cells: Cells, column: str) -> str:
    """A HCPCS or CPT code, or "" for an empty cell."""
    said = cells.get(column, "").upper()
    if said and not CODE.fullmatch(said):
        raise Unreadable(f"{column} is no code", repr(said))
    return said


def ndc_in(cells: Cells, column: str) -> str:
    """The eleven digits of an NDC, or "" for an empty cell."""
    said = cells.get(column, "")
    try:
        return ndc_digits(said) if said else ""
    except Unreadable:
        raise Unreadable(f"{column} is no NDC of eleven digits", repr(said)) from None


def diagnoses_in(cells: Cells, column: str) -> tuple[str, ...]:
    """ICD-10-CM codes or their beginnings, with dots, by comma, semicolon or blank."""
    words = [word.upper() for word in BETWEEN.split(cells.get(column, "")) if word]
    wrong = next((word for word in words if not ICD_10_CM.fullmatch(word)), None)
    if wrong:
        raise Unreadable(f"{column} is no ICD-10-CM code", repr(wrong))
    return tuple(dict.fromkeys(map(dotted, words)))


def places_in(cells: Cells, column: str) -> tuple[str, ...]:
    """Place of service codes of two digits."""
    words = [word for word in BETWEEN.split(cells.get(column, "")) if word]
    wrong = next((word for word in words if not re.fullmatch(r"\d\d", word, re.ASCII)), None)
    if wrong:
        raise Unreadable(f"{column} is no place of service code", repr(wrong))
    return tuple(dict.fromkeys(words))


def npi_in(cells: Cells, column: str) -> str:
    """An NPI whose check digit is right, or "" for an empty cell."""
    said = cells.get(column, "")
    if said and not (NPI.fullmatch(said) and is_npi(said)):
        raise Unreadable(f"{column} fails its check digit", repr(said))
    return said
