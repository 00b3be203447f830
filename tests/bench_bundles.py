"""Bundles through `propose --ndjson` beside `fhir.resources` alone on the same Bundles: two figures of `make bench`."""

import io
import json
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from fhir.resources.R4B.bundle import Bundle

from plugin.commands_propose import Bench, propose_lines
from plugin.engine.propose import RULES_APPLIED, propose
from plugin.engine.switches import Choices, Switches
from plugin.intake.site import Site
from plugin.rules.library import load_library
from plugin.scenarios.bundle import bundle_text
from plugin.scenarios.read import read_scenarios
from tests.engine.builders import given, library, visit

PUBLISHED = Path(__file__).parents[1] / "fixtures/scenarios/published"
ROUNDS = 15
# The machine of the budgets, by what fhir.resources alone validates there in a second: Bundles such as these.
BUDGET_MACHINE, ENGINE_BUDGET, RATIO_BUDGET = 1370, 0.001, 0.5
CHEMOTHERAPY_DAY = visit(
    given("ondansetron", "iv_push", "08:30"),
    given("dexamethasone", "iv_infusion", "08:35", "08:55"),
    given("paclitaxel", "iv_infusion", "09:00", "12:00"),
    given("carboplatin", "iv_infusion", "12:05", "13:05"),
    given("normal saline", "iv_infusion", "08:00", "13:30"),
    given("pegfilgrastim", "on_body_injector", "13:30"),
)


def published_cases() -> list[str]:
    return [bundle_text(case) for path in sorted(PUBLISHED.glob("*.yaml")) for case in read_scenarios(path)]


def of_new_patients(texts: list[str], number: int) -> list[str]:
    """The same visits of other patients: nothing of a patient is as it was, who works there and where still is."""
    changed = []
    for text in texts:
        patient = re.search(r'"Patient/([^"]+)"', text)
        assert patient is not None
        anew = text.replace(f"Patient/{patient[1]}", f"Patient/{patient[1]}-{number}")
        changed.append(re.sub(rf'"id": ?"{re.escape(patient[1])}"', f'"id": "{patient[1]}-{number}"', anew))
    return changed


def beside_validation(stories: list[str]) -> None:
    """Each in turn, a round of visits after the other, so that a slow moment of the machine slows all of them."""
    bench = Bench(Site(), Choices(), load_library(applied=RULES_APPLIED))
    for name, texts in (
        ("published cases", published_cases()),
        ("stories", [json.dumps(json.loads(text)) for text in stories]),
    ):
        _propose(texts, bench)
        took: dict[str, list[float]] = {}
        for number in range(ROUNDS):
            new = of_new_patients(texts, number)
            for what, work in _works(new, bench):
                start = time.process_time()
                work()
                took.setdefault(what, []).append(time.process_time() - start)
        _say(name, {what: statistics.median(times) / len(texts) for what, times in took.items()})


def _works(new: list[str], bench: Bench) -> tuple[tuple[str, Callable[[], object]], ...]:
    book, switches = library().of(CHEMOTHERAPY_DAY), Switches()
    return (
        ("engine", lambda: [propose(CHEMOTHERAPY_DAY, book, switches) for _ in new]),
        ("validation", lambda: [Bundle.model_validate_json(text) for text in new]),
        ("new patients", lambda: _propose(new, bench)),
        ("the same again", lambda: _propose(new, bench)),
    )


def _propose(texts: list[str], bench: Bench) -> None:
    failed = propose_lines(io.BytesIO("".join(f"{text}\n" for text in texts).encode()), io.BytesIO(), bench)
    assert not failed, "a Bundle was not proposed, so there is nothing to compare"


def _say(name: str, each: dict[str, float]) -> None:
    out, alone = sys.stdout.write, each["validation"]
    out(f"{name}: fhir.resources alone validates {1 / alone:.0f} Bundles/s\n")
    for what in ("new patients", "the same again"):
        ratio = alone / each[what]
        out(f"{name}, propose --ndjson, {what}: {1 / each[what]:.0f}/s; ratio {ratio:.2f} (budget {RATIO_BUDGET})\n")
    if name == "published cases":
        budget = ENGINE_BUDGET * alone * BUDGET_MACHINE
        out(f"engine, six administrations of a chemotherapy day: {each['engine'] * 1000:.2f} ms; ")
        out(f"the budget, 1 ms where fhir.resources validates {BUDGET_MACHINE:,} Bundles a second, ")
        out(f"is {budget * 1000:.2f} ms on this machine\n")
