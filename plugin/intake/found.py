"""What was read of a visit so far, by what was asked for; what failed is unread in the words of its error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, cast

from plugin.chart.chart import Unread
from plugin.intake.addresses import base_of_references, own_references
from plugin.intake.fhir_json import PLAIN_ID, Resource, element, identity, is_named, relative, word
from plugin.intake.links import links
from plugin.intake.records import withheld

POINTED_TO = frozenset(
    {"Medication", "MedicationRequest", "Practitioner", "ServiceRequest", "Condition", "ClaimResponse", "Claim"}
)


class Answer(Protocol):
    """What a search found, and what the server said beside it."""

    @property
    def resources(self) -> Sequence[Resource]:
        """All pages' resources."""

    @property
    def outcomes(self) -> Sequence[Resource]:
        """Its OperationOutcomes, where Epic says that something was withheld."""


@dataclass(slots=True)
class Found:
    """What was read so far. `base` is the address of the server, "" where it is not known."""

    base: str = ""
    resources: dict[tuple[str, str], Resource] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    def add(self, resources: Iterable[Resource]) -> None:
        """Keep resources, each version of each once."""
        for resource in resources:
            if is_named(resource):
                self.resources[identity(resource), word(element(resource, "meta"), "versionId")] = resource
            else:
                kind = word(resource, "resourceType")
                about = kind if PLAIN_ID.fullmatch(kind) else "resource"
                self.unread.append(Unread(about, "It came without a type or an id that FHIR R4 has."))

    def take(self, about: str, answer: object) -> list[Resource]:
        """Keep what a read of `about` or a search for it gave: a resource, an Answer, or the error in its place.

        Gives the resources that came with it.
        """
        before = set(self.resources)
        if isinstance(answer, Exception):
            self.failed.add(about)
            self.unread.append(Unread(about, _in_words(answer), getattr(answer, "kept_back", False)))
        elif isinstance(answer, Mapping):
            self.add_asked_for(about, dict(answer))
        else:
            found = cast("Answer", answer)
            self.add(found.resources)
            self.unread += [lack for outcome in found.outcomes for lack in withheld(outcome, about)]
        return [resource for key, resource in self.resources.items() if key not in before]

    def add_asked_for(self, reference: str, resource: Resource) -> None:
        """Keep what a read of a reference gave, if it is that resource and no other (another patient's, say)."""
        if identity(resource) == reference:
            self.add([resource])
        else:
            self.failed.add(reference)
            self.unread.append(Unread(reference, "The EHR answered with another resource than was asked for."))

    def get(self, reference: str) -> Resource:
        """A resource that was read, empty where it was not."""
        return next((r for (about, _), r in self.resources.items() if about == reference), {})

    @property
    def asked_for(self) -> set[str]:
        """The types of which something came or whose search failed: asking in another way would not help."""
        return {about.partition("/")[0] for about, _ in self.resources} | self.failed

    def own(self, of: Iterable[Resource] | None = None) -> list[Resource]:
        """All resources, or these, with the references below `base` shortened; without one, below what all share."""
        base = self.base or base_of_references(self.resources.values())
        return [own_references(r, base) for r in (self.resources.values() if of is None else of)]

    def pointed_to(self, by: Iterable[Resource]) -> set[str]:
        """References of these resources (as `own` gives them) to what a chart needs and was not read yet."""
        read = {about for about, _ in self.resources}
        named = (relative(word(link, "reference")) for r in by for link in links(r))
        return {link for link in named if link.partition("/")[0] in POINTED_TO and link not in read}


def _in_words(problem: Exception) -> str:
    """The sentence of an error; one that has none is not shown, since it could hold anything."""
    return str(getattr(problem, "sentence", "")) or "The EHR did not answer as expected."
