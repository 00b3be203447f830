"""What can be wrong with a file of cases; each error names the file and the line.

ChairsideError
└── BadScenario     a file of cases, or one of them, that cannot be used as it stands
"""

from __future__ import annotations

from pathlib import Path

from plugin.errors import ChairsideError


class BadScenario(ChairsideError):
    """A file of cases breaks the format of fixtures/scenarios/README.md; no case of it is scored."""

    status = 400
    hint = "Correct it; no case is scored until all of the file can be read."

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.path, self.line = path, line
        super().__init__(f"{path}, line {line}: {what}.")
