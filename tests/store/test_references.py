"""Official files are kept whole or not at all, once, and answer by the day of service."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from itertools import chain, repeat

import pytest
from sqlalchemy import func, select

from plugin.engine.rulebook import UnitLimit
from plugin.reference.entries import Entry
from plugin.reference.errors import OtherContent, QuarterNotLoaded, WrongFile
from plugin.reference.quarters import Quarter
from plugin.reference.rows import (
    AddOnRow,
    CodeRow,
    DiagnosisRow,
    FeeRow,
    NdcRow,
    PairRow,
    PaymentLimitRow,
    Row,
    StatusRow,
    UnitLimitRow,
)
from plugin.store.reference_files import CONTRADICTS, SAME, Origin
from plugin.store.reference_tables import TABLES
from plugin.store.references import Load
from plugin.store.store import Store

Q1, Q2 = Quarter(2026, 1), Quarter(2026, 2)
DAY = date(2026, 2, 14)
ONE = Decimal(1)
LIMIT = PaymentLimitRow("J0129", "10 MG", Decimal("44.310"), Decimal("20.000"), "")


def package(ndc: str = "00003218713", hcpcs: str = "J0129", units: str = "12.50") -> NdcRow:
    return NdcRow(hcpcs, ndc, "A maker", "Orencia", "10 MG", ONE, ONE, Decimal(units), Decimal(units))


def entries(*rows: Row, quarter: Quarter | None = None) -> list[Entry]:
    return [Entry(line, row, quarter=quarter) for line, row in enumerate(rows, 2)]


def load(
    store: Store,
    kind: str,
    *rows: Row,
    quarter: Quarter | None = Q1,
    text: str = "",
    part: int = 0,
    replacing: bool = False,
) -> Load:
    """Load rows as a file whose text is told apart by `text`, by default by its rows."""
    origin = Origin(kind, part, f"{text or hash(rows):064}", f"{kind}.csv")
    return store.references.load(origin, quarter, entries(*rows), 1_767_225_600, replacing)


def count(store: Store, row_type: type[Row]) -> int:
    with store.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(TABLES[row_type])) or 0


def test_what_was_loaded_comes_back_digit_for_digit(store: Store) -> None:
    load(store, "asp-crosswalk", package())
    (row,) = store.references.ndc_on(DAY)["00003218713"]
    assert (row, str(row.billunits)) == (package(), "12.50")


def test_every_shape_of_row_comes_back_as_it_went_in(store: Store) -> None:
    rows: dict[str, Row] = {
        "asp-limits": LIMIT,
        "opps-addendum-b": StatusRow("J0129", "K", "9230", Decimal("44.310"), None, None),
        "fee-schedule": FeeRow("96413", "", "A", *[Decimal("0.28")] * 6, "XXX", Decimal("32.3465")),
        "icd10cm": DiagnosisRow("M05.9", "Rheumatoid arthritis", True),
        "hcpcs": CodeRow("J0129", "short", "long", "D", date(2007, 1, 1), None, None, "N"),
    }
    for kind, row in rows.items():
        load(store, kind, row, quarter=Quarter(2025, 4) if kind == "icd10cm" else Q1)
    kept = store.references
    assert kept.limits_on(DAY) == {"J0129": Decimal("44.310")}
    assert kept.status_on(DAY) == {"J0129": rows["opps-addendum-b"]}
    assert kept.fee_on(DAY) == {("96413", ""): rows["fee-schedule"]}
    assert kept.icd10_on(DAY) == {"M05.9": rows["icd10cm"]}
    assert list(kept.codes()) == [(Q1, rows["hcpcs"])]


def test_a_file_is_kept_with_its_name_quarter_and_counts(store: Store) -> None:
    rows = [Entry(2, package()), Entry(3, package("2" * 11), "odd units", "x"), Entry(4, None, "no NDC", "y")]
    store.references.load(Origin("asp-crosswalk", 0, "a" * 64, "x.csv"), Q1, rows, 77)
    (file,) = store.references.files()
    assert file.fresh
    assert (file.kind, file.quarter, file.name, file.loaded_at) == ("asp-crosswalk", Q1, "x.csv", 77)
    assert (file.rows, file.flagged, file.left_out) == (2, 1, 1)


def test_a_row_keeps_the_line_it_stood_on_and_what_is_wrong_with_it(store: Store) -> None:
    rows = [Entry(7, package(), "odd units", "x")]
    store.references.load(Origin("asp-crosswalk", 0, "a" * 64, "x.csv"), Q1, rows, 77)
    table = TABLES[NdcRow]
    with store.database.read() as connection:
        assert connection.execute(select(table.c.line, table.c.flag)).all() == [(7, "odd units")]


def test_one_ndc_may_belong_to_several_codes(store: Store) -> None:
    load(store, "asp-crosswalk", package(), package(hcpcs="J3590"))
    assert [row.hcpcs for row in store.references.ndc_on(DAY)["00003218713"]] == ["J0129", "J3590"]


def test_the_same_text_again_changes_nothing(store: Store) -> None:
    first = load(store, "asp-limits", LIMIT)
    again = load(store, "asp-limits", LIMIT)
    assert [file.fresh for file in first.files + again.files] == [True, False]
    assert count(store, PaymentLimitRow) == 1


def test_the_same_text_again_is_not_even_read_to_its_end(store: Store) -> None:
    load(store, "asp-limits", LIMIT, text="1")

    def fails() -> Iterator[Entry]:
        yield Entry(2, LIMIT)
        raise AssertionError

    store.references.load(Origin("asp-limits", 0, f"{'1':064}", "x.csv"), Q1, fails(), 1)


def test_of_two_loads_at_once_one_loads(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: load(store, "asp-limits", LIMIT, text="1"), range(4)))
    assert sorted(load.files[0].fresh for load in done) == [False, False, False, True]
    assert count(store, PaymentLimitRow) == 1


def test_another_text_for_a_loaded_quarter_is_refused_and_the_first_stays(store: Store) -> None:
    load(store, "asp-limits", LIMIT, text="1")
    with pytest.raises(OtherContent, match=r"asp-limits of 2026Q1 is loaded already, from asp-limits\.csv"):
        load(store, "asp-limits", PaymentLimitRow("J0129", "10 MG", ONE, None, ""), text="2")
    assert store.references.limits_on(DAY) == {"J0129": Decimal("44.310")}


def test_a_corrected_file_takes_the_place_of_the_first(store: Store) -> None:
    load(store, "asp-limits", LIMIT, text="1")
    load(store, "asp-limits", PaymentLimitRow("J0129", "10 MG", ONE, None, ""), text="2", replacing=True)
    assert store.references.limits_on(DAY) == {"J0129": ONE}
    assert [file.sha256 for file in store.references.files()] == [f"{'2':064}"]


def test_a_file_that_turns_out_wrong_at_its_last_row_leaves_all_as_it_was(store: Store) -> None:
    load(store, "asp-limits", LIMIT, text="1")
    before = store.references.files()

    def cut() -> Iterator[Entry]:
        for line in range(5000):
            yield Entry(line, PaymentLimitRow(f"J{line:04d}", "", ONE, None, ""))
        raise WrongFile("x.csv", "the file ends within this row: it is cut", 5001)

    for quarter, replacing in ((Q1, True), (Q2, False)):
        with pytest.raises(WrongFile):
            store.references.load(Origin("asp-limits", 0, "c" * 64, "x.csv"), quarter, cut(), 1, replacing)
    assert (store.references.files(), count(store, PaymentLimitRow)) == (before, 1)


def test_a_row_that_stands_twice_is_kept_once(store: Store) -> None:
    done = load(store, "asp-limits", LIMIT, LIMIT)
    assert [(entry.line, entry.fault, entry.detail) for entry in done.repeats] == [(3, SAME, "J0129, first in line 2")]
    (file,) = done.files
    assert (file.rows, file.left_out, count(store, PaymentLimitRow)) == (1, 1, 1)


def test_rows_that_contradict_each_other_answer_nothing(store: Store) -> None:
    other = PaymentLimitRow("J0129", "10 MG", Decimal("45.310"), None, "")
    fine = PaymentLimitRow("J0130", "10 MG", ONE, None, "")
    done = load(store, "asp-limits", LIMIT, other, fine)
    assert [(entry.line, entry.fault) for entry in done.repeats] == [(2, CONTRADICTS), (3, CONTRADICTS)]
    assert store.references.limits_on(DAY) == {"J0130": ONE}
    assert (done.files[0].rows, done.files[0].flagged) == (3, 2)


def test_a_pair_that_ended_and_began_anew_is_no_contradiction(store: Store) -> None:
    over, now = date(2020, 1, 1), None
    pairs = [PairRow("96413", "96365", None, last, indicator) for last, indicator in ((now, 1), (over, 9))]
    assert load(store, "pairs-practitioner", *pairs).repeats == ()


def test_two_files_joined_in_one_are_refused(store: Store) -> None:
    rows = [PaymentLimitRow(f"{n:05d}", "", ONE, None, "") for n in range(20_001)]
    twice = (Entry(line, row) for line, row in enumerate(chain(rows, rows)))
    with pytest.raises(WrongFile, match="two files seem to be joined"):
        store.references.load(Origin("asp-limits", 0, "d" * 64, "x.csv"), Q1, twice, 1)
    assert store.references.files() == ()


def test_one_file_of_many_quarters_fills_each(store: Store) -> None:
    rows = [Entry(2, StatusRow("J0129", "N", "", None, None, None), quarter=Q1)]
    rows += [Entry(3, StatusRow("J0129", "K", "", None, None, None), quarter=Q2)]
    store.references.load(Origin("opps-addendum-b", 0, "e" * 64, "x.csv"), None, rows, 1)
    status = [store.references.status_on(quarter.first)["J0129"].status for quarter in (Q1, Q2)]
    assert (status, [file.rows for file in store.references.files()]) == (["N", "K"], [1, 1])


def test_one_contradicting_quarter_of_many_refuses_all(store: Store) -> None:
    load(store, "opps-addendum-b", StatusRow("J0129", "N", "", None, None, None), quarter=Q2)
    rows = [Entry(2, StatusRow("J0129", "K", "", None, None, None), quarter=quarter) for quarter in (Q1, Q2)]
    with pytest.raises(OtherContent):
        store.references.load(Origin("opps-addendum-b", 0, "e" * 64, "x.csv"), None, rows, 1)
    assert [file.quarter for file in store.references.files()] == [Q2]


def test_a_day_without_its_quarter_says_which_one_is_missing(store: Store) -> None:
    load(store, "asp-limits", LIMIT)
    with pytest.raises(QuarterNotLoaded, match="asp-limits of 2026Q2") as missing:
        store.references.limits_on(date(2026, 4, 1))
    assert missing.value.missing == (("asp-limits", Q2),)


def test_the_last_and_the_first_day_of_a_quarter_belong_to_it(store: Store) -> None:
    load(store, "asp-limits", LIMIT)
    for day in (Q1.first, Q1.last):
        assert store.references.limits_on(day)
    for day in (Q1.previous.last, Q2.first):
        with pytest.raises(QuarterNotLoaded):
            store.references.limits_on(day)


def _load_edits(store: Store, *, without: str = "") -> None:
    active = PairRow("96413", "96365", date(2006, 1, 1), None, 1)
    ending = PairRow("96365", "J1642", date(2010, 1, 1), date(2026, 2, 14), 1)
    never = PairRow("96374", "99211", date(2010, 1, 1), None, 9)
    files: dict[str, tuple[Row, ...]] = {
        "pairs-practitioner": (active, ending, never),
        "pairs-hospital": (active,),
        "mue-practitioner": (UnitLimitRow("96372", 4, 3),),
        "mue-hospital": (UnitLimitRow("96372", 5, 3), UnitLimitRow("J9271", 400, 3)),
        "add-on-codes": (
            AddOnRow("96415", "96413", 1, None, None),
            AddOnRow("96415", "96416", 1, None, date(2024, 6, 30)),
            AddOnRow("0054T", "CCCCC", 2, None, None),
        ),
    }
    for kind, rows in files.items():
        if kind != without:
            load(store, kind, *rows)


def test_the_edits_of_a_day_are_those_in_force_for_each_claim(store: Store) -> None:
    _load_edits(store)
    edits = store.references.edits_on(DAY)
    assert edits["office"].pairs == {("96413", "96365"): 1, ("96365", "J1642"): 1}
    assert edits["facility"].pairs == {("96413", "96365"): 1}
    assert [edits[s].limits["96372"] for s in ("office", "facility")] == [UnitLimit(4, 3), UnitLimit(5, 3)]
    assert edits["office"].add_ons == {"96415": frozenset({"96413"})}
    assert edits["office"].quarter == "2026-01-01"


def test_an_edit_is_gone_the_day_after_its_last(store: Store) -> None:
    _load_edits(store)
    assert store.references.edits_on(date(2026, 2, 15))["office"].pairs == {("96413", "96365"): 1}


def test_edits_can_be_asked_for_some_codes_alone(store: Store) -> None:
    _load_edits(store)
    edits = store.references.edits_on(DAY, among={"96413", "96365", "96372"})
    assert edits["office"].pairs == {("96413", "96365"): 1}
    assert (set(edits["facility"].limits), edits["facility"].add_ons) == ({"96372"}, {})


def test_edits_without_one_of_their_files_name_it(store: Store) -> None:
    _load_edits(store, without="mue-hospital")
    with pytest.raises(QuarterNotLoaded, match=r"^Not loaded: mue-hospital of 2026Q1\.$"):
        store.references.edits_on(DAY)


def test_a_quarter_in_parts_answers_only_when_all_are_there(store: Store) -> None:
    for part in (1, 2, 3):
        load(store, "pairs-practitioner", PairRow(f"9641{part}", "96365", None, None, 1), part=part)
    assert ("pairs-practitioner", Q1) in store.references.missing_on(DAY)
    load(store, "pairs-practitioner", PairRow("96414", "96365", None, None, 1), part=4)
    assert ("pairs-practitioner", Q1) not in store.references.missing_on(DAY)


def test_one_part_loaded_again_as_another_is_refused(store: Store) -> None:
    load(store, "pairs-practitioner", PairRow("96413", "96365", None, None, 1), part=1, text="1")
    with pytest.raises(OtherContent, match=r"the same file as pairs-practitioner\.csv, loaded as part 1"):
        load(store, "pairs-practitioner", PairRow("96413", "96365", None, None, 1), part=2, text="1", replacing=True)


def test_a_part_beside_the_whole_is_refused_and_replaces_it_when_asked(store: Store) -> None:
    load(store, "pairs-practitioner", PairRow("96413", "96365", None, None, 1))
    part = PairRow("96416", "96365", None, None, 1)
    with pytest.raises(OtherContent):
        load(store, "pairs-practitioner", part, part=1)
    load(store, "pairs-practitioner", part, part=1, replacing=True)
    assert [file.part for file in store.references.files()] == [1]


def test_a_diagnosis_edition_goes_on_until_the_next(store: Store) -> None:
    load(store, "icd10cm", DiagnosisRow("D50.0", "Words", True), quarter=Quarter(2025, 4))
    assert store.references.icd10_on(date(2026, 3, 31))["D50.0"].billable
    with pytest.raises(QuarterNotLoaded, match="icd10cm of 2026Q2"):
        store.references.icd10_on(date(2026, 4, 1))


def test_a_long_file_is_written_in_batches(store: Store) -> None:
    rows = (Entry(n, UnitLimitRow(f"{n:05d}", 1, 3)) for n, _ in enumerate(repeat(None, 6001)))
    store.references.load(Origin("mue-hospital", 0, "f" * 64, "x.csv"), Q1, rows, 1)
    assert count(store, UnitLimitRow) == 6001
