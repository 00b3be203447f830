"""One version of each resource: the newest counts, in whatever order they come (Oracle sends several)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from plugin.chart.chart import Unread
from plugin.intake.fhir_json import Resource, element, identity, version, word


def newest(resources: Iterable[Resource]) -> tuple[list[Resource], tuple[Unread, ...]]:
    """Of each "Type/id" the newest meta.versionId; two that differ under one version are unread, both of them."""
    grouped: dict[str, list[Resource]] = {}
    for resource in resources:
        grouped.setdefault(identity(resource), []).append(resource)
    kept: list[Resource] = []
    unread: list[Unread] = []
    for about, same in grouped.items():
        if len(same) == 1 or same[0]["resourceType"] == "OperationOutcome":
            kept += same
            continue
        latest = max(_age(r) for r in same)
        candidates = [r for r in same if _age(r) == latest]
        if len({_canonical(r) for r in candidates}) > 1:
            unread.append(Unread(about, "It came twice with one version and different content."))
        else:
            kept.append(candidates[0])
    return kept, tuple(unread)


def _age(resource: Resource) -> tuple[int, int, str]:
    """Version numbers compare as numbers; versions that are no numbers by the time they were saved."""
    number = version(resource)
    plain = number.isascii() and number.isdecimal() and len(number) <= 30
    return (int(plain), int(number) if plain else 0, "" if plain else word(element(resource, "meta"), "lastUpdated"))


def _canonical(resource: Resource) -> str:
    return json.dumps(resource, sort_keys=True, default=str)
