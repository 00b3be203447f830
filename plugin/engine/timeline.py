"""Second pass: the doses of one access site in time, joined, with short infusions turned into pushes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from plugin.chart.administration import Manner
from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting, Visit
from plugin.engine.clock import Clocked, clocked
from plugin.engine.dose import Dose, Flow, joined, length, overlap
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import NotBilled, Prompt, Severity
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches

APPLIES = (
    "R-ADM-41", "R-ADM-59", "R-ADM-62", "R-ADM-63", "R-ADM-64", "R-ADM-66",
    "R-DOC-01", "R-DOC-02", "R-DOC-03", "R-DOC-10", "R-DOC-11",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """What every pass over one visit needs at hand. `general` are the switches of a payer that is not known."""

    book: Rulebook
    switches: Switches
    visit: Visit | None
    setting: Setting
    payer: str
    general: Switches | None = None

    def on(self, day: date) -> Desk:
        """The desk with the rules of another day of the visit."""
        return self if day == self.book.day else replace(self, book=self.book.on(day))


def lay_out(given: tuple[Given, ...], desk: Desk) -> tuple[tuple[Dose, ...], Findings]:
    """The doses of one access site in time order, with the questions their times raise.

    Runs of one bag and bags of one order are one dose (R-ADM-62, R-ADM-63); what then ran for 15 minutes or less is
    a push unless it is hydration (R-ADM-41).
    """
    prompts: list[Prompt] = []
    dropped: list[NotBilled] = []
    doses: list[Dose] = []
    for item in given:
        times = clocked(item.administration, desk.visit, desk.book, desk.switches)
        prompts += _questions(item, times, desk)
        doses.append(_dose(item, times, desk))
    doses, clashes = _same_drug_clashes(_join(sorted(doses, key=_by_time), desk.switches.pause_gap), desk)
    kept: list[Dose] = []
    repeated = {key for key, times in Counter(d.key for d in doses).items() if times > 1}
    for dose in doses:
        coded, question = _as_coded(dose, desk, alone=dose.key not in repeated)
        prompts += question
        kept.append(coded)
        if coded.unbilled:
            dropped.append(NotBilled(f"{dose.name}, time not charted", ("R-ADM-59",), dose.evidence))
    return tuple(kept), Findings((), tuple(dropped), (*prompts, *clashes))


def _dose(item: Given, times: Clocked, desk: Desk) -> Dose:
    administration = item.administration
    push = administration.manner is not None and administration.manner.value is Manner.PUSH
    minutes = length(times.flow)
    strength = times.strength
    because = times.rules
    if len(administration.runs) > 1 and not push:
        because = (*because, "R-ADM-62")
    if administration.stopped_because and not push:
        because = (*because, "R-ADM-64")
    untimed = times.start_missing or times.stop_missing
    length_only = administration.charted_minutes
    if not push and untimed and length_only and desk.switches.duration_without_clock == "allow_with_advisory":
        minutes, untimed = length_only.value, False
        strength, because = min(Strength.DERIVED, length_only.strength), ("R-ADM-60", *because[1:])
        times = _lasting(times, minutes)
    if untimed:
        strength = Strength.MISSING
    if times.conflict:
        strength, because = Strength.CONFLICTING, (*because, "R-ADM-61")
    return Dose(
        given=(item,), at=times.at, flow=times.flow, minutes=minutes, push=push, offset=times.offset,
        strength=strength, because=because, untimed=untimed or bool(times.conflict), held=bool(times.conflict),
        open=times.open,
    )  # fmt: skip


def _lasting(times: Clocked, minutes: int) -> Clocked:
    """The times of a charted length beside a charted start or a charted stop (R-ADM-60)."""
    if times.flow or times.conflict or (times.start_missing and times.stop_missing):
        return times
    at = times.at - minutes if times.start_missing else times.at
    return replace(times, at=at, flow=((at, at + minutes),), open=())


def _questions(item: Given, times: Clocked, desk: Desk) -> list[Prompt]:
    about, book = item.administration.id, desk.book
    if times.conflict:
        return [ask(book, "R-DOC-03", about, "R-ADM-61", facts=times.conflict, drug=item.name)]
    length_only = item.administration.charted_minutes
    accepted = length_only and desk.switches.duration_without_clock == "allow_with_advisory"
    severity = Severity.ADVISES if accepted else None
    asked = []
    if times.stop_missing:
        asked.append(ask(book, "R-DOC-01", about, "R-ADM-59", severity=severity, drug=item.name))
    if times.start_missing:
        asked.append(ask(book, "R-DOC-02", about, "R-ADM-60", severity=severity, drug=item.name))
    over = book.rule("R-ADM-66").number("over")
    if item.administration.manner and item.administration.manner.value is Manner.PUSH and length(times.flow) > over:
        asked.append(ask(book, "R-DOC-11", about, "R-ADM-66", drug=item.name, minutes=str(length(times.flow))))
    return asked


def _join(doses: list[Dose], gap: int) -> list[Dose]:
    """Infusions that go on with the same bag or order after a pause, a restart or a bag change; none that overlap."""
    out: list[Dose] = []
    of_drug: dict[str, list[int]] = {}
    for dose in doses:
        same = of_drug.setdefault(dose.key, [])
        before = next((n for n in reversed(same) if _goes_on(out[n], dose, gap)), None)
        if before is None:
            same.append(len(out))
            out.append(dose)
        else:
            out[before] = _joined(out[before], dose)
    return out


def _goes_on(before: Dose, dose: Dose, gap: int) -> bool:
    if before.push or dose.push or before.key != dose.key:
        return False
    first, second = before.given[-1].administration, dose.given[0].administration
    if second.continues in {g.administration.id for g in before.given}:
        return True
    if not before.flow or not dose.flow or overlap(before.flow, dose.flow):
        return False
    return first.order == second.order and dose.flow[0][0] - before.ends <= gap


def _joined(before: Dose, dose: Dose) -> Dose:
    flow = joined(before.flow, dose.flow)
    return replace(
        before,
        given=before.given + dose.given,
        flow=flow,
        minutes=before.minutes + dose.minutes - overlap(before.flow, dose.flow),
        strength=min(before.strength, dose.strength),
        untimed=before.untimed or dose.untimed,
        open=joined(before.open, dose.open),
        held=before.held or dose.held,
        because=tuple(dict.fromkeys((*before.because, *dose.because, "R-ADM-62", "R-ADM-63"))),
    )


def _same_drug_clashes(doses: list[Dose], desk: Desk) -> tuple[list[Dose], list[Prompt]]:
    """Two doses of one drug running at once on one site contradict each other: both are held (R-ADM-61)."""
    infusions = [d for d in doses if not d.push]
    later = _over_another_of_its_drug(infusions)
    clashing = {d.id for d in (*later, *_over_another_of_its_drug(infusions[::-1]))}
    facts = "two infusions of it run at the same time on one line"
    prompts = [ask(desk.book, "R-DOC-03", d.id, "R-ADM-61", facts=facts, drug=d.name) for d in later]
    held = [
        replace(d, held=True, strength=min(d.strength, Strength.CONFLICTING), because=(*d.because, "R-ADM-61"))
        if d.id in clashing
        else d
        for d in doses
    ]
    return held, prompts


def _over_another_of_its_drug(infusions: list[Dose]) -> list[Dose]:
    """The infusions that overlap one of the same drug before them in this list."""
    covered: dict[str, Flow] = {}
    found = []
    for dose in infusions:
        before = covered.get(dose.key, ())
        if overlap(dose.flow, before):
            found.append(dose)
        covered[dose.key] = joined(before, dose.flow)
    return found


def _as_coded(dose: Dose, desk: Desk, *, alone: bool) -> tuple[Dose, list[Prompt]]:
    """An infusion as the push it is coded as, where its minutes or its missing time say so.

    The planned service of an infusion stopped early (switch `aborted_infusion`) is billed only where it is the one dose
    of its drug (`alone`): with another dose the minutes are known to add up to what was given.
    """
    if dose.push or dose.group == "hydration":
        return dose, []
    if dose.untimed and not dose.minutes and not dose.held:
        if desk.switches.missing_stop == "not_billable":
            return replace(dose, unbilled=True), []
        return _provisional(dose, hold=desk.switches.missing_stop == "hold"), []
    if dose.held and not dose.minutes:
        return _provisional(dose, hold=True), []
    if dose.untimed and desk.switches.missing_stop == "hold":
        dose = replace(dose, held=True, because=(*dose.because, "R-ADM-59"))
    at_most = desk.book.rule("R-ADM-41").number("at_most")
    if dose.minutes > at_most:
        return dose, []
    stopped = next((g.administration.stopped_because for g in dose.given if g.administration.stopped_because), None)
    if stopped and alone and _planned_is_billed(desk):
        return replace(dose, modifier="53", because=(*dose.because, "R-ADM-64")), []
    rules = (*dose.because, "R-ADM-41")
    short = ask(desk.book, "R-DOC-10", dose.id, "R-ADM-41", drug=dose.name, minutes=str(dose.minutes))
    return replace(dose, push=True, because=rules), [] if dose.untimed else [short]


def _planned_is_billed(desk: Desk) -> bool:
    return desk.switches.aborted_infusion == "planned_53" and desk.setting is Setting.OFFICE


def _provisional(dose: Dose, *, hold: bool) -> Dose:
    strength = Strength.CONFLICTING if dose.held else Strength.MISSING
    return replace(dose, push=True, strength=strength, held=dose.held or hold, because=(*dose.because, "R-ADM-59"))


def _by_time(dose: Dose) -> tuple[int, str]:
    return dose.at, dose.id
