"""The error tree is drawn as it is, each error speaks to a person and to IT, and each is provoked by some test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from smart_launch import errors, fhir_errors
from smart_launch.errors import SmartError

HERE = Path(__file__)
BRANCHES = {errors.SetupError, errors.LaunchError, fhir_errors.FhirError}


def _below(kind: type[SmartError]) -> list[type[SmartError]]:
    return [each for child in kind.__subclasses__() for each in (child, *_below(child))]


KINDS = [kind for kind in _below(SmartError) if kind.__module__.startswith("smart_launch.")]
LEAVES = [kind for kind in KINDS if kind not in BRANCHES]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_the_drawn_tree_has_every_error(kind: type[SmartError]) -> None:
    drawn = f"{errors.__doc__}{fhir_errors.__doc__}"
    assert re.search(rf"── {kind.__name__}\b", drawn) or kind is fhir_errors.FhirError


def test_the_drawn_tree_has_no_error_that_does_not_exist() -> None:
    drawn = set(re.findall(r"── (\w+)", f"{errors.__doc__}{fhir_errors.__doc__}"))
    assert drawn <= {kind.__name__ for kind in KINDS}


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_each_error_has_a_sentence_and_a_hint_of_its_own(kind: type[SmartError]) -> None:
    assert {"sentence"} <= vars(kind).keys()
    assert kind.sentence.endswith(".")
    assert kind.hint != SmartError.hint or kind is errors.BadEhr


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_each_error_answers_with_a_4xx_or_502_to_504(kind: type[SmartError]) -> None:
    assert 400 <= kind.status < 500 or kind.status in {502, 503, 504}


@pytest.mark.parametrize("kind", LEAVES, ids=lambda kind: kind.__name__)
def test_each_error_is_provoked_by_a_test(kind: type[SmartError]) -> None:
    others = [path.read_text() for path in HERE.parent.glob("test_*.py") if path != HERE]
    assert any(re.search(rf"\b{kind.__name__}\b", text) for text in others)
