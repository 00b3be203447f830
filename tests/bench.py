"""What the budgets say, measured: `make bench`. Prints figures and fails on none; tests are not timed."""

import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

from plugin.chart.administration import Product, ProductCode
from plugin.chart.chart import Chart
from plugin.engine.code_of_product import unit_of
from plugin.engine.identify import identify
from plugin.engine.propose import propose
from plugin.engine.rulebook import DrugTable
from plugin.engine.switches import Switches
from plugin.export.proposal_json import dumps
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from plugin.reference.kinds import KINDS
from plugin.reference.reading import opened
from plugin.rules.library import Library, load_library
from plugin.store.database import Database
from plugin.store.reference_files import Origin
from plugin.store.references import References
from tests.bench_bundles import CHEMOTHERAPY_DAY, beside_validation, of_new_patients
from tests.bench_reading import reading
from tests.engine.builders import given, library, visit
from tests.shared import SHARED
from tests.visits.stories import STORIES


def seconds_each(work: Callable[[], object], times: int) -> float:
    work()
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


OFFICIAL = {
    "asp-crosswalk": "asp_ndc_hcpcs_crosswalk_2026Q1.csv",
    "pairs-practitioner": "ncci_ptp_practitioner_2024-07-01_infusion.csv.gz",
    "icd10cm": "icd10cm_2026-04-01.csv.gz",
}


def load_official(kind: str, path: Path) -> int:
    """Load a file into a database of its own; the number of rows kept."""
    with tempfile.TemporaryDirectory() as folder, opened(KINDS[kind], path) as reading:
        database = Database(f"sqlite:///{folder}/chairside.db")
        database.bring_up_to_date()
        origin = Origin(kind, reading.part, reading.content.sha256, reading.content.name)
        done = References(database).load(origin, reading.quarter, reading.entries(), 1)
        database.close()
    return sum(file.rows for file in done.files)


def official_files() -> None:
    """Rows a second of a whole load into SQLite, then its peak of Python's memory (measured apart: it slows)."""
    for kind, name in OFFICIAL.items():
        path = SHARED / "data" / name
        if not path.exists():
            sys.stdout.write(f"{kind}: skipped, {name} is not here\n")
            continue
        start = time.perf_counter()
        rows = load_official(kind, path)
        took = time.perf_counter() - start
        tracemalloc.start()
        load_official(kind, path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        sys.stdout.write(f"{kind}: {rows:,} rows, {rows / took:,.0f} rows/s, peak {peak / 1024**2:.1f} MiB\n")


ROUND = (
    ("ondansetron", "iv_push", 0, None),
    ("dexamethasone", "iv_infusion", 5, 25),
    ("ceftriaxone", "iv_infusion", 30, 70),
    ("vancomycin", "iv_infusion", 60, 160),
    ("normal saline", "iv_infusion", 0, 170),
    ("ketorolac", "iv_push", 90, None),
)
SIZES = (1, 6, 20, 60, 600)


def stay(size: int) -> Chart:
    """A stay with so many administrations, a round of six every three hours, pushes, bags and fluid over each other."""
    rows = [(n // len(ROUND), *ROUND[n % len(ROUND)]) for n in range(size)]
    return visit(
        *(
            given(d, way, clock(r, a), clock(r, b) if b else None, order=f"r/{n}")
            for n, (r, d, way, a, b) in enumerate(rows)
        )
    )


def clock(number: int, minute: int) -> str:
    days, rest = divmod(number * 180 + minute, 1440)
    return f"D+{days} {rest // 60:02}:{rest % 60:02}"


def engine_alone() -> None:
    switches, took = Switches(), {}
    for size in SIZES:
        chart = stay(size)
        book = library().of(chart)
        took[size] = seconds_each(lambda c=chart, b=book: propose(c, b, switches), max(3, 2000 // size))
        sys.stdout.write(f"engine, {size} administrations: {took[size] * 1000:.2f} ms\n")
    sys.stdout.write(f"growth from 6 to 600: {took[600] / took[6]:.0f}-fold (100-fold is linear)\n")


def proposing_with_loaded_files(texts: list[str]) -> None:
    """Visits of one day proposed with the shipped tables and with loaded files, the first of the day apart."""
    site, switches = Site(), Switches()
    charts = [chart_from(read_bundle(text), site) for text in texts]
    day, files = date(2026, 3, 4), {**OFFICIAL, "opps-addendum-b": "opps_addendum_b_history_2021Q1-2026Q2.csv.gz"}
    if not all((SHARED / "data" / name).exists() for name in files.values()):
        sys.stdout.write("proposing with loaded files: skipped, the files are not here\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/chairside.db")
        database.bring_up_to_date()
        references = References(database)
        for kind in ("asp-crosswalk", "opps-addendum-b"):
            with opened(KINDS[kind], SHARED / "data" / files[kind]) as reading:
                origin = Origin(kind, reading.part, reading.content.sha256, reading.content.name)
                references.load(origin, reading.quarter, reading.entries(), 1)
        for name, rules in (("shipped tables", load_library()), ("loaded files", load_library(official=references))):
            start = time.perf_counter()
            rules.on(day)
            first = time.perf_counter() - start

            def visits(rules: Library = rules) -> None:
                for text, chart in zip(texts, charts, strict=True):
                    read_bundle(text)
                    dumps(propose(chart, rules.on(day, chart.setting.value, chart.payer), switches))

            each = seconds_each(visits, 20) / len(texts)
            sys.stdout.write(f"{name}: {each * 1000:.2f} ms a visit; {first * 1000:.0f} ms for the first of a day\n")
        database.close()


def looked_up(product: Product, drugs: DrugTable) -> object:
    found = identify(product, drugs)
    drug = next(d for d in found.drugs if d.group != "hydration")
    return unit_of(found, drug, drugs, hospital=True)


def lookups() -> None:
    """How long it takes to find the drug and the code of one administration, by its name alone and by its NDC."""
    book = library().of(CHEMOTHERAPY_DAY)
    for what, product in (
        ("by name", Product("PACLitaxel 6 mg/mL in sodium chloride 0.9 %")),
        ("by NDC", Product("pembrolizumab", (ProductCode("ndc", "0006-3026-02"),))),
    ):
        each = seconds_each(lambda p=product: looked_up(p, book.drugs), 20_000)
        sys.stdout.write(f"drug and code of an administration, {what}: {each * 1_000_000:.0f} µs\n")


def main() -> None:
    official_files()
    engine_alone()
    lookups()
    texts = [path.read_text("utf-8") for path in STORIES]
    proposing_with_loaded_files(texts)
    beside_validation(texts)
    memory(texts)
    reading()


def proposed(texts: list[str]) -> None:
    site, switches = Site(), Switches()
    for text in texts:
        chart = chart_from(read_bundle(text), site)
        dumps(propose(chart, library().of(chart), switches))


def memory(texts: list[str]) -> None:
    """What is kept after 10,000 visits, each of a patient never seen before."""
    tracemalloc.start()
    for number in range(50):
        proposed(of_new_patients(texts, number))
    before, rounds = tracemalloc.get_traced_memory()[0], 10_000 // len(texts)
    for number in range(rounds):
        proposed(of_new_patients(texts, 1000 + number))
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    sys.stdout.write(f"memory grown over {rounds * len(texts):,} visits: {grown / 1024:.0f} KiB\n")


if __name__ == "__main__":
    main()
