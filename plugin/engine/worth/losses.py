"""What is lost while a question is open: the lines of the nearest complete chart without those of the chart as it is.

The nearest complete chart is a what-if: it is worked through the passes and thrown away. What it assumes is said beside
the result, and nothing of it is ever charted, stored or charged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from plugin.chart.chart import Chart
from plugin.engine.holds import ORDER
from plugin.engine.prices import Part
from plugin.engine.proposal import Prompt, Severity
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches
from plugin.engine.worth.case import Case, Nearest
from plugin.engine.worth.completed import COMPLETED, sentence_of
from plugin.engine.worth.standing import Parts, Worked, leaving, worked

Key = tuple[str, str]
# Doses worked through for the what-ifs of one chart, about a second's work. A stay of weeks may have hundreds of doses
# and of questions; those that hold most come first.
MOST_DOSES = 3600


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be charged besides if a question were answered, and what stands in its place until then.

    `assumption` is what is assumed of the answer. Where it is empty nothing honest can be assumed: `lost` are then the
    lines that wait for the answer, and no amount may be put on them. Beyond MOST_DOSES nothing is assumed either.
    """

    lost: tuple[Part, ...] = ()
    instead: tuple[Part, ...] = ()
    assumption: str = ""


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses of a chart by kind and subject of the question, those of all together, and the questions left out.

    `left_out` are questions that lines wait for and no honest answer can be assumed of.
    """

    each: Mapping[Key, Loss]
    together: Loss
    left_out: tuple[Prompt, ...]


def losses(chart: Chart, book: Rulebook, switches: Switches) -> Losses:
    """What each open question of a chart costs. Pure, and raises as `propose` does."""
    now = worked(chart, book, switches)
    each: dict[Key, Loss] = {}
    complete, without, doses = chart, [], 0
    for prompt in now.found.prompts:
        if prompt.severity is Severity.ADVISES:
            each[_key(prompt)] = Loss()
            continue
        doses += len(chart.administrations) if prompt.kind in COMPLETED else 0
        answered = _answered(prompt, now, book, switches) if doses <= MOST_DOSES else None
        if answered is None:
            without.append(prompt)
            waiting = _loss(leaving(now, ()), leaving(now, (prompt,)), "")
            if waiting.lost:
                each[_key(prompt)] = waiting
            continue
        after, assumption = answered
        each[_key(prompt)] = _loss(leaving(after, ()), leaving(now, (prompt,)), assumption)
        complete = _also(complete, prompt, now)
    done = worked(complete, book, switches) if complete is not chart else now
    together = _loss(leaving(done, tuple(without)), leaving(now, now.found.prompts), "")
    return Losses(each, together, tuple(p for p in without if _key(p) in each))


def _answered(prompt: Prompt, now: Worked, book: Rulebook, switches: Switches) -> tuple[Worked, str] | None:
    """The nearest complete chart worked through, with what it assumes; None where there is no honest one."""
    sentence, completed = sentence_of(prompt, book), COMPLETED.get(prompt.kind)
    if not sentence:
        return None
    if completed is None:
        return now, sentence
    nearest = completed(Case(now.chart, prompt, now.passed, book))
    if nearest is None:
        return None
    after = worked(nearest.chart, book, switches)
    if _key(prompt) in {_key(p) for p in after.found.prompts}:  # it does not answer the question after all
        return None
    return after, sentence.format_map(nearest.words)


def _also(complete: Chart, prompt: Prompt, now: Worked) -> Chart:
    """A chart with this question answered besides."""
    completed = COMPLETED.get(prompt.kind)
    nearest: Nearest | None = completed(Case(complete, prompt, now.passed, now.book)) if completed else None
    return nearest.chart if nearest else complete


def _loss(after: Parts, before: Parts, assumption: str) -> Loss:
    return Loss(_in_order(after - before), _in_order(before - after), assumption)


def _in_order(parts: Parts) -> tuple[Part, ...]:
    each = (replace(part, units=units) for part, units in parts.items())
    return tuple(sorted(each, key=lambda p: (ORDER[p.kind], p.date, p.code, p.kind, p.modifier)))


def _key(prompt: Prompt) -> Key:
    return prompt.kind, prompt.about
