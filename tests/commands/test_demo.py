"""chairside demo --check launches every story and says what is proposed for it."""

from __future__ import annotations

import pytest

from fixtures.ehr.settings import STORIES
from plugin import demo
from plugin.demo_walk import Walker, WalkFailed
from tests.commands.terminal import chairside


def test_every_story_is_launched_and_proposed() -> None:
    result = chairside("demo", "--check")
    told = result.stdout.decode().splitlines()
    assert result.returncode == 0
    assert len(told) == len(list(STORIES.glob("*/bundle.json")))
    assert all("line" in line and "open question" in line for line in told)


def test_a_story_that_is_not_proposed_is_named_and_the_exit_code_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise WalkFailed("the launch ended with 400 at /callback.")

    monkeypatch.setattr(Walker, "launch", refused)
    result = chairside("demo", "--check")
    assert result.returncode == 1
    assert result.stdout.decode().startswith("FAILED  ")


def test_a_port_that_is_taken_gives_way_to_a_free_one() -> None:
    with demo.running(0, 0) as first:
        taken = int(first.app_url.rpartition(":")[2])
        with demo.running(0, taken) as second:
            assert second.app_url != first.app_url
