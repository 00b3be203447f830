"""A file that is cut, packed or saved wrongly, of another kind or quarter, is refused with one sentence."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from plugin.reference import unpacking
from plugin.reference.errors import BadReference, UnreadableFile, WrongFile, WrongQuarter
from plugin.reference.rows import NdcRow
from tests.reference import published
from tests.reference.published import entries_of, gzipped, rows_of, written, zipped

GOOD = published.crosswalk()
HOSPITAL_LIMITS = published.unit_limits(whose="Outpatient Hospital Services")


def _refused(error: type[BadReference], kind: str, path: Path, quarter: str | None = None) -> str:
    with pytest.raises(error) as refused:
        entries_of(kind, path, quarter)
    sentence = refused.value.sentence
    assert sentence.startswith(path.name)
    assert sentence.count("\n") == 0
    return sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "iso-8859-1"])
def test_the_encodings_of_published_files_are_read(tmp_path: Path, encoding: str) -> None:
    assert len(rows_of("asp-crosswalk", written(tmp_path, "x.csv", GOOD, encoding))) == 3


def test_the_sign_of_a_trade_mark_is_read_in_the_encoding_of_windows(tmp_path: Path) -> None:
    row = published.ORENCIA.replace("Orencia", "Orencia\u2122")
    (kept,) = rows_of("asp-crosswalk", written(tmp_path, "x.csv", published.crosswalk(row), "cp1252"))
    assert isinstance(kept, NdcRow)
    assert kept.drug_name == "Orencia\u2122"


def test_a_byte_windows_does_not_have_is_a_blank(tmp_path: Path) -> None:
    text = published.crosswalk(published.ORENCIA).encode().replace(b"Orencia", b"Orencia\x81\xe9")
    (kept,) = rows_of("asp-crosswalk", written(tmp_path, "x.csv", text))
    assert isinstance(kept, NdcRow)
    assert kept.drug_name == "Orencia \xe9"


def test_a_packed_file_reads_like_the_plain_one(tmp_path: Path) -> None:
    plain = rows_of("asp-crosswalk", written(tmp_path, "x.csv", GOOD))
    beside = {"a folder/x.csv": GOOD, "x.xlsx": b"PK", "layout.pdf": b"%PDF"}
    assert rows_of("asp-crosswalk", gzipped(tmp_path, "x.csv.gz", GOOD)) == plain
    assert rows_of("asp-crosswalk", zipped(tmp_path, "x.zip", beside)) == plain


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32-le"])
def test_a_file_saved_again_as_utf_16_is_refused(tmp_path: Path, encoding: str) -> None:
    assert "UTF-16" in _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "x.csv", GOOD, encoding))


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"\xd0\xcf\x11\xe0 an old workbook", "Excel workbook"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><title>Agreement</title>", "web page"),
        (b"", "empty"),
    ],
)
def test_what_is_no_text_file_is_named(tmp_path: Path, start: bytes, words: str) -> None:
    assert words in _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "x.csv", start))


def test_a_workbook_is_refused_with_what_to_do_instead(tmp_path: Path) -> None:
    path = zipped(tmp_path, "x.xlsx", {"[Content_Types].xml": "<x/>", "xl/sheet.xml": "<x/>"})
    assert "save the sheet as CSV" in _refused(UnreadableFile, "asp-crosswalk", path)


def test_an_archive_of_several_files_is_refused_with_their_names(tmp_path: Path) -> None:
    path = zipped(tmp_path, "x.zip", {"one.csv": GOOD, "two.csv": GOOD})
    assert "one.csv, two.csv" in _refused(WrongFile, "asp-crosswalk", path)


def test_an_archive_without_a_text_file_is_refused(tmp_path: Path) -> None:
    _refused(WrongFile, "asp-crosswalk", zipped(tmp_path, "x.zip", {"readme.pdf": "x"}))


@pytest.mark.parametrize("keep", [0.3, 0.9, 0.999])
def test_a_cut_packed_file_is_refused(tmp_path: Path, keep: float) -> None:
    many = published.crosswalk(*(published.IRON.replace("2340", f"{n:04d}") for n in range(2000)))
    packed = gzip.compress(many.encode())
    _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "x.csv.gz", packed[: int(len(packed) * keep)]))
    archive = zipped(tmp_path, "x.zip", {"x.csv": many}).read_bytes()
    _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "y.zip", archive[: int(len(archive) * keep)]))


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    archive = bytearray(zipped(tmp_path, "x.zip", {"x.csv": GOOD}).read_bytes())
    archive[80] ^= 0xFF
    _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "y.zip", bytes(archive)))


def test_an_archive_that_lists_very_many_members_is_not_opened(tmp_path: Path) -> None:
    path = zipped(tmp_path, "x.zip", {f"{n:0100d}.csv": "" for n in range(2000)})
    assert "far more than one file" in _refused(UnreadableFile, "asp-crosswalk", path)


def test_a_bomb_stops_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_CONTENT", 1024 * 1024)
    assert "unpacks to more than 1 MB" in _refused(
        UnreadableFile, "asp-crosswalk", gzipped(tmp_path, "x.csv.gz", " " * 3_000_000)
    )


def test_a_file_far_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_FILE", 100)
    assert "larger than any" in _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "x.csv", GOOD))


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    sentence = _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "x.csv", GOOD + "J" * 300_000 + "\r\n"))
    assert "line 8" in sentence


@pytest.mark.parametrize("cut", range(4, 44))
def test_a_file_cut_within_its_last_row_is_refused(tmp_path: Path, cut: int) -> None:
    text = published.crosswalk(published.ORENCIA, published.IRON, further="")
    sentence = _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "x.csv", text[:-cut]))
    assert "it is cut" in sentence
    assert "line 6" in sentence


def test_a_last_row_that_is_short_is_cut_even_with_a_line_end(tmp_path: Path) -> None:
    text = published.crosswalk(published.ORENCIA, published.IRON, further="").removesuffix(",1000\r\n") + "\r\n"
    assert "it is cut" in _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "x.csv", text))


def test_a_last_row_that_is_whole_may_lack_its_line_end(tmp_path: Path) -> None:
    assert len(rows_of("asp-crosswalk", written(tmp_path, "x.csv", GOOD.removesuffix(",,\r\n")))) == 3


@pytest.mark.parametrize("end", ["\x1a", "\r\n\x1a\r\n", " ", "\r\n\r\n", ",,,,,,,,,"])
def test_what_is_blank_below_the_rows_is_passed_over(tmp_path: Path, end: str) -> None:
    text = published.crosswalk(published.IRON, published.ORENCIA, further="") + end
    assert len(entries_of("asp-crosswalk", written(tmp_path, "x.csv", text))) == 2
    records = published.hcpcs_text() + end.strip(",")
    assert len(entries_of("hcpcs", written(tmp_path, "HCPC2026_JAN.txt", records))) == 3


@pytest.mark.parametrize(
    ("name", "text"),
    [("HCPC2026_JAN.txt", published.hcpcs_text()), ("icd10cm-order-April-2026.txt", published.order_file())],
)
def test_fixed_records_that_are_cut_are_refused(tmp_path: Path, name: str, text: str) -> None:
    kind = "hcpcs" if name.startswith("HCPC") else "icd10cm"
    assert "it is cut" in _refused(UnreadableFile, kind, written(tmp_path, name, text[:-30]))


def test_quotes_that_never_close_are_refused_with_the_line_they_open_on(tmp_path: Path) -> None:
    text = published.crosswalk(published.ORENCIA, 'J1756,"Iron', published.SIMULECT)
    assert "line 6" in _refused(UnreadableFile, "asp-crosswalk", written(tmp_path, "x.csv", text))


@pytest.mark.parametrize("column", ["NDC2", "BILLUNITSPKG", "_2026_CODE", "PKG QTY"])
def test_a_missing_column_is_named_with_the_line_of_the_header(tmp_path: Path, column: str) -> None:
    path = written(tmp_path, "x.csv", GOOD.replace(column, "Other"))
    sentence = _refused(WrongFile, "asp-crosswalk", path)
    assert "line 4: the header lacks the column" in sentence


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("asp-limits", GOOD, "has the columns of asp-crosswalk"),
        ("asp-crosswalk", published.hcpcs_text(), "has the columns of hcpcs"),
        ("icd10cm", published.hcpcs_text(), "has the columns of hcpcs"),
        ("hcpcs", published.order_file(), "has the columns of icd10cm"),
        ("asp-crosswalk", "a,b\n1,2\n", "no header with the columns"),
        ("mue-practitioner", HOSPITAL_LIMITS, "has the columns of mue-hospital"),
        ("mue-hospital", published.unit_limits(whose="DME Supplier Services"), "lacks the column"),
        ("asp-crosswalk", GOOD.replace("ASP NDC", "OPPS NDC"), "says 'OPPS NDC'"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_refused(tmp_path: Path, kind: str, text: str, words: str) -> None:
    assert words in _refused(WrongFile, kind, written(tmp_path, "x.csv", text), "2026Q1")


@pytest.mark.parametrize(
    ("kind", "name"),
    [("pairs-hospital", "ccipra-v302r0-f1.txt"), ("pairs-practitioner", "ccioph-v302r0-f1.txt")],
)
def test_pairs_of_the_other_claim_are_refused_by_their_name(tmp_path: Path, kind: str, name: str) -> None:
    assert "no file of" in _refused(WrongFile, kind, written(tmp_path, name, published.pairs()))


def test_a_file_in_which_no_row_can_be_used_is_refused(tmp_path: Path) -> None:
    row = "Q4100,Skin,X,888867413689,X,1 SQ CM,1,1,1,1"
    assert "no row" in _refused(WrongFile, "asp-crosswalk", written(tmp_path, "x.csv", published.crosswalk(row)))


@pytest.mark.parametrize(
    ("name", "banner", "year", "asked", "words"),
    [
        ("x.csv", "January 2026", 2026, "2025Q4", "is of 2026Q1, not of 2025Q4"),
        ("October 2025 crosswalk.csv", "January 2026", 2026, None, "its banner says 2026Q1, its name 2025Q4"),
        ("x.csv", "January 2026", 2025, None, "its header is of the year 2025"),
        ("x.csv", "The", 2026, None, "does not say of which quarter it is"),
        ("x.csv", "January 2026 and April 2026", 2026, None, "names 2026Q1 and 2026Q2"),
        ("x.csv", "The", 2026, "2025Q1", "its header is of the year 2026"),
    ],
)
def test_a_quarter_that_is_not_said_or_contradicts_is_refused(
    tmp_path: Path, name: str, banner: str, year: int, asked: str | None, words: str
) -> None:
    path = written(tmp_path, name, published.crosswalk(banner=banner, year=year))
    assert words in _refused(WrongQuarter, "asp-crosswalk", path, asked)


def test_a_quarter_nobody_says_can_be_given(tmp_path: Path) -> None:
    assert len(rows_of("asp-crosswalk", written(tmp_path, "x.csv", published.crosswalk(banner="The")), "2026Q3")) == 3


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("2024Q4", "line 1: the row is of 2025-04-01"),
        ("2025Q1", "line 1: the row is of 2025-04-01"),
        ("2027Q1", "long before"),
    ],
)
def test_codes_that_do_not_fit_the_quarter_are_refused(tmp_path: Path, asked: str, words: str) -> None:
    path = written(tmp_path, "anweb.txt", published.hcpcs_text())
    assert words in _refused(WrongQuarter, "hcpcs", path, asked)


def test_a_quarter_that_no_row_names_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", "quarter,hcpcs,si,payment_rate\n2025Q4,J1100,N,\n")
    assert "no row of 2026Q1" in _refused(WrongFile, "opps-addendum-b", path, "2026Q1")


def test_a_row_with_a_wrong_quarter_is_refused_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", "quarter,hcpcs,si,payment_rate\n2025Q4,J1100,N,\n2025Q5,J1100,N,\n")
    assert "line 3: '2025Q5' is no quarter" in _refused(WrongQuarter, "opps-addendum-b", path)


def test_a_first_row_with_a_broken_code_is_named_too(tmp_path: Path) -> None:
    text = published.crosswalk(published.IRON.replace("J1756", "1756"), published.ORENCIA)
    first, _ = entries_of("asp-crosswalk", written(tmp_path, "x.csv", text))
    assert (first.line, first.fault) == (5, "no code where a code belongs")


def test_a_row_without_a_code_belongs_to_the_quarter_it_names(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", "quarter,hcpcs,si,payment_rate\n2025Q4,100,N,\n2025Q4,J1100,N,\n")
    assert [(str(e.quarter), e.row is None) for e in entries_of("opps-addendum-b", path)] == [
        ("2025Q4", True),
        ("2025Q4", False),
    ]


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="cannot be read"):
        entries_of("asp-crosswalk", tmp_path / "none.csv")
