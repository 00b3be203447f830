"""Short labels of our own for procedure codes, to tell them apart in an index; no descriptor of the code set."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from plugin.rules.load import refused
from plugin.rules.schema import Code, Text
from plugin.rules.yaml_text import read_document

FILE = "code_words.yaml"
LABELS = TypeAdapter(dict[Code, Text])


def read_code_words(folder: Path) -> Mapping[str, str]:
    """The labels of `folder`/code_words.yaml by code. Raises BadCard."""
    document = read_document(folder / FILE)
    try:
        return LABELS.validate_python(document.value)
    except ValidationError as error:
        raise refused(document, error) from None
