"""What payers ask of an ordered dose: authorization, diagnosis, limits of a day, coverage on the day (R-AUT, R-DX).

All is taken from what the same rules find of the dose as if it were given; nothing is judged here a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugin.chart.chart import Chart
from plugin.engine.authorization import ABSENT, NOT_COUNTED, NOT_RECORDED
from plugin.engine.authorized_use import is_for, names_of
from plugin.engine.coverage import POLICIES_OF
from plugin.engine.drugs import NO_DRUG_LINE
from plugin.engine.given import Given
from plugin.engine.payer_known import Open, doubt_of, why_not
from plugin.engine.proposal import Kind, Line, Prompt, Proposal, Severity, Who
from plugin.engine.ready import About, Check, Standing
from plugin.engine.rulebook import Rulebook
from plugin.engine.timeline import Desk

APPLIES = ("R-AUT-01", "R-AUT-03", "R-AUT-04", "R-DX-05", "R-DX-06", "R-EDT-06")

MISSING = "missing_diagnosis"
COULD_NOT_BE_READ = ("ClaimResponse", "ServiceRequest")
LEFT_OPEN = {
    Open.SEVERAL: "several claim the same place",
    Open.UNDATED: "no dates are on record",
    Open.KIND_UNKNOWN: "what kind of coverage it is is not on record",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """One dose with what the rules find of it as if it were given, and what is asked `already` (kind, about)."""

    item: Given
    proposal: Proposal
    chart: Chart
    desk: Desk
    already: frozenset[tuple[str, str]] = frozenset()

    @property
    def about(self) -> str:
        """The order it is from."""
        return self.item.administration.id

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines its drug would have."""
        return tuple(x for x in self.proposal.lines if x.kind is Kind.DRUG and self.about in x.evidence)

    def asked(self, kind: str, about: frozenset[str] = frozenset()) -> Prompt | None:
        """The question of a kind about this dose, or about one of these rows."""
        rows = about or {self.about}
        return next((p for p in self.proposal.prompts if p.kind == kind and p.about in rows), None)

    @property
    def is_drug(self) -> bool:
        """Whether it is charged as a drug: fluids, flushes, vaccines and the like are not looked at here."""
        return self.item.group not in NO_DRUG_LINE


def authorization_check(expected: Expected) -> Check:
    """What is on record of the payer's decision for this drug, product, dose, day and place (R-AUT-01 to R-AUT-03)."""
    rule = expected.desk.book.rule("R-AUT-01")
    table = expected.desk.book.drugs
    drugs = {name for found in expected.item.found for name in names_of(found, table)}
    own = [a for a in expected.chart.authorizations if any(is_for(a, drug, table) for drug in drugs)]
    evidence = tuple(dict.fromkeys((expected.about, *(a.id for a in own))))
    problem, ending = expected.asked("authorization_problem"), expected.asked("authorization_ending")
    if problem and own:
        facts = tuple(problem.facts.split("; "))
        return Check(
            About.AUTHORIZATION,
            Standing.TO_SETTLE,
            rule.text("to_settle"),
            problem.because,
            evidence,
            facts,
            problem.who,
        )
    if problem:
        facts = tuple(fact for fact in problem.facts.split("; ") if fact != ABSENT)
        says = rule.text("cannot_tell")
        return Check(About.AUTHORIZATION, Standing.TO_SETTLE, says, problem.because, evidence, facts, problem.who)
    if own:
        facts, because = (tuple(ending.facts.split("; ")), ending.because) if ending else ((), (rule.id,))
        if any(open_ in fact for fact in facts for open_ in (NOT_RECORDED, NOT_COUNTED)):
            says = rule.text("not_known")
            return Check(About.AUTHORIZATION, Standing.CANNOT_TELL, says, because, evidence, facts, Who.FRONT_DESK)
        return Check(About.AUTHORIZATION, Standing.READY, rule.text("ready"), because, evidence, facts)
    refused = sorted({u.about for u in expected.chart.unread if u.about.partition("/")[0] in COULD_NOT_BE_READ})
    facts = ("part of the record could not be read",) if refused else ()
    says, who = rule.text("cannot_tell"), Who.FRONT_DESK
    return Check(About.AUTHORIZATION, Standing.CANNOT_TELL, says, (rule.id,), evidence, facts, who)


def are_unread(chart: Chart) -> bool:
    """Whether the diagnoses of the visit could not be read, so that nothing can be said of what is missing."""
    return any(unread.about.partition("/")[0] == "Condition" for unread in chart.unread)


def visit_diagnosis_checks(
    chart: Chart, proposal: Proposal, book: Rulebook, already: frozenset[tuple[str, str]]
) -> tuple[Check, ...]:
    """What the diagnoses of a whole visit lack: none is charted or ordered, or one is no valid code (R-DX-01).

    What is asked `already` (kind, about) of doses that were given is not said a second time.
    """
    visits = [visit.id for visit in chart.visits if (MISSING, visit.id) not in already]
    asked = [p for p in proposal.prompts if p.kind == MISSING and p.about in visits]
    if asked and are_unread(chart):
        says, facts = book.rule("R-DX-05").text("cannot_tell"), ("the diagnoses could not be read in full",)
        return (Check(About.DIAGNOSIS, Standing.CANNOT_TELL, says, ("R-DX-05",), (visits[0],), facts),)
    return tuple(
        Check(
            About.DIAGNOSIS,
            Standing.TO_SETTLE,
            book.rule(prompt.because[0]).text("to_settle"),
            prompt.because,
            (prompt.about,),
            (prompt.facts,) if prompt.facts else (),
            prompt.who,
        )
        for prompt in asked
    )


