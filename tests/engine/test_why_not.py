"""Why a code is not proposed: the rule and the fact that failed, or where the code stands."""

from dataclasses import replace

import pytest

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.switches import Switches
from plugin.engine.why_not import Standing, WhyNot, why_not
from tests.engine.builders import SALINE, State, at, fact, given, library, office, visit
from tests.engine.codes_not_proposed import ANTIBIOTIC, CHEMO, FAMILY, INFUSION, NOT_PROPOSED, PUMP, PUSH
from tests.engine.test_invariants import SITES, clock


def answer(code: str, chart: Chart, **switches: str) -> WhyNot:
    return why_not(code, chart, library().of(chart), Switches.of(switches))


def said(code: str, chart: Chart, **switches: str) -> str:
    return " ".join(r.sentence for r in answer(code, chart, **switches).reasons)


def rules(code: str, chart: Chart, **switches: str) -> set[str]:
    return {rule for r in answer(code, chart, **switches).reasons for rule in r.because}


@pytest.mark.parametrize(("code", "chart", "rule", "fact"), NOT_PROPOSED, ids=[case[0] for case in NOT_PROPOSED])
def test_a_code_that_is_not_proposed_names_the_rule_and_the_fact(code: str, chart: Chart, rule: str, fact: str) -> None:
    assert answer(code, chart).standing is Standing.NOT_PROPOSED
    assert rule in rules(code, chart)
    assert fact.lower() in said(code, chart).lower()


def test_every_code_of_the_family_has_such_a_visit() -> None:
    assert sorted(case[0] for case in NOT_PROPOSED) == FAMILY


def test_a_proposed_code_is_named_by_its_line() -> None:
    chart = visit(ANTIBIOTIC, PUSH)
    assert answer("96375", chart).standing is Standing.PROPOSED
    assert "It is proposed: line 2, 96375 with 1 unit on 2026-03-04 for ketorolac." in said("96375", chart)
    assert {"R-ADM-41", "R-ADM-54"} <= rules("96375", visit(ANTIBIOTIC, given("ketorolac", "iv_push", "08:20")))


def test_a_code_counted_in_hours_says_when_the_next_unit_begins() -> None:
    chart = visit(given("ceftriaxone", INFUSION, "09:00", "11:31"))
    assert "96366 with 2 units" in said("96366", chart)
    assert "the next unit would begin with minute 211, and 151 are counted" in said("96366", chart)


def test_hours_of_fluid_say_when_the_next_unit_begins() -> None:
    chart = visit(ANTIBIOTIC, given(SALINE, INFUSION, "09:00", "10:00"))
    assert "the next unit would begin with minute 91, and 60 are counted" in said("96361", chart)


def test_the_concurrent_code_says_that_it_is_one_unit() -> None:
    chart = visit(ANTIBIOTIC, given("vancomycin", INFUSION, "08:00", "09:00"))
    assert "one unit for the whole encounter" in said("96368", chart)
    assert "R-ADM-50" in rules("96368", chart)


def test_an_initial_code_is_one_for_each_line() -> None:
    chart = visit(ANTIBIOTIC)
    assert "It is the initial service of left forearm, and each line has one in a visit" in said("96365", chart)
    assert "R-ADM-22" in rules("96365", chart)


def test_a_shot_is_one_unit_for_each_dose() -> None:
    chart = visit(given("denosumab", "sc", "09:00"), given("denosumab", "sc", "09:10"))
    assert "96372 with 1 unit" in said("96372", chart)
    assert "within 30 minutes are one dose" in said("96372", chart)
    assert "split_dose_injections=per_injection" in said("96372", chart, split_dose_injections="per_injection")


def test_an_office_visit_without_a_main_reason_names_the_question() -> None:
    chart = office(ANTIBIOTIC, PUSH)
    assert 'Open question: "What was this visit mainly for?"' in said("96374", chart)
    assert "R-DOC-15" in rules("96374", chart)


def test_a_held_code_names_the_question_that_holds_it() -> None:
    chart = visit(given("ceftriaxone", INFUSION, "08:00", "07:00"))
    assert answer("96374", chart).standing is Standing.HELD
    assert 'Held until "Which start and stop times of ceftriaxone are right?" is answered.' in said("96374", chart)
    assert "R-DOC-03" in rules("96374", chart)


