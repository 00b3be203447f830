"""chairside check: is the connection to each EHR right, and if not, what is wrong and who can mend it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from plugin.engine.propose import RULES_APPLIED
from plugin.errors import SettingsError
from plugin.rules.library import load_library
from plugin.settings import Clinic, Settings, read_settings
from plugin.workflow.connection import check_clinic
from smart_launch.checks_words import as_members, as_text

FAILED = 1


class Standins(Mapping[str, str]):
    """The environment, and for a variable that is not set a value that names it, so that the other steps can run."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def __getitem__(self, variable: str) -> str:
        return self._environment.get(variable) or f"{self._mark}{variable}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._environment)

    def __len__(self) -> int:
        return len(self._environment)

    def unset(self, value: str | None) -> str:
        """The name of the variable that a value stands in for, "" for a value that was set."""
        return value.removeprefix(self._mark) if value and value.startswith(self._mark) else ""

    _mark = "\0not set: "


@click.command("check")
@click.option("--config", type=click.Path(path_type=Path), default="chairside.toml", show_default=True)
@click.option("--ehr", metavar="NAME", help="Only the [[ehr]] of this name.")
@click.option("--json", "in_json", is_flag=True, help="As JSON.")
def check_command(config: Path, ehr: str | None, in_json: bool) -> int:
    """Check the connection to each EHR of the configuration, step by step.

    It reads public documents of the EHR and nothing of a patient, sends no credential and changes nothing. Exit code 0
    says that no step failed, 1 that one did.
    """
    settings, standins = _settings(config)
    clinics = [clinic for name, clinic in settings.clinics.items() if ehr in (None, name)]
    if not clinics:
        raise click.UsageError(f"{config} has no [[ehr]] named {ehr}; it has {', '.join(settings.clinics)}.")
    drugs = load_library(applied=RULES_APPLIED).on(datetime.now(UTC).date()).drugs
    reports = [
        check_clinic(settings, clinic, drugs, secret_variable=_unset_secret(clinic, standins)) for clinic in clinics
    ]
    if in_json:
        click.echo(json.dumps({"ehrs": [as_members(report) for report in reports]}, indent=2))
    else:
        click.echo("\n".join(as_text(report) for report in reports), nl=False)
    return 0 if all(report.holds for report in reports) else FAILED


def _settings(config: Path) -> tuple[Settings, Standins]:
    """The settings, also where only a variable of a secret is not set. Raises SettingsError."""
    standins = Standins(os.environ)
    try:
        return read_settings(config, os.environ), standins
    except SettingsError as problem:
        try:
            return read_settings(config, standins), standins
        except SettingsError:
            raise problem from None


def _unset_secret(clinic: Clinic, standins: Standins) -> str:
    return standins.unset(clinic.ehr.client_secret)
