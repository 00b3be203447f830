"""The configuration is complete and checked, or the application does not start; the message names key and line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from plugin.engine.review_marks import FirstCycle, ReviewWanted
from plugin.errors import SettingsError
from plugin.intake.site import DEFAULT_PATHS
from plugin.settings import Settings, read_settings, settings_from

WHOLE = """
[app]
base_url = "https://chairside.hospital.example"
database_url = "sqlite:///chairside.db"
keys_dir = "keys"
idle_minutes = 10

[[ehr]]
name = "general-test"
vendor = "epic"
iss = "https://fhir.hospital.example/api/FHIR/R4"
issuer = "https://fhir.hospital.example/oauth2"
client_id = "abc"
client_auth = "private_key_jwt"
signing_alg = "RS384"
scopes = "launch openid fhirUser patient/Patient.rs"
setting = "office"
timezone = "America/Chicago"
frame_ancestors = ["https://ehr.hospital.example"]
nonce = "required"
hosts = ["token.hospital.example"]
[ehr.roles]
coder = ["*"]
admin = ["Practitioner/it-1"]
[ehr.switches]
missing_stop = "hold"
pause_gap = 45
jw_jz_payers = ["medicare"]
[ehr.paths]
mar_action = "dosage.text"
[ehr.mar_actions]
"Bag Hung" = "start"
[ehr.encounter_classes]
"3" = "IMP"
"""
SECOND = """
[[ehr]]
name = "second"
iss = "https://second.example/fhir"
client_id = "def"
scopes = "launch openid"
"""
HERE = Path("/srv/site/chairside.toml")


def _read(text: str = WHOLE, environment: dict[str, str] | None = None) -> Settings:
    return settings_from(text, environment or {}, HERE)


def _refused(text: str, environment: dict[str, str] | None = None) -> str:
    with pytest.raises(SettingsError) as refused:
        _read(text, environment)
    return refused.value.sentence


def test_the_file_of_the_manual_is_read_whole() -> None:
    clinic = _read().clinics["general-test"]
    assert (clinic.ehr.vendor, clinic.ehr.signing_alg, clinic.ehr.nonce) == ("epic", "RS384", "required")
    assert (clinic.site.setting, clinic.site.timezone, clinic.site.vendor) == ("office", "America/Chicago", "epic")


def test_only_what_has_no_default_must_stand_in_the_file() -> None:
    settings = _read('[app]\nbase_url = "https://c.example"\n' + SECOND)
    clinic = settings.clinics["second"]
    assert (settings.database_url, settings.keys_dir) == ("sqlite:////srv/site/chairside.db", Path("/srv/site/keys"))
    assert (clinic.ehr.vendor, clinic.ehr.client_auth, clinic.ehr.signing_alg) == (
        "generic",
        "private_key_jwt",
        "ES384",
    )


def test_paths_are_relative_to_the_file() -> None:
    assert _read().database_url == "sqlite:////srv/site/chairside.db"
    assert _read().keys_dir == Path("/srv/site/keys")


def test_scopes_may_stand_on_several_lines_and_are_sent_with_one_blank_between() -> None:
    several = WHOLE.replace(
        '"launch openid fhirUser patient/Patient.rs"', '"""\nlaunch openid\n  fhirUser patient/Patient.rs\n"""'
    )
    assert _read(several).clinics["general-test"].ehr.scopes == "launch openid fhirUser patient/Patient.rs"


def test_switches_are_checked_and_typed() -> None:
    switches = _read().clinics["general-test"].switches.for_payer("medicare")
    assert (switches.missing_stop, switches.pause_gap, switches.jw_jz_payers) == ("hold", 45, ("medicare",))


def test_a_class_of_payer_may_have_switches_of_its_own() -> None:
    own = '[ehr.payer_switches."medicare advantage"]\nmidnight = "unit_date"\n[ehr.paths]'
    choices = _read(WHOLE.replace("[ehr.paths]", own)).clinics["general-test"].switches
    assert [choices.for_payer(payer).midnight for payer in ("medicare advantage", "medicare", "")] == [
        "unit_date", "by_setting", "by_setting",
    ]  # fmt: skip
    assert choices.for_payer("medicare advantage").missing_stop == "hold"


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("[ehr.payer_switches.medicar]\n", "medicar is no class of payer; known: medicare, medicare advantage"),
        ('[ehr.payer_switches.medicare]\nmidnigth = "unit_date"\n', "There is no switch midnigth"),
        ('[ehr.payer_switches."medicare part b"]\n', "medicare part b is no class of payer"),
        ("[ehr.payer_switches]\nmedicare = 1\n", "medicare must be a table"),
    ],
)
def test_a_wrong_payer_or_switch_of_a_payer_is_named_with_its_line(table: str, told: str) -> None:
    sentence = _refused(WHOLE.replace("[ehr.paths]", f"{table}[ehr.paths]"))
    assert told in sentence
    assert "line " in sentence


CAMPUS = '[ehr.campus_by_location]\n"Infusion West" = "excepted_off_campus"\n"Location/9" = "on_campus"\n[ehr.paths]'


def _with_campus(campus: str, table: str = "[ehr.paths]") -> str:
    return WHOLE.replace('setting = "office"', f'setting = "facility"\ncampus = "{campus}"').replace(
        "[ehr.paths]", table
    )


def test_a_site_says_what_its_places_are_to_its_campus() -> None:
    assert _read().clinics["general-test"].site.campus == ""
    assert _read(_with_campus("on_campus")).clinics["general-test"].site.campus == "on_campus"
    site = _read(_with_campus("by_location", CAMPUS)).clinics["general-test"].site
    assert (site.campus_at("infusion west"), site.campus_at("Location/9"), site.campus_at("")) == (
        "excepted_off_campus", "on_campus", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (_with_campus("off"), "campus must be one of on_campus, emergency_department"),
        (_with_campus("by_location"), "where, and only where, there is a campus_by_location"),
        (_with_campus("on_campus", CAMPUS), "where, and only where, there is a campus_by_location"),
        (_with_campus("by_location", CAMPUS.replace("on_campus", "near")), "Location/9 must be one of on_campus"),
    ],
)
def test_a_campus_that_is_not_known_stops_the_start_with_its_line(text: str, told: str) -> None:
    sentence = _refused(text)
    assert told in sentence
    assert "line " in sentence


def test_the_words_and_paths_of_a_site_reach_its_reader() -> None:
    site = _read().clinics["general-test"].site
    assert (site.path("mar_action"), site.action("bag hung")) == ("dosage.text", "start")


@pytest.mark.parametrize("fact", DEFAULT_PATHS)
def test_a_site_may_say_where_it_keeps_each_fact(fact: str) -> None:
    site = _read(WHOLE.replace("mar_action =", f"{fact} =")).clinics["general-test"].site
    assert {name: path for name, path in site.paths.items() if path != DEFAULT_PATHS[name]} == {fact: "dosage.text"}


@pytest.mark.parametrize(
    ("person", "role", "allowed"),
    [
        ("Practitioner/anybody", "coder", True),
        (None, "coder", True),
        ("Practitioner/it-1", "admin", True),
        ("Practitioner/it-2", "admin", False),
        (None, "admin", False),
        ("Practitioner/it-1", "manager", False),
    ],
)
def test_a_role_is_for_those_named_and_for_nobody_else(person: str | None, role: str, allowed: bool) -> None:
    assert _read().clinics["general-test"].may(person, role) is allowed


@pytest.mark.parametrize(
    ("written", "instead", "line", "told"),
    [
        ('keys_dir = "keys"', 'key_dir = "keys"', 5, "[app] key_dir is not a known key"),
        ('client_id = "abc"', "", 8, "[ehr] client_id is missing"),
        ('vendor = "epic"', 'vendor = "Epic"', 10, "[ehr] vendor must be one of"),
        ('base_url = "https://chairside', 'base_url = "http://chairside', 3, "[app] base_url must be https"),
        ('timezone = "America/Chicago"', 'timezone = "Chicago"', 18, "[ehr] timezone is no IANA time zone"),
        ('coder = ["*"]', 'coder = "*"', 23, "[ehr.roles] coder must be a list of texts"),
        ('coder = ["*"]', 'coders = ["*"]', 23, "[ehr.roles] coders is not a known key"),
        ('missing_stop = "hold"', 'missing_stop = "guess"', 26, "There is no switch missing_stop = guess"),
        ('missing_stop = "hold"', 'mising_stop = "hold"', 26, "There is no switch mising_stop"),
        ("pause_gap = 45", "pause_gap = 1.5", 27, "[ehr.switches] pause_gap must be"),
        ('mar_action = "dosage.text"', 'mar_actoin = "x"', 30, "[ehr.paths] mar_actoin is not a known key"),
        ('"3" = "IMP"', '"3" = "INPATIENT"', 0, "must be one of AMB, EMER"),
        ('"Bag Hung" = "start"', '"Bag Hung" = "begin"', 0, "unknown action 'begin'"),
        ('iss = "https:', 'iss = "http:', 9, "iss must be an https URL"),
    ],
)
def test_a_wrong_key_is_named_with_its_line(written: str, instead: str, line: int, told: str) -> None:
    assert written in WHOLE
    sentence = _refused(WHOLE.replace(written, instead, 1))
    assert told in sentence
    assert not line or f"line {line}:" in sentence


@pytest.mark.parametrize(("vendor", "practice"), [("epic", "195900"), ("athena", "a-1.Practice-195900")])
def test_a_practice_is_a_number_of_athenahealth_alone(vendor: str, practice: str) -> None:
    entry = f'vendor = "{vendor}"\npractice = "{practice}"\n'
    with pytest.raises(SettingsError, match="practice is the number of the practice"):
        _read(WHOLE + SECOND + entry)
    athena = _read(WHOLE + SECOND + 'vendor = "athena"\npractice = "195900"\n')
    assert athena.clinics["second"].site.practice == "195900"


def test_the_line_is_that_of_the_entry_at_fault() -> None:
    sentence = _refused(WHOLE + SECOND.replace('client_id = "def"', 'client_id = ""'))
    line = (WHOLE + SECOND).splitlines().index('client_id = "def"') + 1
    assert f"line {line}:" in sentence


def test_loopback_may_do_without_tls() -> None:
    text = WHOLE.replace("https://chairside.hospital.example", "http://127.0.0.1:8701")
    assert _read(text).base_url == "http://127.0.0.1:8701"


def test_a_secret_comes_from_the_variable_the_file_names() -> None:
    text = WHOLE.replace('"private_key_jwt"', '"client_secret_basic"\nclient_secret_env = "GENERAL_SECRET"')
    settings = _read(text, {"GENERAL_SECRET": "s3cret"})
    assert settings.clinics["general-test"].ehr.client_secret == "s3cret"
    assert "s3cret" not in repr(settings)


def test_a_secret_that_is_not_set_stops_the_start_and_names_the_variable() -> None:
    text = WHOLE.replace('"private_key_jwt"', '"client_secret_basic"\nclient_secret_env = "GENERAL_SECRET"')
    assert "GENERAL_SECRET, which is not set" in _refused(text)


def test_a_database_password_may_stay_out_of_the_file() -> None:
    text = WHOLE.replace('database_url = "sqlite:///chairside.db"', 'database_url_env = "CHAIRSIDE_DATABASE"')
    url = "postgresql+psycopg://chairside:pw@db/chairside"
    settings = _read(text, {"CHAIRSIDE_DATABASE": url})
    assert settings.database_url == url
    assert "pw" not in repr(settings)


def test_a_file_that_is_no_toml_is_refused_with_its_line() -> None:
    assert "line 2" in _refused("[app]\nbase_url = https://x")


def test_no_ehr_at_all_is_refused() -> None:
    assert "no [[ehr]]" in _refused('[app]\nbase_url = "https://c.example"')


def test_two_ehrs_with_one_iss_are_refused() -> None:
    assert "share a name or an iss" in _refused(WHOLE + SECOND + SECOND.replace('"second"', '"third"'))


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path / "none.toml", {})


def test_a_path_that_is_no_fhirpath_stops_the_start() -> None:
    text = WHOLE.replace('mar_action = "dosage.text"', 'mar_action = "extension.where("')
    with pytest.raises(SettingsError, match="FHIRPath"):
        settings_from(text, {}, Path("chairside.toml"))


def reviewed(*lines: str) -> ReviewWanted:
    text = WHOLE.replace("[ehr.switches]", "\n".join(("[ehr.review]", *lines, "[ehr.switches]")))
    return settings_from(text, {}, Path("chairside.toml")).clinics["general-test"].review


def test_what_is_marked_for_review_has_defaults_and_can_be_turned_off() -> None:
    assert reviewed() == ReviewWanted(Decimal("5000.00"), FirstCycle.STATED)
    assert reviewed('drug_amount = "12000"', 'first_cycle = "not_seen_before"') == ReviewWanted(
        Decimal(12000), FirstCycle.NOT_SEEN_BEFORE
    )
    assert reviewed('drug_amount = "off"', 'first_cycle = "off"') == ReviewWanted(None, FirstCycle.OFF)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('drug_amount = "5,000"', "[ehr.review] drug_amount must be dollars and cents"),
        ('drug_amount = "-1"', "[ehr.review] drug_amount must be dollars and cents"),
        ("drug_amount = 5000", "[ehr.review] drug_amount must be a text"),
        ('first_cycle = "yes"', "[ehr.review] first_cycle must be one of stated, not_seen_before, off"),
        ('first = "off"', "[ehr.review] first is not a known key"),
    ],
)
def test_a_wrong_word_about_review_is_named(line: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        reviewed(line)
    assert told in refused.value.sentence
