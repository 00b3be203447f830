"""Visits for page tests: an uneventful chart and what is proposed for it, of which a test changes what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from plugin.chart.administration import Administration, Amount, Manner, Product, Route, State
from plugin.chart.chart import Chart, Unread
from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.chart.times import Run
from plugin.chart.visit import Coverage, Patient, Payer, Setting, Visit
from plugin.engine.proposal import (
    Heading,
    Kind,
    Line,
    LineState,
    NationalDrugCode,
    NotBilled,
    Prompt,
    Proposal,
    Severity,
    Who,
)
from plugin.store.answers import Answer, Standing
from smart_launch.identity import User
from smart_launch.launch import Launch

DAY = date(2026, 11, 20)
ZONE = timezone(timedelta(hours=-6))
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=ZONE)
LAUNCH_ID = "7f3a9c"


@dataclass(frozen=True, slots=True)
class ReadVisit:
    """A visit as read."""

    launch: Launch
    chart: Chart
    proposal: Proposal
    answers: Sequence[Answer] = ()
    read_at: datetime = NOW - timedelta(minutes=8)
    reader: str = ""


def answer(kind: str, about: str, choice: str, value: str = "", standing: Standing = Standing.RECORDED) -> Answer:
    """An answer J. Lin gave at noon."""
    return Answer(kind, about, choice, value, by="J. Lin RN", user="iss|u1", at=NOW, standing=standing)


def clock(text: str, day: date = DAY) -> datetime:
    """'09:10' on the day of the visit, at the place of care."""
    return datetime.combine(day, datetime.strptime(text, "%H:%M").time(), ZONE)  # noqa: DTZ007


def fact(value, about: str = "MedicationAdministration/m1", element: str = "", shown: str = "") -> Fact:
    """A charted fact."""
    return Fact(value, Evidence(about, element, "1", shown or str(value)))


def given(
    number: int,
    drug: str,
    dose: str = "8 mg",
    *runs: tuple[str | None, str | None],
    manner: Manner = Manner.INFUSION,
    site: str = "",
    state: State = State.GIVEN,
    **more,
) -> Administration:
    """An administration m<number> with runs of clock times."""
    about = f"MedicationAdministration/m{number}"
    value, _, unit = dose.partition(" ")
    amount = fact(Amount(Decimal(value), unit), about, "dosage.dose", dose) if dose else None
    return Administration(
        id=about,
        visit="Encounter/e1",
        products=(Product(drug, dose=amount),),
        state=state,
        rows=(about,),
        route=fact(Route.INTRAVENOUS, about, "dosage.route"),
        manner=fact(manner, about, "dosage.method"),
        site=fact(site, about, "dosage.site") if site else None,
        runs=tuple(_run(about, start, stop) for start, stop in runs),
        version="1",
        **more,
    )


def chart(*administrations: Administration, open_visit: bool = True, unread: tuple[Unread, ...] = (), **more) -> Chart:
    """Ruth Okafor's visit of 20 November 2026."""
    facts = {
        "id": "case",
        "patient": Patient("Patient/p1", "Okafor", "Ruth", date(1961, 3, 14), "female", "0048 2217"),
        "setting": Setting.FACILITY,
        "day": DAY,
        "visits": (Visit("Encounter/e1", open=open_visit, arrived=clock("08:20"), location="Infusion West"),),
        "coverages": (Coverage("Coverage/c1", Payer.MEDICARE, order=1, begins=date(2020, 1, 1)),),
    }
    return Chart(administrations=administrations, unread=unread, **(facts | more))


def busy_chart() -> Chart:
    """A push, an infusion nobody stopped, and a fluid on a second line."""
    return chart(
        given(1, "ondansetron", "8 mg", ("08:45", "09:00"), manner=Manner.INFUSION, site="right chest port"),
        given(2, "rituximab", "680 mg", ("09:10", None), site="right chest port", planned_minutes=240),
        given(3, "sodium chloride 0.9 %", "1000 mL", ("08:40", "11:40"), site="line 2"),
        given(4, "dexamethasone", "10 mg", ("08:41", None), manner=Manner.PUSH, site="right chest port"),
    )


def prompt(kind: str = "missing_stop_time", about: str = "MedicationAdministration/m2", **more) -> Prompt:
    """A question for the nurse that the record needs answered."""
    facts = {
        "severity": Severity.REDUCES,
        "who": Who.NURSE,
        "question": "When did rituximab stop?",
        "because": ("R-ADM-59", "R-DOC-01"),
        "options": ("time", "still_running", "not_given", "other", "cannot_tell"),
    }
    return Prompt(kind=kind, about=about, **(facts | more))


