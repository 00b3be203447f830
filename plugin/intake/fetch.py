"""Reading one visit from an EHR: the encounter, its searches side by side, then what these point to.

A search or read that fails is listed as unread in the words of its error, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
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
ORDERS = frozenset({"MedicationRequest"})  # by the time of the visit, at some vendors
NONE: frozenset[str] = frozenset()
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


class Reading:
    """Asks one server for what makes up a visit, and keeps it in `found`. No reference is read twice.

    What an answer points to is asked for as soon as it is there, unless a search that is to come may bring it.
    """

    def __init__(self, client: Client, found: Found) -> None:
        self._client, self._found = client, found
        self._tried: set[str] = set()
        self._waiting: set[str] = set()
        self._searched: set[str] = set()
        self._lock = Lock()

    def not_tried(self) -> list[str]:
        """What is pointed to by now and nobody has asked for."""
        return sorted(self._found.pointed_to(self._found.own()) - self._tried)

    def round(self, references: Sequence[str], wanted: Sequence[Search], to_come: frozenset[str] = NONE) -> None:
        """Reads and searches side by side; what fails is unread under its reference or its type.

        `to_come` are types that are searched in a later round.
        """
        self._searched = {search.type for search in wanted} | to_come
        calls: list[tuple[str, Callable[[], object]]] = [
            (r, partial(self._client.read, r)) for r in references if r.partition("/")[0] not in self._searched
        ]
        self._tried.update(reference for reference, _ in calls)
        self._waiting.update(references)
        calls += [(search.type, partial(self._client.search, search.type, search.parameters)) for search in wanted]
        self._gather(calls, ROUNDS)

    def _gather(self, calls: Sequence[tuple[str, Callable[[], object]]], rounds: int) -> None:
        answers = self._client.gather([partial(self._followed, about, call, rounds) for about, call in calls])
        for (about, _), answer in zip(calls, answers, strict=True):
            if isinstance(answer, Exception):
                with self._lock:
                    self._found.take(about, answer)

    def _followed(self, about: str, call: Callable[[], object], rounds: int) -> None:
        answer = call()
        with self._lock:
            came = self._found.take(about, answer)
            self._searched.discard(about)
            following = self._named_by(came) if rounds else []
            self._tried.update(following)
        if following:
            self._gather([(r, partial(self._client.read, r)) for r in following], rounds - 1)

    def _named_by(self, came: list[Resource]) -> list[str]:
        """What was pointed to and can be asked for now; nothing where the address of the server is not known."""
        if not self._found.base:
            return []
        self._waiting |= self._found.pointed_to(self._found.own(came))
        self._waiting -= self._tried | {about for about, _ in self._found.resources}
        return sorted(r for r in self._waiting if r.partition("/")[0] not in self._searched)


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
    reading = Reading(client, found)
    reading.round((encounter, patient), first, ORDERS)
    further = second_searches(site.vendor, who, found.get(encounter), found.asked_for)
    for _ in range(ROUNDS):
        missing = reading.not_tried()
        if not missing and not further:
            break
        reading.round(missing, further)
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
    whose = {"patient": patient.removeprefix("Patient/"), "date": day}
    Reading(client, found).round((), (Search("Encounter", whose),))
    resources, refused = judged(found.own())
    records = of_one_patient(Records(resources=resources, unread=(*found.unread, *refused), patient=patient))
    return records.of("Encounter"), records.unread


def _in_words(problem: Exception) -> str:
    """The sentence of an error; one that has none is not shown, since it could hold anything."""
    return str(getattr(problem, "sentence", "")) or "The EHR did not answer as expected."
