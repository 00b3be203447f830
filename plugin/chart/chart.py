"""The chart of one visit: everything the engine may know, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from plugin.chart.administration import Administration
from plugin.chart.authorization import Authorization
from plugin.chart.care_plan import CarePlan
from plugin.chart.visit import Coverage, Diagnosis, Order, Patient, Provider, Service, Setting, Visit, first_of


@dataclass(frozen=True, slots=True)
class Unread:
    """A resource, row or kind of resource that could not be used, with the reason in words a person understands.

    `kept_back` says that the EHR may well have it: then nothing else stands in for it.
    """

    about: str
    reason: str
    kept_back: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Chart:
    """One patient, one day of care. `day` is the date of service at the place of care.

    `planned` are the doses ordered for an open visit, without times, of which nothing is charted yet.
    """

    id: str
    patient: Patient
    setting: Setting
    day: date
    visits: tuple[Visit, ...]
    administrations: tuple[Administration, ...] = ()
    orders: tuple[Order, ...] = ()
    diagnoses: tuple[Diagnosis, ...] = ()
    coverages: tuple[Coverage, ...] = ()
    services: tuple[Service, ...] = ()
    providers: tuple[Provider, ...] = ()
    authorizations: tuple[Authorization, ...] = ()
    planned: tuple[Administration, ...] = ()
    plans: tuple[CarePlan, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def payer(self) -> str:
        """The class of the payer that pays first on the day; "" where no active coverage says, or two say otherwise."""
        first = first_of([c for c in self.coverages if c.active and c.payer])
        named = {c.payer.value for c in first if c.payer}
        return named.pop() if len(named) == 1 else ""

    def order(self, reference: str | None) -> Order | None:
        """The order with this reference, if it was read."""
        return next((o for o in self.orders if o.id == reference), None)

    def visit(self, reference: str) -> Visit | None:
        """The visit with this reference, if it was read."""
        return next((v for v in self.visits if v.id == reference), None)
