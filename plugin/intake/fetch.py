"""Reading one visit from an EHR: the encounter, its searches side by side, then what these point to.

A search or read that fails is listed as unread in the words of its error, and the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from functools import partial
from threading import Lock
from typing import Any, Protocol

from plugin.chart.chart import Unread
from plugin.intake.fhir_json import Resource
from plugin.intake.found import Answer, Found
from plugin.intake.patients import of_one_patient
from plugin.intake.quirks import Parameters
from plugin.intake.records import Records, judged
from plugin.intake.searches import Search, at_site, first_searches, optional_searches, second_searches
from plugin.intake.site import Site

ORDERS = frozenset({"MedicationRequest"})  # by the time of the visit, at some vendors
NONE: frozenset[str] = frozenset()
ROUNDS = 3
Later = Callable[[frozenset[str]], Sequence[Search]]


class Client(Protocol):
    """A FHIR server as one launch may read it. Its errors are Exceptions with `sentence` and `kept_back`."""

    def read(self, reference: str, /) -> dict[str, Any]:
        """One resource by its reference."""

    def search(self, resource_type: str, parameters: Parameters, /) -> Answer:
        """All pages of a search."""

    def gather(self, calls: Iterable[Callable[[], Any]], /) -> Sequence[Any]:
        """Run calls side by side, at most four at once; for each its result, or the error it ended with."""


class Reading:
    """Asks one server for what makes up a visit, and keeps it in `found`. No reference is read twice.

    What an answer points to is asked for as soon as it is there, unless a search that is to come may bring it; and so
    is each search of `later`, which is told the types that are still searched for and gives those that need no more.
    """

    def __init__(self, client: Client, found: Found, later: Later = lambda searched: ()) -> None:
        self._client, self._found, self._later = client, found, later
        self._begun: list[Search] = []
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
        self._begun += wanted
        calls: list[tuple[str, Callable[[], object]]] = [
            (r, partial(self._client.read, r)) for r in references if r.partition("/")[0] not in self._searched
        ]
        self._tried.update(reference for reference, _ in calls)
        self._waiting.update(references)
        self._gather([*calls, *self._searches(wanted)], ROUNDS)

    def not_begun(self) -> list[Search]:
        """What of the later searches can be asked now; nobody has to wait for them any more."""
        return [search for search in self._later(frozenset()) if search not in self._begun]

    def _searches(self, wanted: Iterable[Search]) -> list[tuple[str, Callable[[], object]]]:
        return [(search.type, partial(self._client.search, search.type, search.parameters)) for search in wanted]

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
            ready = self._ready() if rounds else []
        if following or ready:
            reads = [(r, partial(self._client.read, r)) for r in following]
            self._gather([*self._searches(ready), *reads], rounds - 1)

    def _ready(self) -> list[Search]:
        ready = [search for search in self._later(frozenset(self._searched)) if search not in self._begun]
        self._begun += ready
        return ready

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
    first = at_site(site, (*first_searches(site.vendor, who, visit), *optional_searches(who, also)))

    def later(searched: frozenset[str]) -> tuple[Search, ...]:
        settled = found.asked_for | (searched - ORDERS)
        return at_site(site, second_searches(site.vendor, who, found.get(encounter), settled))

    reading = Reading(client, found, later)
    reading.round((encounter, patient), first, ORDERS)
    further = reading.not_begun()
    for _ in range(ROUNDS):
        missing = reading.not_tried()
        if not missing and not further:
            break
        reading.round(missing, further)
        further = []
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
    client: Client, patient: str, day: str, site: Site, base: str = ""
) -> tuple[tuple[Resource, ...], tuple[Unread, ...]]:
    """The Encounters of a patient ("Patient/p1") on a day ("2026-03-04"), for a launch that names none.

    A person picks one, so what a server sends of another patient, whoever was asked for, is unread and not shown.
    """
    found = Found(base.rstrip("/"))
    whose = {"patient": patient.removeprefix("Patient/"), "date": day}
    Reading(client, found).round((), at_site(site, (Search("Encounter", whose),)))
    resources, refused = judged(found.own())
    records = of_one_patient(Records(resources=resources, unread=(*found.unread, *refused), patient=patient))
    return records.of("Encounter"), records.unread
