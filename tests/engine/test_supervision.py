"""Who supervised an office visit and how, and the number of whoever ordered what was given."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.chart import Chart, Unread
from plugin.chart.evidence import Evidence
from plugin.chart.visit import Provider, SupervisionMode
from plugin.engine.proposal import Prompt
from tests.engine.builders import answered, asked, fact, given, lines, office, proposal, released, visit

VIDEO, AUDIO, VIRTUAL = SupervisionMode.VIDEO, SupervisionMode.AUDIO, SupervisionMode.VIRTUAL
NUMBER = "1234567893"
ROW = given("ceftriaxone", start="09:00", stop="10:00")


def supervised(mode: SupervisionMode, *, setting: str = "office", day: date = date(2026, 2, 1)) -> Chart:
    chart = office(ROW, main="ceftriaxone", day=day) if setting == "office" else visit(ROW, day=day)
    return replace(chart, visits=(replace(chart.visits[0], supervision_mode=fact(mode)),))


def ordered_by(*providers: Provider, **more) -> Chart:
    chart = office(ROW, main="ceftriaxone")
    return replace(chart, providers=providers, **more)


def of_kind(chart: Chart, kind: str) -> Prompt:
    (found,) = [p for p in proposal(chart).prompts if p.kind == kind]
    return found


def test_live_video_is_accepted_in_an_office_in_2026() -> None:
    # X09
    assert not asked(supervised(VIDEO)) & {"virtual_supervision_mode", "missing_supervising_provider"}
    assert released(supervised(VIDEO))["96365"] == 1


def test_a_hospital_infusion_without_a_physician_on_site_is_accepted() -> None:
    # X10
    chart = visit(ROW, supervisor=False)
    assert not asked(chart) & {"virtual_supervision_mode", "missing_supervising_provider"}
    assert released(chart)["96365"] == 1


@pytest.mark.parametrize("mode", list(SupervisionMode))
def test_a_hospital_is_never_asked_how_it_was_supervised(mode: SupervisionMode) -> None:
    chart = supervised(mode, setting="facility")
    assert not asked(chart) & {"virtual_supervision_mode", "missing_supervising_provider"}


@pytest.mark.parametrize("day", [date(2020, 3, 1), date(2025, 12, 31), date(2026, 1, 1)])
def test_live_video_counts_in_the_emergency_and_for_good(day: date) -> None:
    assert "missing_supervising_provider" not in asked(supervised(VIDEO, day=day))


def test_live_video_did_not_count_before_the_emergency() -> None:
    chart = supervised(VIDEO, day=date(2020, 2, 29))
    assert "missing_supervising_provider" in asked(chart)
    assert not released(chart)


@pytest.mark.parametrize("day", [date(2021, 5, 3), date(2026, 2, 1)])
def test_audio_alone_is_no_supervision_and_holds_every_line(day: date) -> None:
    chart = supervised(AUDIO, day=day)
    prompt = of_kind(chart, "missing_supervising_provider")
    assert prompt.because == ("R-SUP-02", "R-SUP-06", "R-DOC-26")
    assert "audio only" in prompt.facts
    assert not released(chart)


def test_supervision_from_afar_without_saying_how_is_asked_of_the_provider_and_holds_nothing() -> None:
    prompt = of_kind(supervised(VIRTUAL), "virtual_supervision_mode")
    assert (prompt.severity, prompt.who, prompt.because) == ("advises", "provider", ("R-SUP-02", "R-DOC-27"))
    assert prompt.options == ("on_site", "video", "audio", "other", "cannot_tell")
    assert released(supervised(VIRTUAL)) == released(office(ROW, main="ceftriaxone", day=date(2026, 2, 1)))


def test_an_ordinary_office_visit_is_not_asked_how_it_was_supervised() -> None:
    assert "virtual_supervision_mode" not in asked(office(ROW, main="ceftriaxone"))


def test_an_orderer_without_a_number_is_asked_of_the_front_desk_and_holds_what_was_ordered() -> None:
    chart = ordered_by(Provider("Practitioner/dr1", "Iris Vane MD"))
    prompt = of_kind(chart, "missing_ordering_npi")
    assert (prompt.about, prompt.severity, prompt.who) == ("Practitioner/dr1", "blocks", "front_desk")
    assert prompt.because == ("R-SUP-04", "R-DOC-28")
    assert "Iris Vane MD" in prompt.facts
    assert set(prompt.denials) == {"CO-183", "CO-206", "CO-208"}
    assert not released(chart)


@pytest.mark.parametrize("number", ["1234567890", "123456789", "12345678930", "12345678x3"])
def test_a_number_that_fails_its_check_digit_is_asked_for(number: str) -> None:
    prompt = of_kind(ordered_by(Provider("Practitioner/dr1", npi=number)), "missing_ordering_npi")
    assert prompt.facts == "the number on record is not valid"


def test_a_valid_number_is_not_asked_for() -> None:
    assert "missing_ordering_npi" not in asked(ordered_by(Provider("Practitioner/dr1", npi=NUMBER)))


def test_an_orderer_whose_record_the_ehr_refused_is_asked_for() -> None:
    chart = ordered_by(unread=(Unread("Practitioner/dr1", "The EHR refused it."),))
    assert "could not be read" in of_kind(chart, "missing_ordering_npi").facts


def test_the_number_of_a_supervisor_or_nurse_is_not_taken_for_that_of_the_orderer() -> None:
    people = (Provider("Practitioner/dr2", npi=NUMBER), Provider("Practitioner/rn"), Provider("Practitioner/dr1"))
    assert of_kind(ordered_by(*people), "missing_ordering_npi").about == "Practitioner/dr1"


def test_a_number_asked_for_holds_only_the_lines_that_rest_on_the_order() -> None:
    # R-DOC-28
    chart = office(ROW, given("ondansetron", "iv_push", "10:10", dose="8 mg"), main="ceftriaxone")
    other = replace(chart.orders[1], signed_by=fact("Practitioner/dr3"))
    people = (Provider("Practitioner/dr1", npi=NUMBER), Provider("Practitioner/dr3"))
    chart = replace(chart, orders=(chart.orders[0], other), providers=people)
    states = {line.code: line.state for line in lines(chart) if line.kind == "administration"}
    assert states == {"96365": "proposed", "96375": "held"}


def test_two_drugs_of_one_orderer_ask_once() -> None:
    chart = office(ROW, given("ondansetron", "iv_push", "10:10"), main="ceftriaxone")
    of_kind(replace(chart, providers=(Provider("Practitioner/dr1"),)), "missing_ordering_npi")


def test_a_hospital_claim_names_no_orderer() -> None:
    chart = replace(visit(ROW), providers=(Provider("Practitioner/dr1"),))
    assert "missing_ordering_npi" not in asked(chart)


def test_a_number_said_here_settles_the_question_and_its_lines_wait_for_the_chart() -> None:
    said = Provider("Practitioner/dr1", npi=NUMBER, said=Evidence("Practitioner/dr1", by="front desk"))
    chart = ordered_by(said)
    assert "missing_ordering_npi" not in asked(chart)
    assert {(line.strength.word, line.state.value) for line in lines(chart)} == {("answered", "held")}


def test_a_supervisor_said_to_have_been_on_site_is_asked_about_no_more() -> None:
    chart = office(ROW, main="ceftriaxone")
    told = replace(chart.visits[0], supervision_mode=answered(SupervisionMode.ON_SITE))
    assert "virtual_supervision_mode" not in asked(replace(chart, visits=(told,)))
