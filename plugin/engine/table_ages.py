"""What a coder must know of the tables behind a charge: none is used for a day it is not of without a word."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.engine.proposal import Advice, Kind, Line
from plugin.engine.rulebook import Rule, Rulebook, TableAge

APPLIES = ("R-EDT-01",)

OF_DRUGS, OF_CODES = "NDC crosswalk", "drug codes"
DRUGS = frozenset({Kind.DRUG, Kind.DRUG_WASTE})
# Tables that decide lines of some kinds only: a status packages or pays drugs and visits of a hospital.
DECIDES: Mapping[str, frozenset[Kind]] = {
    OF_DRUGS: DRUGS,
    OF_CODES: DRUGS,
    "payment status": DRUGS | {Kind.SERVICE},
}


def _sentence(age: TableAge, book: Rulebook, rule: Rule) -> str:
    words = rule.text("advice_on_codes" if age.table == OF_CODES else "advice")
    return words.format(table=age.table, quarter=age.quarter, day=book.day)


def table_advice(lines: tuple[Line, ...], book: Rulebook) -> tuple[Advice, ...]:
    """A sentence for each table that decided something here and is of another quarter than the day (R-EDT-01)."""
    rule = book.rule("R-EDT-01")
    kinds = {line.kind for line in lines}
    return tuple(
        Advice(age.table, _sentence(age, book, rule), (rule.id,))
        for age in book.outdated
        if kinds & DECIDES.get(age.table, kinds)
    )
