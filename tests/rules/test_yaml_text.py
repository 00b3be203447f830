"""Cards are read as text, so that YAML turns no clock time, code or day into something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugin.rules.errors import BadCard
from plugin.rules.yaml_text import read_document


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "a.yaml"


@pytest.mark.parametrize("scalar", ["10:30", "00100", "01234", "1.50", "2026-01-01", "on", "no", "null", "0x10", "1e3"])
def test_a_scalar_stays_as_it_is_written(file: Path, scalar: str) -> None:
    file.write_text(f"key: {scalar}\n")
    assert read_document(file).value == {"key": scalar}


def test_a_key_that_yaml_takes_for_true_stays_a_word(file: Path) -> None:
    file.write_text("on: x\n")
    assert read_document(file).value == {"on": "x"}


def test_every_part_remembers_its_line(file: Path) -> None:
    file.write_text("a: 1\nb:\n  - c: 2\n    d: 3\n")
    assert read_document(file).line(("b", 0, "d")) == 4


def test_a_missing_part_has_the_line_of_what_is_around_it(file: Path) -> None:
    file.write_text("a: 1\nb:\n  - c: 2\n")
    assert read_document(file).line(("b", 0, "missing")) == 3


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "stands twice"),
        ("a: &x [1]\nb: *x\n", 2, "alias"),
        ("? [a, b]\n: 1\n", 1, "single word"),
        ("a: 1\nb: [1\n", 3, "not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not YAML"),
        ("", 1, "empty"),
    ],
)
def test_what_would_be_read_wrongly_is_refused_with_its_line(file: Path, text: str, line: int, words: str) -> None:
    file.write_text(text)
    with pytest.raises(BadCard, match=words) as refused:
        read_document(file)
    assert refused.value.line == line


def test_a_file_that_is_not_utf8_is_refused(file: Path) -> None:
    file.write_bytes(b"a: \xff\n")
    with pytest.raises(BadCard, match="UTF-8"):
        read_document(file)


def test_an_alias_of_itself_does_not_hang_the_reader(file: Path) -> None:
    file.write_text("a: &x [*x]\n")
    with pytest.raises(BadCard, match="alias"):
        read_document(file)
