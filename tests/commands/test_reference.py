"""chairside reference: official files are loaded, listed, and asked which drug codes changed."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from plugin import commands_reference
from tests.commands.terminal import Result, chairside
from tests.reference import published
from tests.reference.published import zipped

ODD = "J0290,Ampicillin,Sandoz,00781-3400-95,Ampicillin,500 MG,1,10,0.25,3"
SKIN = "Q4100,Skin,A maker,888867413689,A skin,1 SQ CM,1,1,1,1"


def written(folder: Path, text: str, name: str = published.CROSSWALK_NAME) -> str:
    return str(published.written(folder, name, text))


def load(*arguments: str) -> Result:
    return chairside("reference", "load", *arguments)


def said(result: Result) -> list[str]:
    return result.stdout.decode().splitlines()


def test_loading_says_what_was_read_kept_flagged_and_left_out(tmp_path: Path) -> None:
    result = load("asp-crosswalk", written(tmp_path, published.crosswalk(ODD, SKIN, published.IRON)))
    assert (result.returncode, result.stderr) == (0, "")
    assert said(result) == [
        "ASP NDC-HCPCS crosswalk of 2026Q1: 3 rows read, 2 kept (1 of them flagged), 1 left out.",
        "  1 kept and flagged: the units of the package are not those of its items: "
        "line 5 (J0290 00781340095: 10 x 0.25 against 3)",
        "  1 left out: no NDC of eleven digits: line 6 ('888867413689')",
    ]


def test_many_rows_with_one_fault_are_counted_and_the_first_named(tmp_path: Path) -> None:
    text = published.crosswalk(published.IRON, *(SKIN.replace("Q4100", f"Q41{n}") for n in range(10, 99)))
    line = said(load("asp-crosswalk", written(tmp_path, text)))[1]
    assert line.startswith("  89 left out: no NDC of eleven digits: line 6 ")
    assert line.endswith(", ...")
    assert line.count("line ") == 3


def test_loading_again_says_it_is_there(tmp_path: Path) -> None:
    path = written(tmp_path, published.crosswalk())
    load("asp-crosswalk", path)
    again = load("asp-crosswalk", path)
    packed = load("asp-crosswalk", str(zipped(tmp_path, "x.zip", {published.CROSSWALK_NAME: Path(path).read_bytes()})))
    for result in (again, packed):
        assert (result.returncode, said(result)) == (
            0,
            ["ASP NDC-HCPCS crosswalk of 2026Q1 is already loaded with the same content."],
        )


def test_other_content_is_refused_until_it_is_said_to_replace(tmp_path: Path) -> None:
    load("asp-crosswalk", written(tmp_path, published.crosswalk()))
    corrected = written(tmp_path, published.crosswalk(published.IRON))
    refused = load("asp-crosswalk", corrected)
    assert (refused.returncode, refused.stdout, refused.stderr.count("\n")) == (2, b"", 1)
    assert "is loaded already" in refused.stderr
    assert "--replace" in refused.stderr
    replaced = load("asp-crosswalk", corrected, "--replace")
    assert (replaced.returncode, "1 kept" in said(replaced)[0]) == (0, True)


def test_a_cut_file_leaves_the_tables_as_they_were(tmp_path: Path) -> None:
    load("asp-crosswalk", written(tmp_path, published.crosswalk()))
    before = said(chairside("reference", "list"))
    cut = written(tmp_path, published.crosswalk(banner="April 2026", further="")[:-4], "April 2026 crosswalk.csv")
    refused = load("asp-crosswalk", cut)
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert refused.stderr.startswith("April 2026 crosswalk.csv, line 7: the file ends within this row: it is cut.")
    assert said(chairside("reference", "list")) == before


@pytest.mark.parametrize("kind", ["nothing", "asp"])
def test_a_kind_that_cannot_be_loaded_is_not_offered(tmp_path: Path, kind: str) -> None:
    result = load(kind, written(tmp_path, published.crosswalk()))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)
    assert "asp-crosswalk" in result.stderr


@pytest.mark.parametrize("quarter", ["2026", "2026Q5", "first"])
def test_a_quarter_that_is_none_is_one_sentence(tmp_path: Path, quarter: str) -> None:
    result = load("asp-crosswalk", written(tmp_path, published.crosswalk()), "--quarter", quarter)
    assert (result.returncode, "write 2026Q1" in result.stderr) == (2, True)


def test_a_file_that_says_no_quarter_asks_for_it(tmp_path: Path) -> None:
    path = written(tmp_path, published.crosswalk(banner="The"), "x.csv")
    refused = load("asp-crosswalk", path)
    assert (refused.returncode, "--quarter 2026Q1" in refused.stderr) == (2, True)
    assert load("asp-crosswalk", path, "--quarter", "2026Q2").returncode == 0


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    result = load("asp-crosswalk", str(tmp_path / "none.csv"))
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)


def test_words_of_the_file_cannot_command_the_terminal(tmp_path: Path) -> None:
    text = published.crosswalk(published.IRON, "\x1b[31mred,,,,,,,,,")
    result = load("asp-crosswalk", written(tmp_path, text, "January 2026 \x1b[2J.csv"))
    shown = result.stdout + chairside("reference", "list").stdout
    assert (result.returncode, b"\x1b" in shown) == (0, False)


def test_a_file_far_smaller_than_its_neighbour_is_pointed_out(tmp_path: Path) -> None:
    load("asp-crosswalk", written(tmp_path, published.crosswalk()))
    smaller = published.crosswalk(published.IRON, banner="April 2026")
    lines = said(load("asp-crosswalk", written(tmp_path, smaller, "April 2026 crosswalk.csv")))
    assert "  This is far fewer than the 3 rows of 2026Q1: check that the file is whole." in lines


def test_the_same_content_for_two_quarters_is_pointed_out(tmp_path: Path) -> None:
    path = written(tmp_path, published.crosswalk(banner="The"), "x.csv")
    load("asp-crosswalk", path, "--quarter", "2026Q1")
    lines = said(load("asp-crosswalk", path, "--quarter", "2026Q2"))
    assert "  The same content is loaded for 2026Q1 too: check that the quarter is right." in lines


def test_one_file_of_many_quarters_is_a_line_each(tmp_path: Path) -> None:
    text = "quarter,hcpcs,si,payment_rate\n2025Q4,J1100,N,\n2026Q1,J1100,K,1.5\n"
    lines = said(load("opps-addendum-b", written(tmp_path, text, "history.csv")))
    assert [line.split(":")[0] for line in lines] == ["OPPS Addendum B of 2025Q4", "OPPS Addendum B of 2026Q1"]


def test_the_list_of_a_new_installation_says_what_is_shipped_and_missing() -> None:
    result = chairside("reference", "list", "--on", "2026-11-25")
    lines = said(result)
    assert (result.returncode, lines[0]) == (0, "No official file is loaded yet.")
    assert any(line.startswith("  NDC crosswalk: ") and line.endswith("2024-01-01 to 2026-03-31") for line in lines)
    assert "  asp-crosswalk of 2026Q4 is not loaded; the shipped table (NDC crosswalk) ends on 2026-03-31." in lines
    assert "  asp-limits of 2026Q4 is not loaded, and none is shipped." in lines


def test_the_list_names_what_is_loaded_and_no_longer_misses_it(tmp_path: Path) -> None:
    load("asp-crosswalk", written(tmp_path, published.crosswalk(ODD, published.IRON)))
    lines = said(chairside("reference", "list", "--on", "2026-02-01"))
    assert lines[0] == "Loaded official files"
    assert lines[1].startswith("  asp-crosswalk 2026Q1: 2 rows, 1 flagged, on 20")
    assert lines[1].endswith(f", from {published.CROSSWALK_NAME}")
    assert not any("asp-crosswalk of" in line for line in lines)


def test_the_list_says_when_a_later_day_is_not_covered(tmp_path: Path) -> None:
    load("asp-crosswalk", written(tmp_path, published.crosswalk()))
    lines = said(chairside("reference", "list", "--on", "2026-05-01"))
    assert "  asp-crosswalk of 2026Q2 is not loaded; the newest that is loaded is of 2026Q1." in lines


def test_the_list_says_which_file_of_several_is_not_there(tmp_path: Path) -> None:
    for part in (1, 3):
        edits = published.pairs(f"9641{part}\t96365\t\t20060101\t*\t1\tX")
        load("pairs-practitioner", written(tmp_path, edits, f"ccipra-v302r0-f{part}.txt"))
    lines = said(chairside("reference", "list", "--on", "2024-08-01"))
    assert "  pairs-practitioner of 2024Q3 is not whole: of its 4 files 2 and 4 are not loaded." in lines


def test_everything_lies_in_the_users_data_folder_for_them_alone(tmp_path: Path, data_folder: Path) -> None:
    load("asp-crosswalk", written(tmp_path, published.crosswalk()))
    file = data_folder / "chairside.db"
    assert (file.stat().st_mode & 0o777, data_folder.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_database_of_a_configuration_is_used_instead(tmp_path: Path, data_folder: Path) -> None:
    config = tmp_path / "chairside.toml"
    config.write_text(
        '[app]\nbase_url = "https://chairside.example"\n[[ehr]]\nname = "a"\niss = "https://fhir.example/r4"\n'
        'client_id = "x"\nscopes = "launch openid"\n'
    )
    assert load("asp-crosswalk", written(tmp_path, published.crosswalk()), "--config", str(config)).returncode == 0
    assert (tmp_path / "chairside.db").exists()
    assert not data_folder.exists()
    assert "asp-crosswalk 2026Q1" in said(chairside("reference", "list", "--config", str(config)))[1]


def test_changes_show_one_line_a_change() -> None:
    result = chairside("reference", "changes", "--from", "2025-04-01", "--to", "2025-04-01")
    lines = said(result)
    assert (result.returncode, lines[0].split(":")[0]) == (0, "Drug codes from 2025-04-01 to 2025-04-01")
    assert "2025-04-01 eculizumab: J1300 (10 mg) -> J1299 (2 mg)" in lines


def test_changes_as_json_name_drug_codes_units_and_days() -> None:
    result = chairside("reference", "changes", "--from", "2025-04-01", "--to", "2025-04-01", "--json")
    found = json.loads(result.stdout)
    (change,) = [c for c in found["changes"] if [span["code"] for span in c["before"]] == ["J1300"]]
    assert (change["drug"], change["change"], change["date"]) == ("eculizumab", "replaced", "2025-04-01")
    assert [(span["code"], span["unit"]) for span in change["after"]] == [("J1299", "2 mg")]


def test_changes_rest_on_the_hcpcs_files_that_are_loaded(tmp_path: Path) -> None:
    novel = published.hcpcs_record("J9998", "3", "Injection, novel, 1 mg", "Novel", "20250401") + "\r\n"
    load("hcpcs", written(tmp_path, published.hcpcs_text() + novel, "HCPC2025_APR_ANWEB.txt"))
    lines = said(chairside("reference", "changes", "--from", "2025-04-01", "--to", "2025-04-01"))
    assert "by HCPCS files of 2025Q2 and the codes" in lines[0]
    assert "2025-04-01 not in the drug table: J9998 (Injection, novel, 1 mg) begins" in lines
    assert "2025-04-01 eculizumab: J1300 (10 mg) -> J1299 (2 mg)" in lines


@pytest.mark.parametrize("days", [("2025-04-02", "2025-04-01"), ("April", "2025-04-01"), ("2025-04-01", "2025-02-30")])
def test_days_that_are_none_or_in_the_wrong_order_are_one_sentence(days: tuple[str, str]) -> None:
    result = chairside("reference", "changes", "--from", days[0], "--to", days[1])
    assert (result.returncode, result.stderr.count("\n")) == (2, 1)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("shown_from", "drawn"), [(1, True), (10_000_000, False)])
def test_a_long_load_shows_a_bar_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown_from: int, drawn: bool
) -> None:
    monkeypatch.setattr(commands_reference, "LONG_LOAD", shown_from)
    monkeypatch.setattr(sys, "stderr", Terminal())
    path = Path(written(tmp_path, published.crosswalk()))
    with commands_reference.opened(commands_reference.KINDS["asp-crosswalk"], path) as reading:
        with commands_reference._progress(reading) as progress:
            assert (progress is not None) == drawn
            list(reading.entries(progress))
        assert ("100%" in sys.stderr.getvalue()) == drawn


def test_a_load_that_is_no_terminals_is_silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands_reference, "LONG_LOAD", 1)
    assert load("asp-crosswalk", written(tmp_path, published.crosswalk())).stderr == ""
