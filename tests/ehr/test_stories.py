"""Loading the stories: what is wrong with them stops the start."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fixtures.ehr.stories import StoryError, read_stories
from tests.ehr.conftest import STORIES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(STORIES, tmp_path / "stories"))


def edit(folder: Path, change: Callable[[dict[str, Any]], object], story: str = "ito-iron") -> None:
    path = folder / story / "bundle.json"
    bundle = json.loads(path.read_text(encoding="utf-8"))
    change(bundle)
    path.write_text(json.dumps(bundle), encoding="utf-8")


def resource(bundle: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind)


def test_a_story_has_title_telling_setting_and_resources() -> None:
    story = read_stories(STORIES)[0]
    assert (story.name, story.title) == ("gray-ceftriaxone", "An antibiotic without a stop time")
    assert story.telling.startswith("Mr Gray came")
    assert story.setting == "facility"


def test_an_id_used_in_two_stories_is_refused_and_both_are_named(folder: Path) -> None:
    edit(folder, lambda bundle: resource(bundle, "Coverage").update(id="gray-cov"))
    with pytest.raises(StoryError, match=r"Coverage/gray-cov is in both gray-ceftriaxone and ito-iron"):
        read_stories(folder)


def test_an_id_used_twice_in_one_story_is_refused(folder: Path) -> None:
    edit(folder, lambda bundle: bundle["entry"].append({"resource": dict(resource(bundle, "Coverage"))}))
    with pytest.raises(StoryError, match="twice"):
        read_stories(folder)


def test_a_practitioner_may_be_shared_while_identical(folder: Path) -> None:
    edit(folder, lambda bundle: resource(bundle, "Practitioner").update(gender="male"))
    with pytest.raises(StoryError, match="Practitioner/dr-abbott"):
        read_stories(folder)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda bundle: resource(bundle, "Condition").pop("subject"), "belongs to no patient"),
        (lambda bundle: resource(bundle, "Coverage").update(resourceType="Claim"), "does not keep"),
        (lambda bundle: bundle.pop("meta"), "neither facility nor office"),
    ],
)
def test_a_story_that_does_not_fit_the_ehr_is_refused(
    folder: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    edit(folder, change)
    with pytest.raises(StoryError, match=said):
        read_stories(folder)


def test_a_story_without_title_is_refused(folder: Path) -> None:
    (folder / "ito-iron" / "story.md").write_text("Iron\n", encoding="utf-8")
    with pytest.raises(StoryError, match="title"):
        read_stories(folder)


def test_a_folder_without_stories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoryError):
        read_stories(tmp_path)
