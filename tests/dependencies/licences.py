"""The licence of each dependency, as its metadata says, against those that are allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

import yaml

UNKNOWN = ""


@dataclass(frozen=True)
class Licences:
    """licences.yaml."""

    production: frozenset[str]
    tools: frozenset[str]
    words: Mapping[str, str]
    files: Mapping[str, str]

    @classmethod
    def read(cls) -> Licences:
        """The list that is in the repository."""
        said = yaml.safe_load(Path(__file__).with_name("licences.yaml").read_text("utf-8"))
        return cls(frozenset(said["production"]), frozenset(said["tools"]), said["words"], said["files"])

    def of(self, name: str, found: Distribution) -> str:
        """The SPDX expression of a distribution: its own, else what its words stand for, else its licence file.

        Classifiers that name several licences count as all of them at once. UNKNOWN where nothing says it.
        """
        metadata = found.metadata
        if name in self.files:
            return self.files[name]
        if stated := metadata.get("License-Expression"):
            return str(stated)
        plain = str(metadata.get("License") or "").strip()
        if word := self.words.get(plain) or (plain if plain in self.production else ""):
            return word
        classified = [
            c.rpartition(" :: ")[2] for c in metadata.get_all("Classifier") or () if c.startswith("License :: ")
        ]
        known = {self.words.get(each, UNKNOWN) for each in classified} or {UNKNOWN}
        return UNKNOWN if UNKNOWN in known else " AND ".join(sorted(known))

    def allows(self, expression: str, *, in_production: bool) -> bool:
        """Whether one of its alternatives is allowed in all its parts."""
        allowed = self.production if in_production else self.production | self.tools
        return any(set(each.split(" AND ")) <= allowed for each in expression.split(" OR "))


def faults_of_licences(
    listed: Licences, found: Mapping[str, Distribution], production: frozenset[str]
) -> Iterator[str]:
    """Each dependency whose licence nobody has allowed, or that names none."""
    for name, each in sorted(found.items()):
        expression = listed.of(name, each)
        if not expression:
            yield f"{name}: its metadata names no licence that licences.yaml knows"
        elif not listed.allows(expression, in_production=name in production):
            yield f"{name}: {expression} is not allowed {'in production' if name in production else 'even in a tool'}"
