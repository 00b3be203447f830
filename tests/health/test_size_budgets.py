"""Files and functions stay small enough to be read at one sitting."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = [p for folder in ("plugin", "smart_launch") for p in sorted((ROOT / folder).rglob("*.py"))]
CARDS = sorted((ROOT / "plugin" / "rules" / "cards").rglob("*.yaml"))


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions() -> Iterator[tuple[str, int]]:
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_400_lines() -> None:
    assert {str(p.relative_to(ROOT)): lines_of(p) for p in PRODUCT if lines_of(p) > 400} == {}


def test_the_median_file_has_at_most_110_lines() -> None:
    assert statistics.median(n for p in PRODUCT if (n := lines_of(p))) <= 110


def test_no_function_is_longer_than_60_lines() -> None:
    assert {name: length for name, length in functions() if length > 60} == {}


def test_nine_functions_of_ten_have_at_most_30_lines() -> None:
    lengths = [length for _, length in functions()]
    assert sum(length <= 30 for length in lengths) >= 0.9 * len(lengths)


@pytest.mark.parametrize("path", PRODUCT, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_file_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not source.strip() or ast.get_docstring(ast.parse(source))


def test_no_rule_card_is_longer_than_60_lines() -> None:
    assert {p.name: lines_of(p) for p in CARDS if lines_of(p) > 60} == {}
