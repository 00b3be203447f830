"""The published cases as they are shipped, and as they stand in the shared folder where that is there."""

from __future__ import annotations

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from plugin.commands_score import published, score_of, told
from plugin.scenarios.read import read_scenarios
from plugin.scenarios.scenario import Scenario
from plugin.scenarios.tally import Score
from tests.shared import SHARED

ROOT = Path(__file__).resolve().parents[2]
LINES = SHARED / "scenarios" / "published.jsonl"


@cache
def shipped() -> dict[str, Scenario]:
    """The cases of fixtures/scenarios/published by id."""
    return {case.id: case for path in published() for case in read_scenarios(path)}


@cache
def shipped_score() -> Score:
    """What `chairside score` finds."""
    return score_of(published(), "the published cases", told())


@cache
def raw() -> dict[str, dict[str, Any]]:
    """The published cases by id, as JSON values."""
    return {case["id"]: case for case in map(json.loads, LINES.read_text("utf-8").splitlines())}


@cache
def to_bundle() -> ModuleType:
    """The program beside the published cases that makes Bundles of them."""
    spec = importlib.util.spec_from_file_location("to_bundle", SHARED / "scenarios" / "to_bundle.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode  # its folder may not be written to
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module
