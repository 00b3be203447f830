"""What came nearest to an infusion or a push of a class, and why it is neither: minutes, times, class, way, state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from plugin.chart.administration import Manner, Route
from plugin.engine.complexity import DECIDED_BY_WORK
from plugin.engine.dose import Dose
from plugin.engine.given import Given
from plugin.engine.overlap import is_chemo
from plugin.engine.why.answer import Reason
from plugin.engine.why.omitted import in_words, omission_of
from plugin.engine.why.words import KINDS, all_ran, items, listed, ran, verb
from plugin.engine.why.worksheet import Check, Worksheet, rows_of

Near = Callable[[str, Worksheet], tuple[Reason, ...]]


def none_of_kind(kind: str) -> Check:
    """The first that holds where a visit has no service of a kind, such as chemo_infusion."""
    return partial(_none_of_kind, kind)


def near(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Doses of the class that would be of the kind but for their minutes or a missing time."""
    by_time = (too_short, without_a_time) if kind.endswith("infusion") else (too_long, given_again)
    return tuple(reason for check in by_time for reason in check(kind, sheet))


def _none_of_kind(kind: str, _: str, sheet: Worksheet) -> tuple[Reason, ...]:
    if any(service.kind == kind for _, service in sheet.services):
        return ()
    checks: tuple[Near, ...] = (
        near, _left_out_of_the_vein, _other_way_of_giving, _other_class, _outside_the_vein, _left_out, _nothing,
    )  # fmt: skip
    return next((found for check in checks if (found := check(kind, sheet))), ())


def of_class(kind: str, doses: Iterable[Dose]) -> list[Dose]:
    """The drug doses that are coded in the family of a kind."""
    return [d for d in doses if d.group != "hydration" and is_chemo(d) == kind.startswith("chemo")]


