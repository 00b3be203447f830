"""The ways a code's products are given, and what a Medicare contractor wants said about the way (R-DRG-18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from plugin.chart.administration import Route
from plugin.rules.dated import Dated, read_plain, read_table
from plugin.rules.errors import BadTable


class RouteSource(StrEnum):
    """Where a route was read: the words of the code itself, or the listings of its products."""

    DESCRIPTION = "description"
    LISTING = "listing"


@dataclass(frozen=True, slots=True)
class CodeRoutes:
    """`stated` are the routes a code names itself, so that another does not fit it; `listed` those of its products."""

    stated: frozenset[Route] = frozenset()
    listed: frozenset[Route] = frozenset()


class ContractorRule(StrEnum):
    """What a contractor's list says of a code: JA or JB must show the way, or the shot under the skin is excluded."""

    JA_OR_JB = "ja_or_jb"
    EXCLUDED_SUBCUTANEOUS = "excluded_subcutaneous"


@dataclass(frozen=True, slots=True)
class RouteModifier:
    """A contractor's rule about the way a drug is given, from its list of self-administered drugs."""

    contractor: str
    article: str
    code: str
    rule: ContractorRule


def read_code_routes(folder: Path, codes: Collection[str]) -> Mapping[str, CodeRoutes]:
    """Read routes.csv of `folder` by code; every code is one of `codes`. Raises BadTable with file and line."""
    path = folder / "routes.csv"
    found: dict[str, dict[RouteSource, set[Route]]] = defaultdict(lambda: defaultdict(set))
    for line, cells in read_plain(path, ("code", "route", "source")):
        if cells["code"] not in codes:
            raise BadTable(path, line, f"{cells['code']} is no code of this installation")
        try:
            route, source = Route(cells["route"]), RouteSource(cells["source"])
        except ValueError as error:
            raise BadTable(path, line, str(error)) from None
        if route in found[cells["code"]][source]:
            raise BadTable(path, line, f"{cells['code']} {route} stands twice")
        found[cells["code"]][source].add(route)
    return {
        code: CodeRoutes(frozenset(by[RouteSource.DESCRIPTION]), frozenset(by[RouteSource.LISTING]))
        for code, by in found.items()
    }


def read_route_modifiers(folder: Path, codes: Collection[str]) -> tuple[Dated[RouteModifier], ...]:
    """Read route_modifiers.csv of `folder`; every code is one of `codes`. Raises BadTable with file and line."""
    return read_table(
        folder / "route_modifiers.csv",
        ("contractor", "article", "code", "rule"),
        lambda cells: _modifier(cells, codes),
        lambda row: (row.contractor, row.code),
    )


def _modifier(cells: Mapping[str, str], codes: Collection[str]) -> RouteModifier:
    if cells["code"] not in codes:
        raise ValueError(f"{cells['code']} is no code of this installation")
    if not cells["contractor"] or not cells["article"]:
        raise ValueError("name the contractor and its article")
    return RouteModifier(cells["contractor"], cells["article"], cells["code"], ContractorRule(cells["rule"]))
