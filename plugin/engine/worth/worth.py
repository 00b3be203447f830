"""What a missing fact is worth: the lines it loses at the rates that are loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from plugin.engine.prices import NOTHING, Priced, priced
from plugin.engine.proposal import Prompt
from plugin.engine.rates import RatesOn
from plugin.engine.rulebook import Rulebook
from plugin.engine.worth.losses import Key, Loss, Losses


@dataclass(frozen=True, slots=True)
class Worth:
    """What stays out of the charge while a question is open, and what stands instead of it.

    `assumption` says what the answer is taken to be; it is empty where none can be assumed, and then nothing is added
    up, or where the answer changes nothing.
    """

    lost: tuple[Priced, ...]
    instead: tuple[Priced, ...]
    assumption: str
    counted: bool = True

    @property
    def amount(self) -> Decimal | None:
        """Dollars lost, below nothing where the answer lowers the charge. None where it cannot be told.

        Lost lines without a rate are left out, and `not_priced` names them; beside lines that stand instead the rest
        would be no amount at all.
        """
        known = [p.amount for p in self.lost if p.amount is not None]
        less = [p.amount for p in self.instead if p.amount is not None]
        if not self.counted or (self.instead and self.not_priced) or (self.lost and not known):
            return None
        return sum(known, NOTHING) - sum(less, NOTHING)

    @property
    def not_priced(self) -> tuple[Priced, ...]:
        """The parts without an amount, each saying why."""
        return tuple(p for p in (*self.lost, *self.instead) if p.amount is None)

    @property
    def rates(self) -> tuple[str, ...]:
        """The tables the amounts come from, with their editions."""
        return tuple(dict.fromkeys(p.says for p in (*self.lost, *self.instead) if p.amount is not None))


@dataclass(frozen=True, slots=True)
class VisitWorth:
    """The worth of each open question by its kind and subject, and of all answered together.

    `left_out` are questions that lines wait for and that are not in the total.
    """

    each: Mapping[Key, Worth]
    together: Worth
    left_out: tuple[Prompt, ...]

    def of(self, prompt: Prompt) -> Worth | None:
        """The worth of a question; None where nothing can be said of it."""
        return self.each.get((prompt.kind, prompt.about))


def worth_of(found: Losses, setting: str, book: Rulebook, rates_on: RatesOn) -> VisitWorth:
    """Losses at the rates of their days."""

    def at_rates(loss: Loss) -> Worth:
        lost, instead = priced(loss.lost, setting, book, rates_on), priced(loss.instead, setting, book, rates_on)
        return Worth(lost, instead, loss.assumption, counted=bool(loss.assumption) or not loss.lost)

    together = at_rates(found.together)
    each = {key: at_rates(loss) for key, loss in found.each.items()}
    return VisitWorth(each, Worth(together.lost, together.instead, ""), found.left_out)
