"""Answers to "why not this code?" as JSON for programs and as text for people."""

import json

from plugin.engine.switches import Switches
from plugin.engine.why_not import WhyNot, why_not
from plugin.export import why_not_json, why_not_text
from tests.engine.builders import given, library, visit

CHART = visit(given("ceftriaxone", "iv_infusion", "09:00", "09:12"))
BOOK = library().of(CHART)


def answers(*codes: str) -> tuple[WhyNot, ...]:
    return tuple(why_not(code, CHART, BOOK, Switches()) for code in codes)


def test_json_holds_each_answer_with_its_reasons() -> None:
    told = json.loads(why_not_json.dumps("case", answers("96365", "96374")))
    assert told["id"] == "case"
    assert [(a["code"], a["standing"]) for a in told["why_not"]] == [("96365", "not_proposed"), ("96374", "proposed")]
    assert told["why_not"][0]["reasons"] == [
        {
            "because": ["R-ADM-41", "R-ADM-42"],
            "sentence": (
                "Ceftriaxone 09:00 to 09:12 (12 min): an infusion needs 16 minutes; what ran less is coded as a push."
            ),
            "evidence": ["MedicationAdministration/ma1"],
        }
    ]


def test_json_of_the_same_visit_has_the_same_bytes() -> None:
    assert why_not_json.dumps("case", answers("96365")) == why_not_json.dumps("case", answers("96365"))


def test_text_cites_every_rule_it_names() -> None:
    page = why_not_text.render("case", answers("96365"), BOOK)
    for rule in (BOOK.rule("R-ADM-41"), BOOK.rule("R-ADM-42")):
        assert f"{rule.id}  {rule.title}" in page
        assert all(f"{c.title}, {c.section} (checked {c.checked_on})" in page for c in rule.citations)


def test_text_names_the_standing_and_the_evidence() -> None:
    page = why_not_text.render("case", answers("96365", "99291"), BOOK)
    assert "Why not 96365 for case? It is not proposed." in page
    assert "read from MedicationAdministration/ma1" in page
    assert "Why not 99291 for case? It is none of the codes Chairside knows." in page
