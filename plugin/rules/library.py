"""All cards and tables of this installation, and the Rulebook they make on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from plugin.chart.chart import Chart
from plugin.engine.rulebook import Citation, CoveragePolicy, DrugTable, EditTables, Parameter, Rule, Rulebook, TableAge
from plugin.rules.coverage_tables import PoliciesByDay, PolicyRows, read_coverage_policies
from plugin.rules.dated import ByPeriod, Dated
from plugin.rules.drug_tables import DrugsByDay, DrugTables, read_drug_tables
from plugin.rules.edit_tables import EditRows, EditsByDay, read_edit_tables
from plugin.rules.editions import CODES, STATUS, Editions, read_editions
from plugin.rules.load import read_cards, read_sources
from plugin.rules.official import (
    CROSSWALK,
    Covering,
    FilesChanged,
    Official,
    OfficialTables,
    digest_with,
    edit_ages,
    kinds_of,
)
from plugin.rules.official import STATUS as STATUS_FILE
from plugin.rules.schema import Card, Source, Version

HERE = Path(__file__).parent
DAYS_KEPT = 64
TRIES = 5
FACILITY = "facility"


def load_library(
    folder: Path = HERE,
    applied: frozenset[str] | None = None,
    official: Official | None = None,
    *,
    watch: bool = False,
) -> Library:
    """Read `folder`/cards, sources.yaml and tables, all checked. `applied`: the rule ids the engine's passes name.

    Loaded files of `official` take the place of the tables on the days they cover; with `watch` also those that are
    loaded later. Raises BadCard or BadTable with file and line, NotApplied where cards and `applied` differ.
    """
    sources = read_sources(folder)
    drugs, edits = read_drug_tables(folder / "tables"), read_edit_tables(folder / "tables")
    return Library(
        cards=read_cards(folder, sources, applied),
        sources=sources,
        drugs=drugs,
        edits=edits,
        editions=read_editions(folder / "tables"),
        policies=read_coverage_policies(folder / "tables", {row.value.code for row in drugs.units}),
        digest=_digest(folder),
        official=OfficialTables(official, _known(drugs, edits), watch=watch) if official else None,
    )


class Library:
    """The checked cards (for the catalogue) and the tables; `on` gives what is in force on a day."""

    def __init__(
        self,
        *,
        cards: tuple[Card, ...],
        sources: Mapping[str, Source],
        drugs: DrugTables,
        edits: EditRows,
        editions: Editions,
        policies: PolicyRows,
        digest: str,
        official: OfficialTables | None = None,
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
        self._editions = editions
        self._policies = PoliciesByDay(policies)
        self._official = official
        self._kept = lru_cache(maxsize=DAYS_KEPT)(self._rulebook)
        self._tables = lru_cache(maxsize=DAYS_KEPT)(self._tables_of)

    def on(self, day: date, setting: str = "facility", payer: str = "") -> Rulebook:
        """The rulebook of a date of service, a setting and the class of the first payer ("" where it is not known).

        A rule without a version for them raises NoRuleInForce when asked for. Where official files are loaded for the
        day, they decide it. Raises StoreError where these cannot be read, FilesChanged where they change all the time.
        """
        if self._official is None:
            return self._kept((), day, setting, payer)
        for _ in range(TRIES - 1):
            with suppress(FilesChanged):
                return self._kept(self._official.covering(day), day, setting, payer)
        return self._kept(self._official.covering(day), day, setting, payer)

    def of(self, chart: Chart) -> Rulebook:
        """The rulebook a chart is proposed by."""
        return self.on(chart.day, chart.setting.value, chart.payer)

    def _rulebook(self, files: Covering, day: date, setting: str, payer: str) -> Rulebook:
        of_day = self._rules.on(day)
        rules = {rule.id: rule for rule in of_day if rule.holds_for(setting, payer)}
        drugs, edits = self._tables(files, day)
        diagnosis_codes = self._official.diagnosis_codes(files, day) if self._official else None
        return Rulebook(
            day, digest_with(self.digest, files), rules, drugs, edits, setting, payer,
            tuple(self._outdated(day, setting, kinds_of(files))),
            other_days=lambda other: self.on(other, setting, payer),
            unknown_payer=lambda: self.on(day, setting),
            coverage=self._coverage(files, day), diagnosis_codes=diagnosis_codes,
        )  # fmt: skip

    def _coverage(self, files: Covering, day: date) -> Mapping[tuple[str, str], CoveragePolicy]:
        shipped = self._policies.on(day)
        return self._official.coverage(files, day, shipped) if self._official else shipped

    def _tables_of(self, files: Covering, day: date) -> tuple[DrugTable, Mapping[str, EditTables]]:
        drugs, edits = self._drugs.on(day), self._edits.on(day)
        if not files or self._official is None:
            return drugs, edits
        merged = self._official.drugs(files, day, drugs), self._official.edits(files, day, edits)
        self._official.check(files, day)
        return merged

    def _outdated(self, day: date, setting: str, loaded: frozenset[str]) -> Iterator[TableAge]:
        yield from edit_ages(self._edits.age_on(day), setting, loaded)
        ages = (
            None if CROSSWALK in loaded else self._drugs.age_on(day),
            None if STATUS_FILE in loaded or setting != FACILITY else self._editions.age_on(STATUS, day),
            self._editions.age_on(CODES, day),
        )
        yield from (age for age in ages if age)


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


def _known(drugs: DrugTables, edits: EditRows) -> frozenset[str]:
    """Every code that a shipped table has: nothing is asked of official files about others."""
    known = {row.value.code for row in drugs.units} | {row.value[0] for row in drugs.status}
    known |= {code for row in edits.pairs for code in row.value[1:3]} | {row.value[1] for row in edits.limits}
    return frozenset(known | {row.value[0] for row in edits.add_ons})
