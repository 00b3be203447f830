"""Words of a file or a path as they may be shown on a terminal."""

from __future__ import annotations

LONGEST = 80


def printable(text: str, longest: int = LONGEST) -> str:
    """The text on one line, without control characters (an escape sequence would be obeyed), cut to `longest`."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    shown = " ".join(shown.split())
    return shown if len(shown) <= longest else f"{shown[: longest - 1]}…"
