"""requirements.lock: every dependency at one version, with the hashes of what may be installed for it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK, PROJECT = ROOT / "requirements.lock", ROOT / "pyproject.toml"
PRODUCTION = ROOT / "requirements-production.lock"
HASH = re.compile(r"--hash=(\S+)")
SHA256 = re.compile(r"sha256:[0-9a-f]{64}")


@dataclass(frozen=True)
class Pinned:
    """One entry of the lock. `version` is "" where it names none or several."""

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: Marker | None = None

    @property
    def applies(self) -> bool:
        """Whether it is for this interpreter and this system."""
        return self.marker is None or self.marker.evaluate()


def read_lock(text: str) -> tuple[dict[str, Pinned], list[str]]:
    """The entries by canonical name, and what stands in the lock and is none."""
    entries: dict[str, Pinned] = {}
    odd: list[str] = []
    for line in _logical_lines(text):
        said, hashes = HASH.sub("", line).strip(), tuple(HASH.findall(line))
        try:
            required = Requirement(said)
        except InvalidRequirement:
            odd.append(f"{said}: not a name and a version")
            continue
        exact = [spec.version for spec in required.specifier if spec.operator == "==" and "*" not in spec.version]
        name = canonicalize_name(required.name)
        if name in entries:
            odd.append(f"{name}: stands twice")
        version = exact[0] if len(exact) == len(required.specifier) == 1 and required.url is None else ""
        entries[name] = Pinned(name, version, hashes, required.marker)
    return entries, odd


def faults_of_lock(text: str, project: str) -> Iterator[str]:
    """What keeps the lock from naming exactly what is installed: no version, no hash, a dependency left out."""
    entries, odd = read_lock(text)
    yield from odd
    for entry in entries.values():
        if not entry.version:
            yield f"{entry.name}: not pinned to one version"
        if not entry.hashes or not all(SHA256.fullmatch(each) for each in entry.hashes):
            yield f"{entry.name}: without a SHA-256 of what may be installed"
    for required in wanted(project):
        found = entries.get(canonicalize_name(required.name))
        if found is None:
            yield f"{required.name}: wanted by pyproject.toml and not in the lock"
        elif found.version and not required.specifier.contains(found.version, prereleases=True):
            yield f"{required.name}: {found.version} in the lock, {required.specifier} in pyproject.toml"


def faults_of_production(text: str, whole: Mapping[str, Pinned], needed: frozenset[str]) -> Iterator[str]:
    """Where the lock of production is not what runs there, or is of another version or hash than was tested."""
    entries, odd = read_lock(text)
    yield from odd
    for name in sorted(needed - entries.keys()):
        yield f"{name}: runs in production and is not pinned for it"
    for name, entry in sorted(entries.items()):
        if name not in needed and entry.applies:
            yield f"{name}: pinned for production, which does not need it"
        if (tested := whole.get(name)) is None or (tested.version, set(tested.hashes)) != (
            entry.version,
            set(entry.hashes),
        ):
            yield f"{name}: not as it is in requirements.lock, with which the tests run"


def wanted(project: str) -> list[Requirement]:
    """What pyproject.toml asks for, for production and for tests."""
    table = tomllib.loads(project)["project"]
    return [Requirement(each) for each in (*table["dependencies"], *table["optional-dependencies"]["test"])]


def _logical_lines(text: str) -> Iterator[str]:
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    return filter(None, map(str.strip, "\n".join(lines).replace("\\\n", " ").splitlines()))
