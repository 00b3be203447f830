"""JW and JZ say what the containers of the record say, in the unit of the code."""

from plugin.chart.evidence import Strength
from tests.engine.builders import SINGLE, asked, given, lines, office, released


def test_a_multi_dose_vial_does_not_hide_the_waste_of_a_single_dose_one() -> None:
    # R-DRG-05, R-DRG-06: 40 mg of a single-dose container were discarded and charted
    chart = office(
        given(
            "cetuximab",
            start="09:00",
            stop="10:00",
            dose="60 mg",
            vial="100 mg",
            kind=SINGLE,
            opened=1,
            discarded="40 mg",
        ),
        given("cetuximab", start="10:05", stop="11:00", dose="100 mg"),
    )
    assert not {c for c in released(chart) if c.startswith("J9055")}
    assert "container_type_unknown" in asked(chart)


def test_jz_is_not_stated_while_a_whole_unit_is_unaccounted_for() -> None:
    # R-DRG-05 (A 7, V 8, W 1), R-DRG-07: only half of the rest is charted
    chart = office(
        given(
            "cetuximab",
            start="09:00",
            stop="10:00",
            dose="35 mg",
            vial="40 mg",
            kind=SINGLE,
            opened=1,
            discarded="5 mg",
        ),
        given("cetuximab", start="12:00", stop="13:00", dose="35 mg", vial="40 mg", kind=SINGLE, opened=1),
    )
    assert "J9055-JZ" not in released(chart)


def test_millilitres_discarded_are_not_read_as_milligrams() -> None:
    # R-DRG-03
    chart = office(
        given(
            "infliximab",
            start="09:00",
            stop="10:00",
            dose="350 mg",
            vial="400 mg",
            kind=SINGLE,
            opened=1,
            discarded="50 mL",
        )
    )
    assert not {c for c in released(chart) if c.startswith("J1745")}
    assert "missing_waste" in asked(chart)


def test_a_label_in_millilitres_is_not_read_as_milligrams() -> None:
    # R-DRG-03, R-DOC-19
    chart = office(
        given("infliximab", start="09:00", stop="10:00", dose="350 mg", vial="350 mL", kind=SINGLE, opened=1)
    )
    assert "J1745-JZ" not in released(chart)


def test_one_charted_discard_of_a_mixture_is_not_billed_on_both_drugs() -> None:
    # R-DRG-07: the record must show which drug was discarded
    chart = office(
        given(
            "ondansetron + dexamethasone",
            start="09:00",
            stop="10:00",
            dose="8 mg",
            vial="10 mg",
            kind=SINGLE,
            opened=1,
            discarded="2 mg",
        )
    )
    assert not {c for c in released(chart) if c.endswith("JW")}


def test_jz_on_containers_that_were_only_computed_is_derived() -> None:
    # R-DRG-05: a line is as strong as its weakest fact
    row = given("cetuximab", start="09:00", stop="10:00", dose="100 mg", vial="100 mg", kind=SINGLE)
    assert {x.strength for x in lines(office(row)) if x.code == "J9055"} == {Strength.DERIVED}
