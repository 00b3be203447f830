"""The chart of one visit: everything the engine may know, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from plugin.chart.administration import Administration
from plugin.chart.authorization import Authorization
from plugin.chart.care_plan import CarePlan
from plugin.chart.visit import Coverage, Diagnosis, Order, Patient, Provider, Service, Setting, Visit


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
        """The class of the payer that pays first on the day; "" where none is active, or its class is not known, or two
        claim to be first and say otherwise."""
        named = {c.payer.value if c.payer else "" for c in self.paying}
        return named.pop() if len(named) == 1 else ""

    @property
    def paying(self) -> tuple[Coverage, ...]:
        """The active coverages that may pay first: several where they claim the place, or no order gives it to one."""
        active = tuple(c for c in self.coverages if c.active)
        return tuple(c for c in active if c.order == 1) or active

    def order(self, reference: str | None) -> Order | None:
        """The order with this reference, if it was read."""
        return next((o for o in self.orders if o.id == reference), None)

    def visit(self, reference: str) -> Visit | None:
        """The visit with this reference, if it was read."""
        return next((v for v in self.visits if v.id == reference), None)
