"""The numbers, codes and lists of a card in words a coder reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plugin.rules.headings import PAYERS
from plugin.rules.parameter_names import BEGINNINGS, IN_WORDS, MINUTES, NAMES, WORDS
from plugin.rules.schema import Value

CODE = re.compile(r"\b(?:\d{5}(?:-\d{5})?|[A-Z]\d{4})\b")
PAYER_WORDS: Mapping[str, str] = {str(payer): words for payer, words in PAYERS.items()}
PLACE = re.compile(r"\{(\w+)\}")
BRACKETED = r"[\1]"


@dataclass(frozen=True, slots=True)
class Setting:
    """One parameter of a rule: what it is called and its value, both in words."""

    name: str
    value: str


def in_words(rule_id: str, parameters: Mapping[str, Value]) -> tuple[Setting, ...]:
    """The parameters of a version, in the order of its card."""
    return tuple(Setting(name_of(rule_id, name), _value(name, value)) for name, value in parameters.items())


def name_of(rule_id: str, parameter: str) -> str:
    """What a parameter is called; its own name with blanks where nobody has given it one."""
    plain = parameter.replace("_", " ")
    return NAMES.get(f"{rule_id}.{parameter}") or NAMES.get(parameter) or plain[:1].upper() + plain[1:]


def codes_in(value: Value) -> frozenset[str]:
    """The procedure and drug codes that a parameter holds, and its ranges of codes such as 71551-71555."""
    if isinstance(value, str):
        return frozenset(CODE.findall(value))
    return frozenset(code for part in _parts(value) for code in CODE.findall(part))


def _parts(value: tuple[str, ...] | dict[str, str]) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else tuple(value.values())


def _value(name: str, value: Value) -> str:
    if isinstance(value, str):
        return _single(name, value)
    if isinstance(value, tuple):
        listed = ", ".join(_single(name, each) for each in value)
        return f"all that begin with {listed}" if name in BEGINNINGS else listed
    return "; ".join(f"{WORDS.get(key, _blanks(key))} {PLACE.sub(BRACKETED, each)}" for key, each in value.items())


def _blanks(key: str) -> str:
    return key.replace("_", " ")


def _single(name: str, text: str) -> str:
    if name in MINUTES:
        return f"{text} minutes"
    if name == "payers":
        return PAYER_WORDS.get(text, text)
    if name in IN_WORDS or name == "order":
        return WORDS.get(text, text.replace("_", " "))
    return PLACE.sub(BRACKETED, text)
