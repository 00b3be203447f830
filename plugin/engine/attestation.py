"""KX: what a coverage policy wants attested, where somebody attests it; never put on silently (R-MOD-11)."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.engine.given import Given
from plugin.engine.proposal import Advice, Kind, Line
from plugin.engine.rulebook import CoveragePolicy
from plugin.engine.timeline import Desk

APPLIES = ("R-MOD-11",)


def with_attestation(
    lines: tuple[Line, ...], wanted: Mapping[str, tuple[CoveragePolicy, Given]], desk: Desk
) -> tuple[tuple[Line, ...], tuple[Advice, ...]]:
    """The drug lines whose policy asks for KX, with it where the record attests all their doses.

    `wanted` are the administrations under such a policy by id. Where nothing attests one a coder is told.
    """
    if not wanted:
        return lines, ()
    rule = desk.book.rule("R-MOD-11")
    rows = {row: item for _, item in wanted.values() for row in item.evidence}
    put = tuple(_line(line, rows, rule.text("modifier")) if line.kind is not Kind.SERVICE else line for line in lines)
    said: dict[str, Advice] = {}
    for policy, item in wanted.values():
        met = item.administration.billing.requirements_met
        if met is None or not met.value:
            words = rule.text("not_attested") if met is None else rule.text("not_met")
            sentence = words.format(drug=item.name, policy=policy.policy, contractor=desk.switches.contractor)
            said.setdefault(sentence, Advice("attestation", sentence, (rule.id,)))
    return put, tuple(said.values())


def _line(line: Line, rows: Mapping[str, Given], modifier: str) -> Line:
    items = [rows.get(row) for row in line.evidence]
    if line.kind is Kind.ADMINISTRATION or not items or None in items:
        return line
    met = [item.administration.billing.requirements_met for item in items if item]
    attested = [fact for fact in met if fact and fact.value]
    if len(attested) < len(items):
        return line
    return line.modified(modifier, "R-MOD-11").no_stronger(min(fact.strength for fact in attested))
