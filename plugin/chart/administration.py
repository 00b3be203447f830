"""One administration: what was given, by which way, when, from which containers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from plugin.chart.billing import NOTHING_SAID, Billing
from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.chart.times import Run


class Route(StrEnum):
    """The way into the body."""

    INTRAVENOUS = "intravenous"
    SUBCUTANEOUS = "subcutaneous"
    INTRAMUSCULAR = "intramuscular"
    INTRADERMAL = "intradermal"
    INTRA_ARTERIAL = "intra-arterial"
    INTRATHECAL = "intrathecal"
    INTRAVENTRICULAR = "intraventricular"
    INTRAVESICAL = "intravesical"
    INTRAPLEURAL = "intrapleural"
    INTRAPERITONEAL = "intraperitoneal"
    INTRALESIONAL = "intralesional"
    CATHETER = "catheter"
    ORAL = "oral"
    OTHER = "other"


class Manner(StrEnum):
    """How it was given by that way, as far as the record says."""

    INFUSION = "infusion"
    PUSH = "push"
    INJECTION = "injection"
    PUMP_INFUSION = "pump infusion"
    PORTABLE_PUMP = "portable pump"
    IMPLANTED_PUMP = "implanted pump refill"
    WEARABLE_INJECTOR = "wearable injector"
    FLUSH = "flush"
    KEEP_OPEN = "keep open"
    DECLOT = "declot"
    PUMP_DISCONNECT = "pump disconnect"
    PUMP_REFILL = "portable pump refill"


class State(StrEnum):
    """What became of it."""

    GIVEN = "given"
    RUNNING = "running"
    NOT_GIVEN = "not given"
    WITHDRAWN = "entered in error"


class ContainerKind(StrEnum):
    """Whether what is left in a container may be used for another patient."""

    SINGLE_DOSE = "single-dose"
    MULTI_DOSE = "multi-dose"


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact quantity. `unit` is one of mg, mL, [iU], [USP'U], meq, mmol, or the unit as read (mg/kg stays mg/kg).

    Mass and volume are already in mg and mL when a chart is built; other units are never converted (R-DRG-03).
    """

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class ProductCode:
    """A code of a drug: `system` is ndc, rxnorm, hcpcs, snomed or local.

    `said` is who gave it here, where the record does not have it: then it is known as an answer and no better.
    """

    system: str
    value: str
    said: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """One container as labelled: what it holds and whether it is single-dose. Unknown is None.

    `strength` is that of the weaker of the two.
    """

    label: Amount | None = None
    kind: ContainerKind | None = None
    strength: Strength = Strength.CHARTED


@dataclass(frozen=True, slots=True)
class Product:
    """One drug or fluid of an infusate, as the record names it, with the amount of it that was given."""

    text: str
    codes: tuple[ProductCode, ...] = ()
    dose: Fact[Amount] | None = None
    container: Container = Container()


@dataclass(frozen=True, slots=True)
class Administration:
    """One infusate, push or injection; several rows of one bag are already one administration.

    `id` is the reference of the row that starts it, `rows` all rows read for it. `runs` are in time order.
    `planned_minutes` is a plan and never a documented length; `charted_minutes` is a length charted by the
    nurse without clock times (R-ADM-60). `continues` names an earlier administration whose bag this one
    goes on with where the record says so (pause, restart, new line after infiltration). `stopped_early` is there where
    it ended for good before all of it was given, as the record words it (R-ADM-64). `shared_container` says that
    the rest of a container went to another patient (R-DRG-08), `stock_340b` where the drug was bought (R-DRG-11).
    `complex_care` says whether giving it took the care of the complex biologics (R-ADM-02).
    `billing` is what the claim alone needs to know of it.
    """

    id: str
    visit: str
    products: tuple[Product, ...]
    state: State = State.GIVEN
    rows: tuple[str, ...] = ()
    route: Fact[Route] | None = None
    manner: Fact[Manner] | None = None
    site: Fact[str] | None = None
    site_reason: Fact[str] | None = None
    runs: tuple[Run, ...] = ()
    order: str | None = None
    opened: Fact[int] | None = None
    discarded: Fact[Amount] | None = None
    shared_container: Fact[bool] | None = None
    stock_340b: Fact[bool] | None = None
    complex_care: Fact[bool] | None = None
    billing: Billing = NOTHING_SAID
    charted_minutes: Fact[int] | None = None
    planned_minutes: int | None = None
    stopped_because: Fact[str] | None = None
    stopped_early: Fact[str] | None = None
    continues: str | None = None
    conflicts: tuple[Evidence, ...] = ()
    version: str = ""

    @property
    def text(self) -> str:
        """The infusate in words, as the record names its products."""
        return " + ".join(p.text for p in self.products)
