"""How a visit was supervised, what it is part of, and which infusions were stopped early, as records say it."""

from __future__ import annotations

import pytest

from plugin.chart.visit import SupervisionMode, Visit
from plugin.intake.site import EXTENSIONS, Site
from plugin.intake.sources import Shelf
from plugin.intake.supervision import mode_in_words, with_supervision

ROLE = "http://terminology.hl7.org/CodeSystem/claimcareteamrole"


def read(encounter: dict, site: Site | None = None) -> tuple[Visit, tuple]:
    encounter = {"resourceType": "Encounter", "id": "e1", "status": "finished", **encounter}
    (found,), unread = with_supervision((Visit("Encounter/e1"),), Shelf([encounter]), site or Site())
    return found, unread


def supervisor(*more: dict, text: str = "Supervising provider") -> dict:
    kind = {"coding": [{"system": ROLE, "code": "supervisor"}], "text": text}
    return {"type": [kind, *more], "individual": {"reference": "Practitioner/dr2"}}


def extension(**value) -> dict:
    return {"extension": [{"url": f"{EXTENSIONS}supervision-mode", **value}]}


def mode(encounter: dict) -> SupervisionMode | None:
    fact = read(encounter)[0].supervision_mode
    return fact.value if fact else None


def test_a_supervisor_who_is_only_named_says_nothing_about_how() -> None:
    assert mode({"participant": [supervisor()]}) is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("live two-way audio and video", SupervisionMode.VIDEO),
        ("VIDEOCONF", SupervisionMode.VIDEO),
        ("audio only", SupervisionMode.AUDIO),
        ("by telephone", SupervisionMode.AUDIO),
        ("audio, no video", SupervisionMode.AUDIO),
        ("on site", SupervisionMode.ON_SITE),
        ("in person", SupervisionMode.ON_SITE),
        ("virtual", SupervisionMode.VIRTUAL),
        ("video failed", SupervisionMode.VIRTUAL),
        ("not on site", SupervisionMode.VIRTUAL),
        ("phone, then video", SupervisionMode.VIRTUAL),
        ("something new", SupervisionMode.VIRTUAL),
    ],
)
def test_the_words_of_the_extension_say_how(words: str, found: SupervisionMode) -> None:
    assert mode_in_words(words) is found
    assert mode(extension(valueString=words)) is found
    assert mode(extension(valueCodeableConcept={"text": words})) is found


def test_the_words_of_the_supervisor_say_how() -> None:
    assert mode({"participant": [supervisor(text="Supervising provider, live video")]}) is SupervisionMode.VIDEO
    assert mode({"participant": [supervisor({"text": "Virtual"})]}) is SupervisionMode.VIRTUAL


def test_one_of_two_supervisors_on_site_is_enough() -> None:
    assert mode({"participant": [supervisor(), supervisor(text="Supervisor by telephone")]}) is None


def test_the_words_of_another_participant_say_nothing_about_the_supervisor() -> None:
    other = {"type": [{"text": "Interpreter by video"}], "individual": {"display": "Ada"}}
    assert mode({"participant": [supervisor(), other]}) is None


def test_a_site_may_keep_it_elsewhere() -> None:
    site = Site(paths={"supervision_mode": "priority.text"})
    assert read({"priority": {"text": "Live video"}}, site)[0].supervision_mode.value is SupervisionMode.VIDEO


def test_a_visit_may_be_a_part_of_another() -> None:
    assert read({"partOf": {"reference": "Encounter/e0"}})[0].part_of == "Encounter/e0"
