"""What waits where a kind of record could not be read, or not all of it: none given is not none there is (R-EDT-10)."""

from __future__ import annotations

from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.engine.proposal import Advice, Kind, Line, Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-EDT-10",)

ALL = frozenset(Kind)
ADMINISTRATIONS = frozenset({Kind.ADMINISTRATION})
DRUGS = frozenset({Kind.DRUG, Kind.DRUG_WASTE})


def held_for_unread(lines: tuple[Line, ...], chart: Chart, book: Rulebook) -> tuple[Line, ...]:
    """The lines with those held that rest on a kind of record that did not come, or not whole."""
    rule, lacking = book.rule("R-EDT-10"), _lacking(chart)
    if not lacking:
        return lines
    held: frozenset[Kind] = frozenset()
    held |= ALL if lacking.intersection(rule.words("all_without")) else held
    held |= ADMINISTRATIONS if lacking.intersection(rule.words("administrations_without")) else held
    # Where none came the payer is not known, and R-AUT-04 says what waits; where some came, another may pay first.
    held |= DRUGS if chart.coverages and lacking.intersection(rule.words("drugs_with_part_of")) else held
    return tuple(line.held(rule.id) if line.kind in held else line for line in lines)


def asked_beside_unread(prompts: tuple[Prompt, ...], chart: Chart, book: Rulebook) -> tuple[Prompt, ...]:
    """The questions, each that the missing record may answer with a word that it is missing."""
    rule, lacking = book.rule("R-EDT-10"), _lacking(chart)
    kind_of, record, said = rule.table("asked_of"), rule.table("beside"), rule.text("said_beside")
    return tuple(
        replace(p, facts="; ".join(filter(None, (p.facts, said.format(record=record[kind_of[p.kind]])))))
        if kind_of.get(p.kind) in lacking
        else p
        for p in prompts
    )


def unread_advice(chart: Chart, book: Rulebook) -> tuple[Advice, ...]:
    """For each kind that did not come, or not whole, what that means for the charge."""
    rule = book.rule("R-EDT-10")
    means, all_wait = rule.table("means"), rule.words("all_without")
    return tuple(
        Advice(kind, f"{means[kind]} {rule.text('all_wait')}" if kind in all_wait else means[kind], (rule.id,))
        for kind in sorted(_lacking(chart))
        if kind in means
    )


def _lacking(chart: Chart) -> set[str]:
    """The kinds of which a search failed or gave only a part. One resource that could not be read is no kind, but for
    the patient and, where no other visit could be read, the visit: there is one of each."""
    lacking = {unread.about for unread in chart.unread}
    if not any(about.startswith("Encounter/") for about in lacking):
        lacking.discard("Encounter")  # a record without any visit is complete without it
    return lacking | ({"Patient"} if chart.patient.id in lacking else set())