def test_two_bags_of_one_drug_at_once_are_held_by_the_question_about_the_later_one() -> None:
    chart = visit(given("ceftriaxone", INFUSION, "08:00", "09:00"), given("ceftriaxone", INFUSION, "08:30", "09:30"))
    assert answer("96365", chart).standing is Standing.HELD
    assert "two infusions of ceftriaxone run at the same time" in said("96365", chart).lower()
    assert {"R-ADM-61", "R-DOC-03"} <= rules("96365", chart)


def test_a_second_line_is_held_by_the_question_why_it_was_used() -> None:
    chart = visit(given("vancomycin", "iv_push", "08:00", site=SITES[1]), ANTIBIOTIC)
    assert "held until" in said("96374", chart)
    assert {"R-ADM-25", "R-DOC-13"} <= rules("96374", chart)


def test_a_line_that_a_charted_test_may_include_names_the_test() -> None:
    chart = visit(ANTIBIOTIC, services=("74177",))
    assert "it may be part of 74177" in said("96365", chart).lower()
    assert "R-ADM-12" in rules("96365", chart)


def test_fluid_on_a_second_line_waits_for_a_coder() -> None:
    line = given(SALINE, INFUSION, "08:00", "09:00", site=SITES[1], site_reason=fact("by protocol"))
    assert "fluid on a second line runs beside the first one" in said("96360", visit(ANTIBIOTIC, line)).lower()


def test_a_code_that_rests_on_an_answer_given_here_says_so() -> None:
    answered = replace(
        ANTIBIOTIC, runs=(replace(ANTIBIOTIC.runs[0], stop=replace(fact(at("09:00")), strength=Strength.ANSWERED)),)
    )
    assert answer("96365", visit(answered)).standing is Standing.HELD
    assert "an answer given here that the chart does not show yet" in said("96365", visit(answered))


def test_an_add_on_without_its_primary_is_held_by_the_pair() -> None:
    chart = office(given("doxorubicin", "iv_push", "09:00"), given("cefazolin", INFUSION, "09:30", "11:10"))
    held = visit(
        given("doxorubicin", "iv_push", "09:00"),
        given("cefazolin", INFUSION, "09:30", "10:10"),
        given("vancomycin", INFUSION, "09:30", "10:10"),
    )
    assert answer("96366", chart).standing is Standing.PROPOSED
    assert "taken off: it may only stand beside" in said("96368", held)
    assert {"R-ADM-23", "R-ADM-50"} <= rules("96368", held)


def test_a_missing_stop_is_answered_with_the_open_question() -> None:
    chart = visit(given("ceftriaxone", INFUSION, "08:00"))
    assert 'Open question: "When did ceftriaxone stop?"' in said("96365", chart)
    assert {"R-ADM-59", "R-DOC-01"} <= rules("96365", chart)


def test_times_that_contradict_are_quoted() -> None:
    assert "the stop is before the start" in said("96365", visit(given("ceftriaxone", INFUSION, "08:00", "07:00")))


def test_the_main_reason_of_an_office_visit_holds_the_initial_place() -> None:
    chart = office(ANTIBIOTIC, given("famotidine", "iv_push", "09:00"), main="famotidine")
    assert "famotidine 09:00 holds the initial place" in said("96365", chart)
    assert "R-ADM-21" in rules("96365", chart)


def test_chemotherapy_holds_the_initial_place_of_an_office_visit_for_something_else() -> None:
    chart = office(ANTIBIOTIC, CHEMO, main="ceftriaxone")
    assert "R-ADM-24" in rules("96365", chart)
    assert "ceftriaxone 08:00 to 09:00 (60 min) is coded 96367" in said("96365", chart).lower()


def test_fluid_names_the_drug_that_took_its_minutes() -> None:
    chart = visit(ANTIBIOTIC, given(SALINE, INFUSION, "08:00", "09:20"))
    assert "20 of 80 min count as hydration; 31 are needed. The rest ran beside ceftriaxone" in said("96360", chart)
    assert {"R-ADM-44", "R-ADM-46"} <= rules("96360", chart)


def test_fluid_beside_a_drug_without_a_stop_says_that_no_minute_counts_there() -> None:
    chart = visit(given("ceftriaxone", INFUSION, "09:10"), given(SALINE, INFUSION, "09:00", "11:00"))
    assert "No minute counts where ceftriaxone may have run, whose time is not charted" in said("96360", chart)


def test_a_carrier_is_no_hydration() -> None:
    chart = visit(given("ceftriaxone + normal saline", INFUSION, "09:00", "10:00"))
    assert "the fluid in the bag carried the drug" in said("96360", chart)
    assert "R-ADM-09" in rules("96360", chart)


def test_fluid_to_keep_a_vein_open_is_no_hydration() -> None:
    assert "R-ADM-09" in rules("96360", visit(given(SALINE, "keep_open", "09:00", "11:00")))


def test_fluid_alone_is_no_infusion_of_a_drug() -> None:
    chart = visit(given(SALINE, INFUSION, "09:00", "10:00"))
    assert "No non-chemotherapy infusion into a vein is charted" in said("96365", chart)


def test_two_bags_on_two_lines_are_not_concurrent() -> None:
    chart = visit(ANTIBIOTIC, given("vancomycin", INFUSION, "08:00", "09:00", site=SITES[1]))
    assert "ran together, but on two lines (left forearm and port, right chest)" in said("96368", chart)
    assert "R-ADM-25" in rules("96368", chart)


def test_fluid_beside_a_drug_is_not_concurrent() -> None:
    chart = visit(ANTIBIOTIC, given(SALINE, INFUSION, "08:00", "09:00"))
    assert "hydration is never concurrent" in said("96368", chart)
    assert "R-ADM-46" in rules("96368", chart)


def test_two_chemotherapy_bags_are_never_the_concurrent_code() -> None:
    chart = visit(CHEMO, given("gemcitabine", INFUSION, "09:00", "10:00"))
    assert "paclitaxel and gemcitabine 09:00 to 10:00 ran together, both chemotherapy" in said("96368", chart).lower()
    assert answer("96549", chart).standing is Standing.HELD


def test_a_push_during_the_infusion_of_its_drug_is_part_of_it() -> None:
    chart = visit(ANTIBIOTIC, given("ceftriaxone", "iv_push", "08:30"))
    assert "pushed while ceftriaxone 08:00 to 09:00 (60 min) ran" in said("96376", chart)
    assert "R-ADM-58" in rules("96376", chart)


def test_an_office_has_no_repeated_push() -> None:
    chart = office(given("morphine", "iv_push", "08:00"), given("morphine", "iv_push", "09:30"))
    assert "morphine 09:30 was given again, but this is an office visit" in said("96376", chart).lower()


def test_chemotherapy_has_no_repeated_push() -> None:
    chart = visit(given("doxorubicin", "iv_push", "08:00"), given("doxorubicin", "iv_push", "09:30"))
    assert "chemotherapy pushed again has no code" in said("96376", chart)


def test_a_running_bag_is_charged_when_its_stop_is_charted() -> None:
    chart = visit(given("ceftriaxone", INFUSION, "08:00", state=State.RUNNING))
    assert "ceftriaxone 08:00 is still running" in said("96365", chart).lower()
    assert "R-ADM-40" in rules("96365", chart)


def test_what_was_not_given_is_no_infusion() -> None:
    chart = visit(replace(ANTIBIOTIC, state=State.NOT_GIVEN))
    assert "ceftriaxone 08:00 was not given" in said("96365", chart).lower()


def test_what_has_no_route_may_be_anything_and_says_so() -> None:
    chart = visit(given("ceftriaxone", "not charted", "09:00", "10:00"))
    for code in ("96365", "96372", "96369"):
        assert "R-DOC-04" in rules(code, chart)


def test_what_was_pushed_is_nearer_to_an_infusion_than_what_was_swallowed() -> None:
    chart = visit(PUSH, given("acetaminophen", "oral", "08:00"))
    assert said("96365", chart).startswith("Ketorolac 09:20: charted as a push")
    assert "acetaminophen 08:00 was given by mouth" in said("96365", visit(chart.administrations[1])).lower()


def test_a_line_for_two_drugs_names_both() -> None:
    chart = visit(ANTIBIOTIC, PUSH, given("famotidine", "iv_push", "09:30"))
    assert "96375 with 2 units on 2026-03-04 for ketorolac and famotidine" in said("96375", chart)


def test_premedication_of_a_transfusion_names_the_transfusion() -> None:
    chart = visit(given("red blood cells", INFUSION, "09:00", "11:00"), given("diphenhydramine", "iv_push", "08:50"))
    assert "before the first unit of blood" in said("96374", chart)
    assert "R-ADM-11" in rules("96374", chart)


