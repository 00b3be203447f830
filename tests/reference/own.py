"""A site's own lists as text, each row right unless a test names what is not."""

from __future__ import annotations

import csv
import io
from pathlib import Path

AUTHORIZATION = {
    "mrn": "0047 9921", "number": "A1", "decision": "approved", "payer": "", "hcpcs": "J1745", "ndc": "", "product": "",
    "diagnoses": "K50.90", "begins": "2026-01-01", "ends": "2026-12-31", "units": "400", "units_used": "0",
    "units_per_dose": "", "doses": "", "doses_used": "", "places": "", "npi": "",
}  # fmt: skip
POLICY = {
    "contractor": "Palmetto", "policy": "A56432", "hcpcs": "J1745", "diagnosis": "K50.90", "from": "2026-01-01",
    "to": "", "attestation": "",
}  # fmt: skip
RATE = {
    "payer": "Acme Health", "code": "J1745", "modifier": "", "rate": "55.125", "basis": "unit", "from": "2026-01-01",
    "to": "",
}  # fmt: skip


def sheet(usual: dict[str, str], *rows: dict[str, str], without: tuple[str, ...] = ()) -> str:
    """A CSV of rows that are as usual but for what each names; `without` leaves columns out."""
    names = [name for name in usual if name not in without]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**usual, **row} for row in rows or ({},))
    return text.getvalue()


def written(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
