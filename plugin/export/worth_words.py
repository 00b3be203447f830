"""What an open question is worth in words for a coder, on the page and at a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from plugin.engine.prices import Priced
from plugin.engine.proposal import Kind
from plugin.engine.worth.worth import VisitWorth, Worth

ESTIMATE = "Estimate at the rates loaded: allowed amounts, before the patient's share, deductible and sequestration."
NO_AMOUNT = "No amount"
NOTHING_ASSUMED = "No answer is assumed, so the lines that wait for it have no amount."


@dataclass(frozen=True, slots=True)
class WorthWords:
    """The worth of one question. `lost` is "" where the answer changes no line; `notes` say what is not counted."""

    lost: str
    instead: str
    amount: str
    assumed: str
    rates: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What happens while the question is open, a sentence each."""
        if not self.lost and not self.instead:
            return ("The charge stays as it is.",)
        stands = f"{self.instead} stands until then"
        first = f"Lost: {self.lost}{f' ({stands})' if self.instead else ''}" if self.lost else stands
        first = f"{first}. {self.amount}."
        assumed = (f"Assumed: {self.assumed}.",) if self.assumed else ()
        rates = (f"At {'; '.join(self.rates)}.",) if self.rates else ()
        return (first, *assumed, *rates, *self.notes)


def in_words(worth: Worth) -> WorthWords:
    """The worth of a question, or of all together."""
    notes = _why_not_priced(worth) if worth.counted else (NOTHING_ASSUMED,)
    return WorthWords(
        lost=_listed(worth.lost),
        instead=_listed(worth.instead),
        amount=_money(worth),
        assumed=worth.assumption,
        rates=worth.rates if worth.amount is not None else (),
        notes=notes,
    )


def at_stake(worth: VisitWorth) -> tuple[str, ...]:
    """What all open questions of a visit cost together; nothing where none costs anything."""
    if not worth.left_out and not worth.together.lost + worth.together.instead:
        return ()
    all_together = in_words(worth.together)
    apart = f"{len(worth.left_out)} of the questions not counted" if worth.left_out else ""
    first = f"{all_together.amount}{f', {apart}' if apart else ''}."
    estimate = (ESTIMATE,) if worth.together.amount is not None else ()
    return (f"At stake: {first}", *all_together.notes, *estimate)


def _why_not_priced(worth: Worth) -> tuple[str, ...]:
    """Each reason once, with the codes it is given for."""
    of_reasons: dict[str, dict[str, None]] = {}
    for each in worth.not_priced:
        of_reasons.setdefault(each.says, {})[each.part.code] = None
    return tuple(f"{', '.join(codes)}: {why}." for why, codes in of_reasons.items())


def _money(worth: Worth) -> str:
    """$171.20; what is not in it is named."""
    if worth.amount is None:
        return NO_AMOUNT
    without = ", ".join(dict.fromkeys(p.part.code for p in worth.not_priced))
    lower = ": answered, the charge is lower" if worth.amount < 0 else ""
    return f"{dollars(worth.amount)}{f' without {without}' if without else ''}{lower}"


def dollars(amount: Decimal) -> str:
    """$1,171.20 or -$20.00."""
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def _listed(parts: Sequence[Priced]) -> str:
    return ", ".join(_part(each) for each in parts)


def _part(priced: Priced) -> str:
    part = priced.part
    of_waste = " discarded" if part.kind is Kind.DRUG_WASTE else ""
    code = f"{part.code}-{part.modifier}" if part.modifier else part.code
    return f"{code} x {part.units}{of_waste}"
