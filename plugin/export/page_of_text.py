"""Lines of text as one page for a terminal."""

from __future__ import annotations

from collections.abc import Iterable


def page_of(lines: Iterable[str]) -> str:
    """The lines, each with its line feed."""
    return "".join(f"{line}\n" for line in lines)
