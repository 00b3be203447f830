"""All cards and tables of this installation, and the Rulebook they make on a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from plugin.chart.chart import Chart
from plugin.engine.rulebook import Citation, Parameter, Rule, Rulebook
from plugin.rules.dated import ByPeriod, Dated
from plugin.rules.drug_tables import DrugsByDay, DrugTables, read_drug_tables
from plugin.rules.edit_tables import EditRows, EditsByDay, read_edit_tables
from plugin.rules.load import read_cards, read_sources
from plugin.rules.schema import Card, Source, Version

HERE = Path(__file__).parent
DAYS_KEPT = 64


def load_library(folder: Path = HERE, applied: frozenset[str] | None = None) -> Library:
    """Read `folder`/cards, sources.yaml and tables, all checked. `applied`: the rule ids the engine's passes name.

    Raises BadCard or BadTable with file and line, NotApplied where cards and `applied` differ.
    """
    sources = read_sources(folder)
    return Library(
        cards=read_cards(folder, sources, applied),
        sources=sources,
        drugs=read_drug_tables(folder / "tables"),
        edits=read_edit_tables(folder / "tables"),
        digest=_digest(folder),
    )


class Library:
    """The checked cards (for the catalogue) and the tables; `on` gives what is in force on a day."""

    def __init__(
        self, cards: tuple[Card, ...], sources: Mapping[str, Source], drugs: DrugTables, edits: EditRows, digest: str
    ) -> None:
        self.cards = cards
        self.sources = sources
        self.digest = digest
        self.crosswalk_until = drugs.crosswalk_until
        self._rules = ByPeriod(
            [_dated_rule(card, version, sources) for card in cards for version in card.versions], tuple
        )
        self._drugs = DrugsByDay(drugs)
        self._edits = EditsByDay(edits)
        self._kept = lru_cache(maxsize=DAYS_KEPT)(self._rulebook)

    def on(self, day: date, setting: str = "facility", payer: str = "") -> Rulebook:
        """The rulebook of a date of service, a setting and the class of the first payer ("" where it is not known).

        A rule without a version for them raises NoRuleInForce when asked for.
        """
        return self._kept(day, setting, payer)

    def of(self, chart: Chart) -> Rulebook:
        """The rulebook a chart is proposed by."""
        return self.on(chart.day, chart.setting.value, chart.payer)

    def _rulebook(self, day: date, setting: str, payer: str) -> Rulebook:
        of_day = self._rules.on(day)
        rules = {rule.id: rule for rule in of_day if rule.holds_for(setting, payer)}
        outdated = tuple(age for age in (self._edits.age_on(day), self._drugs.age_on(day)) if age)
        drugs, edits = self._drugs.on(day), self._edits.on(day)
        return Rulebook(
            day, self.digest, rules, drugs, edits, setting, payer, outdated,
            other_days=lambda other: self.on(other, setting, payer),
        )  # fmt: skip


def _dated_rule(card: Card, version: Version, sources: Mapping[str, Source]) -> Dated[Rule]:
    citations = tuple(
        Citation(c.source, sources[c.source].title, c.section, sources[c.source].url, c.checked_on)
        for c in version.cites
    )
    parameters: Mapping[str, Parameter] = version.parameters
    rule = Rule(
        id=card.id,
        stage=card.stage,
        title=card.title,
        says=card.says,
        standing=card.standing,
        in_force_from=version.first,
        citations=citations,
        denials=card.denials,
        settings=version.settings,
        payers=version.payers,
        parameters=parameters,
    )
    return Dated(version.first, version.last or date.max, rule)


def _digest(folder: Path) -> str:
    """A name for exactly this content: every card, source and table, by path and bytes."""
    total = sha256()
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.csv")]):
        total.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        total.update(sha256(path.read_bytes()).digest())
    return f"sha256:{total.hexdigest()}"
