"""A score as JSON, for machines."""

from __future__ import annotations

from typing import Any

from plugin.scenarios.judge import Compared, Judged, Units, written
from plugin.scenarios.tally import Row, Score, Tally


def as_json(score: Score) -> dict[str, Any]:
    """The figures, and every case with what was expected and got; null where a part does not count."""
    return {
        "cases": len(score.judged),
        "rules": score.digest,
        "totals": {
            "administration": _tally(score.administration),
            "distinct_service_modifiers": dict(zip(("cases", "right"), score.distinct, strict=True)),
            "drugs": _tally(score.drugs),
            "questions": dict(zip(("expected", "asked"), score.questions, strict=True)),
            "cases_with_any_question": score.with_questions,
            "wrong_with_nothing_asked": score.silent,
            "disagreements": len(score.disagreements),
            "complete_stories": dict(zip(("stories", "without_question"), score.stories.complete, strict=True)),
            "questions_recall": dict(zip(("missing", "asked"), score.stories.recall, strict=True)),
        },
        "topics": [_row(row) for row in score.topics],
        "publishers": [_row(row) for row in score.publishers],
        "results": [_result(judged) for judged in score.judged],
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"cases": tally.cases, "right": tally.right, "asked": tally.asked, "wrong": tally.wrong}


def _row(row: Row) -> dict[str, Any]:
    parts = {"administration": _tally(row.administration), "drugs": _tally(row.drugs)}
    return {"name": row.name, **parts, "disagreements": row.disagrees}


def _result(judged: Judged) -> dict[str, Any]:
    case = judged.case
    return {
        "id": case.id,
        "topic": judged.topic,
        "source": case.source and case.source.model_dump(),
        "published": {
            "administration": None if case.expect is None else written(case.expect),
            "drugs": None if case.drugs is None else written(case.drugs),
        },
        "proposed": {
            "administration": dict(judged.charge),
            "services": dict(judged.services),
            "drugs": dict(judged.drug_lines),
        },
        "administration": _compared(judged.administration),
        "distinct_service_modifiers": judged.distinct,
        "drugs": _compared(judged.drugs),
        "questions": dict(judged.questions),
        "asked": list(judged.asked),
        "disagrees": case.disagrees,
    }


def _compared(part: Compared | None) -> dict[str, str | Units] | None:
    if part is None:
        return None
    return {"outcome": part.outcome.value, "expected": dict(part.want), "got": dict(part.got)}
