"""How a proposal is counted: right, not right but asked about, or wrong with nothing asked."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plugin.engine.proposal import Kind, Line, Proposal
from plugin.scenarios.judge import Judged, Outcome, judge
from plugin.scenarios.scenario import Scenario
from plugin.scenarios.tally import Score
from tests.builders import line, prompt, proposal
from tests.scenarios.published import LINES, shipped_score
from tests.shared import SHARED, needs

GIVEN = [{"drug": "rituximab", "route": "iv_infusion"}]
SOURCE = {"publisher": "A journal", "title": "A case", "year": 2024, "url": "https://a.example"}
HOUR = [{"code": "96413", "units": 1}]


def case(**changed: object) -> Scenario:
    facts = {"id": "one", "name": "A case", "source": SOURCE, "setting": "office", "given": GIVEN}
    return Scenario.model_validate({**facts, "expect": HOUR, "complete": True, **changed})


def of_drug(code: str, units: int, *modifiers: str, kind: Kind = Kind.DRUG) -> Line:
    return line(code, units, kind=kind, modifiers=modifiers)


def judged(answer: Scenario, *lines: Line, asking: bool = False) -> Judged:
    found: Proposal = proposal((prompt(),) if asking else (), lines)
    return judge(answer, found, "A topic")


def outcome(answer: Scenario, *lines: Line, asking: bool = False) -> Outcome | None:
    part = judged(answer, *lines, asking=asking).administration
    return part.outcome if part else None


def drugs(answer: Scenario, *lines: Line, asking: bool = False) -> Outcome | None:
    part = judged(answer, *lines, asking=asking).drugs
    return part.outcome if part else None


def test_the_published_codes_and_units_are_right() -> None:
    assert outcome(case(), line("96413")) is Outcome.RIGHT


@pytest.mark.parametrize("lines", [(), (line("96413", 2),), (line("96409"),), (line("96413"), line("96375"))])
def test_any_other_codes_or_units_are_wrong_and_asked_where_a_question_is_open(lines: tuple[Line, ...]) -> None:
    assert outcome(case(), *lines) is Outcome.WRONG
    assert outcome(case(), *lines, asking=True) is Outcome.ASKED


def test_lines_of_one_code_are_added_up() -> None:
    assert outcome(case(expect=[{"code": "96365", "units": 2}]), line("96365"), line("96365")) is Outcome.RIGHT


@pytest.mark.parametrize("changed", [{"complete": False}, {"expect": None}, {"disagrees": "It is dated."}])
def test_an_answer_that_is_not_whole_or_disagrees_does_not_count(changed: dict[str, object]) -> None:
    assert outcome(case(**changed), line("96409")) is None


def test_modifiers_of_a_distinct_service_are_counted_apart() -> None:
    assert judged(case(), line("96413", modifiers=("59",))).distinct is False
    assert judged(case(expect=[{"code": "96413", "units": 1, "modifiers": ["XU"]}]), line("96413")).distinct is False
    answer = case(expect=[{"code": "96413", "units": 1, "modifiers": ["59"]}])
    assert judged(answer, line("96413", modifiers=("XE",))).distinct is True
    assert judged(case(), line("96409")).distinct is None


def test_drug_units_are_right_with_the_discarded_ones_on_their_own_line() -> None:
    answer = case(drugs=[{"code": "J9312", "units": 75}, {"code": "J9312", "units": 5, "modifiers": ["JW"]}])
    wasted = of_drug("J9312", 5, "JW", kind=Kind.DRUG_WASTE)
    assert drugs(answer, of_drug("J9312", 75), wasted) is Outcome.RIGHT
    assert drugs(answer, of_drug("J9312", 80)) is Outcome.WRONG


@pytest.mark.parametrize(
    ("day", "modifiers", "found"),
    [
        (None, [], Outcome.RIGHT),
        ("2023-06-30", [], Outcome.RIGHT),
        ("2023-07-01", [], Outcome.WRONG),
        (None, ["JZ"], Outcome.RIGHT),
    ],
)
def test_jz_counts_since_medicare_wants_it_or_where_the_source_writes_it(
    day: str | None, modifiers: list[str], found: Outcome
) -> None:
    answer = case(day=day, drugs=[{"code": "J9312", "units": 20, "modifiers": modifiers}])
    assert drugs(answer, of_drug("J9312", 20, "JZ")) is found


def test_a_drug_the_source_does_not_name_does_not_count() -> None:
    assert drugs(case(drugs=[{"code": "JXXXX", "units": 9}]), of_drug("J9312", 9)) is None
    assert drugs(case(drugs=[]), of_drug("J9312", 9)) is None


def test_a_source_that_answers_for_some_of_the_drugs_is_not_asked_about_the_others() -> None:
    answer = {"drugs": [{"code": "J9312", "units": 20}]}
    lines = (of_drug("J9312", 20), of_drug("J1100", 10))
    assert drugs(case(**answer), *lines) is Outcome.WRONG
    assert drugs(case(**answer, given=[*GIVEN, {"drug": "dexamethasone"}]), *lines) is Outcome.RIGHT


def test_missing_documentation_counts_and_a_remark_on_a_short_infusion_does_not() -> None:
    answer = case(asked=["missing_stop_time", "missing_waste", "hydration_under_31_min"])
    assert judged(answer, asking=True).questions == (("missing_stop_time", True), ("missing_waste", False))


def test_a_case_of_our_own_is_compared_line_for_line() -> None:
    own = case(source=None, expect=[{"code": "96413", "units": 1, "modifiers": ["53"]}])
    assert outcome(own, line("96413", modifiers=("53",))) is Outcome.RIGHT
    assert outcome(own, line("96413")) is Outcome.WRONG
    assert outcome(own, line("96413", modifiers=("53",)), line("99213", kind=Kind.SERVICE)) is Outcome.WRONG


def test_a_case_of_our_own_may_say_the_day_of_a_unit() -> None:
    own = case(source=None, days={"96413": "2026-03-05"})
    billed = line("96413", date=date(2026, 3, 5))
    assert outcome(own, billed) is Outcome.RIGHT
    assert outcome(own, replace(billed, date=date(2026, 3, 4))) is Outcome.WRONG


def test_a_score_is_silent_only_about_what_is_wrong_with_nothing_asked() -> None:
    right, asked = judged(case(), line("96413")), judged(case(), line("96409"), asking=True)
    wrong = judged(case(), line("96409"))
    assert Score("cases", "", (right, asked)).silent == 0
    assert Score("cases", "", (right, asked, wrong)).silent == 1
    assert [j.asked for j in Score("cases", "", (right, asked, wrong)).misses] == [("missing_stop_time",), ()]


@needs("scenarios", "published.jsonl")
def test_the_totals_are_those_of_the_judge_beside_the_published_cases(tmp_path: Path) -> None:
    folder = SHARED / "scenarios"
    bundles = _run(sys.executable, folder / "to_bundle.py", LINES)
    (tmp_path / "bundles.ndjson").write_text(bundles, "utf-8")
    chairside = ("-c", "from plugin.commands import main; main()", "propose", "--ndjson", tmp_path / "bundles.ndjson")
    (tmp_path / "proposals.ndjson").write_text(_run(sys.executable, *chairside), "utf-8")
    told = _run(sys.executable, folder / "score.py", LINES, tmp_path / "proposals.ndjson")
    score = shipped_score()
    assert [(int(a), int(b)) for a, b in re.findall(r"(\d+)/(\d+)", told)] == [
        (score.administration.right, score.administration.cases),
        (score.drugs.right, score.drugs.cases),
        tuple(reversed(score.questions)),
        tuple(reversed(score.distinct)),
    ]
    silent = re.search(r"administration (\d+), drugs (\d+)", told)
    assert silent
    assert [int(n) for n in silent.groups()] == [score.administration.wrong, score.drugs.wrong]


def _run(*command: str | Path) -> str:
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, timeout=120, check=True)
    return done.stdout
