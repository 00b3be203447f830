"""Every item has its tests, or a reason why it is not ours."""

from __future__ import annotations

import re

import pytest

from tests.shared import SHARED, needs
from tests.smart_launch.conformance.items import TESTS, functions_in, items, numbers

NUMBERED = re.compile(r"test(_[te]\d\d)+_")
EXPECTED = [f"T{number:02}" for number in range(1, 61)] + [f"E{number:02}" for number in range(1, 49)]


def test_each_number_stands_there_once_and_in_order() -> None:
    assert list(items()) == EXPECTED


@pytest.mark.parametrize("number", EXPECTED)
def test_an_item_has_tests_or_a_reason(number: str) -> None:
    item = items()[number]
    assert bool(item.by) != bool(item.not_ours)
    assert item.says


@pytest.mark.parametrize("number", EXPECTED)
def test_the_tests_of_an_item_are_there(number: str) -> None:
    gone = [test for test in items()[number].by if not _is_there(test)]
    assert gone == []


def test_a_test_that_begins_with_a_number_is_listed_there() -> None:
    named = {
        (f"{file}::{name}", number.upper())
        for file in (path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py"))
        for name in functions_in(file)
        if (begun := NUMBERED.match(name))
        for number in begun[0].split("_")[1:-1]
    }
    assert [(test, number) for test, number in sorted(named) if number not in numbers().get(test, ())] == []
    assert len(named) > 30


def test_an_item_is_selected_by_its_number(request: pytest.FixtureRequest) -> None:
    proving = numbers()
    collected = {item.nodeid.partition("[")[0].removeprefix("tests/"): item for item in request.session.items}
    unmarked = [name for name, item in collected.items() if not proving.get(name, set()) <= item.extra_keyword_matches]
    assert unmarked == []


@needs("TESTING.md")
@needs("EHR.md")
def test_the_lists_it_comes_from_have_no_item_more() -> None:
    testing, ehr = ((SHARED / name).read_text("utf-8") for name in ("TESTING.md", "EHR.md"))
    told = [int(number) for number in re.findall(r"^(\d+)\. ", testing, re.MULTILINE)]
    checklist = ehr.partition("## 8. Conformance checklist")[2].partition("**Audit, privacy")[0]
    assert (told, re.findall(r"^(\d+)\. ", checklist, re.MULTILINE)[-1]) == (list(range(1, 61)), "48")


def _is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    return (TESTS / file).is_file() and name in functions_in(file)
