"""The connection check of an EHR as the configuration has it, and what was found last, kept for all servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from threading import Lock
from typing import TYPE_CHECKING

from plugin.engine.rulebook import DrugTable
from plugin.rules.catalogue import stale
from plugin.settings import Clinic, Settings
from plugin.store.audit import Failure
from plugin.workflow.connection_plan import plan_of
from plugin.workflow.site_checks import site_findings
from smart_launch.checks import Report, Setup, check, with_launch
from smart_launch.checks_words import as_members, from_members
from smart_launch.launch import Launch
from smart_launch.sealed import SealedVault

if TYPE_CHECKING:
    from plugin.workflow.practice import Practice

KIND = "connection"
AGAIN_AFTER = 60
KEPT = 24 * 3600
COUNTED_DAYS = 7


@dataclass(frozen=True, slots=True)
class RulesInUse:
    """How many rule cards are loaded, and how many of them nobody has read again for long."""

    cards: int
    stale: int


def check_clinic(settings: Settings, clinic: Clinic, drugs: DrugTable, secret_variable: str = "") -> Report:
    """Check one EHR now. `secret_variable` names the variable of its client secret where that is not set."""
    setup = Setup(
        ehr=clinic.ehr,
        base_url=settings.base_url,
        keys_dir=settings.keys_dir,
        plan=plan_of(clinic.ehr),
        secret_variable=secret_variable,
    )
    return check(setup, site_findings(clinic, drugs))


class Connections:
    """Checks the EHR of a launch, once a minute at most, and remembers what was found for a day."""

    def __init__(self, practice: Practice) -> None:
        self._practice, self._clock = practice, practice.clock
        self._kept = SealedVault(practice.vault, practice.keys)
        self._running = {name: Lock() for name in practice.settings.clinics}

    def last(self, launch: Launch) -> Report | None:
        """What was found last at the EHR of a launch, by any server of this application, and what the launch tells."""
        report = self._last(launch.ehr)
        return with_launch(report, launch) if report else None

    def run(self, launch: Launch) -> Report:
        """Check the EHR of a launch, or give what was found less than a minute ago."""
        with self._running[launch.ehr]:
            report, now = self._last(launch.ehr), self._clock()
            if report is None or now >= report.at + AGAIN_AFTER:
                practice = self._practice
                drugs = practice.library.on(datetime.fromtimestamp(now, UTC).date()).drugs
                report = replace(check_clinic(practice.settings, practice.clinic(launch), drugs), at=now)
                self._kept.put(KIND, launch.ehr, as_members(report), now + KEPT)
        return with_launch(report, launch)

    def _last(self, ehr: str) -> Report | None:
        kept = self._kept.get(KIND, ehr)
        try:
            report = from_members(kept) if kept else None
        except (KeyError, TypeError, ValueError):  # kept by another version
            return None
        return report if report and self._clock() < report.at + KEPT else None

    def clinic(self, launch: Launch) -> Clinic:
        """The configuration of the EHR of a launch."""
        return self._practice.clinic(launch)

    def failures(self) -> Mapping[Failure, int]:
        """What came to nothing in the last seven days, of all EHRs, counted by kind."""
        return self._practice.store.audit.failures(self._clock() - COUNTED_DAYS * 24 * 3600)

    def rules(self, on: date) -> RulesInUse:
        """The rules that are loaded."""
        library = self._practice.library
        return RulesInUse(len(library.cards), len(stale(library, on)))
