"""Answers to "why not this code?" as JSON."""

from __future__ import annotations

import json
from typing import Any

from plugin.engine.why_not import WhyNot


def dumps(visit: str, answers: tuple[WhyNot, ...], *, indent: int | None = None) -> str:
    """The answers for one visit as JSON text; `visit` is the id its proposal has."""
    return json.dumps({"id": visit, "why_not": [as_json(a) for a in answers]}, ensure_ascii=False, indent=indent)


def as_json(answer: WhyNot) -> dict[str, Any]:
    """One answer as plain JSON values."""
    return {
        "code": answer.code,
        "standing": answer.standing.value,
        "reasons": [
            {"because": list(r.because), "sentence": r.sentence, "evidence": list(r.evidence)} for r in answer.reasons
        ],
    }
