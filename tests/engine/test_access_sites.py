"""Which lines are access sites of their own, and what a second one holds or asks."""

from tests.engine.builders import SALINE, asked, charge, fact, given, proposal, released, visit


def test_every_line_of_hydration_on_a_second_site_is_held() -> None:
    # R-ADM-46 edge: hold for coder; 96361 cannot go without its 96360
    chart = visit(
        given("ceftriaxone", start="08:00", stop="10:00", site="right port"),
        given(SALINE, start="08:00", stop="11:00", site="left forearm", site_reason=fact("two lines by protocol")),
    )
    assert not {c for c in released(chart) if c.startswith(("96360", "96361"))}


def test_hydration_behind_a_push_on_a_second_site_is_held_too() -> None:
    # R-ADM-46 edge: fluid on a second site is held whatever takes the initial there
    chart = visit(
        given("ceftriaxone", start="08:00", stop="10:00", site="right port"),
        given(
            "ondansetron",
            "iv_push",
            "08:00",
            dose="4 mg",
            site="left forearm",
            site_reason=fact("two lines by protocol"),
        ),
        given(SALINE, start="08:00", stop="10:00", site="left forearm"),
    )
    assert "96361" not in released(chart)


def test_extra_hours_of_a_held_second_initial_are_held_with_it() -> None:
    # R-ADM-25 (extra hours stay with their site), R-EDT-07
    chart = visit(
        given("paclitaxel", start="08:00", stop="09:00", site="right port"),
        given("ceftriaxone", start="08:00", stop="10:00", site="left forearm"),
    )
    assert "96366" not in released(chart)


def test_a_reason_charted_on_the_higher_ranked_line_frees_the_lower_one() -> None:
    # R-ADM-25: both sites are charted, and why
    chart = visit(
        given("ceftriaxone", start="08:00", stop="09:00", site="left forearm"),
        given(
            "paclitaxel", start="09:00", stop="10:00", site="right port", site_reason=fact("vesicant, needs the port")
        ),
    )
    assert charge(chart) == {"96365-59": 1, "96413": 1}
    assert "second_site_reason" not in asked(chart)
    assert released(chart).get("96365-59") == 1


def test_an_infiltrated_arm_does_not_swallow_the_port_that_was_in_use_before() -> None:
    # R-ADM-25, R-ADM-26: only the new cannula goes on as the old site
    chart = visit(
        given("paclitaxel", start="09:00", stop="11:00", site="right port"),
        given("ceftriaxone", start="09:00", stop="09:30", site="left forearm",
              site_reason=fact("incompatible with paclitaxel"), stopped_because=fact("infiltrated")),
        given("ceftriaxone", start="09:40", stop="10:30", site="left hand", continues="MedicationAdministration/ma2"),
        given("ondansetron", "iv_push", "10:45", dose="4 mg", site="right port"),
    )  # fmt: skip
    assert charge(chart) == {"96365-59": 1, "96375": 1, "96413": 1, "96415": 1}


def test_two_cannulas_of_one_forearm_are_two_sites() -> None:
    # R-ADM-25: "proximal" and "distal" name a lumen only where a catheter with lumens is charted
    chart = visit(
        given("ceftriaxone", start="08:00", stop="09:00", site="left forearm proximal"),
        given(
            "vancomycin",
            start="08:00",
            stop="09:00",
            site="left forearm distal",
            site_reason=fact("incompatible drugs"),
        ),
    )
    assert charge(chart) == {"96365": 1, "96365-59": 1}


def test_no_reason_for_a_second_line_is_asked_where_that_line_bills_nothing() -> None:
    # R-DOC-13: its effect is on a second initial, and there is none
    chart = visit(
        given("ceftriaxone", start="08:00", stop="09:00", site="left forearm"),
        given(SALINE, start="09:00", stop="09:20", site="right port"),
    )
    assert "second_site_reason" not in asked(chart)


def test_one_port_written_in_two_word_orders_is_one_site() -> None:
    # R-ADM-22, R-ADM-26
    chart = visit(
        given("ceftriaxone", start="08:00", stop="09:00", site="right chest port"),
        given("ondansetron", "iv_push", "09:00", dose="4 mg", site="Port, right chest"),
    )
    assert charge(chart) == {"96365": 1, "96375": 1}
    assert "second_site_reason" not in asked(chart)


def test_proximal_and_distal_name_lumens_of_a_catheter() -> None:
    # R-ADM-26
    chart = visit(
        given("ceftriaxone", start="08:00", stop="09:00", site="right arm PICC proximal"),
        given("vancomycin", start="08:00", stop="09:00", site="right arm PICC distal"),
    )
    assert charge(chart) == {"96365": 1, "96368": 1}


def test_a_second_line_that_would_add_an_initial_is_asked_for_its_reason() -> None:
    # R-ADM-25, R-DOC-13
    chart = visit(
        given("ceftriaxone", start="08:00", stop="09:00", site="left forearm"),
        given("paclitaxel", start="09:00", stop="10:00", site="right port"),
    )
    assert [p.about for p in proposal(chart).prompts if p.kind == "second_site_reason"] == [
        "MedicationAdministration/ma1"
    ]
