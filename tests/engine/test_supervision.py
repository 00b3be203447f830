"""Who supervised an office visit, and how."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.chart import Chart
from plugin.chart.visit import SupervisionMode
from plugin.engine.proposal import Prompt
from tests.engine.builders import answered, asked, fact, given, office, proposal, released, visit

VIDEO, AUDIO, VIRTUAL = SupervisionMode.VIDEO, SupervisionMode.AUDIO, SupervisionMode.VIRTUAL
ROW = given("ceftriaxone", start="09:00", stop="10:00")


def supervised(mode: SupervisionMode, *, setting: str = "office", day: date = date(2026, 2, 1)) -> Chart:
    chart = office(ROW, main="ceftriaxone", day=day) if setting == "office" else visit(ROW, day=day)
    return replace(chart, visits=(replace(chart.visits[0], supervision_mode=fact(mode)),))


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


def test_a_supervisor_said_to_have_been_on_site_is_asked_about_no_more() -> None:
    chart = office(ROW, main="ceftriaxone")
    told = replace(chart.visits[0], supervision_mode=answered(SupervisionMode.ON_SITE))
    assert "virtual_supervision_mode" not in asked(replace(chart, visits=(told,)))
