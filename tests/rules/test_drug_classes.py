"""The class of a drug is the project's own default for it, whatever word the default was written with."""

from __future__ import annotations

import csv

from plugin.engine.identify import plain_words
from plugin.engine.rulebook import DrugTable
from tests.shared import SHARED, needs

DEFAULTS = "drug_administration_class.csv"
WORDS = {"complex_biologic": "complex", "blood_product": "blood"}
TO_BE_SHOWN = "complexity = needs_documentation"


@needs("data", DEFAULTS)
def test_every_default_class_and_injection_code_is_kept(today: DrugTable) -> None:
    with (SHARED / "data" / DEFAULTS).open(encoding="utf-8", newline="") as file:
        defaults = list(csv.DictReader(file))
    differ = []
    for row in defaults:
        wanted = "unsettled" if TO_BE_SHOWN in row["basis"] else row["administration_class"]
        names = today.aliases.get(plain_words(row["drug"]), ())
        drugs = [today.by_name[name] for name in names]
        if (WORDS.get(wanted, wanted), row["sc_im_code"]) not in {(d.group, d.injection_code) for d in drugs}:
            differ.append(row["drug"])
    assert len(defaults) == 277
    assert differ == []


def test_every_class_of_an_infused_drug_rests_on_a_rule_of_classes(today: DrugTable) -> None:
    given = [
        d for d in today.by_name.values() if d.group in ("chemo", "complex", "unsettled", "hormonal", "therapeutic")
    ]
    assert len(given) >= 600
    assert [d.name for d in given if "R-ADM-0" not in d.basis] == []
