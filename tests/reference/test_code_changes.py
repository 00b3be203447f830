"""What begins, ends and follows between two days, drug by drug (R-DRG-15)."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.reference.changes_report import as_json, as_text
from plugin.reference.code_changes import DRUG_FAMILIES, Change, CodeSpan, changes_between, rewordings, with_editions
from plugin.reference.quarters import Quarter
from plugin.reference.rows import CodeRow
from plugin.shipped_tables import code_spans
from tests.reference.published import rows_of
from tests.shared import SHARED, needs

ECULIZUMAB = [
    CodeSpan("J1300", date(2008, 1, 1), date(2025, 3, 31), "eculizumab", "10 mg"),
    CodeSpan("J1299", date(2025, 4, 1), None, "eculizumab", "2 mg"),
    CodeSpan("Q5151", date(2025, 4, 1), None, "eculizumab", "2 mg", ("aagh", "epysqli")),
]
APRIL = date(2025, 4, 1)
# CMS itself moved this day to 2019-11-15 in the next release; the newest release decides.
CORRECTED = ("C9058", "ADD", date(2020, 4, 1))


def row(code: str, words: str, added: date, ended: date | None = None, acted: date | None = None) -> CodeRow:
    return CodeRow(code, words[:20], words, "D", added, acted, ended, "N")


def lines(changes: list[Change]) -> list[str]:
    return list(as_text(changes))


def test_a_code_that_follows_another_is_one_change_of_one_drug() -> None:
    assert lines(changes_between(ECULIZUMAB, [], APRIL, APRIL))[0] == (
        "2025-04-01 eculizumab: J1300 (10 mg) -> J1299 (2 mg)"
    )


def test_a_code_of_another_product_of_the_drug_is_a_change_of_its_own() -> None:
    assert lines(changes_between(ECULIZUMAB, [], APRIL, APRIL))[1:] == [
        "2025-04-01 eculizumab: Q5151 (2 mg, aagh, epysqli) begins"
    ]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        (date(2025, 3, 31), date(2025, 3, 31), 0),
        (APRIL, APRIL, 2),
        (date(2025, 1, 1), date(2025, 12, 31), 2),
        (date(2025, 4, 2), date(2026, 1, 1), 0),
    ],
)
def test_both_days_count(first: date, last: date, found: int) -> None:
    assert len(changes_between(ECULIZUMAB, [], first, last)) == found


def test_a_code_nothing_follows_has_ended() -> None:
    assert lines(changes_between(ECULIZUMAB[:1], [], APRIL, APRIL)) == [
        "2025-04-01 eculizumab: J1300 (10 mg) ended on 2025-03-31"
    ]


def test_one_code_with_another_unit_has_changed() -> None:
    spans = [
        CodeSpan("C9066", date(2020, 10, 1), date(2020, 12, 31), "x", "10 mg"),
        CodeSpan("C9066", date(2021, 1, 1), None, "x", "2.5 mg"),
    ]
    (change,) = changes_between(spans, [], date(2021, 1, 1), date(2021, 1, 1))
    assert change.what == "changed"


def test_the_days_of_a_loaded_file_go_before_those_of_the_table() -> None:
    shipped = [CodeSpan("J1300", date(2000, 1, 1), None, "eculizumab", "10 mg")]
    (span,) = with_editions(shipped, [(Quarter(2026, 1), row("J1300", "x", date(2008, 1, 1), date(2025, 3, 31)))])
    assert (span.first, span.last, span.unit) == (date(2008, 1, 1), date(2025, 3, 31), "10 mg")


def test_what_the_table_knows_of_days_after_the_file_stays() -> None:
    shipped = [CodeSpan("J0640", date(2000, 1, 1), date(2026, 9, 30), "leucovorin", "50 mg")]
    (span,) = with_editions(shipped, [(Quarter(2026, 1), row("J0640", "x", date(2000, 1, 1)))])
    assert span.last == date(2026, 9, 30)


def test_an_end_the_file_knows_nothing_of_is_no_end() -> None:
    shipped = [CodeSpan("J0640", date(2000, 1, 1), date(2025, 9, 30), "leucovorin", "50 mg")]
    (span,) = with_editions(shipped, [(Quarter(2026, 1), row("J0640", "x", date(2000, 1, 1)))])
    assert span.last is None


def test_a_code_given_out_again_has_two_lives_and_is_no_rewording() -> None:
    filgrastim = row("J1440", "Injection, filgrastim", date(2000, 1, 1), date(2013, 12, 31))
    editions = [(Quarter(2017, 1), filgrastim), (Quarter(2026, 1), row("J1440", "Fecal microbiota", date(2023, 7, 1)))]
    shipped = [CodeSpan("J1440", date(2006, 1, 1), date(2013, 12, 31), "filgrastim", "0.3 mg")]
    spans = with_editions(shipped, editions)
    assert [(span.drug, span.first, span.last) for span in spans] == [
        ("filgrastim", date(2000, 1, 1), date(2013, 12, 31)),
        ("", date(2023, 7, 1), None),
    ]
    assert list(rewordings(editions, {})) == []


def test_a_code_our_table_knows_to_come_after_the_files_stays() -> None:
    shipped = [CodeSpan("J0643", date(2026, 10, 1), None, "leucovorin", "1 mg")]
    assert with_editions(shipped, [(Quarter(2026, 1), row("J1300", "x", APRIL))])[0] == shipped[0]


def test_a_drug_code_of_the_file_alone_is_named_without_a_drug_and_other_codes_are_not() -> None:
    editions = [(Quarter(2025, 2), row(code, "Injection, novel, 1 mg", APRIL)) for code in ("J9999", "E0100")]
    found = changes_between(with_editions([], editions), [], APRIL, APRIL)
    assert lines(found) == ["2025-04-01 not in the drug table: J9999 (Injection, novel, 1 mg) begins"]


def test_a_reworded_code_changed_on_the_day_of_its_last_action() -> None:
    began = date(2015, 1, 1)
    editions = [
        (Quarter(2025, 1), row("J3060", "Injection, taliglucerace alfa, 10 units", began)),
        (Quarter(2025, 4), row("J3060", "INJECTION; TALIGLUCERASE ALFA 10 UNITS", began, acted=date(2025, 7, 1))),
        (Quarter(2026, 1), row("J3060", "Injection, taliglucerase alfa, 10 units", began, acted=date(2025, 7, 1))),
    ]
    (change,) = rewordings(editions, {})
    assert (change.day, change.what) == (date(2025, 7, 1), "changed")


def test_the_json_has_what_the_lines_have() -> None:
    found = json.loads(as_json(changes_between(ECULIZUMAB, [], APRIL, APRIL), ["a table"]))
    change = found["changes"][0]
    assert (found["sources"], change["date"], change["drug"]) == (["a table"], "2025-04-01", "eculizumab")
    units = [(span["code"], span["unit"]) for span in (*change["before"], *change["after"])]
    assert units == [("J1300", "10 mg"), ("J1299", "2 mg")]


def test_words_of_a_file_cannot_command_a_terminal() -> None:
    span = CodeSpan("J9999", APRIL, None, description="\x1b[2J\u202egone")
    assert lines([Change(APRIL, "", (), (span,))]) == ["2025-04-01 not in the drug table: J9999 ([2J gone) begins"]


@given(
    st.lists(
        st.builds(
            lambda code, first, days: CodeSpan(f"J{code:04d}", first, first + timedelta(days) if days else None, "x"),
            st.integers(0, 9999),
            st.dates(date(2020, 1, 1), date(2026, 12, 31)),
            st.integers(0, 900),
        ),
        unique_by=lambda span: span.code,
    ),
    st.dates(date(2020, 1, 1), date(2026, 12, 31)),
    st.integers(0, 900),
)
def test_every_beginning_and_end_stands_in_exactly_one_change(spans: list[CodeSpan], first: date, days: int) -> None:
    last = first + timedelta(days)
    found = changes_between(spans, [], first, last)
    began = sorted(span.code for span in spans if first <= span.first <= last)
    ended = sorted(span.code for span in spans if span.last and first <= span.last + timedelta(1) <= last)
    assert sorted(span.code for change in found for span in change.after) == began
    assert sorted(span.code for change in found for span in change.before) == ended


def test_the_shipped_table_shows_eculizumab_as_one_change() -> None:
    found = [change for change in changes_between(code_spans(), [], APRIL, APRIL) if change.drug == "eculizumab"]
    before, after = ([span.code for span in spans] for spans in (found[0].before, found[0].after))
    assert (before, after) == (["J1300"], ["J1299"])


@needs("data", "hcpcs_drug_code_events_2017-2026.csv")
def test_the_files_of_nine_years_give_every_event_that_is_known() -> None:
    data = SHARED / "data"
    with (data / "hcpcs_drug_code_events_2017-2026.csv").open() as file:
        events = {(e["code"], e["event"], date.fromisoformat(e["event_date"])) for e in csv.DictReader(file)}
    first, last = date(2015, 1, 1), date(2026, 1, 31)
    spans = with_editions([], _editions(data))
    found = set()
    for change in changes_between(spans, [], first, last + timedelta(1)):
        found |= {(span.code, "ADD", change.day) for span in change.after}
        found |= {(span.code, "TERM", change.day - timedelta(1)) for span in change.before}
    found = {event for event in found if first <= event[2] <= last and DRUG_FAMILIES.fullmatch(event[0])}
    assert found == {event for event in events if DRUG_FAMILIES.fullmatch(event[0])} - {CORRECTED}
    assert len(found) > 1000


@needs("data", "hcpcs_drug_descriptor_changes_2017-2026.csv")
def test_the_files_of_nine_years_give_every_rewording_that_is_known() -> None:
    data = SHARED / "data"
    with (data / "hcpcs_drug_descriptor_changes_2017-2026.csv").open() as file:
        known = Counter((r["code"], _plain(r["new_long_description"])) for r in csv.DictReader(file))
    known = Counter({key: count for key, count in known.items() if DRUG_FAMILIES.fullmatch(key[0])})
    found = rewordings(_editions(data), {})
    assert Counter((change.after[0].code, _plain(change.after[0].description)) for change in found) == known


def _plain(description: str) -> str:
    return " ".join(description.lower().split())


@lru_cache
def _editions(data: Path) -> list[tuple[Quarter, CodeRow]]:
    releases = {"2017": "2017Q1", "2018": "2018Q1", "2019": "2019Q1", "2020-04": "", "2020-07": "", "2020-10": ""}
    releases |= {"2024-10_uppercase": "2024Q4", "2026-01": "2026Q1"}
    found = []
    for number, (release, quarter) in enumerate(releases.items()):
        rows = rows_of("hcpcs", data / f"hcpcs_level2_{release}.csv.gz", quarter or None)
        edition = Quarter.parse(quarter) if quarter else Quarter(2020, number - 1)
        found += [(edition, row) for row in rows if isinstance(row, CodeRow)]
    return found
