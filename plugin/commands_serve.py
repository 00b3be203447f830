"""chairside serve, release and demo: the web application.

It is the top layer, so it is named here, as gunicorn names it, and not imported.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from pkgutil import resolve_name

import click

from plugin.engine.drug_lists import check_lists
from plugin.engine.propose import RULES_APPLIED
from plugin.rules.library import load_library
from plugin.settings import Settings, read_settings
from plugin.store.store import Store
from smart_launch.keys import KeyRing

APPLICATION = "plugin.app:from_environment()"
CONFIGURATION = "CHAIRSIDE_CONFIG"
LONGEST_LINE = "8190"  # Epic's launch value may be a JWT of several kilobytes; gunicorn alone would take 4094 bytes
CONFIG = click.option("--config", type=click.Path(path_type=Path), default="chairside.toml", show_default=True)


@click.command("serve")
@CONFIG
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8701, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
def serve_command(config: Path, host: str, port: int, workers: int) -> None:
    """Serve the web application."""
    _made_ready(config)
    os.environ[CONFIGURATION] = str(config.resolve())
    options = ["--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "8", "--log-level", "warning"]
    options += ["--limit-request-line", LONGEST_LINE]
    # gunicorn takes this process over, so that it gets the signals of whoever started it.
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *options, APPLICATION])  # noqa: S606


@click.command("release")
@CONFIG
def release_command(config: Path) -> None:
    """Make ready for a new version: check settings and rules, make missing keys, bring the database up to date."""
    settings = _made_ready(config)
    ehrs = "1 EHR" if len(settings.clinics) == 1 else f"{len(settings.clinics)} EHRs"
    click.echo(f"Ready: {ehrs}, the database is up to date, the keys are there.")


@click.command("demo")
@click.option("--ehr-port", type=click.IntRange(1, 65535), default=8700, show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8701, show_default=True)
@click.option("--check", is_flag=True, help="Launch every story without a browser, print what is proposed, and end.")
def demo_command(ehr_port: int, port: int, check: bool) -> int:
    """Start a training EHR with invented patients, and Chairside beside it."""
    run = resolve_name("plugin.demo:check" if check else "plugin.demo:serve")
    code: int = run(ehr_port, port)
    return code


def _made_ready(config: Path) -> Settings:
    os.umask(0o077)  # what is made here holds keys and patient data: for this user alone
    settings = read_settings(config, os.environ)
    drugs = load_library(applied=RULES_APPLIED).on(datetime.now(UTC).date()).drugs
    for clinic in settings.clinics.values():
        check_lists(clinic.switches, drugs)
    Store.open(settings.database_url, KeyRing.open(settings.keys_dir)).close()
    return settings
