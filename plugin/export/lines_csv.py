"""The lines of a proposal as CSV, for whoever works them off in a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

from plugin.engine.proposal import Line, Proposal

COLUMNS = (
    "visit", "date", "code", "modifiers", "units", "diagnoses", "ndc", "ndc quantity", "ndc unit", "description",
    "state", "strength", "rules", "evidence",
)  # fmt: skip
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines_csv(proposal: Proposal) -> str:
    """A head, then a row for each line, held ones too, as RFC 4180. UTF-8's mark in front is for spreadsheets."""
    written = StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows([_plain(cell) for cell in _cells(proposal.id, line)] for line in proposal.lines)
    return "\ufeff" + written.getvalue()


def _cells(visit: str, line: Line) -> tuple[str, ...]:
    ndc = (line.ndc.code, f"{line.ndc.quantity:f}", line.ndc.unit) if line.ndc else ("", "", "")
    lists = " ".join(line.because), " ".join(line.evidence)
    coded = line.date.isoformat(), line.code, " ".join(line.modifiers), str(line.units), " ".join(line.diagnoses)
    return visit, *coded, *ndc, line.narrative, line.state.value, line.strength.word, *lists


def _plain(cell: str) -> str:
    """A spreadsheet would run what the EHR says if it began like a formula (OWASP, CSV injection)."""
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell
