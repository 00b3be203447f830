"""The choices of a site, for every payer and for one class of payer."""

from plugin.engine.switches import Choices


def test_a_payer_without_choices_of_its_own_has_those_of_every_payer() -> None:
    choices = Choices.of({"midnight": "unit_date"}, {"medicaid": {"pause_gap": "10"}})
    assert choices.for_payer("commercial").midnight == "unit_date"
    assert choices.for_payer("").pause_gap == 30


def test_a_payer_with_choices_of_its_own_keeps_the_others_of_every_payer() -> None:
    choices = Choices.of({"midnight": "unit_date"}, {"medicaid": {"pause_gap": "10"}})
    assert (choices.for_payer("medicaid").midnight, choices.for_payer("medicaid").pause_gap) == ("unit_date", 10)


def test_what_is_asked_for_in_one_run_wins_over_what_a_site_configured() -> None:
    site = Choices.of({"midnight": "unit_date"}, {"medicaid": {"midnight": "start_date", "pause_gap": "10"}})
    run = site.overridden({"midnight": "by_setting"}, {"commercial": {"pause_gap": "5"}})
    assert {run.for_payer(p).midnight for p in ("medicaid", "commercial", "")} == {"by_setting"}
    assert [run.for_payer(p).pause_gap for p in ("medicaid", "commercial", "")] == [10, 5, 30]
