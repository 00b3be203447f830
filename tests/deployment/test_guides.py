"""What the guides for Epic, athenahealth and Oracle say of Chairside is so."""

import inspect
import re
from dataclasses import fields
from datetime import date

import pytest

import plugin.settings
from plugin.commands import COMMANDS
from plugin.engine.switches import Switches
from plugin.intake.site import DEFAULT_PATHS, MarAction
from plugin.workflow.connection_plan import BY_SCOPE, plan_of
from smart_launch import launcher
from smart_launch.checks import STEPS
from smart_launch.errors import SmartError
from smart_launch.scopes import allowed
from tests.deployment.guides import GUIDES, PAGES, Page, quoted
from tests.deployment.reading_ehr import everything_asked
from tests.engine.builders import library

EPIC, ATHENA, ORACLE = GUIDES
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=[guide.name for guide in GUIDES])
each_page = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
NO_RECORDS = ("launch", "openid", "fhirUser", "online_access")
OF_THE_EHR = {"/v1", "/metadata"}
OF_OAUTH = {"private_key_jwt", "client_secret_basic", "online_access", "active_at"}
SITE_STEPS = ("Practice", "Time zone", "Switches", "MAR words", "Roles")
VENDORS = {"epic": "epic", "athenahealth": "athena", "oracle": "oracle"}


def test_each_vendor_that_has_searches_of_its_own_has_a_guide() -> None:
    assert {guide.name: guide.clinic.ehr.vendor for guide in GUIDES} == VENDORS


@each_guide
def test_its_scopes_are_those_of_what_is_read_and_no_more(guide: Page) -> None:
    asked = everything_asked(guide).letters
    if guide is ATHENA:  # asked for without a scope, so that its refusal is shown
        assert asked.pop("MedicationAdministration") == {"s"}
    wanted = {kind: frozenset("r" if letters == {"r"} else "rs") for kind, letters in asked.items()}
    assert allowed(guide.clinic.ehr.scopes.split()) == wanted


@each_guide
def test_its_scopes_are_all_that_the_connection_check_asks_for(guide: Page) -> None:
    granted = allowed(guide.clinic.ehr.scopes.split())
    needs = plan_of(guide.clinic.ehr).needs
    assert [need.type for need in needs if not frozenset("rs" if need.searched_by else "r") <= granted[need.type]] == []


@each_guide
def test_each_scope_of_its_configuration_has_its_row_and_reason(guide: Page) -> None:
    rows = {quoted(cells[0])[0]: cells for cells in guide.table("scope")}
    optional = {scope for scope, cells in rows.items() if cells[0].startswith("optional")}
    configured = [scope for scope in guide.clinic.ehr.scopes.split() if scope not in NO_RECORDS[:3]]
    assert sorted(rows.keys() - optional) == sorted(configured)
    assert set(allowed(optional)) <= BY_SCOPE
    assert all(cell for cells in rows.values() for cell in cells)


@each_guide
def test_what_it_says_is_never_read_is_not_asked_for(guide: Page) -> None:
    said = re.search(r"because nothing reads it: (.*?)\.", guide.text, re.DOTALL)
    assert said
    never = set(re.findall(r"[A-Z][A-Za-z]+", said[1])) - {"REST"}
    assert len(never) >= 4
    assert never.isdisjoint(everything_asked(guide).letters)
    assert never.isdisjoint(BY_SCOPE)


@each_guide
def test_its_scopes_are_sent_with_one_blank_between_them(guide: Page) -> None:
    assert guide.clinic.ehr.scopes == " ".join(guide.clinic.ehr.scopes.split())


@each_guide
def test_it_signs_in_with_a_key_and_says_where_and_when_it_is(guide: Page) -> None:
    clinic = guide.clinic
    assert (clinic.ehr.client_auth, clinic.ehr.signing_alg) == ("private_key_jwt", "RS384")
    assert clinic.site.timezone
    assert clinic.ehr.frame_ancestors
    assert clinic.may(clinic.roles["admin"][0], "admin")


def test_the_searches_it_tells_of_are_made() -> None:
    asked = everything_asked(ORACLE).parameters
    assert "-timing-boundsPeriod" in asked["MedicationRequest"]
    assert "-encounter" in asked["Coverage"]
    assert "effective-time" in asked["MedicationAdministration"]
    assert "context" not in asked["MedicationAdministration"]
    assert "intent" in everything_asked(ATHENA).parameters["MedicationRequest"]
    assert all("ah-practice" in names for names in everything_asked(ATHENA).parameters.values())


@each_page
def test_each_route_it_names_is_a_route_of_the_application(page: Page, routes: frozenset[str]) -> None:
    named = {route for word in quoted(page.text) for route in re.findall(r"(?:<app>|^)(/[a-z.][\w./<>-]*)", word)}
    assert named - OF_THE_EHR <= routes


@each_guide
def test_it_names_what_is_registered(guide: Page) -> None:
    wanted = {"https://<app>/launch", "https://<app>/callback", "https://<app>/.well-known/jwks.json"}
    assert wanted <= set(quoted(guide.text))


@each_page
def test_each_name_it_puts_into_backticks_is_one_of_ours(page: Page) -> None:
    names = {word for word in quoted(page.text) if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", word)}
    assert names <= _names_of_settings() | set(DEFAULT_PATHS) | _prompts() | {a.value for a in MarAction} | OF_OAUTH


@each_page
def test_each_switch_and_command_it_names_exists(page: Page) -> None:
    assert set(re.findall(r"[Ss]witch(?:es)? `(\w+)`", page.text)) <= {field.name for field in fields(Switches)}
    assert {word.split()[1] for word in quoted(page.text) if word.startswith("chairside ")} <= set(COMMANDS)


@each_guide
def test_each_step_it_names_is_one_of_the_check(guide: Page) -> None:
    steps = {name for name, _ in STEPS} | set(SITE_STEPS)
    named = {word for cells in guide.table("step or sentence") for word in quoted(cells[0])}
    assert named
    assert named <= steps


@each_guide
def test_each_sentence_it_quotes_is_one_that_is_shown(guide: Page) -> None:
    shown = [sort.sentence for sort in _all(SmartError)]
    for cells in guide.table("step or sentence"):
        for sentence in re.findall(r'"([^"]+\.)"', cells[0]):
            assert any(known.startswith(sentence) for known in shown), sentence


@each_guide
def test_each_mar_word_it_lists_is_understood_so(guide: Page) -> None:
    if guide is ATHENA:
        assert "none to map" in guide.text
        return
    listed = {quoted(cells[0])[0]: cells[1].split(", ") for cells in guide.table("action")}
    assert len(listed) >= 8
    for action, words in listed.items():
        assert {word: guide.clinic.site.action(word) for word in words} == dict.fromkeys(words, action)
    assert guide.clinic.site.action("Paused for Reaction") == "pause"


@each_guide
def test_a_launch_goes_by_post_from_the_length_it_names(guide: Page) -> None:
    assert f"past {launcher.LONG_URL} characters" in " ".join(guide.text.split())


def _names_of_settings() -> set[str]:
    """The keys the configuration is asked for."""
    return set(re.findall(r'\w+\.(?:text|words|choice|table|whole|yes)\("(\w+)"', inspect.getsource(plugin.settings)))


def _prompts() -> set[str]:
    return {
        str(card.parameters["kind"])
        for card in library().on(date(2026, 3, 4)).rules.values()
        if "kind" in card.parameters
    }


def _all(sort: type[SmartError]) -> list[type[SmartError]]:
    return [sort, *(below for each in sort.__subclasses__() for below in _all(each))]
