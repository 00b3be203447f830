"""The diagnoses of a visit sorted by what they may be a reason for (R-DX-02 to R-DX-10)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from plugin.chart.chart import Chart
from plugin.chart.visit import Diagnosis
from plugin.engine.rulebook import Rulebook

UNRANKED = 1 << 10


@dataclass(frozen=True, slots=True)
class ChartedDiagnoses:
    """The codes of one visit in their order, all of them and by kind; `others` are those of no other kind.

    Each is written as charted. A code without its dot is of the same kind as one with it.
    """

    every: tuple[str, ...]
    cancer: tuple[str, ...]
    treatment: tuple[str, ...]
    fluid: tuple[str, ...]
    immune: tuple[str, ...]
    anaemia: tuple[str, ...]
    adverse: tuple[str, ...]
    long_term: tuple[str, ...]
    trial: tuple[str, ...]
    vaccine: tuple[str, ...]
    others: tuple[str, ...]


def of_visits(chart: Chart, visit: str | None) -> tuple[Diagnosis, ...]:
    """The encounter diagnoses of one visit, ranked ones first; those that name no visit are of every one.

    The problem list is history and never among them (R-DX-01). `visit` None is all visits of the day.
    """
    of_day = [d for d in chart.diagnoses if d.of_visit]
    own = [d for d in of_day if visit is None or d.visit in (None, visit)]
    return tuple(sorted(own or of_day, key=lambda d: d.rank or UNRANKED))


def sorted_by_kind(charted: tuple[Diagnosis, ...], book: Rulebook) -> ChartedDiagnoses:
    """The codes of these diagnoses by kind."""
    every = tuple(dict.fromkeys(d.code for d in charted))
    cancer = begin_with(every, book.rule("R-DX-05").words("cancer"))
    treatment = begin_with(every, tuple(book.rule("R-DX-02").table("treatment").values()))
    fluid = begin_with(every, book.rule("R-DX-05").words("hydration"))
    adverse = begin_with(every, book.rule("R-DX-04").words("adverse"))
    long_term = begin_with(every, book.rule("R-DX-07").words("long_term"))
    trial = begin_with(every, (book.rule("R-DX-09").text("code"),))
    vaccine = begin_with(every, (book.rule("R-DX-10").text("code"),))
    apart = {*cancer, *treatment, *fluid, *adverse, *long_term, *trial, *vaccine}
    return ChartedDiagnoses(
        every, cancer, treatment, fluid, adverse=adverse, long_term=long_term, trial=trial, vaccine=vaccine,
        immune=begin_with(every, book.rule("R-DX-03").words("immune")),
        anaemia=begin_with(every, book.rule("R-DX-04").words("anaemia")),
        others=tuple(code for code in every if code not in apart),
    )  # fmt: skip


def begin_with(codes: tuple[str, ...], beginnings: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that begin with one of these; a dot that was left out makes no difference."""
    plain = _undotted(beginnings)
    return tuple(code for code in codes if undotted(code).startswith(plain))


@lru_cache(maxsize=256)
def _undotted(beginnings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(undotted, beginnings))


@lru_cache(maxsize=4096)
def undotted(code: str) -> str:
    """A code without its dot, for comparing beginnings."""
    return code.replace(".", "").upper()


def dotted(code: str) -> str:
    """An ICD-10-CM code in capitals with its dot."""
    plain = undotted(code)
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain
