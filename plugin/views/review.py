"""What the coder's page says of a proposal: each line, omission and question with its rules and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from plugin.chart.administration import Amount
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.engine.proof import OF_DRUGS
from plugin.engine.proposal import Line, LineState, NotBilled, Prompt, Severity
from plugin.engine.rulebook import Rulebook
from plugin.engine.worth.worth import VisitWorth, Worth
from plugin.export.line_words import MODIFIERS, modifiers_of, on_the_claim, package
from plugin.export.worth_words import at_stake, in_words
from plugin.views import formats, words
from plugin.views.banner import Banner, banner_of
from plugin.views.infusion_log import LogRow, log_of
from plugin.views.omitted_code import omitted_code
from plugin.views.proof_address import ProofOf, proof_of
from plugin.views.reasons import Reason, reasons
from plugin.views.timeline import Timeline, timeline_of

if TYPE_CHECKING:
    from plugin.workflow.visit import OpenVisit

NOT_TOLD = ("What this is worth cannot be told.",)
INITIAL_RULES = {"R-ADM-20", "R-ADM-21", "R-ADM-24", "R-ADM-29"}
SEVERITIES = {
    Severity.BLOCKS: "Holds lines",
    Severity.REDUCES: "Lowers what is supported",
    Severity.ADVISES: "Worth knowing",
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """One element of one resource, quoted. `element` is empty for the resource as a whole."""

    about: str
    version: str
    element: str
    shown: str
    said_by: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line, an omission or a question, with what supports it.

    `why_not` is a code to ask about from here, `proof` where the sheet of a drug line is, `worth` what
    stays out of the charge while a question is open.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    tag: str
    look: str
    strength: str
    reasons: tuple[Reason, ...]
    evidence: tuple[Quoted, ...]
    why_not: str = ""
    modifiers: tuple[tuple[str, str], ...] = ()
    proof: ProofOf | None = None
    worth: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """The coder's page ready to be written."""

    heading: str
    summary: str
    banner: Banner
    read: str
    rules: str
    digest: str
    lines: tuple[Row, ...]
    modifiers: tuple[tuple[str, str], ...]
    not_billed: tuple[Row, ...]
    questions: tuple[Row, ...]
    at_stake: tuple[str, ...]
    unread: tuple[tuple[str, str], ...]
    advice: tuple[str, ...]
    looked_at_first: tuple[str, ...]
    timeline: Timeline
    marks: Mapping[str, str]
    printed: str
    log: tuple[LogRow, ...] = ()


def review_of(visit: OpenVisit, book: Rulebook, now: datetime, worth: VisitWorth) -> Review:
    """The review of a visit. The banner is always full: a coder compares it with the claim."""
    proposal, chart = visit.proposal, visit.chart
    quoted = quotations(chart)
    zone = formats.zone_of(chart)
    held = sum(line.state is LineState.HELD for line in proposal.lines)
    counts = [
        formats.plural(len(proposal.lines), "line"),
        f"{held} held",
        formats.plural(len(proposal.prompts), "open question"),
    ]
    heading = proposal.visit
    about = [formats.day(heading.date_of_service), heading.setting, heading.payer or "payer not known"]
    return Review(
        heading="Proposed charge",
        summary=", ".join(counts),
        banner=banner_of(chart, True),
        read=f"{' · '.join(about)} · chart read {formats.clock_on(visit.read_at, chart.day, zone)}",
        rules=formats.day(proposal.in_force),
        digest=proposal.digest,
        lines=tuple(_line(line, book, quoted) for line in proposal.lines),
        modifiers=modifiers_of(proposal.lines),
        not_billed=tuple(_omission(item, chart, book, quoted) for item in proposal.not_billed),
        questions=tuple(_question(p, book, _said_here(p, visit), worth.of(p)) for p in proposal.prompts),
        at_stake=at_stake(worth),
        unread=tuple((item.about, item.reason) for item in proposal.unread),
        advice=tuple(item.sentence for item in proposal.advice),
        looked_at_first=tuple(mark.sentence for mark in proposal.review),
        timeline=timeline_of(chart, now),
        marks=_initials(proposal.lines),
        printed=formats.printed(visit.reader, now, zone),
        log=log_of(chart),
    )


