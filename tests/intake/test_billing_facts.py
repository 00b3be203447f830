"""What a record says for the claim alone: notice, part in a trial, free drug, attestation, use; odd words are shown."""

import pytest

from plugin.chart.billing import NOTHING_SAID, Billing, Notice, TrialPart
from plugin.intake.site import EXTENSIONS, Site
from tests.intake.builders import Json, only, push, reasons, visit

URLS = {
    "notice": "notice-of-non-coverage",
    "trial_part": "trial-part",
    "supplied_free": "supplied-free",
    "requirements_met": "policy-requirements-met",
    "excluded_use": "self-administered-use",
}
ABOUT = "MedicationAdministration/ma1"


def marked(name: str, **value: object) -> list[Json]:
    return [{"url": EXTENSIONS + URLS[name], **value}]


def values(billing: Billing) -> dict[str, object]:
    facts = {name: getattr(billing, name) for name in URLS}
    return {name: fact.value for name, fact in facts.items() if fact}


def test_a_row_that_says_nothing_of_it_has_nothing() -> None:
    assert only(push()).billing == NOTHING_SAID


@pytest.mark.parametrize("name", ["supplied_free", "requirements_met", "excluded_use"])
@pytest.mark.parametrize("value", [True, False])
def test_a_mark_of_yes_or_no_is_read_and_sets_no_other(name: str, value: bool) -> None:
    assert values(only(push(extension=marked(name, valueBoolean=value))).billing) == {name: value}


@pytest.mark.parametrize(
    ("name", "word", "read"),
    [
        ("notice", "signed", Notice.SIGNED),
        ("notice", "Not signed", Notice.NOT_SIGNED),
        ("notice", "not-signed", Notice.NOT_SIGNED),
        ("notice", "voluntary", Notice.VOLUNTARY),
        ("trial_part", "under_study", TrialPart.UNDER_STUDY),
        ("trial_part", "routine", TrialPart.ROUTINE),
        ("trial_part", "not part", TrialPart.NOT_PART),
    ],
)
@pytest.mark.parametrize("kind", ["valueCode", "valueString"])
def test_a_word_is_read_however_it_is_joined(name: str, word: str, read: object, kind: str) -> None:
    if kind == "valueCode":
        word = word.replace(" ", "-")
    assert values(only(push(extension=marked(name, **{kind: word}))).billing) == {name: read}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("notice", {"valueString": "perhaps"}),
        ("notice", {"valueBoolean": True}),
        ("trial_part", {"valueString": "arm B"}),
        ("supplied_free", {"valueString": "true"}),
        ("requirements_met", {"valueInteger": 1}),
    ],
)
def test_what_is_not_understood_is_shown_and_says_nothing(name: str, value: Json) -> None:
    read = visit(push(extension=marked(name, **value)))
    assert read.administrations[0].billing == NOTHING_SAID
    assert "is not understood and was not used" in reasons(read)[ABOUT]


def test_two_words_for_one_fact_contradict_and_neither_is_used() -> None:
    both = [*marked("notice", valueCode="signed"), *marked("notice", valueCode="voluntary")]
    site = Site(paths={"notice": f"extension.where(url='{EXTENSIONS}notice-of-non-coverage').valueCode"})
    read = visit(push(extension=both), site=site)
    assert read.administrations[0].billing.notice is None
    assert ABOUT in reasons(read)


def test_a_site_keeps_it_where_it_wants() -> None:
    site = Site(paths={"notice": "note.text"})
    read = visit(push(note=[{"text": "signed"}]), site=site)
    assert read.administrations[0].billing.notice is not None
