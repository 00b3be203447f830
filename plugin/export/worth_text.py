"""What the open questions of a visit are worth, as text below its page."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.engine.proposal import Proposal
from plugin.engine.worth.worth import VisitWorth
from plugin.export.page_of_text import page_of
from plugin.export.worth_words import at_stake, in_words


def render(proposal: Proposal, worth: VisitWorth) -> str:
    """Each question that costs something with what it loses, and all of them together."""
    return page_of(_section(proposal, worth))


def _section(proposal: Proposal, worth: VisitWorth) -> Iterator[str]:
    known = [(p, w) for p in proposal.prompts if (w := worth.of(p)) is not None and w.lost + w.instead]
    yield ""
    yield f"If questions stay open:{'' if known else ' no loss that can be told'}"
    for prompt, each in known:
        yield f"  {prompt.question}  ({prompt.kind}; {prompt.about})"
        yield from (f"    {sentence}" for sentence in in_words(each).sentences)
    yield from (f"  {sentence}" for sentence in at_stake(worth))