def quotations(chart: Chart) -> Mapping[str, tuple[Quoted, ...]]:
    """Everything the chart quotes, by the resource it was read from, each element once."""
    found: dict[str, dict[Quoted, None]] = {}
    for evidence, value in _facts(chart):
        said_by = " ".join(part for part in (evidence.by, evidence.at) if part)
        quoted = Quoted(evidence.about, evidence.version, evidence.element, _shown(evidence.shown, value), said_by)
        found.setdefault(evidence.about, {})[quoted] = None
    for given in chart.administrations:
        for code in (code for product in given.products for code in product.codes):
            if code.system == "ndc" and not code.said:
                quoted = Quoted(given.id, given.version, "package code", code.value, "")
                found.setdefault(given.id, {})[quoted] = None
    return {about: tuple(quotes) for about, quotes in found.items()}


def _facts(part: object) -> Iterator[tuple[Evidence, object]]:
    if isinstance(part, Fact):
        yield part.evidence, part.value
    elif isinstance(part, Evidence):
        yield part, ""
    elif isinstance(part, tuple):
        for item in part:
            yield from _facts(item)
    elif is_dataclass(part) and not isinstance(part, type):
        for item in fields(part):
            yield from _facts(getattr(part, item.name))


def _shown(as_written: str, value: object) -> str:
    """What the record writes; a time is shown as one, even where the record's own word for the row is "New Bag"."""
    if isinstance(value, datetime):
        word = as_written if as_written and not any(letter.isdigit() for letter in as_written) else ""
        return ", ".join(part for part in (_plain(value), word) if part)
    return as_written or _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, Amount):
        return formats.amount(value)
    if isinstance(value, datetime):
        return f"{formats.day(value.date())} {formats.clock(value)}"
    return formats.day(value) if isinstance(value, date) else str(value)


def _line(line: Line, book: Rulebook, quoted: Mapping[str, tuple[Quoted, ...]]) -> Row:
    what = ". ".join(part for part in (line.what or words.LINE_KINDS[line.kind], on_the_claim(line)) if part)
    held = line.state is LineState.HELD
    return Row(
        title="-".join((line.code, *line.modifiers)),
        facts=(
            ("Units", str(line.units)),
            ("Date", formats.short_day(line.date)),
            ("What", what),
            ("Diagnoses", ", ".join(line.diagnoses) or "None"),
            ("NDC", package(line.ndc) if line.ndc else "Not on the line"),
        ),
        tag=words.LINE_STATES[line.state],
        look="missing" if held else "ok",
        strength=line.strength.word if line.strength is not Strength.MISSING else "missing a fact",
        reasons=reasons(line.because, book),
        evidence=evidence_rows(line.evidence, quoted),
        modifiers=tuple((modifier, MODIFIERS.get(modifier, "")) for modifier in line.modifiers),
        proof=proof_of(line) if line.kind in OF_DRUGS else None,
    )


def _omission(item: NotBilled, chart: Chart, book: Rulebook, quoted: Mapping[str, tuple[Quoted, ...]]) -> Row:
    because, evidence = reasons(item.because, book), evidence_rows(item.evidence, quoted)
    return Row(item.what, (), "Not billed", "", "", because, evidence, omitted_code(item, chart, book))


def _said_here(prompt: Prompt, visit: OpenVisit) -> tuple[Quoted, ...]:
    """What was answered to a question that is still open: it carries no fact, and a coder has to know of it."""
    zone, day = formats.zone_of(visit.chart), visit.chart.day
    return tuple(
        Quoted(
            a.about, "", "said here", a.value or words.choice(a.choice), f"{a.by} {formats.clock_on(a.at, day, zone)}"
        )
        for a in visit.answers
        if (a.kind, a.about) == (prompt.kind, prompt.about)
    )


def _question(prompt: Prompt, book: Rulebook, said: tuple[Quoted, ...], worth: Worth | None) -> Row:
    look = {Severity.BLOCKS: "missing", Severity.REDUCES: "check"}.get(prompt.severity, "")
    facts = (
        ("Asked", words.PEOPLE[prompt.who]),
        ("Denials prevented", ", ".join(prompt.denials) or "None"),
    )
    about = (Quoted(prompt.about, "", "quoted" if prompt.facts else "", prompt.facts, ""), *said)
    return Row(
        prompt.question, facts, SEVERITIES[prompt.severity], look, "", reasons(prompt.because, book), about,
        worth=in_words(worth).sentences if worth else NOT_TOLD,
    )  # fmt: skip


def evidence_rows(references: tuple[str, ...], quoted: Mapping[str, tuple[Quoted, ...]]) -> tuple[Quoted, ...]:
    """The quotations of each resource; one that nothing is quoted from is still named."""
    return tuple(q for about in references for q in quoted.get(about, (Quoted(about, "", "", "", ""),)))


def _initials(lines: tuple[Line, ...]) -> dict[str, str]:
    return {about: "initial" for line in lines if INITIAL_RULES & set(line.because) for about in line.evidence}
