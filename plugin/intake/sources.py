"""One resource as a source of facts, and the references of the resources beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.intake.fhir_json import Resource, elements, identity, relative, version, word

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A resource that facts are taken from."""

    about: str
    version: str

    @classmethod
    def of(cls, resource: Resource) -> Source:
        """The source that a resource is."""
        return cls(identity(resource), version(resource))

    def evidence(self, element: str, shown: str = "") -> Evidence:
        """Evidence of one of its elements."""
        return Evidence(self.about, element, self.version, shown)

    def fact(self, value: T, element: str, shown: str = "", strength: Strength = Strength.CHARTED) -> Fact[T]:
        """A fact from one of its elements."""
        return Fact(value, self.evidence(element, shown), strength)


class Shelf:
    """The resources of a visit by reference."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._found: Mapping[str, Resource] = {identity(resource): resource for resource in resources}

    def of(self, kind: str) -> tuple[Resource, ...]:
        """The resources of one type, in the order of their ids."""
        return tuple(r for r in self._found.values() if r["resourceType"] == kind)

    def get(self, text: str, holder: Resource | None = None) -> Resource | None:
        """The resource of a reference; `holder` is where "#id" looks among the contained ones."""
        if text.startswith("#"):
            inside = elements(holder or {}, "contained")
            return next((c for c in inside if word(c, "id") == text[1:]), None)
        return self._found.get(relative(text))
