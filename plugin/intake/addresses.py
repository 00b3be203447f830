"""References below the FHIR server of the visit become "Type/id"; those to any other server stay foreign.

"https://other.example/fhir/Patient/p1" is not this server's Patient/p1 (FHIR R4, 2.3.0.1 and 3.1.5.1).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from plugin.chart.chart import Unread
from plugin.intake.fhir_json import Resource, identity, is_foreign, most, word
from plugin.intake.links import links

ABSOLUTE = re.compile(r"(https?://[^\s?#]+)/([A-Z][A-Za-z]{2,60})/[^/?#\s]{1,200}(?:/_history/[^/?#\s]*)?")


def own_references(resource: Resource, base: str, local: Mapping[str, str] | None = None) -> Resource:
    """The resource with each reference below `base`, and each that is a key of `local`, as "Type/id"."""
    try:
        changed: Resource = _rewritten(resource, f"{base}/" if base else "", local or {})
    except RecursionError:  # left as it is: the look at its shape refuses it
        return resource
    return changed


def base_of_references(resources: Iterable[Resource]) -> str:
    """The base most references are below where all are absolute, "" where one is relative or none is there."""
    said = [text for resource in resources for text in _references(resource) if not text.startswith("#")]
    matches = [ABSOLUTE.fullmatch(text) for text in said]
    return most(match[1] for match in matches if match) if all(map(is_foreign, said)) else ""


def base_of_entry(entry: Mapping[str, Any], resource: Resource) -> str:
    """The base that the fullUrl of an entry gives, "" where it is a urn: or does not end in "Type/id"."""
    url, end = word(entry, "fullUrl"), f"/{identity(resource)}"
    base = url.removesuffix(end) if url.endswith(end) else ""
    return base if base and _is_server(base, resource["resourceType"]) else ""


@lru_cache(maxsize=256)
def _is_server(base: str, kind: str) -> bool:
    return ABSOLUTE.fullmatch(f"{base}/{kind}/1") is not None


def foreign_links(resource: Resource) -> Iterator[Unread]:
    """What a chart needs of another server, which is never asked."""
    for link in links(resource):
        text = word(link, "reference")
        if is_foreign(text):
            match = ABSOLUTE.fullmatch(text)
            what = f"a {match[2]}" if match else "a resource"
            yield Unread(identity(resource), f"It points to {what} of another server, which was not read.")


def _rewritten(value: Any, base: str, local: Mapping[str, str]) -> Any:  # noqa: ANN401  # any JSON value
    if isinstance(value, dict):
        return {
            k: _own(v, base, local) if k == "reference" and isinstance(v, str) else _rewritten(v, base, local)
            for k, v in value.items()
        }
    return [_rewritten(v, base, local) for v in value] if isinstance(value, list) else value


def _own(text: str, base: str, local: Mapping[str, str]) -> str:
    return local.get(text) or (text.removeprefix(base) if base else text)


def _references(resource: Resource) -> Iterator[str]:
    """The text of every reference in a resource."""
    left: list[Any] = [resource]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            if isinstance(text := value.get("reference"), str):
                yield text
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)
