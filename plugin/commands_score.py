"""chairside score: how often the proposed charge is the published one, for anyone to run again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import click

from plugin.commands_propose import Bench
from plugin.engine.errors import EngineError
from plugin.engine.propose import RULES_APPLIED
from plugin.engine.switches import Choices
from plugin.errors import ChairsideError
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from plugin.rules.library import load_library
from plugin.scenarios import score_json, score_text
from plugin.scenarios.bundle import bundle_text
from plugin.scenarios.judge import Judged, judge
from plugin.scenarios.read import read_scenarios
from plugin.scenarios.scenario import Scenario
from plugin.scenarios.stories import Asked, Questions, Story, asked_about, read_stories
from plugin.scenarios.tally import Score
from plugin.views.words import TOPICS

WRONG = 1


class NoPublishedCases(ChairsideError):
    """The published cases were left out of this installation."""

    sentence = "The published cases are not part of this installation."
    hint = "Name a file of cases, or install Chairside with its folder fixtures."


class NotProposed(ChairsideError):
    """A case for which no proposal can be made at all."""

    hint = "Correct the case; nothing was scored."


@click.command("score")
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The same for machines, with every case.")
def score_command(file: Path | None, as_json: bool) -> int:
    """Compare what is proposed for the published cases, or those of FILE (YAML or JSON Lines), with their answers.

    Official files that are loaded are left aside: with the tables that ship the figures are the same on every machine.
    Exit code 1 says that a case is wrong with nothing asked.
    """
    paths = [file] if file else published()
    name = str(file) if file else "the published cases that come with Chairside"
    score = score_of(paths, name, () if file else told())
    shown = (
        json.dumps(score_json.as_json(score), ensure_ascii=False, indent=2)
        if as_json
        else score_text.render(score, TOPICS)
    )
    click.echo(shown.rstrip("\n"))
    return WRONG if score.silent else 0


def published() -> list[Path]:
    """The files of published cases that come with Chairside. Raises NoPublishedCases."""
    found = sorted((_fixtures() / "scenarios" / "published").glob("*.yaml"))
    if not found:
        raise NoPublishedCases
    return found


def told() -> tuple[Path, ...]:
    """The folders of stories that come with Chairside: the visits of the demo, and complete visits. As `published`."""
    return _fixtures() / "visits", _fixtures() / "scenarios" / "complete"


def _fixtures() -> Path:
    try:
        return Path(str(files("fixtures")))
    except ModuleNotFoundError:
        raise NoPublishedCases from None


def score_of(paths: list[Path], name: str, stories: tuple[Path, ...] = ()) -> Score:
    """Propose and judge every case of the files, and what is asked about stories. Raises BadScenario, NotProposed."""
    read = [(path, case) for path in paths for case in read_scenarios(path)]
    bench = Bench(Site(), Choices(), load_library(applied=RULES_APPLIED))
    asked = tuple(_asked(story, bench) for story in read_stories(stories))
    return Score(name, bench.library.digest, tuple(_judged(read, bench)), Questions(asked))


def _asked(story: Story, bench: Bench) -> Asked:
    try:
        return asked_about(story, lambda records, switches: replace(bench, switches=switches).propose(records))
    except EngineError as error:
        raise NotProposed(f"The story {story.name}: {error.sentence}") from error


def _judged(read: list[tuple[Path, Scenario]], bench: Bench) -> Iterator[Judged]:
    for path, case in read:
        chosen = replace(bench, switches=Choices.of(case.switches, {}))
        try:
            proposal = chosen.propose(read_bundle(bundle_text(case)))
        except EngineError as error:
            raise NotProposed(f"{path}, case {case.id}: {error.sentence}") from error
        yield judge(case, proposal, topic=path.stem.replace("-", " ").capitalize())
