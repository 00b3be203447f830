"""Why a drug charge has JW, JZ or neither: the payer, the setting, the status, the day and the containers decide."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.administration import ContainerKind
from plugin.chart.visit import Setting
from plugin.engine.drugs import DrugCharge
from plugin.engine.proposal import Line, LineState
from plugin.engine.timeline import Desk
from plugin.engine.unlisted import UnlistedCharge
from plugin.engine.waste_scope import separately_paid, waste_is_marked

Charge = DrugCharge | UnlistedCharge
SCOPE = ("R-DRG-06",)


@dataclass(frozen=True, slots=True)
class Decision:
    """`outcome` is JW, JZ, neither or waits; `status` is the OPPS status indicator, "" in an office or unknown."""

    outcome: str
    sentence: str
    because: tuple[str, ...]
    payer: str
    setting: Setting
    status: str
    required: tuple[tuple[str, str], ...]
    marks: tuple[tuple[str, str, tuple[str, ...]], ...]


def decision(charge: Charge, lines: tuple[Line, ...], desk: Desk) -> Decision:
    """The decision on the lines of a charge, with the facts it rests on."""
    outcome, sentence, because = _outcome(charge, lines, desk)
    rule = desk.book.rule("R-DRG-06")
    return Decision(
        outcome=outcome,
        sentence=sentence,
        because=because,
        payer=desk.payer,
        setting=desk.setting,
        status=desk.book.drugs.status.get(charge.code, "") if desk.setting is Setting.FACILITY else "",
        required=(("JW", rule.text("jw")), ("JZ", rule.text("jz"))),
        marks=_marks(charge, desk),
    )


def _outcome(charge: Charge, lines: tuple[Line, ...], desk: Desk) -> tuple[str, str, tuple[str, ...]]:
    if charge.marks.free:
        return "neither", "It cost the site nothing: nothing is claimed for what was left.", ("R-DRG-17",)
    modifiers = {modifier for line in lines for modifier in line.modifiers}
    held = any(line.state is LineState.HELD for line in lines)
    unlisted = isinstance(charge, UnlistedCharge)
    if "JW" in modifiers:
        stated = "Some of it was discarded: it goes" if unlisted else "Whole units were discarded: they go"
        stated += f" on a line of {'its' if unlisted else 'their'} own with JW."
        return (
            "JW",
            stated + (" The lines are held until the question is answered." if held else ""),
            ("R-DRG-05", *SCOPE),
        )
    if "JZ" in modifiers:
        said = "Nothing" if unlisted else "No whole unit"
        return "JZ", f"{said} was discarded from single-dose containers: JZ on the line.", ("R-DRG-05", *SCOPE)
    if not waste_is_marked(charge.code, desk):
        return "waits" if held and not desk.payer else "neither", *_out_of_scope(charge.code, desk)
    return _unmarked(charge, desk)


def _out_of_scope(code: str, desk: Desk) -> tuple[str, tuple[str, ...]]:
    if desk.book.rule("R-DRG-06").text("jw") != "required":
        return "JW is not required on this day.", SCOPE
    if not separately_paid(code, desk):
        return _packaged(code, desk), (*SCOPE, "R-DRG-16")
    if not desk.payer:
        return "Whether JW or JZ is due turns on who pays, and the payer is not known.", (*SCOPE, "R-AUT-04")
    return f"The payer ({desk.payer}) is not one this site marks discarded units for (jw_jz_payers).", SCOPE


def _packaged(code: str, desk: Desk) -> str:
    status = desk.book.drugs.status.get(code, "")
    if status:
        return f"Status {status}: the hospital is not paid for this drug by itself."
    return "No status of this code is known on this day, so it is not taken as paid by itself."


def _unmarked(charge: Charge, desk: Desk) -> tuple[str, str, tuple[str, ...]]:
    known = [opened for opened in charge.opened if opened is not None]
    if len(known) < len(charge.opened):
        return "waits", "How much was given is not charted yet.", ("R-DRG-13", *SCOPE)
    kinds = {opened.container.kind for opened in known}
    if kinds == {ContainerKind.MULTI_DOSE}:
        return "neither", "Multi-dose containers: what is left is not discarded units.", SCOPE
    if None in kinds:
        return "waits", "Whether the container is single-dose or multi-dose is not known.", SCOPE
    if len(kinds) > 1:
        return "waits", "Single-dose and multi-dose containers are charted on one day.", SCOPE
    if any(opened.held_in_all is None for opened in known):
        return "waits", "Size and number of the opened containers are not known.", ("R-DRG-05", *SCOPE)
    if any(line.state is LineState.HELD for line in charge.found.lines):
        charted = any(opened.discarded for opened in known)
        why = "given, opened and discarded amounts do not agree" if charted else "nothing is charted of the rest"
        return "waits", f"Neither JW nor JZ is true yet: {why}.", ("R-DRG-07", *SCOPE)
    if desk.book.rule("R-DRG-06").text("jz") == "required":
        return "waits", "What became of the rest is not settled.", ("R-DRG-07", *SCOPE)
    return "neither", "No whole unit was discarded, and JZ is not required on this day.", SCOPE


def _marks(charge: Charge, desk: Desk) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Each informational modifier with why it is there and its rules (R-DRG-11, R-DRG-18)."""
    return tuple(
        (modifier, _why(modifier, desk), _rules_of(modifier, charge.marks.rules)) for modifier in charge.marks.modifiers
    )


def _why(modifier: str, desk: Desk) -> str:
    if modifier in ("JA", "JB"):
        way = "into a vein" if modifier == "JA" else "under the skin"
        return f"{desk.switches.contractor} lists this code as given both ways; this went {way}."
    if desk.switches.stock_340b == "all":
        return "Bought under the 340B programme: this site says all its stock is."
    return "Bought under the 340B programme, as charted."


def _rules_of(modifier: str, rules: tuple[str, ...]) -> tuple[str, ...]:
    own = ("R-DRG-18", "R-MOD-08") if modifier in ("JA", "JB") else ("R-DRG-11", "R-MOD-07")
    return tuple(rule for rule in rules if rule in own)
