"""What came in with an answer form, tidied: "1405" is 14:05, and a bare number takes the unit shown beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LONGEST = 500
CLOCK = re.compile(r"(\d{1,2})[:.]?(\d{2})")
NUMBER = re.compile(r"[\d.,]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer as the form gave it. `as_typed` and `beside` are put back into their fields when it cannot be used."""

    kind: str
    about: str
    choice: str
    value: str
    as_typed: str
    beside: str = ""


def typed_answer(form: Mapping[str, str]) -> Typed:
    """The answer of a submitted form."""
    choice, raw = form.get("choice", ""), form.get("value", "").strip()[:LONGEST]
    choice, chosen, which = choice.partition(":")  # one button for each of several, such as coverages
    raw = which[:LONGEST] if chosen else raw
    beside = form.get("beside", "").strip()[:LONGEST] if raw else ""
    value = ", ".join(part for part in (_tidy(choice, raw, form.get("unit", "")), beside) if part)
    return Typed(form.get("kind", ""), form.get("about", ""), choice, value, raw, form.get("beside", "")[:LONGEST])


def _tidy(choice: str, raw: str, unit: str) -> str:
    if choice == "time" and (parts := CLOCK.fullmatch(raw)):
        return f"{int(parts[1]):02d}:{parts[2]}"
    if choice == "amount" and unit and NUMBER.fullmatch(raw):
        return f"{raw} {unit}"
    return raw
