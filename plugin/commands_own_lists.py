"""chairside reference load, for the lists a site makes itself."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from plugin.official_files import open_references
from plugin.reference.authorization_list import AUTHORIZATIONS
from plugin.reference.own_kind import OwnKind, opened_list
from plugin.reference.own_report import fault_lines
from plugin.reference.own_rows import PolicyRow, RateRow
from plugin.reference.policy_list import COVERAGE_POLICY, about_policy
from plugin.reference.printable import printable
from plugin.reference.rate_list import CONTRACT_RATES, about_payer
from plugin.settings import Settings, read_settings
from plugin.store.own_lists import OwnOrigin
from plugin.store.store import Store
from smart_launch.keys import KeyRing

R = TypeVar("R", PolicyRow, RateRow)
OWN_KINDS = (COVERAGE_POLICY.name, CONTRACT_RATES.name, AUTHORIZATIONS.name)


def load_list(kind: str, file: Path, config: Path | None, *, replace: bool) -> None:
    """Keep the coverage policies or contract rates of a file. Raises BadReference, SettingsError, StoreError."""
    if kind == COVERAGE_POLICY.name:
        _load(COVERAGE_POLICY, about_policy, file, config, replace=replace)
    else:
        _load(CONTRACT_RATES, about_payer, file, config, replace=replace)


def _load(
    kind: OwnKind[R], about: Callable[[R], str], file: Path, config: Path | None, *, replace: bool
) -> None:  # fmt: skip
    with opened_list(kind, file) as read:
        found = read()
        spelled: dict[str, str] = {}
        lists: dict[str, list[tuple[int, R]]] = {}
        for line, row in found.rows:
            name = spelled.setdefault(about(row).casefold(), about(row))
            lists.setdefault(name, []).append((line, row))
        origin = OwnOrigin(kind.name, found.content.name, int(datetime.now(UTC).timestamp()))
        with open_references(config) as references:
            fresh = references.load_own(origin, lists, replace)
    for name, rows in lists.items():
        done = f"{len(rows):,} rows kept" if name in fresh else "already loaded with the same rows"
        click.echo(f"{kind.name} {printable(name)}: {done}.")
    for said in fault_lines(found.faults, found.again):
        click.echo(said)


def load_authorizations(file: Path, config: Path | None, ehr: str | None) -> None:
    """Keep a list of authorizations of the patients of an EHR. Its words never reach the terminal.

    Raises UsageError where it is not clear of which EHR they are, BadReference, SettingsError, StoreError, KeysExposed.
    """
    if config is None:
        raise click.UsageError("Authorizations are about patients: name with --config whose keys seal them.")
    settings = read_settings(config, os.environ)
    name = _ehr(settings, config, ehr)
    with opened_list(AUTHORIZATIONS, file) as read:
        found = read()
        store = Store.open(settings.database_url, KeyRing.open(settings.keys_dir))
        try:
            rows = [row for _, row in found.rows]
            done = store.authorizations.load(name, found.content.sha256, rows, int(datetime.now(UTC).timestamp()))
        finally:
            store.close()
    if not done.fresh:
        click.echo(f"Authorizations of {name}: this list is already loaded; {done.in_all:,} are kept.")
        return
    left_out = len(found.faults) + found.again
    click.echo(
        f"Authorizations of {name}: {len(rows) + left_out:,} rows read, {done.kept:,} kept in place of "
        f"{done.replaced:,}, {left_out:,} left out; {done.in_all:,} in all."
    )
    for line in fault_lines(found.faults, found.again):
        click.echo(line)


def _ehr(settings: Settings, config: Path, ehr: str | None) -> str:
    clinics = settings.clinics
    name = ehr or next(iter(clinics))
    if name not in clinics or (ehr is None and len(clinics) > 1):
        raise click.UsageError(f"Name one EHR of {config} with --ehr: {', '.join(clinics)}.")
    return name
