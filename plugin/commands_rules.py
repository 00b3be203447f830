"""chairside rules: what the rules say, whether they can be used, and which were not read again for long."""

from __future__ import annotations

from datetime import UTC, date, datetime

import click

from plugin.engine.propose import RULES_APPLIED
from plugin.rules import catalogue
from plugin.rules.library import load_library


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
def list_rules(day: date) -> None:
    """One line a rule: its id, title, and since when it is in force."""
    for entry in catalogue.entries(load_library(applied=RULES_APPLIED), day):
        click.echo(f"{entry.id:<10} {entry.title}  [{entry.standing}; {entry.in_force}]")


@rules_commands.command("check")
def check() -> None:
    """Load every card and table strictly; what is wrong is named with file and line."""
    library = load_library(applied=RULES_APPLIED)
    click.echo(f"{len(library.cards)} rule cards and {len(library.sources)} sources are right. {library.digest}")


@rules_commands.command("page")
@ON_DAY
def page(day: date) -> None:
    """The rules as a page of text."""
    click.echo(catalogue.render_text(load_library(applied=RULES_APPLIED), day), nl=False)


@rules_commands.command("stale")
@ON_DAY
@click.option("--days", type=click.IntRange(1), default=180, show_default=True)
def stale(day: date, days: int) -> None:
    """Rules with a citation nobody has read again for so many days, longest ago first."""
    found = catalogue.stale(load_library(applied=RULES_APPLIED), day, days)
    for each in found:
        click.echo(f"{each.card.id:<10} last read {each.checked_on}  {each.card.title}")
    click.echo(f"{len(found)} rules were not read again for {days} days.")
