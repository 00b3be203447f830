"""Looking into FHIR JSON that may lack anything: what is absent, null or of another shape reads as empty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

Resource = Mapping[str, Any]
Element = Mapping[str, Any]

NOTHING: Element = {}
REFERENCE = re.compile(r"/?([A-Z][A-Za-z]{2,60}/[^/?#\s]{1,200})(?:/_history/[^/]*)?")
PLAIN_ID = re.compile(r"[A-Za-z0-9._:-]{1,200}")
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def element(parent: Element, name: str) -> Element:
    """A single complex element, empty where there is none."""
    found = parent.get(name)
    return found if isinstance(found, dict) else NOTHING


def elements(parent: Element, name: str) -> Iterator[Element]:
    """The members of a repeating complex element that hold anything."""
    found = parent.get(name)
    if isinstance(found, list):
        for member in found:
            if isinstance(member, dict):
                yield member


def word(parent: Element, name: str) -> str:
    """A text element without the blanks around it, "" where there is none."""
    found = parent.get(name)
    return found.strip() if isinstance(found, str) else ""


def identity(resource: Resource) -> str:
    """ "Type/id" of a resource."""
    return f"{resource.get('resourceType')}/{resource.get('id')}"


def is_named(resource: Resource) -> bool:
    """Whether a resource has a type and an id that can stand in a reference."""
    parts = (resource.get("resourceType"), resource.get("id"))
    return all(isinstance(part, str) and PLAIN_ID.fullmatch(part) for part in parts)


def version(resource: Resource) -> str:
    """meta.versionId, "" where the server gives none."""
    return word(element(resource, "meta"), "versionId")


def reference(holder: Element, name: str) -> str:
    """ "Type/id" of a reference, a version left off; a foreign one as it is; "" where it names no such thing."""
    return relative(word(element(holder, name), "reference"))


def most(names: Iterable[str]) -> str:
    """The name that stands most often; of two that stand as often the first by alphabet. "" where there is none."""
    counts = Counter(name for name in names if name)
    return min(counts, key=lambda name: (-counts[name], name), default="")


@lru_cache(maxsize=4096)
def relative(text: str) -> str:
    """ "Type/id" of the text of a reference; "#id" of a contained one and a foreign one stay as they are."""
    if text.startswith("#") or is_foreign(text):
        return text
    match = REFERENCE.fullmatch(text)
    return match[1] if match else ""


def is_foreign(text: str) -> bool:
    """Whether a reference is to another server, or to nothing of the Bundle; own ones are relative once read."""
    return SCHEME.match(text) is not None


def person(holder: Element, name: str) -> str:
    """The reference of a person, the name where there is none or a foreign one; "" where nobody is named."""
    said, shown = reference(holder, name), word(element(holder, name), "display")
    return (shown or said) if is_foreign(said) else (said or shown)


def concept_text(concept: Element) -> str:
    """What a CodeableConcept says in words: its text, else the first display."""
    said = word(concept, "text")
    return said or next((shown for coding in elements(concept, "coding") if (shown := word(coding, "display"))), "")


def concept_words(concept: Element) -> tuple[str, ...]:
    """All words of a CodeableConcept: text, then displays."""
    said = (word(concept, "text"), *(word(coding, "display") for coding in elements(concept, "coding")))
    return tuple(dict.fromkeys(text for text in said if text))


def codes(concept: Element) -> Iterator[tuple[str, str]]:
    """(system, code) of each coding that has a code."""
    for coding in elements(concept, "coding"):
        if code := word(coding, "code"):
            yield word(coding, "system"), code


def extension_values(holder: Element, url: str) -> list[Any]:
    """The values of all extensions with this url, in order."""
    found = [extension for extension in elements(holder, "extension") if extension.get("url") == url]
    return [value for extension in found for key, value in extension.items() if key.startswith("value")]


def extension_value(holder: Element, url: str) -> Any:  # noqa: ANN401  # any FHIR data type
    """The value of the first extension with this url, None where there is none."""
    return next(iter(extension_values(holder, url)), None)
