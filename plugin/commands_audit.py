"""chairside audit: who did what in whose chart, for the log system of a site."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from getpass import getuser
from pathlib import Path

import click

from plugin.export.audit_event import audit_event
from plugin.settings import read_settings
from plugin.store.audit import LAST, Audit, Event
from plugin.store.database import Database

DAY = click.DateTime(["%Y-%m-%d"])


@click.command("audit")
@click.option("--config", type=click.Path(path_type=Path), default="chairside.toml", show_default=True)
@click.option("--since", type=DAY, help="From this day on, in UTC.")
@click.option("--until", type=DAY, help="To the end of this day, in UTC.")
@click.option("--after", type=click.IntRange(min=0), default=0, metavar="N", help="Only the rows after row-N.")
def audit_command(config: Path, since: datetime | None, until: datetime | None, after: int) -> None:
    """Print the audit as FHIR R4 AuditEvents, one a line, oldest first.

    Rows are only ever added, so a log system asks for what came --after the last row it has. The lines name people and
    patients by the EHR's ids, and hold nothing else of a chart. The export itself becomes a row.
    """
    settings = read_settings(config, os.environ)
    servers = {name: clinic.ehr.base for name, clinic in settings.clinics.items()}
    begins = _seconds(since) if since else 0
    ends = _seconds(until + timedelta(days=1)) if until else LAST
    database = Database(settings.database_url)
    try:
        database.bring_up_to_date()
        audit, count = Audit(database), 0
        for number, event in audit.since(after, begins, ends):
            click.echo(audit_event(number, event, settings.base_url, servers))
            count += 1
        audit.record(Event(int(time.time()), "", f"local|{getuser()}", "export", "audit", count))
    finally:
        database.close()


def _seconds(day: datetime) -> int:
    return int(day.replace(tzinfo=UTC).timestamp())
