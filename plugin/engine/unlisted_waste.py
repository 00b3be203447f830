"""What was left of a drug without a code: amounts, as there are no units to count it in (R-DRG-05, R-DRG-13)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from plugin.chart.administration import Amount, ContainerKind
from plugin.chart.evidence import Strength
from plugin.engine.containers import Opened
from plugin.engine.findings import Findings
from plugin.engine.portions import in_words, same_kind
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, Severity
from plugin.engine.timeline import Desk
from plugin.engine.waste_scope import separately_paid, waste_is_marked

SINGLE, MULTI = ContainerKind.SINGLE_DOSE, ContainerKind.MULTI_DOSE


@dataclass(frozen=True, slots=True)
class Rest:
    """Amounts of all doses together, in the unit they are charted in; None where one of them is not known."""

    given: Amount | None = None
    opened: Amount | None = None
    discarded: Amount | None = None

    @property
    def left(self) -> Decimal | None:
        """What the opened containers held beside the doses; below nothing where more was given."""
        return self.opened.value - self.given.value if self.opened and self.given else None


def rest_of(opened: tuple[Opened | None, ...]) -> Rest:
    """The sums of the doses of one drug. Without an amount for each of them, or in two units, nothing is summed."""
    known = [one for one in opened if one is not None]
    if len(known) < len(opened) or not all(same_kind(one.unit, known[0].unit) for one in known):
        return Rest()
    unit = known[0].unit
    held = [one.held_in_all for one in known]
    sizes = [amount for amount in held if amount is not None]
    charted = [one.discarded.value.value for one in known if one.discarded]
    return Rest(
        given=Amount(sum((one.given for one in known), Decimal()), unit),
        opened=Amount(sum(sizes, Decimal()), unit) if len(sizes) == len(held) else None,
        discarded=Amount(sum(charted, Decimal()), unit) if charted else None,
    )


def unlisted_waste(line: Line, opened: tuple[Opened | None, ...], rest: Rest, desk: Desk) -> Findings:
    """The line with JZ, or with a JW line beside it, or held with a question.

    That JW and JZ apply to a code without a unit is field practice (R-DRG-13, K): each is one unit, described in words.
    """
    if not desk.payer and separately_paid(line.code, desk) and {o.container.kind for o in opened if o} != {MULTI}:
        return Findings(lines=(line.held("R-DRG-06").held("R-AUT-04"),))  # whether JW or JZ is due turns on who pays
    known = tuple(one for one in opened if one is not None)
    if not waste_is_marked(line.code, desk) or len(known) < len(opened):
        return Findings(lines=(line,))
    line = line.no_stronger(min(one.container.strength for one in known))
    kinds = {one.container.kind for one in known}
    if kinds == {MULTI}:
        return Findings(lines=(line,))
    if kinds != {SINGLE}:
        doubtful = next(one for one in known if one.container.kind is (None if None in kinds else MULTI))
        return _asked(line, "R-DOC-18", "R-DRG-06", doubtful, desk)
    if rest.given is None:
        units = " and ".join(dict.fromkeys(one.unit for one in known))
        return _asked(line, "R-DOC-06", "R-DRG-03", known[0], desk, f"its doses are charted in {units}")
    return _split(line, known, rest, desk)


def _split(line: Line, known: tuple[Opened, ...], rest: Rest, desk: Desk) -> Findings:
    discarded = rest.discarded.value if rest.discarded else Decimal()
    shared = any(one.shared and one.shared.value for one in known)
    left = rest.left
    if left is None:
        return _asked(line, "R-DOC-19", "R-DRG-05", known[0], desk)
    least = apart(rest, desk)
    if left < -least or (shared and discarded > left + least):
        return _asked(line, "R-DOC-19", "R-DRG-05", known[0], desk, _facts(rest))
    if shared:
        return Findings(lines=_marked(replace(line, because=(*line.because, "R-DRG-08")), discarded, known, desk))
    if abs(left - discarded) > least:
        lines = _marked(line, discarded, known, desk) if discarded else (line,)
        asked = ask(desk.book, "R-DOC-17", known[0].about, "R-DRG-07", facts=_facts(rest), drug=line.what)
        return Findings(lines=tuple(one.held("R-DRG-07") for one in lines), prompts=(asked,))
    lines = _marked(line, discarded, known, desk)
    if rest.discarded is not None or left <= 0:
        return Findings(lines=lines)
    asked = ask(desk.book, "R-DOC-17", known[0].about, "R-DRG-07", facts=_facts(rest), drug=line.what)
    return Findings(lines=lines, prompts=(replace(asked, severity=Severity.ADVISES),))


def apart(rest: Rest, desk: Desk) -> Decimal:
    """How far amounts of a drug without a unit may lie apart and still count as the same."""
    opened = rest.opened.value if rest.opened else Decimal()
    return opened * desk.book.rule("R-DRG-13").number("percent_apart") / 100


def _marked(line: Line, discarded: Decimal, known: tuple[Opened, ...], desk: Desk) -> tuple[Line, ...]:
    stated = [one.discarded.strength for one in known if one.discarded]
    counted = [one.count.strength if one.count else Strength.DERIVED for one in known if one.container.label]
    line = line.no_stronger(min([line.strength, *stated, *counted]))
    if discarded > 0:
        given = replace(line, because=(*line.because, "R-DRG-05"))
        return given, replace(given, kind=Kind.DRUG_WASTE, modifiers=("JW",))
    required = desk.book.rule("R-DRG-06").text("jz") == "required"
    return (line.modified("JZ", "R-DRG-05") if required else line,)


def _asked(line: Line, card: str, rule: str, about: Opened, desk: Desk, facts: str = "") -> Findings:
    question = ask(desk.book, card, about.about, rule, facts=facts, drug=line.what)
    return Findings(lines=(line.held(rule),), prompts=(question,))


def _facts(rest: Rest) -> str:
    parts = (("given", rest.given), ("opened", rest.opened), ("discarded", rest.discarded))
    return ", ".join(f"{word} {in_words(amount)}" for word, amount in parts if amount)
