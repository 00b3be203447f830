"""What an open question is worth as JSON, for coders and managers: it has codes and money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugin.engine.prices import Priced
from plugin.engine.worth.worth import Worth


def as_json(worth: Worth | None) -> dict[str, Any] | None:
    """The lines lost and their amount in exact decimals, None where it cannot be told; what is empty is left out.

    `instead` are lines that stand in their place until the answer, `assumed` is what the answer is taken to be.
    """
    if worth is None:
        return None
    more = {
        "instead": _lines(worth.instead),
        "assumed": worth.assumption,
        "rates": list(worth.rates) if worth.amount is not None else [],
        "not_priced": [{"code": p.part.code, "why": p.says} for p in worth.not_priced] if worth.counted else [],
    }
    amount = None if worth.amount is None else f"{worth.amount:f}"
    return {"lost": _lines(worth.lost), "amount": amount, **{name: value for name, value in more.items() if value}}


def _lines(parts: Sequence[Priced]) -> list[dict[str, Any]]:
    return [{"code": each.part.code, "units": each.part.units} for each in parts]
