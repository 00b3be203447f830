"""Facts at the place a site keeps them, by FHIRPath; the plain forms are looked up directly, since they are hot."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from plugin.intake.fhir_json import Resource, extension_values

Look = Callable[[Resource], list[Any]]
EXTENSION = re.compile(r"extension\.where\(url='([^']+)'\)\.value")
NAMES = re.compile(r"[a-z][A-Za-z0-9]*(\.[a-z][A-Za-z0-9]*)*")


class BadPath(ValueError):
    """A path of a site that is no FHIRPath, or that cannot be applied to what the EHR sent."""


def values(resource: Resource, path: str) -> list[Any]:
    """What a FHIRPath finds in a resource, in order. Raises BadPath."""
    return _looks(path)(resource)


@lru_cache(maxsize=256)
def _looks(path: str) -> Look:
    direct = [_direct(part.strip()) for part in path.split(" | ")]
    plain = [look for look in direct if look]
    if len(plain) < len(direct):
        return _evaluated(path)
    return lambda resource: [found for look in plain for found in look(resource)]


def _direct(path: str) -> Look | None:
    """A plain path as a function: an extension by its url, or names of elements that do not repeat."""
    if match := EXTENSION.fullmatch(path):
        url = match[1]
        return lambda resource: [value for value in extension_values(resource, url) if value is not None]
    return _named(tuple(path.split("."))) if NAMES.fullmatch(path) else None


def _named(names: tuple[str, ...]) -> Look:
    def look(resource: Resource) -> list[Any]:
        found: list[Any] = [resource]
        for name in names:
            inner = [value.get(name) for value in found if isinstance(value, dict)]
            found = [v for value in inner for v in (value if isinstance(value, list) else [value]) if v is not None]
        return found

    return look


def _evaluated(path: str) -> Look:
    import fhirpathpy  # read when a site needs it: the grammar takes a quarter of a second
    from fhirpathpy.models import models

    try:
        evaluate = fhirpathpy.compile(path, model=models["r4"])
    except Exception as problem:  # the parser raises plain Exceptions
        raise BadPath(f"{path} is no FHIRPath.") from problem

    def look(resource: Resource) -> list[Any]:
        try:
            return list(evaluate(resource, {}))
        except Exception as problem:  # so does its evaluation, for values a function of the path does not take
            raise BadPath(f"{path} cannot be applied to this resource.") from problem

    return look
