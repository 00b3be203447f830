"""The visit of a launch: read from the EHR, shown as last read, and its questions answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any, cast
from zoneinfo import ZoneInfo

from plugin.chart.chart import Chart
from plugin.chart.visit import Visit
from plugin.engine.errors import EngineError
from plugin.engine.proof import Proof, proofs
from plugin.engine.proposal import Proposal
from plugin.engine.propose import propose
from plugin.engine.rulebook import Rulebook
from plugin.engine.why_not import WhyNot, why_not
from plugin.engine.worth.worth import VisitWorth
from plugin.errors import AnswerRefused, EncounterNotChosen
from plugin.export import proposal_json
from plugin.intake.build import chart_from
from plugin.intake.fetch import read_visit
from plugin.intake.people import sole_record_number
from plugin.intake.records import Records
from plugin.store.answers import Answer
from plugin.workflow.answers import check_answer, newest, with_answers
from plugin.workflow.arriving import Arriving, arriving
from plugin.workflow.granted import asked_for
from plugin.workflow.listed_authorizations import with_listed
from plugin.workflow.listening import Listening
from plugin.workflow.marks import marked
from plugin.workflow.people import name_of
from plugin.workflow.picking import visits_to_pick
from plugin.workflow.practice import Practice, user_key
from plugin.workflow.readings import Reading, Readings
from plugin.workflow.sharing import Shared
from plugin.workflow.trail import Tally, Trail
from plugin.workflow.worth import visit_worth
from smart_launch.client import FhirClient
from smart_launch.errors import LaunchExpired, PatientChanged, SignInExpired, SmartError
from smart_launch.launch import Launch

FIRST_LOOK = 3.0  # seconds a person waits for the whole chart before a part of it is shown
MOST_AT_ONCE = 32
# How another process is waited for that reads the same chart, in seconds, and how old what it read may be.
LOOKS, LOOK_EVERY, JUST_NOW = 20, 0.5, 60
OVER = (SignInExpired, PatientChanged, LaunchExpired)  # the EHR lets this person see the chart no longer


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit as last read: its chart with the answers applied, what is proposed for it, and when it was read.

    `answers` holds the newest answer to each question, with what it means beside the chart of now. `reader` is the name
    of the person, where the EHR told it.
    """

    launch: Launch
    chart: Chart
    proposal: Proposal
    answers: tuple[Answer, ...]
    read_at: datetime
    reader: str = ""


