"""What is installed here, and what needs what of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distributions

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.dependencies.pinned import Pinned

OURS = "chairside"


def installed() -> dict[str, Distribution]:
    """Every distribution of this environment by its canonical name."""
    return {canonicalize_name(each.metadata["Name"]): each for each in distributions()}


def faults_of_environment(lock: Mapping[str, Pinned], versions: Mapping[str, str]) -> Iterator[str]:
    """Where the environment is not the lock: an other version, something more, something less."""
    for name, version in sorted(versions.items()):
        if name == OURS:
            continue
        if name not in lock:
            yield f"{name} {version}: installed, and not in requirements.lock"
        elif lock[name].version != version:
            yield f"{name} {version}: installed, and {lock[name].version} in requirements.lock"
    for name in sorted(name for name, entry in lock.items() if entry.applies and name not in versions):
        yield f"{name}: in requirements.lock, and not installed"


def needs(found: Mapping[str, Distribution], name: str, extras: Iterable[str] = ()) -> list[Requirement]:
    """What a distribution needs here, with these extras of it."""
    environments = [{"extra": extra} for extra in ("", *extras)]
    required = [Requirement(each) for each in found[name].requires or ()]
    return [r for r in required if r.marker is None or any(r.marker.evaluate(each) for each in environments)]


def runtime(found: Mapping[str, Distribution]) -> frozenset[str]:
    """What runs in production: what the application needs, and what that needs."""
    reached: set[tuple[str, frozenset[str]]] = set()
    waiting: list[tuple[str, frozenset[str]]] = [(OURS, frozenset())]
    while waiting:
        name, extras = at = waiting.pop()
        if at not in reached and name in found:
            reached.add(at)
            waiting += [(canonicalize_name(r.name), frozenset(r.extras)) for r in needs(found, name, extras)]
    return frozenset(name for name, _ in reached) - {OURS}
