"""A drug as orders and authorizations name it: its words and codes, without a dose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plugin.chart.administration import Product, ProductCode
from plugin.intake.fhir_json import Element, codes, concept_text
from plugin.intake.products import CODE_SYSTEMS

# A code of a drug by its form, for payers that name no code system.
DRUG_CODE = re.compile(r"[ABCJPQ]\d{4}")


def product_named(concepts: Iterable[Element]) -> Product:
    """The product that one or more CodeableConcepts name together; without text or codes where they name none."""
    named = [concept for concept in concepts if concept]
    texts = dict.fromkeys(text for concept in named for text in [concept_text(concept)] if text)
    found = dict.fromkeys(code for concept in named for code in _codes(concept))
    return Product(" ".join(texts), tuple(found))


def _codes(concept: Element) -> Iterator[ProductCode]:
    for system, code in codes(concept):
        known = CODE_SYSTEMS.get(system)
        yield ProductCode(known or ("hcpcs" if DRUG_CODE.fullmatch(code.upper()) else "local"), code)
