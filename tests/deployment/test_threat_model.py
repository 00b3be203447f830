"""The threat model names tests that exist, and leaves none of the threats out that a review asks for."""

import ast
import re
from pathlib import Path

import pytest

from tests.deployment.guides import PAGES, quoted

MODEL = PAGES[4]
TESTS = Path(__file__).resolve().parents[1]
ROWS = [(cells[1], cells[3]) for cells in MODEL.table("kind")]


def functions_in(path: Path) -> set[str]:
    return {node.name for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(("threat", "proof"), ROWS, ids=[threat for threat, _ in ROWS])
def test_each_control_is_proven_by_a_test_that_exists(threat: str, proof: str) -> None:
    named = [each.partition("::") for each in quoted(proof)]
    assert named
    for file, _, name in named:
        assert name in functions_in(TESTS / file), f"{file}::{name}"
    assert re.sub(r"`[^`]+`|[, ]", "", proof) == ""  # nothing stands there that is no test


@pytest.mark.parametrize(
    "threat",
    [
        "SSRF", "CSRF", "session fixation", "open redirect", "token theft", "HTML", "too large, too deep", "in log",
        "two tabs", "hostile", "dependency", "insider",
    ],
)  # fmt: skip
def test_no_threat_of_a_security_review_is_left_out(threat: str) -> None:
    assert any(threat in said for said, _ in ROWS)


def test_every_kind_of_threat_has_a_row() -> None:
    assert set("".join(cells[0] for cells in MODEL.table("kind")).replace(" ", "")) == set("STRIDE")
