"""Records of one authorization: an order may name only the number of what a payer's answer tells in full."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from plugin.chart.authorization import Authorization, Decision

SILENT = (
    "begins", "ends", "units", "units_used", "units_per_dose", "doses", "doses_used", "coverage",
    "diagnoses", "places", "givers", "orderers",
)  # fmt: skip
WITHDRAWN = (Decision.CANCELLED, Decision.REFUSED)


def completed(authorizations: list[Authorization], last: date) -> list[Authorization]:
    """Each with what another of the same number says where it is silent; `authorizations` are of one drug.

    One that is withdrawn in any of its records is withdrawn in all, unless from a day after `last`. Of two that speak,
    the one that ends last counts.
    """
    return [_completed(a, [b for b in authorizations if b is not a and _is_same(a, b)], last) for a in authorizations]


def _is_same(a: Authorization, b: Authorization) -> bool:
    return a.number is not None and b.number is not None and a.number.value == b.number.value


def _completed(a: Authorization, others: list[Authorization], last: date) -> Authorization:
    newest_first = sorted(others, key=lambda b: b.ends.value if b.ends else date.min, reverse=True)
    changed: dict[str, Any] = {}
    for name in SILENT:
        said = next((value for b in newest_first if (value := getattr(b, name))), None)
        if said and not getattr(a, name):
            changed[name] = said
    if not a.product.codes:
        codes = next((b.product.codes for b in newest_first if b.product.codes), ())
        changed["product"] = replace(a.product, codes=codes)
    in_time = [b for b in others if b.begins is None or b.begins.value <= last]
    withdrawn = next((b.decision for b in in_time if b.decision.value in WITHDRAWN), None)
    if withdrawn:
        changed["decision"] = withdrawn
    return replace(a, **changed) if changed else a
