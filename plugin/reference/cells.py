"""Single values as official files write them. Each reader raises Unreadable with words for the report."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

CODE = re.compile(r"[0-9A-Z]\d{3}[0-9A-Z]", re.ASCII)
LEVEL_TWO = re.compile(r"[A-CE-V]\d{4}", re.ASCII)
NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,12})?|\.\d{1,12}", re.ASCII)
NDC = re.compile(r"(\d{5})-(\d{4})-(\d{2})", re.ASCII)
LONGEST_WORD = 16
NO_AMOUNT = frozenset({"", ".", "N/A", "NA"})


class Unreadable(ValueError):
    """A value that cannot be what its column holds. `fault` is the same for all such values, `detail` is this one."""

    def __init__(self, fault: str, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault, self.detail = fault, detail


def tidy(text: str) -> str:
    """The text with single blanks and no control characters."""
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(text.split())


def is_code(text: str) -> bool:
    """Whether the text has the form of a HCPCS or CPT code."""
    return CODE.fullmatch(text) is not None


def word(text: str, column: str) -> str:
    """A short mark, such as an indicator or a modifier."""
    short = tidy(text)
    if len(short) > LONGEST_WORD:
        raise Unreadable(f"{column} is too long", repr(short))
    return short


def amount(text: str, column: str) -> Decimal:
    """A number that is not negative: plain, or as money with dollar sign and thousands commas."""
    plain = text.strip().removeprefix("$").replace(",", "").strip()
    if not NUMBER.fullmatch(plain):
        raise Unreadable(f"{column} is no number", repr(text))
    return Decimal(plain)


def above_zero(text: str, column: str) -> Decimal:
    """A number above zero."""
    number = amount(text, column)
    if number == 0:
        raise Unreadable(f"{column} is zero", repr(text))
    return number


def maybe_amount(text: str, column: str) -> Decimal | None:
    """A number, or None where the publisher writes that there is none."""
    return None if text.strip().upper() in NO_AMOUNT else amount(text, column)


def percentage(text: str, column: str) -> Decimal | None:
    """A number of per cent, with or without its sign, or None."""
    return maybe_amount(text.strip().removesuffix("%"), column)


def whole(text: str, column: str) -> int:
    """A whole number of at most five digits."""
    if not re.fullmatch(r"\d{1,5}", text.strip(), re.ASCII):
        raise Unreadable(f"{column} is no whole number", repr(text))
    return int(text)


def one_of(text: str, allowed: str, column: str) -> int:
    """A digit, alone or in front of its meaning ("3 Date of Service Edit: Clinical")."""
    digit = text.strip()[:1]
    if digit not in allowed or not digit or not re.fullmatch(r"\d\b.*", text.strip(), re.ASCII):
        raise Unreadable(f"{column} is none of {', '.join(allowed)}", repr(text))
    return int(digit)


def day(text: str, column: str) -> date | None:
    """A day written 20260131, 2026031 (day of the year) or 2026-01-31; None where there is none ("" or "*")."""
    plain = text.strip()
    if plain in ("", "*"):
        return None
    try:
        if re.fullmatch(r"\d{7}", plain, re.ASCII):
            return _day_of_year(int(plain[:4]), int(plain[4:]))
        if not re.fullmatch(r"\d{8}|\d{4}-\d\d-\d\d", plain, re.ASCII):
            raise ValueError(plain)
        return date.fromisoformat(plain)
    except (ValueError, OverflowError):
        raise Unreadable(f"{column} is no day", repr(text)) from None


def ndc_digits(text: str) -> str:
    """The eleven digits of an NDC written 5-4-2 (R-DRG-12). Ten digits cannot be normalised without the FDA's list."""
    found = NDC.fullmatch(text.strip())
    if found:
        return "".join(found.groups())
    if re.fullmatch(r"\d{11}", text.strip(), re.ASCII):
        return text.strip()
    raise Unreadable("no NDC of eleven digits", repr(text))


def _day_of_year(year: int, number: int) -> date:
    found = date(year, 1, 1) + timedelta(days=number - 1)
    if found.year != year:
        raise ValueError(number)
    return found
