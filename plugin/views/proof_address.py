"""The address of a proof sheet: the code, the day, and for an unlisted code which of its drugs."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from plugin.engine.proof import Proof
from plugin.engine.proposal import Line

KEY_LENGTH = 10
UNLISTED = "R-DRG-13"


@dataclass(frozen=True, slots=True)
class ProofOf:
    """What the address of a sheet holds, nothing of it of a patient; `drug` is None where the code tells the drug."""

    code: str
    date: str
    drug: str | None = None


def proof_of(line: Line) -> ProofOf:
    """The sheet that proves a drug line. Several unlisted drugs of a day share a code (R-DRG-13)."""
    return ProofOf(line.code, line.date.isoformat(), _key(line.what) if UNLISTED in line.because else None)


def is_at(proof: Proof, drug: str) -> bool:
    """Whether a sheet is meant by `drug` of an address, "" for any."""
    return not drug or (proof.unlisted is not None and _key(proof.drug) == drug)


def _key(name: str) -> str:
    """Stands for the charted name, which is free text and so stays out of addresses."""
    return sha256(name.encode()).hexdigest()[:KEY_LENGTH]