def test_a_drug_nobody_can_name_leaves_its_class_open() -> None:
    chart = visit(given("somedrug", INFUSION, "09:00", "10:00"))
    assert "what somedrug is, and so its class, is open" in said("96413", chart).lower()


def test_an_unsettled_biologic_names_the_question_of_the_work_it_took() -> None:
    assert "R-DOC-16" in rules("96413", visit(given("belimumab", INFUSION, "09:00", "10:00")))


def test_a_disconnection_is_inside_medicares_pump_code() -> None:
    chart = visit(given("fluorouracil", "pump_disconnect", "09:00"))
    assert "R-ADM-73" in rules("96523", chart)


def test_a_flush_beside_keep_open_fluid_alone_is_a_flush_visit() -> None:
    chart = visit(given("heparin lock flush", "port_flush", "09:00"), given(SALINE, "keep_open", "09:00"))
    assert answer("96523", chart).standing is Standing.PROPOSED


def test_a_short_pump_says_how_long_it_was_planned_for() -> None:
    chart = visit(replace(PUMP, planned_minutes=300))
    assert "planned for 300 min, and more than 480 min are needed" in said("G0498", chart)


def test_an_infusion_over_midnight_names_the_day_it_ended_on() -> None:
    chart = visit(given("ceftriaxone", INFUSION, "23:30", "D+1 00:40"))
    assert "23:30 to 00:40 on 2026-03-05 (70 min)" in said("96366", chart)


TOGETHER = visit(ANTIBIOTIC, given("vancomycin", INFUSION, "08:30", "09:30"))
TWO_CHEMO = visit(CHEMO, given("gemcitabine", INFUSION, "09:00", "10:00"))
TWICE = visit(given("cefazolin", INFUSION, "08:00", "08:30"), given("cefazolin", INFUSION, "16:00", "16:30"))
SPLIT = visit(given(SALINE, INFUSION, "09:00", "11:00"), given("ceftriaxone", INFUSION, "09:25", "10:35"))
BY_LABEL = visit(
    given("cisplatin", INFUSION, "09:00", "10:00"),
    given(SALINE, INFUSION, "10:00", "11:00"),
    reasons_for_fluid=False,
    diagnoses=("C50.911",),
)
CHOICES = [
    ("96374", {"missing_stop": "not_billable"}, visit(given("ceftriaxone", INFUSION, "08:00"))),
    ("96368", {"partial_overlap": "split_remainder"}, TOGETHER),
    ("96549", {"chemo_chemo_concurrent": "not_billed"}, TWO_CHEMO),
    (
        "96549",
        {"chemo_chemo_concurrent": "sequential_if_remainder_16"},
        visit(CHEMO, given("gemcitabine", INFUSION, "09:30", "10:30")),
    ),
    ("96366", {"same_drug_repeat_infusion": "sum_minutes"}, TWICE),
    ("96360", {"hydration_split": "contiguous"}, SPLIT),
    ("G0498", {"pump_code": "96416"}, visit(PUMP)),
    ("96413", {"complexity_policy": "payer_list"}, visit(given("infliximab", INFUSION, "09:00", "10:00"))),
    ("96360", {"hydration_label_required": "integral"}, BY_LABEL),
]


@pytest.mark.parametrize(("code", "chosen", "chart"), CHOICES, ids=[next(iter(case[1])) for case in CHOICES])
def test_a_choice_of_the_site_that_decided_is_named(code: str, chosen: dict[str, str], chart: Chart) -> None:
    ((name, value),) = chosen.items()
    assert f"{name}={value}" in said(code, chart, **chosen)
    assert answer(code, chart, **chosen).standing is Standing.NOT_PROPOSED


def at_edge(drug: str, way: str, minutes: int) -> Administration:
    return given(drug, way, "09:00", clock(540 + minutes))


def beside_antibiotic(start: str) -> Chart:
    return visit(ANTIBIOTIC, given("vancomycin", INFUSION, start, "10:00"))


def pushed_again(time: str) -> Chart:
    return visit(given("morphine", "iv_push", "08:00"), given("morphine", "iv_push", time))


