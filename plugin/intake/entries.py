"""The entries of a Bundle as resources of one server, each with type and id, that refer to each other by these."""

from __future__ import annotations

from typing import Any

from plugin.chart.chart import Unread
from plugin.intake.addresses import base_of_entry, base_of_references, own_references
from plugin.intake.fhir_json import PLAIN_ID, Resource, identity, is_named, most, word

OF_ANOTHER_SERVER = "It is of another server than the rest."


def resources_of(entries: list[Any], *, absolute: bool) -> tuple[list[Resource], tuple[Unread, ...]]:
    """The resources of the entries; an entry that holds none, or one of another server, is unread.

    The server is the base most fullUrls are below. References below it and to urn: entries become "Type/id", so that
    later code knows one form only; `absolute` says whether the Bundle has any reference that is no such form already.
    """
    unread: list[Unread] = []
    found: list[tuple[str, str, Resource]] = []
    for number, entry in enumerate(entries, 1):
        resource = _named(entry, number)
        if resource is None:
            unread.append(Unread(f"entry {number}", "It holds no FHIR resource."))
        else:
            found.append((word(entry, "fullUrl"), base_of_entry(entry, resource), resource))
    base = most(of_entry for _, of_entry, _ in found)
    unread += [Unread(identity(r), OF_ANOTHER_SERVER) for _, of_entry, r in found if of_entry not in ("", base)]
    own = [(url, r) for url, of_entry, r in found if of_entry in ("", base)]
    resources = [r for _, r in own]
    if absolute:
        local = {url: identity(r) for url, r in own if url.startswith("urn:")}
        base = base or base_of_references(resources)
        resources = [own_references(r, base, local) for r in resources]
    return resources, tuple(unread)


def _named(entry: Any, number: int) -> Resource | None:  # noqa: ANN401  # any JSON value
    """The resource of an entry, with an id where it has none of its own."""
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict):
        return None
    if is_named(resource):
        return resource
    with_id = {**resource, "id": _id_from(word(entry, "fullUrl"), number)}
    return with_id if is_named(with_id) else None


def _id_from(full_url: str, number: int) -> str:
    """The id a fullUrl gives to a resource that has none of its own."""
    tail = full_url.removeprefix("urn:uuid:").rpartition("/")[2]
    return tail if PLAIN_ID.fullmatch(tail) else f"entry-{number}"
