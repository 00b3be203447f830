"""One table of the configuration file: each value is asked for by name and type, and what nobody asked for is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from plugin.errors import SettingsError

HEAD = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<name>[^\]]+?)\s*\]")


class Table:
    """The values of a table. Every method raises SettingsError that names the key and, where found, its line."""

    def __init__(self, values: Mapping[str, Any], path: Path, text: str, name: str = "", number: int = 0) -> None:
        self._values, self._path, self._text = values, path, text
        self._name, self._number = name, number
        self._asked: set[str] = set()

    def names(self) -> tuple[str, ...]:
        """All keys, as written."""
        return tuple(self._values)

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; without a default it has to be there."""
        value = self._get(key, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.wrong(key, "must be a text that is not empty")
        return value

    def plain(self, key: str) -> str:
        """A text, a whole number, or a list of texts joined by commas: the value of a switch."""
        value = self._get(key, None)
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return ",".join(value)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.wrong(key, "must be a text, a whole number or a list of texts")
        return str(value)

    def whole(self, key: str, default: int) -> int:
        """A whole number above zero."""
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.wrong(key, "must be a whole number above zero")
        return value

    def yes(self, key: str) -> bool:
        """true or false, false where it is not written."""
        value = self._get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "must be true or false")
        return value

    def choice(self, key: str, allowed: tuple[str, ...]) -> str:
        """One of a few words; the first is the default."""
        value = self.text(key, allowed[0])
        if value not in allowed:
            raise self.wrong(key, f"must be one of {', '.join(allowed)}")
        return value

    def words(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts."""
        value = self._get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            raise self.wrong(key, "must be a list of texts")
        return tuple(value)

    def table(self, key: str, default: Mapping[str, Any] | None = None) -> Table:
        """The table below this one."""
        value = self._get(key, default)
        if not isinstance(value, dict):
            raise self.wrong(key, "must be a table")
        return Table(value, self._path, self._text, f"{self._name}.{key}".lstrip("."), self._number)

    def tables(self, key: str) -> list[Table]:
        """The tables of an array of tables, [[key]]; none at all is an empty list."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
            raise self.wrong(key, f"must be written as [[{key}]]")
        return [Table(entry, self._path, self._text, key, number) for number, entry in enumerate(value, 1)]

    def nothing_else(self) -> None:
        """Refuse keys nobody asked for: a misspelt key must not be silence."""
        for key in self._values:
            if key not in self._asked:
                raise self.wrong(key, "is not a known key")

    def wrong(self, key: str, what: str) -> SettingsError:
        """The error for a key of this table."""
        section = f"[{self._name}] " if self._name else ""
        return SettingsError(f"{self.place(key)}: {section}{key} {what}.")

    def place(self, key: str) -> str:
        """The file, with the line of a key of this table where it can be found."""
        line = line_of(self._text, self._name, self._number, key)
        return f"{self._path}, line {line}" if line else str(self._path)

    def _get(self, key: str, default: object) -> object:
        self._asked.add(key)
        value = self._values.get(key, default)
        if value is None:
            raise self.wrong(key, "is missing")
        return value


def line_of(text: str, table: str, number: int, key: str) -> int:
    """The line on which a key stands in its table (the `number`-th entry of an array, 0 for any), else that of the
    table's head, else 0. tomllib keeps no places."""
    here, entry, head = not table, 0, 0
    for line_number, line in enumerate(text.splitlines(), 1):
        if found := HEAD.match(line):
            entry += found["open"] == "[["
            here = re.sub("[\"']", "", found["name"]) == table and number in (0, entry)
            head = line_number if here else head
        elif here and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
            return line_number
    return head
