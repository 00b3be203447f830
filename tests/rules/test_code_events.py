"""The first and last days of the drug codes are those CMS published."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date

from plugin.rules.drug_tables import DrugTables
from tests.shared import SHARED, needs

EVENTS = "hcpcs_drug_code_events_2017-2026.csv"
# Its first day was moved back to 2019-11-15 in the files after April 2020.
MOVED = {("C9058", "ADD")}


@needs("data", EVENTS)
def test_a_code_begins_and_ends_on_the_days_cms_published(drug_rows: DrugTables) -> None:
    days: dict[tuple[str, str], set[date]] = defaultdict(set)
    for row in drug_rows.units:
        days[row.value.code, "ADD"].add(row.first)
        days[row.value.code, "TERM"].add(row.last)
    with (SHARED / "data" / EVENTS).open(encoding="utf-8", newline="") as file:
        events = [row for row in csv.DictReader(file) if (row["code"], row["event"]) in days]
    differ = {
        (row["code"], row["event"])
        for row in events
        if date.fromisoformat(row["event_date"]) not in days[row["code"], row["event"]]
    }
    assert len(events) >= 880
    assert differ == MOVED
