"""items.yaml, read: which tests prove which item."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

TESTS = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("items.yaml")


@dataclass(frozen=True)
class Item:
    """One item: what it asks, the tests that prove it or why it is not ours, and what of it does not hold."""

    says: str
    by: tuple[str, ...] = ()
    not_ours: str = ""
    lacks: str = ""


@cache
def items() -> Mapping[str, Item]:
    """Each item by its number."""
    return {
        number: Item(each["says"], tuple(each.get("by", ())), each.get("not_ours", ""), each.get("lacks", ""))
        for number, each in yaml.safe_load(TABLE.read_text("utf-8")).items()
    }


@cache
def numbers() -> Mapping[str, frozenset[str]]:
    """The items each test proves."""
    found: dict[str, frozenset[str]] = {}
    for number, item in items().items():
        for test in item.by:
            found[test] = found.get(test, frozenset()) | {number}
    return found


@cache
def functions_in(file: str) -> frozenset[str]:
    """The test functions of a file below tests/."""
    tree = ast.parse((TESTS / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_")
