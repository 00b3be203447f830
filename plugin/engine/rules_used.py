"""The name of the rules and tables behind a proposal, those of later days of a stay included."""

from __future__ import annotations

from hashlib import sha256

from plugin.engine.proposal import Line
from plugin.engine.rulebook import Rulebook


def digest_of(lines: tuple[Line, ...], book: Rulebook) -> str:
    """The digest of the rulebook; where lines of other days rest on other content, one over all of them."""
    digests = sorted({book.digest, *(book.on(line.date).digest for line in lines)})
    return digests[0] if len(digests) == 1 else f"sha256:{sha256(' '.join(digests).encode()).hexdigest()}"
