"""chairside rules: what the rules say, whether they can be used, and which were not read again for long."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import click

from plugin.engine.propose import RULES_APPLIED
from plugin.rules import catalogue
from plugin.rules.library import Library, load_library
from plugin.rules.manual import Handbook
from plugin.rules.manual_text import manual_text, switch_words
from plugin.rules.schema import Stage
from plugin.rules.switches import all_switches
from plugin.views.manual import manual_file


@click.group("rules", invoke_without_command=True)
@click.pass_context
def rules_commands(context: click.Context) -> None:
    """List, check and print the rules."""
    if context.invoked_subcommand is None:
        context.invoke(list_rules, day=datetime.now(UTC).date())


def _day(_: click.Context, __: click.Parameter, value: datetime | None) -> date:
    return (value or datetime.now(UTC)).date()


ON_DAY = click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), callback=_day, help="The date of service; default today."
)


@rules_commands.command("list")
@ON_DAY
@click.option("--stage", type=click.Choice(get_args(Stage)), help="Only the rules of one stage.")
@click.option("--by-denial", is_flag=True, help="Under each denial code, the rules that keep it away.")
@click.option("--switches", is_flag=True, help="The switches a site may set, and the rules that name them.")
def list_rules(day: date, stage: str | None = None, by_denial: bool = False, switches: bool = False) -> None:
    """One line a rule: its id, title, and since when it is in force."""
    if switches and (by_denial or stage):
        raise click.UsageError("--switches lists no rules; use it alone.")
    library = load_library(applied=RULES_APPLIED)
    found = {e.id: _line(e) for e in catalogue.entries(library, day) if stage in (None, e.stage)}
    lines = _switches(library) if switches else _by_denial(library, found) if by_denial else found.values()
    for line in lines:
        click.echo(line)


def _line(entry: catalogue.Entry) -> str:
    return f"{entry.id:<10} {entry.title}  [{entry.standing}; {entry.in_force}]"


def _by_denial(library: Library, lines: dict[str, str]) -> Iterator[str]:
    for denied in Handbook(library).denied():
        shown = [lines[rule_id] for rule_id in denied.rules if rule_id in lines]
        if shown:
            yield f"{denied.code}  {denied.words}"
            yield from (f"    {line}" for line in shown)


def _switches(library: Library) -> Iterator[str]:
    for switch in all_switches(catalogue.in_order(library.cards)).values():
        yield f"{switch_words(switch)}  [{', '.join(switch.rules) or 'no rule names it'}]"


@rules_commands.command("check")
def check() -> None:
    """Load every card, table and claim strictly; what is wrong is named with file and line."""
    library = load_library(applied=RULES_APPLIED)
    handbook = Handbook(library)
    counted = (
        f"{len(library.cards)} rule cards, {len(library.sources)} sources and {len(handbook.beliefs)} wrong claims"
    )
    click.echo(f"{counted} are right. {library.digest}")


@rules_commands.command("page")
@ON_DAY
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write one HTML page to FILE, or to - .")
def page(day: date, html: Path | None) -> None:
    """The manual of the rules: as text, or as one HTML page that prints."""
    manual = Handbook(load_library(applied=RULES_APPLIED)).on(day)
    if html is None:
        click.echo(manual_text(manual), nl=False)
    elif str(html) == "-":
        sys.stdout.write(manual_file(manual))
    else:
        html.write_text(manual_file(manual), encoding="utf-8")
        click.echo(f"{len(manual.entries)} rules are in {html}.")


@rules_commands.command("stale")
@ON_DAY
@click.option("--days", type=click.IntRange(1), default=180, show_default=True)
def stale(day: date, days: int) -> None:
    """Rules with a citation nobody has read again for so many days, longest ago first."""
    found = catalogue.stale(load_library(applied=RULES_APPLIED), day, days)
    for each in found:
        click.echo(f"{each.card.id:<10} last read {each.checked_on}  {each.card.title}")
    click.echo(f"{len(found)} rules were not read again for {days} days.")
