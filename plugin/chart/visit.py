"""Who was seen, where, by whom, for what, and who pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from plugin.chart.administration import Amount
from plugin.chart.billing import NO_PLACE, CampusFound
from plugin.chart.care_plan import Cycle
from plugin.chart.evidence import Evidence, Fact


class Setting(StrEnum):
    """Which claim the visit goes on."""

    FACILITY = "facility"
    OFFICE = "office"


class Payer(StrEnum):
    """Payer class, from the Source of Payment Typology or the plan's words."""

    MEDICARE = "medicare"
    MEDICARE_ADVANTAGE = "medicare advantage"
    MEDICAID = "medicaid"
    COMMERCIAL = "commercial"
    OTHER = "other"


class SupervisionMode(StrEnum):
    """How whoever supervised was there; `VIRTUAL` where the record says that it was from afar, and not how."""

    ON_SITE = "on site"
    VIDEO = "by live video"
    AUDIO = "by audio only"
    VIRTUAL = "from afar"


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient as the banner shows him or her. Empty text is shown as "Not known"."""

    id: str
    family: str = ""
    given: str = ""
    born: date | None = None
    sex: str = ""
    mrn: str = ""


@dataclass(frozen=True, slots=True)
class Provider:
    """A person who orders, supervises or renders. `npi` is as read; its check digit is not yet judged.

    `said` is who gave the number here, where the record has none that can be used.
    """

    id: str
    name: str = ""
    npi: str = ""
    said: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One registration from arrival to discharge (R-ADM-27, R-ADM-28). `open` while the patient is still here.

    `part_of` names the visit it is a part of by the record; `apart` says whether the patient left and came back for it.
    `place` is the place of service code of a claim (such as 11 or 22) where the record has one, `class_code` HL7's code
    of the kind of encounter (AMB, IMP), empty for a code of the site's own. `found_at` is
    what it is to a hospital's campus (R-MOD-12), `trial_number` the eight digits of a trial (R-MOD-10).
    """

    id: str
    open: bool = False
    arrived: datetime | None = None
    left: datetime | None = None
    supervisor: Fact[str] | None = None
    supervision_mode: Fact[SupervisionMode] | None = None
    part_of: str = ""
    apart: Fact[bool] | None = None
    attender: str | None = None
    reasons: tuple[str, ...] = ()
    main_reason: Fact[str] | None = None
    location: str = ""
    place: str = ""
    class_code: str = ""
    note: str = ""
    found_at: CampusFound = NO_PLACE
    trial_number: Fact[str] | None = None


# Intents of FHIR that are an order; all others propose or plan one.
ORDERED = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order"})


@dataclass(frozen=True, slots=True)
class Order:
    """A medication order. `requests` are what it is based on; a visit with one of them as reason is here for it.

    `diagnoses` are the ICD-10-CM codes the order itself names as its reason, `dose` is what each dose of it should be;
    `dose_said` is how it writes a dose that is no single amount (5 mg/kg). `status` and `intent` are FHIR's words.
    `begins` and `ends` are the days it may be given on, `replaces` is the order it came in place of.
    """

    id: str
    text: str = ""
    active: bool = True
    signed_by: Fact[str] | None = None
    requests: tuple[str, ...] = ()
    reason: Fact[str] | None = None
    diagnoses: tuple[str, ...] = ()
    dose: Fact[Amount] | None = None
    dose_said: str = ""
    status: str = ""
    intent: str = ""
    written: date | None = None
    begins: date | None = None
    ends: date | None = None
    cycle: Fact[Cycle] | None = None
    replaces: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An ICD-10-CM code. `of_visit` is true for an encounter diagnosis, false for the problem list."""

    code: str
    evidence: Evidence
    text: str = ""
    of_visit: bool = True
    visit: str | None = None
    rank: int | None = None
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """One payer of the patient on the day. `order` 1 pays first, `payor` is its name where `text` is the plan's.

    `said` is who said here that it pays first, that it holds on the day, or of which class it is.
    """

    id: str
    payer: Payer | None
    text: str = ""
    order: int | None = None
    active: bool = True
    begins: date | None = None
    ends: date | None = None
    payor: str = ""
    said: Evidence | None = None

    @property
    def name(self) -> str:
        """The name of the payer as people know it."""
        return self.payor or self.text or "a coverage without a name"

    @property
    def undated(self) -> bool:
        """Whether nothing says when it holds: then nothing says that it does on the day of service."""
        return self.begins is None and self.ends is None

    @property
    def rank(self) -> int:
        """Its place among the payers; one without an order comes after all that have one."""
        return self.order or 1 << 10


@dataclass(frozen=True, slots=True)
class Service:
    """Another service of the day by its code (a visit level, a transfusion, a blood draw).

    `note` is the document that the record names as its report, and that no other service has as well.
    """

    id: str
    code: str
    visit: str | None = None
    at: datetime | None = None
    text: str = ""
    note: Fact[str] | None = None
