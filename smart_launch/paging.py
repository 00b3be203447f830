"""Following a search through all its pages, and putting the pages together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from smart_launch.addresses import below, resolved
from smart_launch.answers import Answer, Resource
from smart_launch.fhir_errors import BrokenPaging, ForeignAddress, NotFhir, NotFound, NotOffered, PageExpired

Page = tuple[Resource, str]


def all_pages(base: str, first: str, fetch: Callable[[str], Page], limit: int, about: str) -> Answer:
    """Every page from the address `first` on. next links are taken as they are, but only under `base`.

    Raises BrokenPaging for a loop or beyond `limit` pages, PageExpired where a page after the first is gone (404 or
    410), ForeignAddress, NotFhir, or what `fetch` raises.
    """
    bundles: list[Page] = []
    seen: set[str] = set()
    url: str | None = first
    while url:
        if url in seen or len(bundles) == limit:
            raise BrokenPaging(about)
        seen.add(url)
        try:
            bundle, text = fetch(url)
        except (NotFound, NotOffered):
            if bundles:
                raise PageExpired(about) from None
            raise
        if bundle["resourceType"] != "Bundle":
            raise NotFhir(about)
        bundles.append((bundle, text))
        url = _next(base, url, bundle, about)
    return _together(bundles, about)


def _next(base: str, url: str, bundle: Resource, about: str) -> str | None:
    links = bundle.get("link")
    for link in links if isinstance(links, list) else []:
        if isinstance(link, dict) and link.get("relation") == "next":
            following = resolved(url, str(link.get("url", "")))
            if below(base, following) is None:
                raise ForeignAddress(about)
            return following
    return None


def _together(bundles: list[Page], about: str) -> Answer:
    entries = [resource for bundle, _ in bundles for resource in _resources(bundle, about)]
    return Answer(
        resources=tuple(_newest(entry for entry in entries if entry["resourceType"] != "OperationOutcome")),
        outcomes=tuple(entry for entry in entries if entry["resourceType"] == "OperationOutcome"),
        pages=len(bundles),
        raw=tuple(text for _, text in bundles),
    )


def _resources(bundle: Resource, about: str) -> list[Resource]:
    """The resources of the entries; an entry without one is not passed over in silence."""
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise NotFhir(about)
    resources = [entry.get("resource") if isinstance(entry, dict) else None for entry in entries]
    if not all(isinstance(resource, dict) and isinstance(resource.get("resourceType"), str) for resource in resources):
        raise NotFhir(about)
    return [resource for resource in resources if resource is not None]


def _newest(resources: Iterable[Resource]) -> list[Resource]:
    """Each resource once. A row that moved between two pages comes twice (Oracle says so): its newer version counts."""
    kept: dict[tuple[str, str] | int, Resource] = {}
    for place, resource in enumerate(resources):
        identity = (resource["resourceType"], str(resource["id"])) if resource.get("id") else place
        if identity not in kept or _version(resource) > _version(kept[identity]):
            kept[identity] = resource
    return list(kept.values())


def _version(resource: Resource) -> tuple[int, str, str]:
    """For comparing versions, counted or dated. A number is compared as its digits: int() refuses very long ones."""
    meta = resource.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    version = str(meta.get("versionId", ""))
    digits = version.lstrip("0") if version.isascii() and version.isdigit() else ""
    return len(digits), digits, str(meta.get("lastUpdated", ""))
