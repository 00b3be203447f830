"""YAML read as text: every scalar stays as it is written, and every value remembers its line.

A plain YAML reader turns 10:30 into 630, 01234 into 668 and the key `on` into True, and of two equal keys the second
wins in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from plugin.rules.errors import BadCard

Value = str | list["Value"] | dict[str, "Value"]
Place = tuple[str | int, ...]
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # ten times faster where PyYAML was built with libyaml


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a file, and the line of each of its parts by place, such as ("versions", 0, "from")."""

    path: Path
    value: Value
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a part; of the nearest part around it where the part itself is missing."""
        for length in range(len(place), -1, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return 1


def read_document(path: Path) -> Document:
    """Read one YAML file. Raises BadCard for broken YAML, an equal key, an alias, or a key that is no single value."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except UnicodeDecodeError:
        raise BadCard(path, 1, "the file is not UTF-8 text") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadCard(path, line, f"not YAML: {error.problem or error.context}") from None
    if root is None:
        raise BadCard(path, 1, "the file is empty")
    reading = _Reading(path)
    return Document(path, reading.value(root, ()), reading.lines)


class _Reading:
    """One walk over the nodes of a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Place, int] = {}
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Value:
        self.lines.setdefault(place, _line(node))
        if id(node) in self._seen:
            raise BadCard(self.path, self.lines[place], "an alias (*name) stands for another part; write the part out")
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*place, index)) for index, item in enumerate(node.value)]
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise BadCard(self.path, _line(key), "a key must be a single word")
            if key.value in found:
                raise BadCard(self.path, _line(key), f"the key {key.value!r} stands twice")
            self.lines[(*place, key.value)] = _line(key)
            found[key.value] = self.value(item, (*place, key.value))
        return found


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
