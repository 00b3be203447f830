"""Lines as CSV: one row each, and nothing a spreadsheet would run."""

import csv
from dataclasses import replace
from io import StringIO

from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.export.lines_csv import COLUMNS, lines_csv
from tests.engine.builders import given, library, visit

CHART = visit(given("ondansetron", "iv_push", "08:30"), given("paclitaxel", "iv_infusion", "09:00", "12:00"))
PROPOSAL = propose(CHART, library().of(CHART), Switches())


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_every_line_is_a_row_held_or_not():
    rows = _rows(lines_csv(PROPOSAL))
    assert [row["code"] for row in rows] == [line.code for line in PROPOSAL.lines]
    assert set(rows[0]) == set(COLUMNS)
    assert rows[0]["rules"].split() == list(PROPOSAL.lines[0].because)


def test_what_begins_like_a_formula_is_text():
    described = replace(PROPOSAL.lines[0], narrative='=HYPERLINK("https://evil.example")')
    row = _rows(lines_csv(replace(PROPOSAL, lines=(described,))))[0]
    assert row["description"] == '\'=HYPERLINK("https://evil.example")'


def test_a_proposal_without_lines_is_a_head_alone():
    assert lines_csv(replace(PROPOSAL, lines=())) == "\ufeff" + ",".join(COLUMNS) + "\r\n"
