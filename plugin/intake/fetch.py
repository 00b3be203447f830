"""Reading one visit from an EHR: the encounter, its searches side by side, then what these point to.

A search or read that fails is listed as unread in the words of its error, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, cast

from plugin.chart.chart import Unread
from plugin.intake.addresses import base_of_references, own_references
from plugin.intake.fhir_json import PLAIN_ID, Resource, element, identity, is_named, relative, word
from plugin.intake.links import links
from plugin.intake.patients import of_one_patient
from plugin.intake.records import Records, judged, withheld
from plugin.intake.searches import Parameters, Search, first_searches, optional_searches, second_searches
from plugin.intake.site import Site

POINTED_TO = frozenset(
    {"Medication", "MedicationRequest", "Practitioner", "ServiceRequest", "Condition", "ClaimResponse", "Claim"}
)
ROUNDS = 3


class Answer(Protocol):
    """What a search found, and what the server said beside it."""

    @property
    def resources(self) -> Sequence[Resource]:
        """All pages' resources."""

    @property
    def outcomes(self) -> Sequence[Resource]:
        """Its OperationOutcomes, where Epic says that something was withheld."""


class Client(Protocol):
    """A FHIR server as one launch may read it. Its errors are Exceptions with `sentence` and `kept_back`."""

    def read(self, reference: str, /) -> dict[str, Any]:
        """One resource by its reference."""

    def search(self, resource_type: str, parameters: Parameters, /) -> Answer:
        """All pages of a search."""

    def gather(self, calls: Iterable[Callable[[], Any]], /) -> Sequence[Any]:
        """Run calls side by side, at most four at once; for each its result, or the error it ended with."""


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

    def take(self, about: str, answer: object) -> None:
        """What a read of `about` or a search for it gave: a resource, an Answer, or the error in its place."""
        if isinstance(answer, Exception):
            self.failed.add(about)
            self.unread.append(Unread(about, _in_words(answer), getattr(answer, "kept_back", False)))
        elif isinstance(answer, Mapping):
            self.add_asked_for(about, dict(answer))
        else:
            found = cast("Answer", answer)
            self.add(found.resources)
            self.unread += [lack for outcome in found.outcomes for lack in withheld(outcome, about)]

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

    def own(self) -> list[Resource]:
        """All resources with the references below `base` shortened; without one, below what all references share."""
        base = self.base or base_of_references(self.resources.values())
        return [own_references(r, base) for r in self.resources.values()]

    def pointed_to(self) -> set[str]:
        """References to what a chart needs and was not read yet."""
        read = {about for about, _ in self.resources}
        named = (relative(word(link, "reference")) for r in self.own() for link in links(r))
        return {link for link in named if link.partition("/")[0] in POINTED_TO and link not in read}


def read_visit(
    client: Client, patient: str, encounter: str, site: Site, base: str = "", also: Container[str] = ()
) -> Records:
    """The records of one visit. `patient` and `encounter` are references ("Patient/p1", "Encounter/e1").

    `base` is the address of the FHIR server (its iss): an absolute reference that is not below it is foreign. `also`
    are the types the launch asked to search beside those of every EHR.
    Never raises for what the EHR refuses or lacks; a failure of the encounter itself is listed as any other.
    """
    found = Found(base.rstrip("/"))
    who, visit = patient.removeprefix("Patient/"), encounter.removeprefix("Encounter/")
    first = (*first_searches(site.vendor, who, visit), *optional_searches(who, also))
    _round(client, (encounter, patient), first, found)
    further = second_searches(site.vendor, who, found.get(encounter), found.asked_for)
    tried = {encounter, patient}
    for _ in range(ROUNDS):
        missing = sorted(r for r in found.pointed_to() if r not in tried)
        if not missing and not further:
            break
        tried.update(missing)
        _round(client, missing, further, found)
        further = ()
    resources, refused = judged(found.own())
    unread = (*found.unread, *refused)
    return Records(setting=site.setting, resources=resources, unread=unread, patient=patient, encounter=encounter)


def read_so_far(
    came: Iterable[tuple[str, object]], patient: str, encounter: str, site: Site, base: str = ""
) -> Records:
    """The records of what has come of a visit while the rest is still read: to be looked at, and never to be coded.

    `came` are references and types with what each gave.
    """
    found = Found(base.rstrip("/"))
    for about, answer in came:
        found.take(about, answer)
    resources, refused = judged(found.own())
    unread = (*found.unread, *refused)
    return Records(setting=site.setting, resources=resources, unread=unread, patient=patient, encounter=encounter)


def visits_of_day(
    client: Client, patient: str, day: str, base: str = ""
) -> tuple[tuple[Resource, ...], tuple[Unread, ...]]:
    """The Encounters of a patient ("Patient/p1") on a day ("2026-03-04"), for a launch that names none.

    A person picks one, so what a server sends of another patient, whoever was asked for, is unread and not shown.
    """
    found = Found(base.rstrip("/"))
    _round(client, (), (Search("Encounter", {"patient": patient.removeprefix("Patient/"), "date": day}),), found)
    resources, refused = judged(found.own())
    records = of_one_patient(Records(resources=resources, unread=(*found.unread, *refused), patient=patient))
    return records.of("Encounter"), records.unread


def _round(client: Client, references: Sequence[str], wanted: Sequence[Search], found: Found) -> None:
    """Reads and searches side by side; what fails is unread under its reference or its type."""
    reads = [partial(client.read, reference) for reference in references]
    answers = client.gather([*reads, *(partial(client.search, search.type, search.parameters) for search in wanted)])
    for about, answer in zip((*references, *(search.type for search in wanted)), answers, strict=True):
        found.take(about, answer)


def _in_words(problem: Exception) -> str:
    """The sentence of an error; one that has none is not shown, since it could hold anything."""
    return str(getattr(problem, "sentence", "")) or "The EHR did not answer as expected."
