"""What can be wrong with an official reference file; whatever it is, nothing of the file is kept.

BadReference
├── UnreadableFile      no text file that can be read: packed, cut, encoded or sized wrongly
├── WrongFile           readable, but not a file of this kind, or its columns are not there
├── WrongQuarter        the quarter is not said, or is not the one that was asked for
├── OtherContent        the quarter is loaded already, with other content
└── QuarterNotLoaded    asked for a day of which no file is loaded
"""

from __future__ import annotations

from collections.abc import Iterable

from plugin.errors import ChairsideError
from plugin.reference.printable import printable
from plugin.reference.quarters import Quarter


class BadReference(ChairsideError):
    """A file that is not loaded. `line` is 0 where no single line is to blame."""

    hint = "Nothing was loaded. Download the file again from its publisher and load it as it came."

    def __init__(self, file: str, what: str, line: int = 0, hint: str = "") -> None:
        self.file, self.line = file, line
        place = f"{printable(file)}, line {line}" if line else printable(file)
        super().__init__(f"{place}: {what}.", hint)


class UnreadableFile(BadReference):
    """No text that can be read: a wrong packing or encoding, a cut file, one that is far too large."""


class WrongFile(BadReference):
    """Another kind of file, or a column that is missing."""

    hint = "Nothing was loaded. Check that the kind named in the command is the kind of the file."


class WrongQuarter(BadReference):
    """The file does not say its quarter, or says another one than was asked for."""

    hint = "Nothing was loaded. Give the quarter of the file with --quarter, such as --quarter 2026Q1."


class OtherContent(BadReference):
    """The quarter is loaded already from a file with other content."""

    hint = "Nothing was changed. If this is the corrected file of the quarter, load it again with --replace."


class QuarterNotLoaded(ChairsideError):
    """No file is loaded that covers a day. `missing` names each kind and the quarter whose file is needed."""

    hint = "Load the official file with `chairside reference load`."

    def __init__(self, missing: Iterable[tuple[str, Quarter]]) -> None:
        self.missing = tuple(missing)
        named = ", ".join(f"{kind} of {quarter}" for kind, quarter in self.missing)
        super().__init__(f"Not loaded: {named}.")
