"""What a record says of a dose for the claim alone: notice to the patient, part in a trial, who paid for the drug."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from plugin.chart.evidence import Fact


class Campus(StrEnum):
    """Where a hospital's visit took place, as Medicare pays for the place (R-MOD-12)."""

    ON_CAMPUS = "on_campus"
    EMERGENCY_DEPARTMENT = "emergency_department"
    EXCEPTED = "excepted_off_campus"
    NON_EXCEPTED = "non_excepted_off_campus"


class Notice(StrEnum):
    """What the patient signed, before treatment, of a denial to come (R-MOD-09)."""

    SIGNED = "signed"
    VOLUNTARY = "voluntary"
    NOT_SIGNED = "not_signed"


class TrialPart(StrEnum):
    """What a dose is in a clinical trial (R-MOD-10)."""

    UNDER_STUDY = "under_study"
    ROUTINE = "routine"
    NOT_PART = "not_part"


@dataclass(frozen=True, slots=True)
class Billing:
    """Facts of one administration that change no code, only what its lines carry.

    `requirements_met` attests what a coverage policy asks for beyond the diagnosis (R-MOD-11); `excluded_use` says
    whether it is a use that the contractor's list of self-administered drugs excludes (R-DRG-18).
    """

    notice: Fact[Notice] | None = None
    trial_part: Fact[TrialPart] | None = None
    supplied_free: Fact[bool] | None = None
    requirements_met: Fact[bool] | None = None
    excluded_use: Fact[bool] | None = None


@dataclass(frozen=True, slots=True)
class CampusFound:
    """Where a visit was, or `doubt`: why that is not known where it has to be. Both empty: nothing speaks of it."""

    campus: Fact[Campus] | None = None
    doubt: str = ""


NOTHING_SAID = Billing()
NO_PLACE = CampusFound()
