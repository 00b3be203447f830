"""chairside reference: load the official files of a quarter, say which are here, and which drug codes changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click

from plugin.commands_own_lists import OWN_KINDS, load_authorizations, load_list
from plugin.official_files import open_references
from plugin.reference.authorization_list import AUTHORIZATIONS
from plugin.reference.changes_report import as_json, as_text
from plugin.reference.code_changes import changes_between, rewordings, with_editions
from plugin.reference.findings import Findings
from plugin.reference.kinds import KINDS
from plugin.reference.listing import listed, load_report
from plugin.reference.own_report import own_lists
from plugin.reference.quarters import Quarter
from plugin.reference.reading import Reading, opened
from plugin.reference.unpacking import Progress
from plugin.shipped_tables import code_spans, shipped_tables
from plugin.store.reference_files import Origin

LONG_LOAD = 4 * 1024**2
CONFIG = click.option(
    "--config", type=click.Path(path_type=Path), help="Use its database; else chairside.db in your data folder."
)


class QuarterName(click.ParamType[Quarter]):
    """A quarter as an argument."""

    name = "quarter"

    def convert(self, value: str | Quarter, param: click.Parameter | None, ctx: click.Context | None) -> Quarter:
        """Read 2026Q1."""
        try:
            return value if isinstance(value, Quarter) else Quarter.parse(value)
        except ValueError as problem:
            self.fail(f"{problem}.", param, ctx)


class Day(click.ParamType[date]):
    """A day as an argument."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read 2026-01-31."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write 2026-01-31.", param, ctx)


@click.group("reference")
def reference_commands() -> None:
    """Load the official files of CMS and CDC by quarter, and see which are here."""


@reference_commands.command("load")
@click.argument("kind", type=click.Choice([*KINDS, *OWN_KINDS]))
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--quarter", type=QuarterName(), help="Of which quarter it is, where the file does not say: 2026Q1.")
@click.option("--replace", is_flag=True, help="It is the corrected file of a quarter that is loaded already.")
@click.option("--ehr", metavar="NAME", help="The [[ehr]] of --config that authorizations are of, where it has several.")
@CONFIG
def load(
    kind: str, file: Path, quarter: Quarter | None, replace: bool, ehr: str | None, config: Path | None
) -> None:  # fmt: skip
    """Load FILE, as its publisher gives it, as a file of KIND. All of it is kept, or nothing.

    Coverage policies, contract rates and authorizations are lists of your own, as CSV: each row has its days, and one
    that is wrong is left out and named by its line. Authorizations are kept sealed, with the keys of --config.
    """
    if kind == AUTHORIZATIONS.name:
        load_authorizations(file, config, ehr)
        return
    if ehr is not None:
        raise click.UsageError("--ehr goes with authorizations alone.")
    if kind in OWN_KINDS:
        load_list(kind, file, config, replace=replace)
        return
    findings = Findings()
    with opened(KINDS[kind], file, quarter) as reading, open_references(config) as references:
        origin = Origin(kind, reading.part, reading.content.sha256, reading.content.name)
        with _progress(reading) as progress:
            entries = findings.watching(reading.entries(progress))
            done = references.load(origin, reading.quarter, entries, int(datetime.now(UTC).timestamp()), replace)
        for repeat in done.repeats:
            findings.note(repeat, kept=repeat.row is not None)
        for line in load_report(KINDS[kind], done.files, findings, references.files()):
            click.echo(line)


@reference_commands.command("list")
@click.option("--on", "day", type=Day(), help="Say what is missing on this day; default today.")
@CONFIG
def list_files(day: date | None, config: Path | None) -> None:
    """List what is loaded, what is shipped, and what is missing for a day."""
    day = day or datetime.now(UTC).date()
    with open_references(config) as references:
        for line in listed(references.files(), shipped_tables(), references.missing_on(day), day):
            click.echo(line)
        for line in own_lists(references.own_lists()):
            click.echo(line)


@reference_commands.command("changes")
@click.option("--from", "first", type=Day(), required=True, help="First day on which a change may take effect.")
@click.option("--to", "last", type=Day(), required=True, help="Last such day.")
@click.option("--json", "in_json", is_flag=True, help="As JSON.")
@CONFIG
def changes(first: date, last: date, in_json: bool, config: Path | None) -> None:
    """Show drug codes that began, ended or changed, with the drugs they are of."""
    if last < first:
        raise click.UsageError("--to lies before --from.")
    with open_references(config) as references:
        editions = list(references.codes())
    spans = with_editions(code_spans(), editions)
    known = {span.code: span for span in spans}
    found = changes_between(spans, rewordings(editions, known), first, last)
    quarters = sorted({quarter for quarter, _ in editions})
    files = [f"HCPCS files of {', '.join(map(str, quarters))}"] if quarters else []
    sources = [*files, "the codes and units shipped with Chairside"]
    if in_json:
        click.echo(as_json(found, sources))
        return
    click.echo(f"Drug codes from {first} to {last}: {len(found)} changes, by {' and '.join(sources)}.")
    for line in as_text(found):
        click.echo(line)


@contextmanager
def _progress(reading: Reading) -> Iterator[Progress | None]:
    """A bar for a long load on a terminal, else nothing."""
    size = reading.content.size
    shown = size >= LONG_LOAD and sys.stderr.isatty()
    if not shown:
        yield None
        return
    with click.progressbar(length=size, label="Loading", file=sys.stderr, update_min_steps=size // 100) as bar:
        yield bar.update
