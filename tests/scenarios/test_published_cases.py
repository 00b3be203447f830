"""The published cases and the visits as EHRs send them, by the command line and the judges that lie beside them."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import SHARED, needs

CHAIRSIDE = Path(sys.executable).with_name("chairside")
SCENARIOS, VISITS = SHARED / "scenarios", SHARED / "visits"


def run(*command: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*map(str, command)], input=given, capture_output=True, text=True, timeout=120, check=False)


def proposals(bundles: str, folder: Path) -> Path:
    result = run(CHAIRSIDE, "propose", "--ndjson", "-", given=bundles)
    assert result.returncode == 0, result.stderr
    (folder / "proposals.ndjson").write_text(result.stdout, "utf-8")
    return folder / "proposals.ndjson"


@needs("scenarios", "published.jsonl")
def test_published_answers_are_met_and_no_wrong_one_is_silent(tmp_path: Path) -> None:
    published = SCENARIOS / "published.jsonl"
    bundles = run(sys.executable, SCENARIOS / "to_bundle.py", published).stdout
    score = (SCENARIOS / "score.py", published, proposals(bundles, tmp_path))
    judged = run(sys.executable, *score, "--min-admin", "0.97", "--min-drugs", "0.97")
    assert judged.returncode == 0, judged.stdout
    assert "wrong with nothing asked: administration 0, drugs 0" in judged.stdout


@pytest.fixture(scope="module")
def visits_proposed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return proposals(run(sys.executable, VISITS / "run.py").stdout, tmp_path_factory.mktemp("visits"))


@needs("visits", "run.py")
@pytest.mark.parametrize("folder", [p.parent.name for p in sorted(VISITS.glob("*/bundle.json"))] or ["absent"])
def test_a_visit_as_an_ehr_sends_it_is_proposed_right(folder: str, visits_proposed: Path) -> None:
    judged = run(sys.executable, VISITS / "run.py", "score", visits_proposed, "--only", folder)
    assert judged.returncode == 0, judged.stdout
