"""What a pass finds: lines, what is not billed, and questions. Findings add up in the order of the passes."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.engine.proposal import Line, NotBilled, Prompt


@dataclass(frozen=True, slots=True)
class Findings:
    """The result of one pass; `a + b` holds both, a first."""

    lines: tuple[Line, ...] = ()
    not_billed: tuple[NotBilled, ...] = ()
    prompts: tuple[Prompt, ...] = ()

    def __add__(self, other: Findings) -> Findings:
        if other is NOTHING:
            return self
        return Findings(self.lines + other.lines, self.not_billed + other.not_billed, self.prompts + other.prompts)


NOTHING = Findings()


def total(parts: list[Findings]) -> Findings:
    """All findings of a list, in its order."""
    parts = [part for part in parts if part is not NOTHING]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    return Findings(
        tuple(line for part in parts for line in part.lines),
        tuple(item for part in parts for item in part.not_billed),
        tuple(prompt for part in parts for prompt in part.prompts),
    )
