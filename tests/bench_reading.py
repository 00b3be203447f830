"""How fast a launch is read, measured through a proxy that delays and counts what is asked of the FHIR server."""

from __future__ import annotations

import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from plugin.workflow import visit
from tests.faults.clinic import FACILITY, FaultyClinic, faulty_clinic
from tests.faults.faults import bundle_of, changed
from tests.faults.proxy import FHIR_JSON, Answer, Exchange, Fault
from tests.faults.visited import STORY

DELAY = 0.3
AT_ONCE = 4  # requests of one launch
BUDGET = 1.3
ROWS, PAGE = 3_000, 100
LAUNCHES = 25
WAITED_FOR = 600  # seconds for the whole chart: no part of it is to be measured for the whole
REFERENCE = re.compile(rb'"reference":\s*"(?:[^"]*/)?([A-Z][A-Za-z]+/[A-Za-z0-9.-]+)"')


def reading() -> None:
    """All three measures."""
    with _clinic() as clinic:
        with_slow_answers(clinic)
        many_administrations(clinic)
        many_launches(clinic)


@contextmanager
def _clinic() -> Iterator[FaultyClinic]:
    whole_at_once = visit.FIRST_LOOK
    visit.FIRST_LOOK = WAITED_FOR
    try:
        with tempfile.TemporaryDirectory() as folder, faulty_clinic(Path(folder)) as clinic:
            _warm(clinic)
            yield clinic
    finally:
        visit.FIRST_LOOK = whole_at_once


def _warm(clinic: FaultyClinic) -> None:
    """The first visit of a day of service reads the tables of that day: no matter of the EHR."""
    for path in FACILITY:
        browser = clinic.browser()
        browser.get(f"{browser.open_chart(path.parent.name)}/chart")


def with_slow_answers(clinic: FaultyClinic) -> None:
    """Wall time of the first reading of a launch, each FHIR answer delayed, beside what could not be faster."""
    for story in (path.parent.name for path in FACILITY):
        clinic.proxy.clear()
        browser = clinic.browser()
        address = f"{browser.open_chart(story)}/chart"
        levels = _Levels()
        clinic.proxy.before, clinic.proxy.answered = (lambda: time.sleep(DELAY)), levels.note
        start = time.perf_counter()
        browser.get(address)
        took = time.perf_counter() - start
        clinic.proxy.before, clinic.proxy.answered = (lambda: None), (lambda *_: None)
        asked = tuple(clinic.proxy.asked)
        least = max(levels.longest, levels.together / AT_ONCE)
        twice = ", ".join(what for what, times in Counter(asked).items() if times > 1) or "none"
        sys.stdout.write(
            f"launch of {story}, answers {DELAY * 1000:.0f} ms late: {len(asked)} requests of "
            f"{levels.together / len(asked) * 1000:.0f} ms, longest chain {levels.longest:.2f} s, all by four "
            f"{levels.together / AT_ONCE:.2f} s; chart in {took:.2f} s, {took / least:.2f} times (budget {BUDGET}); "
            f"asked twice: {twice}\n"
        )
        if story == STORY:
            sys.stdout.writelines(f"    {what}\n" for what in asked)


class _Levels:
    """The longest chain of requests of which each needed an answer before, in seconds: a read of what one named.

    What the launch named itself is at the beginning of a chain, and so is every search by patient or visit.
    """

    def __init__(self) -> None:
        self._named: dict[str, float] = {}
        self.longest = self.together = 0.0

    def note(self, place: str, body: bytes, took: float) -> None:
        """One answer, and how long it took."""
        until = self._named.get(place, 0.0) + took
        self.longest, self.together = max(self.longest, until), self.together + took
        for name in {found.decode() for found in REFERENCE.findall(body)}:
            self._named[name] = min(until, self._named.get(name, until))


def many_administrations(clinic: FaultyClinic) -> None:
    """A server that knows no search by visit: thousands of rows, ten of them of this one, whole and in pages."""
    for what, fault in (("in one answer", changed(_history)), (f"in pages of {PAGE}", _in_pages())):
        clinic.proxy.clear()
        clinic.proxy.spoil("MedicationAdministration", fault)
        browser = clinic.browser()
        address = f"{browser.open_chart(STORY)}/chart"
        start = time.perf_counter()
        shown = browser.get(address)
        took = time.perf_counter() - start
        sys.stdout.write(
            f"{ROWS:,} administrations {what}: {took:.1f} s to the page "
            f"({shown.status_code}, {len(shown.content) / 1024:,.0f} KiB)\n"
        )


def _history(_: Exchange, bundle: dict[str, Any]) -> None:
    """The rows of this visit, and the same again in three hundred earlier ones."""
    own = [entry["resource"] for entry in bundle["entry"]]
    further = [_earlier(row, number) for number, row in enumerate(islice(cycle(own), ROWS - len(own)), 1)]
    bundle["entry"] = [{"resource": row, "search": {"mode": "match"}} for row in (*own, *further)]


def _earlier(row: dict[str, Any], number: int) -> dict[str, Any]:
    days, visit_of_row = timedelta(days=-number), {"reference": f"Encounter/earlier-{number % 300}"}
    moved: dict[str, Any] = json.loads(json.dumps(row)) | {"id": f"{row['id']}-{number}", "context": visit_of_row}
    for holder in (moved, moved.get("effectivePeriod", {})):
        for name in ("effectiveDateTime", "start", "end"):
            if name in holder:
                holder[name] = (datetime.fromisoformat(holder[name]) + days).isoformat()
    return moved


def _in_pages() -> Fault:
    pages: list[list[dict[str, Any]]] = []

    def page(exchange: Exchange) -> None:
        number = int(exchange.query.partition("page=")[2] or 0)
        if not number:
            bundle = bundle_of(exchange)
            _history(exchange, bundle)
            pages[:] = [bundle["entry"][at : at + PAGE] for at in range(0, ROWS, PAGE)]
        following = f"{exchange.base}/{exchange.place}?page={number + 1}"
        links = [{"relation": "next", "url": following}] if number + 1 < len(pages) else []
        answer = {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": pages[number]}
        exchange.send(Answer(200, json.dumps(answer).encode(), {"Content-Type": FHIR_JSON}))

    return page


def many_launches(clinic: FaultyClinic) -> None:
    """As many people opening a chart at once, app, EHR and FHIR server all on this machine."""
    clinic.proxy.clear()
    stories = list(islice(cycle(path.parent.name for path in FACILITY), LAUNCHES))

    def one(story: str) -> tuple[float, float, int]:
        start = time.perf_counter()
        browser = clinic.browser()
        page = browser.open_chart(story)
        signed_in = time.perf_counter() - start
        shown = browser.get(f"{page}/chart")
        return signed_in, time.perf_counter() - start, shown.status_code

    start = time.perf_counter()
    with ThreadPoolExecutor(LAUNCHES) as pool:
        took = list(pool.map(one, stories))
    wall = time.perf_counter() - start
    signed_in, whole = (statistics.median(each[part] for each in took) for part in (0, 1))
    longest, failed = max(each for _, each, _ in took), sum(status != 200 for _, _, status in took)
    sys.stdout.write(
        f"{LAUNCHES} launches at once, EHR and FHIR server on the same cores: {wall:.1f} s for all; signed in after "
        f"{signed_in:.1f} s and the whole page after {whole:.1f} s (medians), at most {longest:.1f} s; "
        f"{len(clinic.proxy.asked)} FHIR requests, {failed} failed\n"
    )


if __name__ == "__main__":
    reading()
