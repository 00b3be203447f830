"""What a reader gives for each row of a file."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.reference.quarters import Quarter
from plugin.reference.rows import Row


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of a file with its line. With a `fault` it is kept and flagged; without a `row` it is left out.

    `fault` is the same words for the same fault, `detail` what is wrong in this row. `quarter` is set where the file
    names one in each row.
    """

    line: int
    row: Row | None
    fault: str = ""
    detail: str = ""
    quarter: Quarter | None = None
