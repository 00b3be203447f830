"""What can be wrong with the rules of this installation; each error names the file and the line.

RulesError
├── BadCard     a card or sources.yaml that cannot be used as it stands
├── BadTable    a row of a table that cannot be used
└── NotApplied  cards and the passes of the engine do not fit each other
"""

from __future__ import annotations

from pathlib import Path


class RulesError(Exception):
    """Base of all; `sentence` is for the person at the screen, `hint` for IT."""

    sentence = "The rules of this installation could not be read."
    hint = "Run `chairside rules check`."

    def __init__(self, sentence: str = "", hint: str = "") -> None:
        self.sentence = sentence or self.sentence
        self.hint = hint or self.hint
        super().__init__(self.sentence)


class BadCard(RulesError):
    """A rule card, or the list of sources, breaks the card format."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.path, self.line = path, line
        super().__init__(f"{path}, line {line}: {what}.", "Correct the card; no card is used until all are right.")


class BadTable(RulesError):
    """A row of a table has a wrong value, or two rows answer one question on one day."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        self.path, self.line = path, line
        super().__init__(f"{path}, line {line}: {what}.", "Correct the row, or load the official file again.")


class NotApplied(RulesError):
    """A card that no pass of the engine applies, or a rule the engine applies that has no card."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}.", "Add the missing card, or take the card away with the code that used it.")