class Visits:
    """The verbs of the visit of a launch."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.trail = Trail(practice.store.audit, practice.clock)
        self._readings = Readings(practice.vault, practice.keys, practice.clock, practice.settings.idle_seconds)
        self._reads: Shared[OpenVisit] = Shared()
        self._lists: Shared[tuple[Visit, ...]] = Shared()
        self._listening: dict[tuple[str, str], Listening] = {}
        self._begun: set[tuple[str, str]] = set()
        self._readers = ThreadPoolExecutor(MOST_AT_ONCE, "reading")

    def encounter(self, launch: Launch) -> str | None:
        """The visit of the launch ("Encounter/e1"), or the one a person picked; None while there is neither."""
        if launch.encounter:
            return f"Encounter/{launch.encounter}"
        return self.practice.store.answers.chosen(launch.id)

    def refresh(self, launch: Launch) -> OpenVisit:
        """Read the EHR, propose, and keep both. Raises SmartError, EncounterNotChosen, EngineError.

        Requests of one launch at the same time share one reading. What was read before is shown no longer once the EHR
        has taken the access away, or nothing can be proposed.
        """
        encounter = self._needed_encounter(launch)
        with self._allowed(launch):
            return self._reads.run((launch.id, encounter), lambda: self._fresh(launch, encounter))

    def opening(self, launch: Launch) -> OpenVisit | Arriving:
        """As `refresh`, but where the EHR takes longer than FIRST_LOOK seconds, what has come by then.

        The reading goes on, and `rest` waits for it. Raises as `refresh` does.
        """
        encounter = self._needed_encounter(launch)
        whole = self._readers.submit(self.refresh, launch)
        wait([whole], FIRST_LOOK)
        if whole.done():
            return whole.result()
        self._begun.add((launch.id, encounter))
        clinic, listening = self.practice.clinic(launch), self._listening.get((launch.id, encounter))
        base = self.practice.launcher.ehrs.named(launch.ehr).base
        return arriving(listening, launch, encounter, clinic.site, base, self.practice.clock())

    def rest(self, launch: Launch) -> OpenVisit:
        """The whole of what `opening` showed a part of, without asking the EHR anew, whichever process reads it.

        Where nothing comes of that reading it is begun again. Raises as `refresh` does.
        """
        encounter = self._needed_encounter(launch)
        looks = 1 if (launch.id, encounter) in self._begun else LOOKS
        self._begun.discard((launch.id, encounter))
        for _ in range(looks):
            if (launch.id, encounter) in self._listening:
                break
            reading = self._readings.kept(launch)
            if reading and reading.encounter == encounter and self.practice.clock() - reading.read_at <= JUST_NOW:
                return self._kept(self._opened(launch, reading))
            time.sleep(LOOK_EVERY if looks > 1 else 0)
        return self.refresh(launch)

    def current(self, launch: Launch) -> OpenVisit | None:
        """The visit as last read in this launch, without asking the EHR; None when nothing was read yet."""
        reading = self._readings.kept(launch)
        if reading is None or reading.encounter != self.encounter(launch):
            return None
        return self._opened(launch, reading)

    def answer(self, launch: Launch, kind: str, about: str, choice: str, value: str) -> OpenVisit:
        """Keep an answer and propose anew from the chart as last read. Raises AnswerRefused; then nothing is kept."""
        before = self.current(launch) or self.refresh(launch)
        reading = self._needed_reading(launch)
        given = Answer(
            kind=kind,
            about=about,
            choice=choice,
            value=" ".join(value.split()),
            by=reading.user_name,
            user=user_key(launch),
            at=datetime.fromtimestamp(self.practice.clock(), UTC),
        )
        chart, earlier = self._charted(launch, reading), self._given(launch, reading)
        check_answer(given, chart, before.proposal.prompts, earlier, self.practice.library.of(chart))
        self.practice.store.answers.keep(launch.ehr, reading.encounter, given)
        self.trail.add(launch, reading.encounter, "answer", kind)
        return self._kept(self._opened(launch, reading))

    def visits_of_the_day(self, launch: Launch) -> tuple[Visit, ...]:
        """Today's visits of the patient, else the newest ones, to pick from where the launch names none."""
        with self._allowed(launch):
            return self._lists.run(launch.id, lambda: self._listed(launch))

    def choose_encounter(self, launch: Launch, encounter: str) -> None:
        """Go on with one of `visits_of_the_day`. Raises AnswerRefused for any other."""
        if encounter not in [visit.id for visit in self.visits_of_the_day(launch)]:
            raise AnswerRefused("This is not one of the visits offered. Pick one from the list.")
        self.practice.store.answers.choose(launch.id, encounter, user_key(launch), self.practice.clock())
        self.trail.add(launch, encounter, "choose", "Encounter")

    def leave(self, launch: Launch) -> None:
        """Sign out: the launch, its tokens and what was read are gone; answers and proposals stay."""
        self.trail.add(launch, self.encounter(launch), "leave", "")
        try:
            self.practice.launcher.end(launch)
        finally:
            self._readings.forget(launch)  # last, so that a read under way either sees the end or is forgotten here

    def rulebook(self, visit: OpenVisit) -> Rulebook:
        """The rules in force for a visit."""
        return self.practice.library.of(visit.chart)

    def why_not(self, visit: OpenVisit, code: str) -> WhyNot:
        """Why a code is not proposed for a visit as last read, or where it stands."""
        chosen = self.practice.clinic(visit.launch).switches.for_payer(visit.chart.payer)
        return why_not(code, visit.chart, self.rulebook(visit), chosen)

    def proofs(self, visit: OpenVisit) -> tuple[Proof, ...]:
        """The proof of each drug charge of a visit as last read."""
        chosen = self.practice.clinic(visit.launch).switches.for_payer(visit.chart.payer)
        return proofs(visit.chart, self.rulebook(visit), chosen)

    def worth(self, visit: OpenVisit) -> VisitWorth:
        """What the open questions of a visit as last read are worth; each costs another run of the engine."""
        chosen = self.practice.clinic(visit.launch).switches.for_payer(visit.chart.payer)
        return visit_worth(visit.chart, self.rulebook(visit), chosen, self.practice.store.references)

    @contextmanager
    def _allowed(self, launch: Launch) -> Iterator[None]:
        """End the launch when the EHR lets it read no longer, and keep no reading of which nothing can be proposed."""
        try:
            yield
        except OVER:
            self.practice.launcher.sessions.end(launch.id)
            self._readings.forget(launch)
            raise
        except EngineError:
            self._readings.forget(launch)
            raise

    def _fresh(self, launch: Launch, encounter: str) -> OpenVisit:
        known = self._readings.kept(launch)
        records, name = self._read(launch, encounter, known.user_name if known else "")
        reading = Reading(encounter, self.practice.clock(), name, records)
        self._readings.keep(launch, reading)
        if self.practice.launcher.sessions.access(launch.id) is None:  # signed out while the EHR was read
            raise LaunchExpired
        return self._kept(self._opened(launch, reading))

    def _listed(self, launch: Launch) -> tuple[Visit, ...]:
        site = self.practice.clinic(launch).site
        today = datetime.fromtimestamp(self.practice.clock(), ZoneInfo(site.timezone or "UTC")).date()
        with self.trail.reading(launch, None) as tally, self._client(launch, tally) as client:
            found = visits_to_pick(client, f"Patient/{launch.patient}", today, site)
            tally.add({"resourceType": "Encounter"} for _ in found)
        return found

    def _read(self, launch: Launch, encounter: str, name: str) -> tuple[Records, str]:
        """The records of the visit, and the name of the person where it is not known yet, read side by side."""
        site = self.practice.clinic(launch).site
        with self.trail.reading(launch, encounter) as tally, self._client(launch, tally) as client:
            listening = self._listening[launch.id, encounter] = Listening(client)
            calls: list[Callable[[], Any]] = [
                partial(
                    read_visit, listening, f"Patient/{launch.patient}", encounter, site, client.base, asked_for(launch)
                ),
                lambda: name or name_of(listening, launch.fhir_user),
            ]
            try:
                records, found_name = cast("list[Any]", client.gather(calls))
            finally:
                del self._listening[launch.id, encounter]
            if isinstance(records, SmartError):  # read_visit lists failures; only what nobody foresaw ends here
                raise records
            name = "" if isinstance(found_name, SmartError) else found_name
            tally.add(records.resources, records.unread)
            listening.raise_if_over()
            if not any(r["resourceType"] == "Encounter" for r in records.resources):
                listening.raise_about(encounter)
        return records, name

    def _client(self, launch: Launch, tally: Tally) -> FhirClient:
        return self.practice.launcher.client(launch, heard=tally.calls.append)

    def _needed_encounter(self, launch: Launch) -> str:
        encounter = self.encounter(launch)
        if encounter is None:
            raise EncounterNotChosen
        return encounter

    def _needed_reading(self, launch: Launch) -> Reading:
        reading = self._readings.kept(launch)
        if reading is None:  # the launch ended between two steps
            raise LaunchExpired
        return reading

    def _charted(self, launch: Launch, reading: Reading) -> Chart:
        chart = chart_from(reading.records, self.practice.clinic(launch).site)
        mrn = sole_record_number(reading.records, chart.patient.id)
        return with_listed(chart, self.practice.store.authorizations.of_patient(launch.ehr, mrn)) if mrn else chart

    def _given(self, launch: Launch, reading: Reading) -> tuple[Answer, ...]:
        return self.practice.store.answers.of_visit(launch.ehr, reading.encounter)

    def _opened(self, launch: Launch, reading: Reading) -> OpenVisit:
        chart, answers = with_answers(self._charted(launch, reading), newest(self._given(launch, reading)))
        clinic, book = self.practice.clinic(launch), self.practice.library.of(chart)
        proposed = propose(chart, book, clinic.switches.for_payer(chart.payer), clinic.switches.general)
        proposal = marked(proposed, chart, book, clinic.review, self.practice.store.references)
        read_at = datetime.fromtimestamp(reading.read_at, UTC)
        return OpenVisit(launch, chart, proposal, answers, read_at, reading.user_name)

    def _kept(self, visit: OpenVisit) -> OpenVisit:
        self.practice.store.proposals.keep(
            ehr=visit.launch.ehr,
            encounter=self._needed_encounter(visit.launch),
            chart=sha256(repr(visit.chart).encode()).hexdigest(),
            proposal=proposal_json.dumps(visit.proposal),
            made_at=self.practice.clock(),
        )
        return visit
