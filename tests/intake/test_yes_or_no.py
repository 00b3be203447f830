"""Marks that are yes or no (shared container, 340B stock, complex care); what is neither is shown and is no yes."""

from typing import Any

import pytest

from plugin.chart.administration import Administration
from plugin.chart.evidence import Fact, Strength
from plugin.intake.site import EXTENSIONS, Site
from tests.intake.builders import Json, infusion, mar, only, push, reasons, visit

ABOUT = "MedicationAdministration/ma1"
WORDS = {
    "stock_340b": "mark for 340B stock",
    "shared_container": "mark for a shared container",
    "complex_care": "mark for complex care",
}
each_mark = pytest.mark.parametrize("mark", WORDS)


def marked(mark: str, **value: Any) -> list[Json]:
    return [{"url": EXTENSIONS + mark.replace("_", "-"), **value}]


def said(administration: Administration, mark: str) -> Fact[bool] | None:
    value: Fact[bool] | None = getattr(administration, mark)
    return value


@each_mark
@pytest.mark.parametrize("value", [True, False])
def test_a_mark_is_read_with_its_evidence(mark: str, value: bool) -> None:
    read = visit(push(extension=marked(mark, valueBoolean=value), meta={"versionId": "3"}))
    fact = said(read.administrations[0], mark)
    assert (fact.value, fact.strength) == (value, Strength.CHARTED)
    assert (fact.evidence.about, fact.evidence.version, fact.evidence.shown) == (ABOUT, "3", str(value).lower())
    assert fact.evidence.element == mark.replace("_", "-")
    assert reasons(read) == {}


@each_mark
def test_a_mark_that_is_not_charted_is_none_and_the_other_marks_do_not_set_it(mark: str) -> None:
    others = sorted(set(WORDS) - {mark})
    assert said(only(push()), mark) is None
    assert said(only(push(extension=[m for other in others for m in marked(other, valueBoolean=True)])), mark) is None


@each_mark
@pytest.mark.parametrize(
    "value",
    [
        {"valueString": "true"},
        {"valueString": "yes"},
        {"valueCode": "true"},
        {"valueInteger": 1},
        {"valueDecimal": 1.0},
        {"valueQuantity": {"value": 1}},
        {"valueCodeableConcept": {"text": "340B"}},
    ],
    ids=lambda value: next(iter(value)),
)
def test_what_is_no_boolean_is_not_read_and_is_shown(mark: str, value: Json) -> None:
    read = visit(push(extension=marked(mark, **value)))
    assert said(read.administrations[0], mark) is None
    assert reasons(read) == {ABOUT: f"Its {WORDS[mark]} is neither true nor false and was not used."}


@each_mark
def test_a_site_may_keep_a_mark_elsewhere(mark: str) -> None:
    site = Site(paths={mark: "extension('https://ehr.example/pharmacy').extension('mark').value"})
    inside = [{"url": "mark", "valueBoolean": True}]
    row = push(extension=[{"url": "https://ehr.example/pharmacy", "extension": inside}])
    assert said(only(row, site=site), mark).value is True


@each_mark
def test_a_place_that_cannot_be_looked_up_in_a_row_is_shown(mark: str) -> None:
    read = visit(push(dosage={"text": "as ordered"}), site=Site(paths={mark: "dosage.text.toInteger(1, 2)"}))
    assert said(read.administrations[0], mark) is None
    assert ABOUT in reasons(read)


@each_mark
def test_one_row_of_a_bag_that_says_it_is_enough(mark: str) -> None:
    read = only(mar("New Bag", "09:00", extension=marked(mark, valueBoolean=True)), mar("Stopped", "10:00"))
    assert said(read, mark).value is True


@each_mark
def test_a_bag_with_one_row_that_cannot_be_used_says_nothing(mark: str) -> None:
    rows = (
        mar("New Bag", "09:00", "ma1", extension=marked(mark, valueBoolean=True)),
        mar("Stopped", "10:00", "ma2", extension=marked(mark, valueString="no")),
    )
    read = visit(*rows)
    assert said(read.administrations[0], mark) is None
    assert set(reasons(read)) == {"MedicationAdministration/ma2"}


@each_mark
def test_rows_of_one_bag_that_contradict_each_other_say_nothing_and_are_shown(mark: str) -> None:
    rows = (
        mar("New Bag", "09:00", "ma1", extension=marked(mark, valueBoolean=True)),
        mar("Stopped", "10:00", "ma2", extension=marked(mark, valueBoolean=False)),
    )
    read = visit(*rows)
    assert said(read.administrations[0], mark) is None
    assert reasons(read) == {ABOUT: f"Its {WORDS[mark]} is charted as true and as false, and was not used."}


@each_mark
def test_a_row_entered_in_error_has_no_mark_to_show(mark: str) -> None:
    row = infusion(status="entered-in-error", extension=marked(mark, valueString="perhaps"))
    assert reasons(visit(row)) == {}


@each_mark
def test_a_row_that_contradicts_itself_says_nothing_and_is_shown(mark: str) -> None:
    read = visit(push(extension=[*marked(mark, valueBoolean=True), *marked(mark, valueBoolean=False)]))
    assert said(read.administrations[0], mark) is None
    assert reasons(read) == {ABOUT: f"Its {WORDS[mark]} is charted as true and as false, and was not used."}
