"""The Bundles of the published cases are proposed as those that others make of them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from plugin.commands_propose import Bench
from plugin.engine.propose import RULES_APPLIED
from plugin.engine.switches import Choices
from plugin.export.proposal_json import as_json
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from plugin.rules.library import load_library
from plugin.scenarios.bundle import bundle_text
from tests.scenarios.published import LINES, raw, shipped, to_bundle
from tests.shared import needs

IDS = sorted(raw()) if LINES.exists() else ["absent"]


@cache
def bench() -> Bench:
    return Bench(Site(), Choices(), load_library(applied=RULES_APPLIED))


@cache
def packages() -> dict[str, list[dict[str, str]]]:
    return to_bundle().crosswalk()


def proposed(bundle: str) -> dict[str, Any]:
    return as_json(bench().propose(read_bundle(bundle)))


@needs("scenarios", "published.jsonl")
@pytest.mark.parametrize("name", IDS)
def test_a_published_case_gives_the_same_proposal(name: str) -> None:
    of_others = json.dumps(to_bundle().bundle(raw()[name], packages()))
    assert proposed(bundle_text(shipped()[name])) == proposed(of_others)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_entry_of_the_bundle_of_a_case_is_read(name: str) -> None:
    assert proposed(bundle_text(shipped()[name]))["unread"] == []