def busy_prompts() -> tuple[Prompt, ...]:
    """Three questions for the nurse in order, one for the pharmacy and one for the front desk."""
    waste = prompt(
        "missing_waste",
        question="How much rituximab was left over, and what was done with it?",
        facts="Dispensed 500 mg + 2 x 100 mg single-dose, 700 mg in all",
        severity=Severity.BLOCKS,
        options=("amount", "all_given", "none_discarded", "other", "cannot_tell"),
    )
    fluid = prompt(
        "missing_hydration_order",
        "MedicationAdministration/m3",
        question="Who ordered sodium chloride as fluid, and what was the reason?",
        who=Who.PROVIDER,
        severity=Severity.ADVISES,
        options=("text", "other", "cannot_tell"),
    )
    package = prompt(
        "ndc_missing", who=Who.PHARMACY, question="Which package code is on the label?", denials=("CO-16",)
    )
    desk = prompt("authorization_problem", who=Who.FRONT_DESK, question="Which authorization?", denials=("CO-197",))
    return (waste, prompt(denials=("CO-151",)), fluid, package, desk)


def line(code: str = "96375", units: int = 1, **more) -> Line:
    """A proposed administration line."""
    facts = {
        "kind": Kind.ADMINISTRATION,
        "date": DAY,
        "because": ("R-ADM-41",),
        "evidence": ("MedicationAdministration/m1",),
        "diagnoses": ("Z51.11",),
        "what": "ondansetron",
    }
    return Line(code=code, units=units, **(facts | more))


def busy_lines() -> tuple[Line, ...]:
    """Lines of every kind and state."""
    m2 = ("MedicationAdministration/m2",)
    ndc = NationalDrugCode("50242005306", Decimal(1), "UN")
    return (
        line("96413", 1, because=("R-ADM-42", "R-ADM-20"), evidence=m2, what="rituximab", diagnoses=("C83.30",)).held(
            "R-ADM-59"
        ),
        line(),
        line("J2405", 8, kind=Kind.DRUG, because=("R-DRG-02",), strength=Strength.CHARTED),
        line(
            "J9312",
            68,
            kind=Kind.DRUG,
            because=("R-DRG-02", "R-DRG-06"),
            evidence=m2,
            what="rituximab",
            diagnoses=("C83.30",),
            ndc=ndc,
            state=LineState.HELD,
            strength=Strength.MISSING,
        ),
    )


def proposal(
    prompts: tuple[Prompt, ...] = (), lines: tuple[Line, ...] = (), unread: tuple[Unread, ...] = (), **more
) -> Proposal:
    """A proposal of the day."""
    facts = {
        "not_billed": (NotBilled("sodium chloride 180 min", ("R-ADM-46",), ("MedicationAdministration/m3",)),),
    }
    return Proposal(
        id="case",
        visit=Heading("Encounter/e1", "Patient/p1", "facility", DAY, "medicare"),
        in_force=DAY,
        digest="sha256:" + "ab" * 32,
        lines=lines,
        prompts=prompts,
        unread=unread,
        **(facts | more),
    )


def launch(need_patient_banner: bool = True, encounter: str | None = "e1") -> Launch:
    """A live launch of Ruth Okafor's chart."""
    return Launch(
        id=LAUNCH_ID,
        ehr="general-test",
        iss="https://fhir.example.org/r4",
        patient="p1",
        encounter=encounter,
        user=User("https://fhir.example.org/r4", "u1", "Practitioner/rn1"),
        need_patient_banner=need_patient_banner,
        intent=None,
        scopes=("launch",),
        not_granted=(),
        started=0,
        expires_at=1 << 40,
        access="token",
    )


def visit(
    of: Chart | None = None,
    prompts: tuple[Prompt, ...] = (),
    lines: tuple[Line, ...] = (),
    answers: Sequence[Answer] = (),
    **launch_facts,
) -> ReadVisit:
    """A visit as read; without anything named, one that has everything it needs."""
    read = of or chart(given(1, "ceftriaxone", "1 g", ("09:00", "09:40"), site="left forearm"))
    return ReadVisit(launch(**launch_facts), read, proposal(prompts, lines, read.unread), tuple(answers))


def busy_visit(**more) -> ReadVisit:
    """A visit with open questions, held lines and others asked."""
    return visit(busy_chart(), busy_prompts(), busy_lines(), **more)


def _run(about: str, start: str | None, stop: str | None) -> Run:
    begins = fact(clock(start), about, "effectivePeriod.start", start) if start else None
    ends = fact(clock(stop), about, "effectivePeriod.end", stop) if stop else None
    return Run(begins, ends)


__all__ = ["DAY", "NOW", "ReadVisit", "busy_visit", "replace", "visit"]
