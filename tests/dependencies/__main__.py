"""The checks one after the other; each says in one line what it found."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from tests.dependencies.advisories import audit
from tests.dependencies.bill import bill
from tests.dependencies.installed import faults_of_environment, installed, runtime
from tests.dependencies.licences import Licences, faults_of_licences
from tests.dependencies.pinned import LOCK, PRODUCTION, PROJECT, ROOT, faults_of_lock, faults_of_production, read_lock
from tests.dependencies.vendored import faults_of_vendored, recorded

SCRIPTS = ROOT / "plugin" / "views" / "static"
HERE = Path("sbom.cdx.json")


@click.group(invoke_without_command=True)
@click.pass_context
def dependencies(context: click.Context) -> None:
    """Check that what is installed is what is pinned, and of licences that are allowed."""
    if context.invoked_subcommand is not None:
        return
    found, lock = installed(), read_lock(LOCK.read_text("utf-8"))[0]
    versions = {name: each.version for name, each in found.items()}
    whole = [
        _said("requirements.lock", f"{len(lock)} pinned with hashes", faults_of_lock(*_texts())),
        _said(
            "production", "pinned as tested", faults_of_production(PRODUCTION.read_text("utf-8"), lock, runtime(found))
        ),
        _said("environment", "is the lock", faults_of_environment(lock, versions)),
        _said("licences", "allowed", faults_of_licences(Licences.read(), found, runtime(found))),
        _said("scripts of others", "unchanged", faults_of_vendored(SCRIPTS)),
    ]
    context.exit(0 if all(whole) else 1)


@dependencies.command("bill")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False), default=HERE)
def bill_command(path: Path) -> None:
    """Write the bill of materials."""
    found = installed()
    path.write_text(bill(found, runtime(found), Licences.read(), recorded(SCRIPTS)), "utf-8")
    click.echo(f"{path}: CycloneDX 1.6, {len(found) - 1} packages, {len(runtime(found))} of them in production")


@dependencies.command("advisories")
@click.pass_context
def advisories_command(context: click.Context) -> None:
    """Ask what is known against each dependency; fail where that cannot be found out."""
    code, lines = audit(read_lock(LOCK.read_text("utf-8"))[0])
    for line in lines:
        click.echo(line, err=code != 0)
    context.exit(code)


def _texts() -> tuple[str, str]:
    return LOCK.read_text("utf-8"), PROJECT.read_text("utf-8")


def _said(what: str, in_order: str, faults: Iterable[str]) -> bool:
    found = list(faults)
    for fault in found:
        click.echo(f"{what}: {fault}", err=True)
    if not found:
        click.echo(f"{what}: {in_order}")
    return not found


if __name__ == "__main__":
    dependencies()