def diagnosis_check(expected: Expected) -> Check | None:
    """Whether a diagnosis says what the dose is for, and whether it is on the payer's policy if one is loaded.

    None where the visit has no diagnosis at all: that is said once.
    """
    book = expected.desk.book
    if not any(line.diagnoses for line in expected.proposal.lines):
        return None
    fits, listed = book.rule("R-DX-05"), book.rule("R-DX-06")
    missing, outside = expected.asked(MISSING), expected.asked("diagnosis_not_covered")
    evidence = (expected.about, *dict.fromkeys(d.evidence.about for d in expected.chart.diagnoses if d.of_visit))
    if missing:
        settled = Standing.TO_SETTLE if missing.severity is Severity.BLOCKS else Standing.CANNOT_TELL
        settled = Standing.CANNOT_TELL if are_unread(expected.chart) else settled
        facts = (missing.facts,) if missing.facts else ()
        says = fits.text("to_settle") if settled is Standing.TO_SETTLE else fits.text("cannot_tell")
        return Check(About.DIAGNOSIS, settled, says, missing.because, evidence, facts, missing.who)
    if outside:
        says, facts = listed.text("to_settle"), (outside.facts,)
        return Check(About.DIAGNOSIS, Standing.TO_SETTLE, says, outside.because, evidence, facts, outside.who)
    policy = listed.text("ready" if _is_listed(expected) else "cannot_tell")
    because = (fits.id, listed.id)
    points = any(x.diagnoses for x in expected.proposal.lines if expected.about in x.evidence)
    standing, says = (Standing.READY, "ready") if points else (Standing.CANNOT_TELL, "cannot_tell")
    charted = any(d.of_visit for d in expected.chart.diagnoses)
    facts = () if charted else ("the order names it, the visit has none yet",)
    who = None if points else Who.PROVIDER
    return Check(About.DIAGNOSIS, standing, f"{fits.text(says)} {policy}", because, evidence, facts, who)


def _is_listed(expected: Expected) -> bool:
    """Whether each line was held against a loaded policy: only then does silence say that it is on the list."""
    contractor = expected.desk.switches.contractor.lower()
    policies = expected.desk.book.coverage
    compared = [(contractor, line.code) in policies for line in expected.lines if line.diagnoses]
    return expected.desk.payer == POLICIES_OF and bool(contractor) and bool(compared) and all(compared)


def amount_check(expected: Expected) -> Check | None:
    """The amount against the limit of a day (R-EDT-06); None where none is listed, or it is asked already."""
    rule, edits = expected.desk.book.rule("R-EDT-06"), expected.desk.book.edits[expected.chart.setting.value]
    lines = expected.lines
    above = expected.asked("units_over_mue", frozenset(row for line in lines for row in line.evidence))
    if above and (above.kind, above.about) in expected.already:
        return None
    if above and above.who is not Who.CODER:
        says, facts = rule.text("to_settle"), (above.facts,)
        return Check(About.AMOUNT, Standing.TO_SETTLE, says, above.because, (expected.about,), facts, above.who)
    if not lines:
        open_ = "its dose or its product leaves open how it is counted"
    elif not edits.quarter and not edits.limits:
        open_ = "no limits of this day are loaded"
    elif any(line.code in edits.limits for line in lines):
        return Check(About.AMOUNT, Standing.READY, rule.text("ready"), (rule.id,), (expected.about,))
    else:
        return None
    says = rule.text("cannot_tell").format(facts=open_)
    return Check(About.AMOUNT, Standing.CANNOT_TELL, says, (rule.id,), (expected.about,), (), Who.PHARMACY)


def coverage_check(chart: Chart, desk: Desk, *, asked: bool) -> Check:
    """Whether a coverage holds on the day, and whether the day is one on which it often changes (R-AUT-04).

    What is open is what its question asks; of a kind that is not known only where that is `asked`.
    """
    rule, covers = desk.book.rule("R-AUT-04"), chart.coverages
    evidence = tuple(cover.id for cover in covers) or (chart.visits[0].id,)
    new = _new_period(chart.day)
    again = f" {rule.text(new)}" if new else ""
    doubt = doubt_of(chart)
    if doubt and doubt.open is Open.NONE_HOLDS:
        facts = tuple(fact for cover in covers if (fact := why_not(cover, chart.day)))
        says = rule.text("to_settle") + again
        return Check(About.COVERAGE, Standing.TO_SETTLE, says, (rule.id,), evidence, facts, Who.FRONT_DESK)
    left_open = LEFT_OPEN[doubt.open] if doubt and (asked or doubt.open is not Open.KIND_UNKNOWN) else ""
    if left_open or not covers:
        says = rule.text("cannot_tell").format(facts=left_open or "none was read") + again
        return Check(About.COVERAGE, Standing.CANNOT_TELL, says, (rule.id,), evidence, (), Who.FRONT_DESK)
    return Check(About.COVERAGE, Standing.READY, rule.text("ready") + again, (rule.id,), evidence)


def _new_period(day: date) -> str:
    if day.day != 1:
        return ""
    return "new_year" if day.month == 1 else "new_month"
