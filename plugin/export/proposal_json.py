"""A proposal as JSON: the shape other programs rely on (proposal.schema.json beside this file)."""

from __future__ import annotations

import json
from typing import Any

from plugin.engine.proposal import Line, Prompt, Proposal, ReviewMark
from plugin.engine.worth.worth import VisitWorth, Worth
from plugin.export import worth_json


def dumps(proposal: Proposal, *, indent: int | None = None, worth: VisitWorth | None = None) -> str:
    """The proposal as JSON text; the same proposal gives the same bytes. `worth` is for coders and managers alone."""
    return json.dumps(as_json(proposal, worth), ensure_ascii=False, indent=indent)


def as_json(proposal: Proposal, worth: VisitWorth | None = None) -> dict[str, Any]:
    """The proposal as plain JSON values. Quantities and money are strings with exact decimals, units are integers.

    Without `worth` that of every question is null.
    """
    visit = proposal.visit
    return {
        "id": proposal.id,
        "visit": {
            "encounter": visit.encounter,
            "patient": visit.patient,
            "setting": visit.setting,
            "date_of_service": visit.date_of_service.isoformat(),
            "payer": visit.payer,
        },
        "rulebook": {
            "in_force": proposal.in_force.isoformat(),
            "digest": proposal.digest,
            "advisories": [
                {"about": item.about, "sentence": item.sentence, "because": list(item.because)}
                for item in proposal.advice
            ],
        },
        "lines": [_line(line) for line in proposal.lines],
        "not_billed": [
            {"what": item.what, "because": list(item.because), "evidence": list(item.evidence)}
            for item in proposal.not_billed
        ],
        "prompts": [_prompt(p, worth.of(p) if worth else None) for p in proposal.prompts],
        "unread": [{"about": item.about, "reason": item.reason} for item in proposal.unread],
        **({"review": [_mark(mark) for mark in proposal.review]} if proposal.review else {}),
    }


def _mark(mark: ReviewMark) -> dict[str, Any]:
    return {"kind": mark.kind, "about": mark.about, "sentence": mark.sentence, "because": list(mark.because)}


def _line(line: Line) -> dict[str, Any]:
    ndc = line.ndc and {"code": line.ndc.code, "quantity": f"{line.ndc.quantity:f}", "unit": line.ndc.unit}
    return {
        "code": line.code,
        "units": line.units,
        "modifiers": list(line.modifiers),
        "kind": line.kind.value,
        "date": line.date.isoformat(),
        "diagnoses": list(line.diagnoses),
        "ndc": ndc,
        "state": line.state.value,
        "strength": line.strength.word,
        "because": list(line.because),
        "evidence": list(line.evidence),
        **({"narrative": line.narrative} if line.narrative else {}),
    }


def _prompt(prompt: Prompt, worth: Worth | None) -> dict[str, Any]:
    return {
        "kind": prompt.kind,
        "severity": prompt.severity.value,
        "who": prompt.who.value,
        "about": prompt.about,
        "question": prompt.question,
        "because": list(prompt.because),
        "denials": list(prompt.denials),
        "worth": worth_json.as_json(worth),
    }
