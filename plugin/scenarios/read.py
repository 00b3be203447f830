"""Read a file of cases, strictly: YAML as in fixtures/scenarios, or JSON Lines with one published case a line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Never

import yaml
from pydantic import ValidationError

from plugin.rules.errors import BadCard
from plugin.rules.yaml_text import Document, read_document
from plugin.scenarios.errors import BadScenario
from plugin.scenarios.json_lines import PublishedLine
from plugin.scenarios.scenario import Scenario

YAML_NAMES = frozenset({".yaml", ".yml"})


def read_scenarios(path: Path) -> tuple[Scenario, ...]:
    """The cases of one file, in order: YAML where its name says so, else JSON Lines.

    Raises BadScenario with file and line for the first thing that cannot be used, OSError for a file not there.
    """
    numbered = _from_yaml(path) if path.suffix.lower() in YAML_NAMES else _from_json_lines(path)
    if not numbered:
        raise BadScenario(path, 1, "it holds no cases")
    lines: dict[str, int] = {}
    for line, case in numbered:
        if case.id in lines:
            raise BadScenario(path, line, f"the id {case.id!r} stands already in line {lines[case.id]}")
        lines[case.id] = line
    return tuple(case for _, case in numbered)


def _from_yaml(path: Path) -> list[tuple[int, Scenario]]:
    document = _document(path)
    if not isinstance(document.value, list):
        raise BadScenario(path, 1, "write the cases as a list, each beginning with `- id:`")
    found = []
    for number, value in enumerate(document.value):
        try:
            found.append((document.line((number,)), Scenario.model_validate(value)))
        except ValidationError as error:
            place, what = _first_problem(error)
            raise BadScenario(path, document.line((number, *place)), f"{_name(value)}{what}") from None
    return found


def _document(path: Path) -> Document:
    try:
        return read_document(path)
    except BadCard as error:
        what = str(error.sentence).removeprefix(f"{path}, line {error.line}: ").removesuffix(".")
        raise BadScenario(path, error.line, what) from None
    except yaml.YAMLError:
        raise BadScenario(path, 1, "not YAML: it holds a character that no text has") from None
    except RecursionError:
        raise BadScenario(path, 1, "it is nested beyond all reason") from None


def _from_json_lines(path: Path) -> list[tuple[int, Scenario]]:
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise BadScenario(path, 1, "the file is not UTF-8 text") from None
    # JSON may hold line separators inside its strings that str.splitlines() would cut at.
    return [(n, _published(path, n, line)) for n, line in enumerate(text.split("\n"), 1) if line.strip()]


def _published(path: Path, number: int, line: str) -> Scenario:
    try:
        value = json.loads(line, parse_float=str, parse_int=str, parse_constant=_no_number, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise BadScenario(path, number, f"not JSON ({error.msg.lower()}, column {error.colno})") from None
    except _TwoReadings as error:
        raise BadScenario(path, number, str(error)) from None
    except RecursionError:
        raise BadScenario(path, number, "it is nested beyond all reason") from None
    try:
        return PublishedLine.model_validate(value).scenario()
    except ValidationError as error:
        raise BadScenario(path, number, f"{_name(value)}{_first_problem(error)[1]}") from None


class _TwoReadings(ValueError):
    """JSON in which two readers would not see the same."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _TwoReadings(f"the key {key!r} stands twice")
        found[key] = value
    return found


def _no_number(name: str) -> Never:
    raise _TwoReadings(f"{name} is no JSON number")


def _name(value: object) -> str:
    """Which case it is, where it says so."""
    name = value.get("id") if isinstance(value, dict) else None
    return f"case {name}: " if isinstance(name, str) else ""


def _first_problem(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    """Where the first thing is that the form refuses, and what it is; a misspelt key before the one it stands for."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    first = next((each for each in found if each["type"] == "extra_forbidden"), found[0])
    place = first["loc"]
    match first["type"]:
        case "extra_forbidden":
            return place, f"unknown key {str(place[-1])!r}"
        case "missing":
            return place, f"{str(place[-1])!r} is missing"
        case "model_type" | "dict_type":
            return place, f"{_words(place)}write it as keys with values"
        case _:
            return place, f"{_words(place)}{first['msg'].removeprefix('Value error, ')}"


def _words(place: Iterable[str | int]) -> str:
    """A place as people count: "given 2, start: "."""
    words = ""
    for part in place:
        words += f" {part + 1}" if isinstance(part, int) else f", {part}" if words else str(part)
    return f"{words.strip()}: " if words else ""
