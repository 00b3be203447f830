"""The other form of a case: JSON Lines, one published case a line, its drugs often no more than "drug A".

It holds the same facts under other names. What an EHR would hold besides (a named drug, diagnoses, a payer) is filled
in by plugin.scenarios.stand_ins.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from plugin.chart.administration import Amount
from plugin.rules.schema import Part, Payer, Setting, Text, Words
from plugin.scenarios.scenario import Charge, Clock, Code, Count, Given, Group, Origin, Route, Scenario, ServiceDay
from plugin.scenarios.stand_ins import NamedDrugs, diagnoses_for

SITES = {"line1": None, "line2": "Implanted port, right chest"}
# A route that has no name in this form is told by the drug it is used for.
OTHER_ROUTES = {"pegfilgrastim": "on_body_injector", "alteplase": "declot"}
Number = Annotated[Decimal, Field(ge=0, allow_inf_nan=False, max_digits=15, decimal_places=6)]


class Measure(Part):
    """A number and its unit."""

    value: Number
    unit: Text

    def amount(self) -> Amount:
        """The same as an amount."""
        return Amount(self.value, self.unit)


class Vial(Part):
    """What one container holds, of what kind it is, and how many were opened; a source may name some of it only."""

    value: Number | None = None
    unit: Text | None = None
    single_dose: bool | None = None
    count: Count | None = None

    def amount(self) -> Amount | None:
        """What one holds, where the source says so."""
        return None if self.value is None or self.unit is None else Amount(self.value, self.unit)


class Line(Part):
    """One documented administration."""

    drug: Text
    group: Group = Field(alias="class")
    route: Route
    start: Clock | None
    stop: Clock | None
    site: Text
    dose: Measure | None
    wasted: Measure | None
    vial: Vial | None
    ndc: Text | None
    hcpcs: Code | None


class Answer(Part):
    """What the source bills; a list is null where it gives no answer for that part."""

    administration: tuple[Charge, ...] | None
    drugs: tuple[Charge, ...] | None


class PublishedLine(Part):
    """One line of the file."""

    id: Text
    source: Origin
    setting: Setting
    payer: Payer | None
    date_of_service: ServiceDay | None
    narrative: Text
    administrations: Annotated[tuple[Line, ...], Field(min_length=1)]
    other_services: Words
    primary_reason: Text | None
    expected: Answer
    expected_prompts: Words
    complete: bool
    agrees_with_rules: bool
    note: str

    def scenario(self) -> Scenario:
        """The case, with what an EHR would hold besides. What the source says is missing is missing there too."""
        names = NamedDrugs(line.drug for line in self.administrations)
        drugs = [names.named(line.drug, line.group) for line in self.administrations]
        lacking = frozenset(self.expected_prompts)
        pumped = any(line.route == "portable_pump" for line in self.administrations)
        groups = [line.group for line in self.administrations]
        return Scenario(
            id=self.id,
            name=self.narrative,
            source=self.source,
            setting=self.setting,
            payer=self.payer,
            assumed_payer="commercial" if pumped and not self.payer else None,
            day=self.date_of_service,
            main=self._main(drugs),
            diagnoses=() if "missing_diagnosis" in lacking else diagnoses_for(zip(drugs, groups, strict=True)),
            supervised="missing_supervising_provider" not in lacking,
            services=self.other_services,
            given=tuple(_given(line, drug, lacking) for line, drug in zip(self.administrations, drugs, strict=True)),
            expect=self.expected.administration,
            drugs=self.expected.drugs,
            asked=self.expected_prompts,
            complete=self.complete,
            disagrees=None if self.agrees_with_rules else self.note or "The rules give another answer.",
            note=self.note if self.agrees_with_rules else "",
        )

    def _main(self, drugs: list[str]) -> str | None:
        """The drug the visit is for, by the name it has here."""
        reason = (self.primary_reason or "").lower()
        named = (d for line, d in zip(self.administrations, drugs, strict=True) if line.drug.lower() == reason)
        return next(named, self.primary_reason)


def _given(line: Line, drug: str, lacking: frozenset[str]) -> Given:
    vial = line.vial or Vial()
    kinds = {True: "single-dose", False: "multi-dose", None: None}
    route = OTHER_ROUTES.get(drug, line.route) if line.route == "other" else line.route
    return Given.model_validate(
        {
            "drug": drug,
            "class": line.group,
            "route": None if "missing_route" in lacking else route,
            "start": line.start,
            "stop": line.stop,
            "site": SITES.get(line.site, line.site),
            "order": "none" if "missing_order" in lacking else "own",
            "dose": line.dose and line.dose.amount(),
            "vial": vial.amount(),
            "container": kinds[vial.single_dose],
            "opened": vial.count,
            "discarded": line.wasted and line.wasted.amount(),
            "hcpcs": line.hcpcs,
            "ndc": line.ndc,
        }
    )
