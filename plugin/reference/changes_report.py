"""Changes of drug codes as lines a person reads, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from plugin.reference.code_changes import Change, CodeSpan
from plugin.reference.printable import printable

WORDS = 100


def as_text(changes: Iterable[Change]) -> Iterator[str]:
    """One line for each change."""
    for change in changes:
        yield f"{change.day} {change.drug or 'not in the drug table'}: {_what(change)}"


def as_json(changes: Iterable[Change], sources: Iterable[str]) -> str:
    """All changes with their sources; codes have their unit of our table, or none."""
    found = [
        {
            "date": change.day.isoformat(),
            "drug": change.drug or None,
            "change": change.what,
            "before": [_span(span) for span in change.before],
            "after": [_span(span) for span in change.after],
        }
        for change in changes
    ]
    return json.dumps({"sources": list(sources), "changes": found}, ensure_ascii=False, indent=2)


def _what(change: Change) -> str:
    before, after = (" and ".join(map(_code, spans)) for spans in (change.before, change.after))
    if change.what == "replaced":
        return f"{before} -> {after}"
    if change.what == "changed":
        return f"{change.after[0].code} now reads {_quoted(change.after)}, before {_quoted(change.before)}"
    return f"{after} begins" if change.what == "added" else f"{before} ended on {change.before[0].last}"


def _code(span: CodeSpan) -> str:
    inside = [span.unit, *span.products] if span.unit else [printable(span.description, WORDS)]
    return f"{span.code} ({', '.join(filter(None, inside))})" if any(inside) else span.code


def _quoted(spans: tuple[CodeSpan, ...]) -> str:
    return " and ".join(f'"{printable(span.description, WORDS)}"' for span in spans)


def _span(span: CodeSpan) -> dict[str, Any]:
    return {
        "code": span.code,
        "unit": span.unit or None,
        "products": list(span.products),
        "first_day": span.first.isoformat(),
        "last_day": span.last.isoformat() if span.last else None,
        "description": span.description or None,
    }
