"""Coverage policies of Medicare contractors: which drug codes each is for, and the diagnoses it lists (R-DX-06)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plugin.engine.rulebook import CoveragePolicy
from plugin.rules.dated import ByPeriod, Dated, read_table
from plugin.rules.errors import BadTable

ICD_10_CM = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?", re.ASCII)
ByContractor = Mapping[tuple[str, str], CoveragePolicy]


@dataclass(frozen=True, slots=True)
class PolicyDrug:
    """A drug code that a contractor's policy is for."""

    contractor: str
    policy: str
    code: str


@dataclass(frozen=True, slots=True)
class PolicyRows:
    """The rows of both tables as read: drug codes of policies, and their diagnoses as policy and ICD-10-CM code."""

    drugs: tuple[Dated[PolicyDrug], ...]
    diagnoses: tuple[Dated[tuple[str, str]], ...]


class PoliciesByDay:
    """The policies of a day, by contractor in small letters and drug code."""

    def __init__(self, rows: PolicyRows) -> None:
        self._drugs = ByPeriod(rows.drugs, tuple)
        self._diagnoses = ByPeriod(rows.diagnoses, _by_policy)

    def on(self, day: date) -> ByContractor:
        """The policies in force on a day."""
        listed = self._diagnoses.on(day)
        return {
            (row.contractor.lower(), row.code): CoveragePolicy(row.policy, listed[row.policy])
            for row in self._drugs.on(day)
            if row.policy in listed
        }


def read_coverage_policies(folder: Path, codes: Collection[str]) -> PolicyRows:
    """Read coverage_policies.csv and coverage_diagnoses.csv of `folder`; every drug code is one of `codes`.

    Raises BadTable with file and line, also for a policy that stands in one of the two tables alone.
    """
    drugs = read_table(
        folder / "coverage_policies.csv",
        ("contractor", "policy", "code"),
        lambda cells: _drug(cells, codes),
        lambda row: (row.contractor.lower(), row.code),
    )
    path = folder / "coverage_diagnoses.csv"
    diagnoses = read_table(path, ("policy", "icd10"), _diagnosis, lambda row: row)
    named, listed = {row.value.policy for row in drugs}, {row.value[0] for row in diagnoses}
    if named != listed:
        raise BadTable(path, 1, f"only one of the two tables has the policies {', '.join(sorted(named ^ listed))}")
    return PolicyRows(drugs, diagnoses)


def _drug(cells: Mapping[str, str], codes: Collection[str]) -> PolicyDrug:
    if cells["code"] not in codes:
        raise ValueError(f"{cells['code']} is no code of this installation")
    if not cells["contractor"] or not cells["policy"]:
        raise ValueError("name the contractor and its policy")
    return PolicyDrug(cells["contractor"], cells["policy"], cells["code"])


def _diagnosis(cells: Mapping[str, str]) -> tuple[str, str]:
    if not ICD_10_CM.fullmatch(cells["icd10"]):
        raise ValueError(f"{cells['icd10']!r} is not in the form of an ICD-10-CM code, such as K50.90")
    return cells["policy"], cells["icd10"]


def _by_policy(rows: list[tuple[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for policy, code in rows:
        found[policy].add(code)
    return {policy: frozenset(codes) for policy, codes in found.items()}
