"""What a payer decided beforehand about one drug of the patient, as recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from plugin.chart.administration import Amount, Product
from plugin.chart.evidence import Fact

LISTED = "authorizations/"  # what begins the `id` of one that stands in the site's own list


class Decision(StrEnum):
    """What became of the request; the words are those of questions and pages."""

    APPROVED = "approved"
    NOT_NEEDED = "said to need none"
    NEEDED = "needed and not given yet"
    PENDING = "still pending"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN = "not said to be approved"


@dataclass(frozen=True, slots=True)
class Authorization:
    """One line of one decision. What is not recorded is None or empty, and says nothing against the drug given.

    `id` is the resource it was read from, or LISTED with its number, `line` its line there. `units` is what the payer
    allows in all: billing units where its unit is "unit", else an amount of drug. `units_used` is what the record says
    was used before this visit, `units_per_dose` what one dose may take. `coverage` is the reference of a Coverage,
    `places` are place of service codes, `diagnoses` ICD-10-CM codes or their beginnings, `givers` and `orderers`
    references of people.
    """

    id: str
    decision: Fact[Decision]
    product: Product
    line: str = ""
    number: Fact[str] | None = None
    coverage: Fact[str] | None = None
    payer: str = ""
    diagnoses: tuple[str, ...] = ()
    begins: Fact[date] | None = None
    ends: Fact[date] | None = None
    units: Fact[Amount] | None = None
    units_used: Fact[Decimal] | None = None
    units_per_dose: Fact[Amount] | None = None
    doses: Fact[int] | None = None
    doses_used: Fact[int] | None = None
    places: tuple[str, ...] = ()
    givers: tuple[str, ...] = ()
    orderers: tuple[str, ...] = ()
    version: str = ""

    @property
    def name(self) -> str:
        """The product as the record names it, else by its codes."""
        return self.product.text or ", ".join(code.value for code in self.product.codes)
