"""Authorizations beside what was given: what does not fit is asked, and so is what will soon not (R-AUT-01 to 03)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_CEILING

from plugin.chart.authorization import Authorization, Decision
from plugin.chart.chart import Chart
from plugin.engine.authorization_fit import MATCH, Misfit, misfits
from plugin.engine.authorized_use import Balance, Taken, balances, in_units, is_for, taken
from plugin.engine.drug_lists import named_drugs
from plugin.engine.plan_changes import plan_changes
from plugin.engine.portions import in_words
from plugin.engine.prompts import ask
from plugin.engine.proposal import Line, Prompt
from plugin.engine.rulebook import DrugTable
from plugin.engine.same_authorization import completed
from plugin.engine.timeline import Desk
from plugin.engine.two_records import held_together, with_most_used

APPLIES = ("R-AUT-01", "R-AUT-02", "R-AUT-03", "R-DOC-29", "R-DOC-30")

ABSENT = "no authorization for it was read"
NOT_RECORDED, NOT_COUNTED = "is not recorded", "cannot be counted"


def authorization_questions(lines: tuple[Line, ...], chart: Chart, desk: Desk) -> tuple[Prompt, ...]:
    """Questions for each drug that has an authorization, or needs one at this site (switch `authorization_drugs`).

    One that fits is enough. Of several that do not, the one that comes nearest is quoted.
    """
    chosen = desk.switches.authorization_drugs
    if not chart.authorizations and not chosen:
        return ()
    listed = named_drugs("authorization_drugs", chosen, desk.book.drugs)
    found: dict[tuple[str, str], list[Found]] = {}
    for used in taken(lines, chart, desk.book.drugs):
        one = _found(used, chart, desk, listed=used.drug in listed)
        for administration in used.administrations:
            if one:
                found.setdefault((one.card, administration.id), []).append(one)
    return tuple(_asked(card, about, every, desk) for (card, about), every in found.items())


@dataclass(frozen=True, slots=True)
class Found:
    """What is asked of one drug: the card, the rules that need it, and the facts."""

    card: str
    rules: tuple[str, ...]
    facts: tuple[str, ...]
    drug: str


def _asked(card: str, about: str, found: list[Found], desk: Desk) -> Prompt:
    """One question about an administration, whichever of its drugs it is for: all of its lines wait for it."""
    rules = dict.fromkeys(rule for one in found for rule in one.rules)
    facts = "; ".join(fact for one in found for fact in one.facts)
    return ask(desk.book, card, about, *rules, facts=facts, drug=" and ".join(one.drug for one in found))


def _found(used: Taken, chart: Chart, desk: Desk, *, listed: bool) -> Found | None:
    table = desk.book.drugs
    changes = plan_changes(used, chart, table)
    own = completed([a for a in chart.authorizations if is_for(a, used.drug, table)], used.days[-1])
    own = with_most_used(own)
    found = held_together([(a, misfits(a, used, chart, desk.book)) for a in own])
    fitting = [a for a, misfit in found if not misfit]
    if fitting:
        reasons = _ending(fitting, _renewals(found), used, desk)
        return Found("R-DOC-30", ("R-AUT-03",), (*reasons, *changes), used.name) if reasons else None
    if not own:
        return Found("R-DOC-29", (MATCH,), (ABSENT, *changes), used.name) if listed else None
    nearest, wrong = min(found, key=lambda pair: len(pair[1]))
    rules = tuple(dict.fromkeys(misfit.rule for misfit in wrong))
    says = (f"{_label(nearest)}: {wrong[0].says}", *(misfit.says for misfit in wrong[1:]))
    return Found("R-DOC-29", rules, (*says, *changes), used.name)


def _renewals(found: list[tuple[Authorization, tuple[Misfit, ...]]]) -> list[Authorization]:
    """Those that fit in all but that their time has not come."""
    return [a for a, wrong in found if wrong and all(misfit.begins_later for misfit in wrong)]


def _ending(fitting: list[Authorization], renewals: list[Authorization], used: Taken, desk: Desk) -> tuple[str, ...]:
    """Why the next dose may not be covered, by the authorization that comes nearest; none where one covers it."""
    every = [_reasons(a, renewals, used, desk) for a in fitting]
    return min(every, key=len)


def _reasons(a: Authorization, renewals: list[Authorization], used: Taken, desk: Desk) -> tuple[str, ...]:
    if a.decision.value is Decision.NOT_NEEDED:
        return ()
    warned = desk.switches.auth_expiry_warn_days
    found = [*_time_left(a, renewals, used, warned), *_amount_left(a, used, desk.book.drugs)]
    return (f"{_label(a)}: {found[0]}", *found[1:]) if found else ()


def _time_left(a: Authorization, renewals: list[Authorization], used: Taken, warned: int) -> list[str]:
    if a.ends is None:
        return [f"its end {NOT_RECORDED}"]
    until, last = a.ends.value, used.days[-1]
    followed = any(r.begins and r.begins.value <= until + timedelta(days=1) for r in renewals)
    days = (until - last).days
    if followed or days > warned:
        return []
    return [f"it ends on {until}, {days} {'day' if days == 1 else 'days'} after this visit"]


def _amount_left(a: Authorization, used: Taken, table: DrugTable) -> list[str]:
    """Below what the next dose like this one takes; or not known because nothing says what was used, or in what."""
    found = []
    if a.units and used.lines and in_units(a.units.value, used, table) is None:
        found.append(f"the {in_words(a.units.value)} it allows {NOT_COUNTED} in units of {', '.join(used.codes)}")
    earlier = a.begins is None or a.begins.value < used.days[0]
    for b in balances(a, used, table):
        next_dose = (b.here / len(used.days)).to_integral_value(ROUND_CEILING)
        if b.left < next_dose:
            found.append(f"{_left(b)}, the next dose like this one takes {next_dose:f}")
        elif b.before is None and earlier:
            found.append(f"how many of its {b.approved:f} {b.measure} were used before this visit {NOT_RECORDED}")
    return found


def _left(b: Balance) -> str:
    return f"{b.left:f} of {b.approved:f} {b.measure} are left after this visit"


def _label(a: Authorization) -> str:
    return f"authorization {a.number.value}" if a.number else "authorization without a number"
