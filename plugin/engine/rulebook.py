"""What the engine may ask of the rules in force on one day: cards, drugs, units, edits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from plugin.chart.administration import Amount, Route
from plugin.engine.errors import EngineError, NoRuleInForce
from plugin.engine.sold import ContainerTable

Parameter = str | tuple[str, ...] | Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule was read: a source of sources.yaml, the section, and the day somebody last looked."""

    source: str
    title: str
    section: str
    url: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Rule:
    """The version of a card that is in force. `standing` is settled, MAC, disputed or K; no `payers` means all."""

    id: str
    stage: str
    title: str
    says: str
    standing: str
    in_force_from: date
    citations: tuple[Citation, ...]
    denials: tuple[str, ...] = ()
    settings: tuple[str, ...] = ("facility", "office")
    payers: tuple[str, ...] = ()
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def holds_for(self, setting: str, payer: str) -> bool:
        """Whether this version is for a setting and a class of payer; one for named payers is for no unknown one."""
        return setting in self.settings and (not self.payers or payer in self.payers)

    def text(self, name: str) -> str:
        """A single value: a code, a word, a sentence."""
        value = self.parameters.get(name)
        if isinstance(value, str):
            return value
        raise self._not(name, "a single value")

    def number(self, name: str) -> int:
        """A whole number, such as minutes."""
        return int(self.text(name))

    def words(self, name: str) -> tuple[str, ...]:
        """A list."""
        value = self.parameters.get(name)
        if isinstance(value, tuple):
            return value
        raise self._not(name, "a list")

    def table(self, name: str) -> Mapping[str, str]:
        """A mapping, such as role to code."""
        value = self.parameters.get(name)
        if isinstance(value, Mapping):
            return value
        raise self._not(name, "a table")

    def _not(self, name: str, form: str) -> EngineError:
        if name not in self.parameters:
            return EngineError(f"Rule {self.id} has no parameter {name}.", "Complete the card of this rule.")
        return EngineError(f"Rule {self.id}: {name} must be {form}.")


@dataclass(frozen=True, slots=True)
class Drug:
    """One substance of the drug table.

    `group` is chemo, complex, unsettled (complex only where the site documents it, R-ADM-02), hormonal, therapeutic,
    hydration, blood, vaccine, contrast, flush or local. `injection_code` is the code of a subcutaneous or intramuscular
    dose; "" where it follows from the group.
    """

    name: str
    group: str
    injection_code: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class HcpcsUnit:
    """One HCPCS code valid on the day: the drug it is for and what one unit of it holds.

    `products` are the brand names or suffixes the code is limited to (a biosimilar's own code); empty = any product
    of the drug. `narrow` codes (one maker, one salt, a setting) are only reached by NDC, HCPCS or product name.
    """

    code: str
    drug: str
    per: Amount
    products: tuple[str, ...] = ()
    narrow: bool = False


@dataclass(frozen=True, slots=True)
class UnitLimit:
    """Medically unlikely edit: most units a day, and its adjudication indicator (1, 2 or 3)."""

    units: int
    indicator: int


@dataclass(frozen=True, slots=True)
class DrugTable:
    """Drugs and their codes on the day. All names are lower case, letters and digits with single blanks.

    `single_dose` are the codes whose drugs come in single-dose containers only (R-DRG-06); `route_rules` are what a
    contractor asks of a code by the way it is given (contractor and code to ja_or_jb or excluded_subcutaneous);
    `spans` are all days of every code, valid on this day or not (R-DRG-15), and `ever` what it was the code of.
    `ndc_before` are package codes of earlier quarters that the crosswalk of the day has no more; `routes` the ways
    that a code names itself, so that no other fits it, `listed_routes` those of its products; `brands` each brand or
    suffix of a drug with all codes it ever had; `rxnorm_products` the brand or suffix an RxNorm number is of, "" where
    it is of one that is not known.
    """

    by_name: Mapping[str, Drug]
    aliases: Mapping[str, tuple[str, ...]]
    units: Mapping[str, HcpcsUnit]
    by_drug: Mapping[str, tuple[HcpcsUnit, ...]]
    ndc: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rxnorm: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    containers: ContainerTable = field(default_factory=ContainerTable)
    single_dose: frozenset[str] = frozenset()
    route_rules: Mapping[tuple[str, str], str] = field(default_factory=dict)
    spans: Mapping[str, tuple[tuple[date, date], ...]] = field(default_factory=dict)
    ever: Mapping[str, tuple[HcpcsUnit, ...]] = field(default_factory=dict)
    ndc_before: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    routes: Mapping[str, frozenset[Route]] = field(default_factory=dict)
    listed_routes: Mapping[str, frozenset[Route]] = field(default_factory=dict)
    brands: Mapping[str, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    rxnorm_products: Mapping[str, str] = field(default_factory=dict)
    snomed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditTables:
    """Claim edits of one claim type. `quarter` names the loaded quarter, "" when none covers the day."""

    quarter: str
    add_ons: Mapping[str, frozenset[str]]
    pairs: Mapping[tuple[str, str], int]
    limits: Mapping[str, UnitLimit]


@dataclass(frozen=True, slots=True)
class CoveragePolicy:
    """A contractor's policy for a drug code: its number, and the ICD-10-CM codes with their dots that it lists.

    `attestation` are the modifiers by which the policy wants attested that its criteria are met (KX, R-MOD-11).
    """

    policy: str
    diagnoses: frozenset[str]
    attestation: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TableAge:
    """Which edition of a table stands in for one the day would need: its name, and the first day of its quarter."""

    table: str
    quarter: date


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All rules and tables of one date of service, setting and payer class. `digest` names exactly this content.

    `outdated` are the tables of which no edition for the day is loaded, so that another one is used (R-EDT-01).
    `coverage` holds the policies of the day by contractor, in small letters, and drug code (R-DX-06), `diagnosis_codes`
    the ICD-10-CM codes that may be billed on the day; None where no list of the day is loaded.
    """

    day: date
    digest: str
    rules: Mapping[str, Rule]
    drugs: DrugTable
    edits: Mapping[str, EditTables]
    setting: str = ""
    payer: str = ""
    outdated: tuple[TableAge, ...] = ()
    other_days: Callable[[date], Rulebook] | None = field(default=None, compare=False, repr=False)
    unknown_payer: Callable[[], Rulebook] | None = field(default=None, compare=False, repr=False)
    coverage: Mapping[tuple[str, str], CoveragePolicy] = field(default_factory=dict)
    diagnosis_codes: frozenset[str] | None = None

    def on(self, day: date) -> Rulebook:
        """The same for another date of service of the visit: a stay may go on into another quarter (R-DRG-15)."""
        return self if day == self.day or self.other_days is None else self.other_days(day)

    def of_unknown_payer(self) -> Rulebook:
        """The same where it is not known who pays (R-AUT-04)."""
        return self if not self.payer or self.unknown_payer is None else self.unknown_payer()

    def rule(self, rule_id: str) -> Rule:
        """The version of a rule in force. Raises NoRuleInForce."""
        found = self.rules.get(rule_id)
        if found is None:
            raise NoRuleInForce(rule_id, self.day, self.setting, self.payer)
        return found
