"""Scripts of others that are in the repository: unchanged since somebody wrote down what they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

ROW = re.compile(
    r"\| `(?P<file>[^`]+)` \| npm `(?P<name>[^`]+)`[^|]*\| (?P<version>\S+) \| (?P<licence>\S+) \| `(?P<hash>\w+)` \|"
)
MINIFIED = "*.min.js"


@dataclass(frozen=True)
class Vendored:
    """A row of VENDOR.md."""

    file: str
    name: str
    version: str
    licence: str
    sha256: str


def recorded(folder: Path) -> list[Vendored]:
    """What VENDOR.md of a folder lists."""
    rows = ROW.finditer((folder / "VENDOR.md").read_text("utf-8"))
    return [Vendored(r["file"], r["name"], r["version"], r["licence"], r["hash"]) for r in rows]


def faults_of_vendored(folder: Path) -> Iterator[str]:
    """A file that is not what is recorded, is gone, or is recorded nowhere."""
    known = {each.file: each.sha256 for each in recorded(folder)}
    there = {path.name: sha256(path.read_bytes()).hexdigest() for path in folder.rglob(MINIFIED)}
    for file in sorted(known.keys() | there.keys()):
        if file not in known:
            yield f"{file}: a script of others that VENDOR.md does not list"
        elif there.get(file) != known[file]:
            yield f"{file}: not the file that VENDOR.md records"
