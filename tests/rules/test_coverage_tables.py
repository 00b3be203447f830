"""The coverage policies that ship, and what is refused in their tables."""

import csv
from datetime import date
from pathlib import Path

import pytest

from plugin.rules.coverage_tables import PoliciesByDay, read_coverage_policies
from plugin.rules.errors import BadTable
from plugin.rules.library import HERE, load_library
from tests.shared import SHARED, needs

ARTICLE = "mcd_article_A56432_infliximab_icd10.csv"
DAY = date(2026, 3, 4)
DRUGS = "contractor,policy,code,from,to\nPalmetto,A1,J1745,2026-01-01,\n"
DIAGNOSES = "policy,icd10,from,to\nA1,K50.90,2026-01-01,2026-06-30\n"


def written(folder: Path, drugs: str = DRUGS, diagnoses: str = DIAGNOSES) -> PoliciesByDay:
    (folder / "coverage_policies.csv").write_text(drugs)
    (folder / "coverage_diagnoses.csv").write_text(diagnoses)
    return PoliciesByDay(read_coverage_policies(folder, {"J1745"}))


@needs("data", ARTICLE)
def test_the_shipped_policy_lists_what_the_published_article_lists() -> None:
    with (SHARED / "data" / ARTICLE).open(encoding="utf-8", newline="") as file:
        published = {row["icd10_code"] for row in csv.DictReader(file)}
    for code in ("J1745", "Q5103", "Q5104", "Q5121"):
        policy = load_library().on(DAY).coverage["palmetto", code]
        assert (policy.policy, policy.diagnoses) == ("A56432", published)


def test_a_day_before_the_revision_that_was_read_has_no_policy() -> None:
    assert load_library().on(date(2025, 12, 31)).coverage == {}


def test_no_word_of_a_description_ships() -> None:
    header = (HERE / "tables" / "coverage_diagnoses.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "policy,icd10,from,to"


def test_a_diagnosis_counts_on_its_own_days(tmp_path: Path) -> None:
    policies = written(tmp_path)
    assert policies.on(DAY)["palmetto", "J1745"].diagnoses == {"K50.90"}
    assert policies.on(date(2026, 7, 1)) == {}


@pytest.mark.parametrize(
    ("drugs", "diagnoses", "says"),
    [
        (DRUGS.replace("J1745", "J9999"), DIAGNOSES, "J9999 is no code of this installation"),
        (DRUGS.replace("Palmetto", ""), DIAGNOSES, "name the contractor and its policy"),
        (DRUGS, DIAGNOSES.replace("K50.90", "K5090"), "not in the form of an ICD-10-CM code"),
        (DRUGS, DIAGNOSES.replace("A1", "A2"), "only one of the two tables has the policies A1, A2"),
        (DRUGS + "palmetto,A9,J1745,2026-03-01,\n", DIAGNOSES, "stands twice"),
        (DRUGS.replace("2026-01-01", "2026-1-1"), DIAGNOSES, "is no day"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_the_reason(
    tmp_path: Path, drugs: str, diagnoses: str, says: str
) -> None:
    with pytest.raises(BadTable, match=says):
        written(tmp_path, drugs, diagnoses)