GLOBULIN, ARTERY = "immune globulin", "intra_arterial_infusion"
# What is one minute short of a code, and what is not: the fact of the answer is the one that decides.
EDGES = [
    ("96365", visit(at_edge("ceftriaxone", INFUSION, 15)), visit(at_edge("ceftriaxone", INFUSION, 16))),
    ("96366", visit(at_edge("ceftriaxone", INFUSION, 90)), visit(at_edge("ceftriaxone", INFUSION, 91))),
    ("96413", visit(at_edge("paclitaxel", INFUSION, 15)), visit(at_edge("paclitaxel", INFUSION, 16))),
    ("96415", visit(at_edge("paclitaxel", INFUSION, 90)), visit(at_edge("paclitaxel", INFUSION, 91))),
    ("96374", visit(at_edge("ceftriaxone", INFUSION, 16)), visit(at_edge("ceftriaxone", INFUSION, 15))),
    ("96360", visit(at_edge(SALINE, INFUSION, 30)), visit(at_edge(SALINE, INFUSION, 31))),
    ("96361", visit(at_edge(SALINE, INFUSION, 90)), visit(at_edge(SALINE, INFUSION, 91))),
    ("96368", beside_antibiotic("08:45"), beside_antibiotic("08:44")),
    ("96369", visit(at_edge(GLOBULIN, "sc_infusion", 15)), visit(at_edge(GLOBULIN, "sc_infusion", 16))),
    ("96370", visit(at_edge(GLOBULIN, "sc_infusion", 90)), visit(at_edge(GLOBULIN, "sc_infusion", 91))),
    ("96376", pushed_again("08:30"), pushed_again("08:31")),
    ("96422", visit(at_edge("cisplatin", ARTERY, 15)), visit(at_edge("cisplatin", ARTERY, 16))),
    ("96423", visit(at_edge("cisplatin", ARTERY, 90)), visit(at_edge("cisplatin", ARTERY, 91))),
]


@pytest.mark.parametrize(("code", "short", "enough"), EDGES, ids=[edge[0] for edge in EDGES])
def test_a_minute_more_or_less_turns_the_answer(code: str, short: Chart, enough: Chart) -> None:
    assert (answer(code, short).standing, answer(code, enough).standing) == (Standing.NOT_PROPOSED, Standing.PROPOSED)


def test_the_least_overlap_is_the_one_the_site_chose() -> None:
    chart = visit(ANTIBIOTIC, given("vancomycin", INFUSION, "08:40", "09:40"))
    assert answer("96368", chart).standing is Standing.PROPOSED
    assert "was 20 min: ceftriaxone and vancomycin 08:40 to 09:00; 31 are needed" in said(
        "96368", chart, concurrent_min_overlap="31"
    )


def test_a_code_whose_card_is_not_in_force_for_the_payer_is_still_answered() -> None:
    chart = visit(given("vancomycin", "portable_pump", "11:00"), payer="commercial")
    book = library().of(chart)
    without = replace(book, rules={name: rule for name, rule in book.rules.items() if name != "R-ADM-76"})
    answered = why_not("C8957", chart, without, Switches())
    assert answered.standing is Standing.NOT_PROPOSED
    assert "C8957" in answered.reasons[0].sentence


def test_a_code_outside_the_family_is_not_known() -> None:
    answered = answer("99291", visit(ANTIBIOTIC))
    assert (answered.standing, answered.reasons[0].sentence) == (
        Standing.NOT_KNOWN,
        "99291 is not a code of drug administration.",
    )


def test_a_drugs_code_is_named_as_one() -> None:
    assert "not a code of drug administration but of a drug, infliximab" in said("J1745", visit(ANTIBIOTIC))
    assert answer("J0696", visit(ANTIBIOTIC)).standing is Standing.PROPOSED


def test_a_drug_under_another_of_its_codes_says_that_the_product_decides() -> None:
    chart = visit(given("infliximab-dyyb", INFUSION, "09:00", "11:00"))
    assert "nfliximab-dyyb 09:00 is billed as Q5103, not J1745" in said("J1745", chart)
    assert "R-DRG-14" in rules("J1745", chart)


def test_a_drug_without_a_dose_names_the_question() -> None:
    chart = visit(given("infliximab", INFUSION, "09:00", "11:00", dose=None))
    assert "has no line yet. Open question" in said("J1745", chart)
    assert "R-DOC-06" in rules("J1745", chart)


def test_a_drug_that_was_not_given_says_so() -> None:
    chart = visit(given("infliximab", INFUSION, "09:00", "11:00", state=State.NOT_GIVEN))
    assert "infliximab 09:00 was not given" in said("J1745", chart).lower()
