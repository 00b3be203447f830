"""Third pass: what every dose of a site is beside the others; the initial one is chosen in initial.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from plugin.engine.dose import Dose, Flow, joined, length, overlap
from plugin.engine.findings import NOTHING, Findings
from plugin.engine.hydration import OwnTime, own_time
from plugin.engine.overlap import Place, Placed, is_chemo, place
from plugin.engine.prompts import ask
from plugin.engine.proposal import NotBilled, Prompt
from plugin.engine.pushes import Push, pushes_of
from plugin.engine.timeline import Desk

APPLIES = ("R-ADM-44", "R-ADM-57", "R-DOC-09", "R-DOC-33", "R-DOC-34", "R-DOC-35")


class Role(StrEnum):
    """What a service is on its site."""

    INITIAL = "initial"
    LATER = "later"
    AGAIN = "same drug again"
    CONCURRENT = "concurrent"
    BESIDE_CHEMO = "chemotherapy beside chemotherapy"
    REPEAT_PUSH = "repeat push"


@dataclass(frozen=True, slots=True)
class Service:
    """One dose in its role.

    `kind` is chemo_infusion, chemo_push, therapeutic_infusion, therapeutic_push or hydration (R-ADM-20).
    `own_minutes` are the minutes that earn further hours.
    """

    dose: Dose
    kind: str
    role: Role
    own: Flow
    own_minutes: int
    because: tuple[str, ...] = ()


def services_of(
    doses: tuple[Dose, ...], running: Flow, main: frozenset[str], desk: Desk
) -> tuple[list[Service], Findings]:
    """The services of one access site, none of them initial yet, with what gives no code and what must be asked.

    `running` is where infusions that are not finished may run: hydration has no minutes of its own there.
    """
    drugs = [d for d in doses if d.group != "hydration"]
    billed = [d for d in drugs if not d.unbilled]
    infusions = [d for d in billed if not d.push]
    placed, beside_chemo = _billed(_added_up(place(infusions, main, desk), desk), desk)
    pushes, unreported = pushes_of([d for d in billed if d.push], infusions, _coded(placed), desk)
    services = _infusion_services(placed, desk) + [_push_service(p) for p in pushes]
    found = Findings((), unreported + beside_chemo, tuple(_advice(placed, services, desk)))
    fluid = own_time([d for d in doses if d.group == "hydration"], drugs, running, desk)
    if fluid is None:
        return services, found
    hydration, nothing = _hydration(fluid, desk)
    return services + hydration, found + nothing


def _billed(placed: list[Placed], desk: Desk) -> tuple[list[Placed], tuple[NotBilled, ...]]:
    """Infusions without the chemotherapy beside chemotherapy that the site does not bill (R-ADM-53)."""
    if desk.switches.chemo_chemo_concurrent != "not_billed":
        return placed, ()
    beside = [p for p in placed if p.place is Place.BESIDE_CHEMO]
    listed = (NotBilled(f"{p.dose.name}, beside other chemotherapy", ("R-ADM-53",), p.dose.evidence) for p in beside)
    return [p for p in placed if p not in beside], tuple(listed)


def _added_up(placed: list[Placed], desk: Desk) -> list[Placed]:
    """Later doses of chemotherapy are added to the first, and of any drug where the site says so (R-ADM-57).

    Each dose was judged by itself for overlap with other drugs before; only what stands alone is added.
    """
    out: dict[str, Placed] = {}
    for n, item in enumerate(placed):
        add_up = item.chemo or desk.switches.same_drug_repeat_infusion == "sum_minutes"
        key = item.dose.key if add_up and item.place is Place.BASE else f"{item.dose.key} {n}"
        before = out.get(key)
        out[key] = item if before is None else _both(before, item)
    return list(out.values())


def _both(before: Placed, item: Placed) -> Placed:
    first, dose = before.dose, item.dose
    flow = joined(first.flow, dose.flow)
    added = replace(
        first,
        given=first.given + dose.given,
        flow=flow,
        minutes=first.minutes + dose.minutes,
        strength=min(first.strength, dose.strength),
        untimed=first.untimed or dose.untimed,
        held=first.held or dose.held,
        because=tuple(dict.fromkeys((*first.because, *dose.because, "R-ADM-57"))),
    )
    return Placed(added, before.place, joined(before.own, item.own), before.own_minutes + item.own_minutes)


def _coded(placed: list[Placed]) -> list[Dose]:
    """The infusions that earn a code: of those at the same time as others only the first does (R-ADM-50)."""
    concurrent = [p for p in placed if p.place is Place.CONCURRENT]
    return [p.dose for p in placed if p.place is not Place.CONCURRENT or p is concurrent[0]]


def _infusion_services(placed: list[Placed], desk: Desk) -> list[Service]:
    services = []
    because: tuple[str, ...]
    coded: set[str] = set()
    for item in placed:
        dose = item.dose
        if item.place is Place.CONCURRENT:
            with_chemo = any(p.chemo and overlap(p.dose.flow, dose.flow) for p in placed)
            role, because = Role.CONCURRENT, ("R-ADM-52" if with_chemo else "R-ADM-51",)
        elif item.place is Place.BESIDE_CHEMO:
            role, because = Role.BESIDE_CHEMO, ("R-ADM-53",)
        elif dose.key in coded and desk.switches.same_drug_repeat_infusion == "each_dose":
            role, because = Role.AGAIN, ("R-ADM-57",)
        else:
            role, because = Role.LATER, ("R-ADM-57",) if dose.key in coded else ()
            coded.add(dose.key)
        kind = "chemo_infusion" if item.chemo else "therapeutic_infusion"
        services.append(Service(dose, kind, role, item.own, item.own_minutes, because))
    return services


def _push_service(push: Push) -> Service:
    kind = "chemo_push" if is_chemo(push.dose) else "therapeutic_push"
    return Service(push.dose, kind, Role.REPEAT_PUSH if push.repeat else Role.LATER, (), 0, push.because)


def _hydration(fluid: OwnTime, desk: Desk) -> tuple[list[Service], Findings]:
    """Hydration in its own minutes, or the reason why it gives nothing (R-ADM-44)."""
    dose = fluid.dose
    if dose.minutes >= desk.book.rule("R-ADM-44").number("at_least"):
        return [Service(dose, "hydration", Role.LATER, dose.flow, dose.minutes)], NOTHING
    nothing = NotBilled(f"{dose.name}, {fluid.alone} min of its own", _why_nothing(fluid), dose.evidence)
    asked: tuple[Prompt, ...] = ()
    if dose.minutes and not dose.untimed and not dose.held:  # what holds it is asked, and may change its minutes
        asked = (ask(desk.book, "R-DOC-09", dose.id, "R-ADM-44", drug=dose.name, minutes=str(dose.minutes)),)
    return [], Findings((), (nothing,), asked)


def _why_nothing(fluid: OwnTime) -> tuple[str, ...]:
    dose = fluid.dose
    if fluid.alone > dose.minutes:
        return ("R-ADM-47", "R-ADM-44")
    if dose.held and not dose.minutes:
        return ("R-ADM-61",) if "R-ADM-61" in dose.because else ("R-ADM-59", "R-ADM-46")
    if dose.untimed and not dose.minutes:
        return ("R-ADM-59",)
    return ("R-ADM-46", "R-ADM-44") if dose.minutes < fluid.charted else ("R-ADM-44",)


def _advice(placed: list[Placed], services: list[Service], desk: Desk) -> list[Prompt]:
    """Questions for the coder where part of an infusion is not coded or could be coded otherwise."""
    advise_from = desk.book.rule("R-ADM-51").number("advise_from")
    prompts = []
    for item in placed:
        about, name = item.dose.id, item.dose.name
        if item.place is Place.BESIDE_CHEMO:
            facts = f"{item.dose.minutes - length(item.own)} min beside another chemotherapy infusion"
            prompts.append(ask(desk.book, "R-DOC-34", about, "R-ADM-53", facts=facts, drug=name))
        elif item.place is Place.CONCURRENT and item.own_minutes >= advise_from:
            facts = f"{item.own_minutes} min of it ran alone"
            prompts.append(ask(desk.book, "R-DOC-33", about, "R-ADM-51", facts=facts, drug=name))
    for service in services:
        if service.role is Role.AGAIN:
            prompts.append(ask(desk.book, "R-DOC-35", service.dose.id, "R-ADM-57", drug=service.dose.name))
    return prompts
