"""Proof sheets as JSON: what the page and the text say, with exact decimals as strings."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from plugin.chart.administration import Amount
from plugin.engine.in_digits import in_digits
from plugin.engine.proof import Proof
from plugin.engine.proof_facts import ProofContainer, ProofPortion


def dumps(visit: str, proofs: tuple[Proof, ...], *, indent: int | None = None) -> str:
    """The sheets of one visit as JSON text; `visit` is the id its proposal has."""
    return json.dumps({"id": visit, "proofs": [as_json(p) for p in proofs]}, ensure_ascii=False, indent=indent)


def as_json(proof: Proof) -> dict[str, Any]:
    """One sheet as plain JSON values."""
    check, decided, less = proof.check, proof.decision, proof.less_waste
    return {
        "code": proof.code,
        "drug": proof.drug,
        "date": proof.on.isoformat(),
        "unit": _amount(proof.unit),
        "valid": [{"from": first.isoformat(), "to": _last(last)} for first, last in proof.valid],
        "lines": [
            {"code": line.code, "modifiers": list(line.modifiers), "units": line.units, "state": line.state.value}
            for line in proof.lines
        ],
        "given": [_portion(portion) for portion in proof.portions],
        "containers": [_container(container) for container in proof.containers],
        "sums": {
            "given": _amount(proof.sums.given),
            "opened": _amount(proof.sums.opened),
            "discarded": _amount(proof.sums.discarded),
            "left": _amount(proof.sums.left),
        },
        "arithmetic": [{"sentence": step.sentence, "because": list(step.because)} for step in proof.steps],
        "jw_jz": {
            "outcome": decided.outcome,
            "sentence": decided.sentence,
            "because": list(decided.because),
            "payer": decided.payer or None,
            "setting": decided.setting.value,
            "status": decided.status or None,
            "required": dict(decided.required),
        },
        "marks": [{"modifier": m, "sentence": why, "because": list(rules)} for m, why, rules in decided.marks],
        "check": {
            "ok": check.ok,
            "given_units": check.given_units,
            "discarded_units": check.discarded_units,
            "container_units": check.container_units,
            "sentence": check.sentence,
        },
        "less_waste": less and {"sentence": less.sentence, "because": ["R-DRG-04"]},
        "tables": [
            {"name": t.name, "quarter": t.quarter or None, "outdated": t.outdated, "gave": t.gave} for t in proof.tables
        ],
        "rules": list(proof.rules),
        "unlisted": proof.unlisted and _unlisted(proof),
    }


def _unlisted(proof: Proof) -> dict[str, Any]:
    unlisted = proof.unlisted
    return {
        "narratives": [line.narrative for line in proof.lines],
        "described": {part: said or None for part, said in (unlisted.described if unlisted else ())},
        "looked_up": [
            {"what": one.what, "table": one.table, "edition": one.edition or None, "found": one.found}
            for one in (unlisted.looked_up if unlisted else ())
        ],
    }


def _portion(portion: ProofPortion) -> dict[str, Any]:
    return {
        "name": portion.name,
        "dose": _amount(portion.dose),
        "route": portion.route.value if portion.route else None,
        "at": portion.at.isoformat() if portion.at else None,
        "known": portion.known.word,
        "as_written": portion.evidence.shown,
        "evidence": list(portion.rows),
    }


def _container(container: ProofContainer) -> dict[str, Any]:
    return {
        "name": container.name,
        "label": _amount(container.label),
        "label_from": container.label_from,
        "number": container.number,
        "counted": container.counted,
        "kind": container.kind.value if container.kind else None,
        "kind_from": container.kind_from,
        "ndc": container.ndc or None,
        "shared": container.shared,
    }


def _amount(amount: Amount | None) -> dict[str, str] | None:
    return {"value": in_digits(amount.value), "unit": amount.unit} if amount else None


def _last(last: date) -> str | None:
    return None if last == date.max else last.isoformat()