def too_short(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Bags that ran up to 15 minutes, which is a push (R-ADM-41)."""
    least = sheet.minutes("R-ADM-41", "at_most", 1)
    short = [d for d in of_class(kind, sheet.doses) if d.push and not _pushed(d) and d.minutes]
    if not short:
        return ()
    stopped = ["R-ADM-64"] if any("R-ADM-64" in d.because for d in short) else []
    said = f"{all_ran(short)}: an infusion needs {least} minutes; what ran less is coded as a push."
    return (sheet.reason(["R-ADM-41", "R-ADM-42", *stopped], said, rows_of(short)),)


def without_a_time(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Bags whose start or stop is not charted, or contradicts the rest of the record (R-ADM-59, R-ADM-61)."""
    found = []
    for dose in of_class(kind, sheet.doses):
        if not dose.push or _pushed(dose) or dose.minutes:
            continue
        card, rule = ("R-DOC-03", "R-ADM-61") if "R-ADM-61" in dose.because else ("R-DOC-01", "R-ADM-59")
        asked = sheet.question(card, dose.evidence) or sheet.question("R-DOC-02", dose.evidence)
        what = sheet.facts(card, dose.evidence) or "its times contradict each other"
        what = what if rule == "R-ADM-61" else "a time is not charted"
        said = f"{ran(dose)}: {what}, so no minutes are known and at most a push is supported."
        said += f" Open question: {asked}" if asked else ""
        found.append(sheet.reason((rule, card), said, dose.evidence))
    return tuple(found)


def too_long(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Bags that ran longer than a push (R-ADM-41)."""
    at_most = sheet.minutes("R-ADM-41", "at_most")
    long = [d for d in of_class(kind, sheet.doses) if not d.push]
    if not long:
        return ()
    said = f"{all_ran(long)}: {verb(len(long), 'this was', 'these were')} charted as infusion, not as push, and a bag "
    said += f"is coded as a push only up to {at_most} minutes."
    return (sheet.reason(("R-ADM-41", "R-ADM-42"), said, rows_of(long)),)


def given_again(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Pushes of a drug that is coded already, which give no first push (R-ADM-56, R-ADM-58)."""
    again = [d for d in of_class(kind, sheet.doses) if d.push and _unreported(d, sheet)]
    return tuple(
        sheet.reason(_unreported(d, sheet), f"{ran(d)}: the drug is coded already, and this gives no code.", d.evidence)
        for d in again
    )


def _unreported(dose: Dose, sheet: Worksheet) -> tuple[str, ...]:
    rules = [r for n in sheet.passed.found.not_billed if set(n.evidence) == set(dose.evidence) for r in n.because]
    return tuple(r for r in rules if r in ("R-ADM-56", "R-ADM-58"))


def _left_out_of_the_vein(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Drugs of the class by vein or an unknown way that reached no code: not given, still running, premedication."""
    mine = (g for g in sheet.all_given if _in_class(kind, g))
    return _omissions((g for g in mine if g.route in (None, Route.INTRAVENOUS)), sheet)


def _left_out(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Drugs of the class that reached no code by any way: by mouth, into a cavity."""
    return _omissions((g for g in sheet.all_given if _in_class(kind, g)), sheet)


def _omissions(given: Iterable[Given], sheet: Worksheet) -> tuple[Reason, ...]:
    left_out = ((g, omission_of(g, sheet)) for g in given)
    return tuple(
        sheet.reason(o.because, f"{in_words(g, o, sheet)}.", o.evidence)
        for g, o in left_out
        if o and not {"R-ADM-56", "R-ADM-58"} & set(o.because)
    )


def _other_way_of_giving(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Drugs of the class given into the vein the other way: pushed, not infused."""
    pushed = [d for d in of_class(kind, sheet.doses) if _pushed(d)]
    if not pushed or not kind.endswith("infusion"):
        return ()
    said = f"{all_ran(pushed)}: charted as a push, and a push stays one however long it took."
    return (sheet.reason(("R-ADM-41", "R-ADM-66"), said, rows_of(pushed)),)


def _other_class(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Drugs of the other class given in the vein: chemotherapy or not decides the family (R-ADM-02)."""
    others = [d for d in sheet.doses if d.group != "hydration" and is_chemo(d) != kind.startswith("chemo")]
    unknown = [d for d in others if any(f.unclear for g in d.given for f in g.found)]
    if unknown:
        asked = sheet.question("R-DOC-05", rows_of(unknown))
        said = f"what {listed(d.name for d in unknown)} is, and so its class, is open: {asked}"
        return (sheet.reason(("R-DRG-14", "R-DOC-05", "R-ADM-01"), said, rows_of(unknown)),)
    if not others:
        return ()
    chemo = kind.startswith("chemo")
    names = listed(d.name for d in others)
    what = "coded as chemotherapy" if not chemo else "not chemotherapy, nor a biologic that counts as it"
    said = f"{names} {verb(len({d.name for d in others}), 'is', 'are')} {what}; no {KINDS[kind]} is charted."
    said += _by_policy(others, sheet) if chemo else ""
    unsettled = sheet.question("R-DOC-16", rows_of(others)) if chemo else ""
    said += f" Open question: {unsettled}" if unsettled else ""
    rules = ["R-ADM-02", *(["R-DOC-16"] if unsettled else []), *(r for d in others for g in d.given for r in g.rules)]
    return (sheet.reason(rules, said, rows_of(others)),)


def _by_policy(doses: list[Dose], sheet: Worksheet) -> str:
    """The choice of the site that decides which biologics count as chemotherapy (R-ADM-02, R-ADM-03)."""
    drugs = [d for dose in doses for g in dose.given for f in g.found for d in f.drugs if d.group in DECIDED_BY_WORK]
    if not drugs:
        return ""
    policy = sheet.switches.complexity_policy
    said = f" Biologics such as {listed(d.name for d in drugs)} go by complexity_policy={policy}."
    plain = [d.name for d in doses if any(_is_plain(g) for g in d.given)]
    return f"{said} That {listed(plain)} took complex care is charted as false." if plain else said


def _is_plain(item: Given) -> bool:
    care = item.administration.complex_care
    return care is not None and not care.value


def _outside_the_vein(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """Drugs of the class given by another way than a vein (R-ADM-30)."""
    mine = [g for group in sheet.outside.values() for g in group if _in_class(kind, g)]
    if not mine:
        return ()
    codes = sorted({line.code for line in sheet.lines_of(row for g in mine for row in g.evidence)})
    said = f"{items(mine)}: not infused or pushed into a vein; coded {listed(codes) or 'by no code'}."
    return (sheet.reason(("R-ADM-30",), said, (row for g in mine for row in g.evidence)),)


def _nothing(kind: str, sheet: Worksheet) -> tuple[Reason, ...]:
    rule = "R-ADM-42" if kind.endswith("infusion") else "R-ADM-41"
    chemo = "R-ADM-02" if kind.startswith("chemo") else "R-ADM-01"
    return (sheet.reason((rule, chemo), f"no {KINDS[kind]} into a vein is charted in this visit."),)


def _in_class(kind: str, given: Given) -> bool:
    family = ("chemo", "hormonal") if kind.startswith("chemo") else ("therapeutic",)
    return given.group in family


def _pushed(dose: Dose) -> bool:
    return any(g.manner is Manner.PUSH for g in dose.given)
