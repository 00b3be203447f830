"""Official files that a command loaded are used by the next one; what is not there costs and changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.commands.configured import CONFIGURED
from tests.commands.terminal import Result, chairside
from tests.reference import published

STORIES = Path(__file__).resolve().parents[2] / "fixtures" / "visits"
ANTIBIOTIC = STORIES / "antibiotic-without-stop" / "bundle.json"


def load_status(folder: Path, *more: str) -> None:
    """Addendum B of the quarter of the story, in which no drug is paid by itself."""
    path = published.written(folder, "status.csv", published.addendum_b("J1100,Dexamethasone,N,,, ,,,,,,,"))
    loaded = chairside("reference", "load", "opps-addendum-b", str(path), "--quarter", "2026Q1", *more)
    assert loaded.returncode == 0, loaded.stderr


def digest(*arguments: str) -> str:
    result = chairside("propose", *arguments, str(ANTIBIOTIC))
    assert result.returncode == 0, result.stderr
    return str(json.loads(result.stdout)["rulebook"]["digest"])


def assert_one_sentence(result: Result, *said: str) -> None:
    assert (result.returncode, result.stdout, result.stderr.count("\n")) == (2, b"", 1)
    assert "Traceback" not in result.stderr
    for words in said:
        assert words in result.stderr


def test_the_files_of_the_users_folder_decide(tmp_path: Path) -> None:
    before = digest()
    load_status(tmp_path)
    assert digest() not in ("", before)


def test_all_ways_to_show_a_proposal_go_by_the_same_files(tmp_path: Path) -> None:
    load_status(tmp_path)
    named = digest()
    line = json.dumps(json.loads(ANTIBIOTIC.read_text())).encode() + b"\n"
    many = chairside("propose", "--ndjson", "-", given=line + line).stdout.splitlines()
    assert [json.loads(each)["rulebook"]["digest"] for each in many] == [named, named]
    assert named[:12] in chairside("propose", "--text", str(ANTIBIOTIC)).stdout.decode()


def test_the_database_of_a_configuration_is_used_instead(tmp_path: Path, config: str) -> None:
    plain = digest()
    load_status(tmp_path, "--config", config)
    assert digest() == plain
    assert digest("--config", config) != plain


def test_without_loaded_files_nothing_is_made(tmp_path: Path, data_folder: Path, config: str) -> None:
    assert digest() == digest("--config", config)
    assert not data_folder.exists()
    assert not (tmp_path / "chairside.db").exists()


def test_a_database_without_reference_files_changes_nothing(data_folder: Path) -> None:
    plain = digest()
    assert chairside("reference", "list").returncode == 0
    assert (data_folder / "chairside.db").exists()
    assert digest() == plain


def test_an_empty_file_in_its_place_is_no_database_yet(data_folder: Path) -> None:
    plain = digest()
    data_folder.mkdir(parents=True)
    (data_folder / "chairside.db").touch(0o600)
    assert digest() == plain


def test_a_file_that_is_no_database_is_one_sentence(data_folder: Path) -> None:
    data_folder.mkdir(parents=True)
    (data_folder / "chairside.db").touch(0o600)
    (data_folder / "chairside.db").write_text("no database at all, " * 100)
    assert_one_sentence(chairside("propose", str(ANTIBIOTIC)), "official files", "chairside.db cannot be opened")


def test_a_database_that_others_can_read_is_one_sentence(tmp_path: Path, data_folder: Path) -> None:
    load_status(tmp_path)
    (data_folder / "chairside.db").chmod(0o644)
    assert_one_sentence(chairside("propose", str(ANTIBIOTIC)), "can be read by other users", "mode 0600")


def test_a_server_that_does_not_answer_is_one_sentence(tmp_path: Path, config: str) -> None:
    url = "postgresql+psycopg://nobody:topsecret@127.0.0.1:1/none"
    Path(config).write_text(CONFIGURED.replace("sqlite:///chairside.db", url))
    result = chairside("propose", "--config", config, str(ANTIBIOTIC))
    assert_one_sentence(result, "official files", "database_url cannot be opened")
    assert "topsecret" not in result.stderr


def test_published_figures_are_the_same_whatever_is_loaded(tmp_path: Path) -> None:
    before = chairside("score", "--json").stdout
    load_status(tmp_path)
    assert chairside("score", "--json").stdout == before
    assert "same on every machine" in chairside("score", "--help").stdout.decode().replace("\n ", "")


def test_a_run_reads_no_database_where_there_is_none() -> None:
    code = (
        "import sys, sqlalchemy as s; from plugin.commands import main\n"
        "s.create_engine = None\n"
        "import plugin.store.database as d; d.create_engine = None\n"
        f"main(['propose', {str(ANTIBIOTIC)!r}])"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, b"")
