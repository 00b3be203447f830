"""What the README says can be done, can be done."""

import re
import textwrap
from pathlib import Path

from plugin.commands import COMMANDS
from plugin.settings import settings_from

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")


def test_its_configuration_is_one_the_application_starts_from() -> None:
    block = re.search(r"\n( +\[app\]\n.*?)\n\n2\. ", README, re.DOTALL)
    assert block
    settings = settings_from(textwrap.dedent(block[1]), {}, Path("chairside.toml"))
    assert settings.base_url == "https://chairside.hospital.example"


def test_the_commands_it_names_exist() -> None:
    named = set(re.findall(r"^    chairside ([a-z]+)", README, re.MULTILINE))
    assert named
    assert named <= set(COMMANDS)


def test_the_make_targets_it_names_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"^    make ([a-z]+)", README, re.MULTILINE)) <= targets


def test_the_folders_it_lists_are_there() -> None:
    listed = re.findall(r"^    ((?:plugin|smart_launch|fixtures|tests)[\w/.]*)  ", README, re.MULTILINE)
    assert len(listed) == 14
    assert all((ROOT / path).exists() for path in listed)


def test_its_picture_is_in_the_repository() -> None:
    pictures = re.findall(r"!\[[^]]+\]\(([^)]+)\)", README)
    assert pictures
    assert all((ROOT / picture).is_file() for picture in pictures)
