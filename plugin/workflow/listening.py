"""A FHIR client that remembers what went wrong, for the failures after which there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from threading import Lock
from typing import TypeVar

from smart_launch.answers import Answer, Resource
from smart_launch.client import FhirClient
from smart_launch.errors import SmartError
from smart_launch.fhir_errors import FhirError

Found = TypeVar("Found")
Given = TypeVar("Given", Resource, Answer)


class Listening:
    """Passes everything on to `client`. intake lists a failure as unread and goes on; that is right for a part of the
    chart, and not when the sign-in has ended or the visit itself could not be read.

    `came` grows while the chart is read, by each reference read and each type searched with what it gave. A resource
    is asked for once, whoever needs it: the person signed in may be who ordered.
    """

    def __init__(self, client: FhirClient) -> None:
        self._client = client
        self.problems: list[SmartError] = []
        self.came: list[tuple[str, Resource | Answer | SmartError]] = []
        self._asked: dict[str, Future[Resource]] = {}
        self._lock = Lock()

    def read(self, reference: str) -> Resource:
        """See FhirClient.read."""
        path = self._client.reference_path(reference)
        with self._lock:
            asked = self._asked.get(path)
            mine = self._asked[path] = asked or Future()
        if asked is not None:
            return asked.result()
        try:
            mine.set_result(self._kept(reference, lambda: self._client.read(reference)))
        except BaseException as error:
            mine.set_exception(error)
        return mine.result()

    def search(self, resource_type: str, parameters: Mapping[str, str | Sequence[str]]) -> Answer:
        """See FhirClient.search."""
        return self._kept(resource_type, lambda: self._client.search(resource_type, parameters))

    def gather(self, calls: Iterable[Callable[[], Found]]) -> list[Found | SmartError]:
        """See FhirClient.gather."""
        results = self._client.gather(calls)
        self.problems += [result for result in results if isinstance(result, SmartError)]
        return results

    def _kept(self, about: str, call: Callable[[], Given]) -> Given:
        try:
            given = call()
        except SmartError as problem:
            self.came.append((about, problem))
            raise
        self.came.append((about, given))
        return given

    def raise_if_over(self) -> None:
        """Raise what ended the sign-in, if anything did."""
        for problem in self.problems:
            if not isinstance(problem, FhirError):
                raise problem

    def raise_about(self, reference: str) -> None:
        """Raise why this could not be read, or the first thing that went wrong; nothing if nothing did."""
        about = [p for p in self.problems if isinstance(p, FhirError) and p.about == reference]
        for problem in (*about, *self.problems):
            raise problem
