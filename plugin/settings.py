"""The configuration file as one frozen object: complete and checked, or the application does not start."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from plugin.chart.billing import Campus
from plugin.engine.errors import UnknownSwitch
from plugin.engine.review_marks import FirstCycle, ReviewWanted
from plugin.engine.switches import PAYERS, Choices, Switches
from plugin.errors import SettingsError
from plugin.intake.paths import BadPath, values
from plugin.intake.quirks import names_practice
from plugin.intake.site import DEFAULT_PATHS, ENCOUNTER_CLASSES, Site
from plugin.settings_table import Table
from smart_launch.addresses import is_secure
from smart_launch.ehrs import Ehr, Ehrs
from smart_launch.errors import BadEhr

ROLES = ("coder", "admin", "manager")
EVERYBODY = "*"
ACTIONS = ("start", "bolus", "rate_change", "pause", "resume", "stop", "given", "not_given", "ignore")
IDLE_MINUTES = 15
OFF = "off"
AMOUNT = re.compile(r"\d{1,9}(\.\d{2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Clinic:
    """One EHR of the configuration: how to sign in, how its resources are read, who may do what, and its switches.

    `review` is what it wants looked at before it is billed.
    """

    ehr: Ehr
    site: Site
    roles: Mapping[str, tuple[str, ...]]
    switches: Choices
    review: ReviewWanted = field(default_factory=ReviewWanted)

    def may(self, fhir_user: str | None, role: str) -> bool:
        """Whether the person has the role. A role nobody is named for is nobody's."""
        named = self.roles.get(role, ())
        return EVERYBODY in named or (fhir_user is not None and fhir_user in named)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a site configures. `clinics` by the name of their EHR; `keys_dir` is made on the first start."""

    base_url: str
    database_url: str = field(repr=False)  # it may hold a password
    keys_dir: Path
    clinics: Mapping[str, Clinic]
    idle_seconds: int = IDLE_MINUTES * 60

    @property
    def ehrs(self) -> Ehrs:
        """The allow-list of EHRs for signing in."""
        return Ehrs([clinic.ehr for clinic in self.clinics.values()])


def read_settings(path: Path, environment: Mapping[str, str]) -> Settings:
    """The settings of a TOML file; secrets come from the variables it names. Raises SettingsError, with the line where
    one is to blame. Paths in the file are relative to the file."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"The configuration {path} cannot be read: {type(problem).__name__}.") from None
    return settings_from(text, environment, path)


def settings_from(text: str, environment: Mapping[str, str], path: Path) -> Settings:
    """The settings of a TOML text; `path` names it in messages and is where its relative paths start."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise SettingsError(f"{path}: {problem}.") from None
    whole = Table(document, path, text)
    app, entries = whole.table("app"), whole.tables("ehr")
    whole.nothing_else()
    clinics = [_clinic(entry, environment) for entry in entries]
    settings = Settings(
        base_url=_base_url(app),
        database_url=_database_url(app, environment, path.parent),
        keys_dir=path.parent / app.text("keys_dir", "keys"),
        clinics={clinic.ehr.name: clinic for clinic in clinics},
        idle_seconds=60 * app.whole("idle_minutes", IDLE_MINUTES),
    )
    app.nothing_else()
    _check_distinct(clinics, path)
    return settings


def _check_distinct(clinics: list[Clinic], path: Path) -> None:
    if not clinics:
        raise SettingsError(f"{path}: there is no [[ehr]].", "Add one [[ehr]] for each EHR that may open Chairside.")
    try:
        Ehrs([clinic.ehr for clinic in clinics])
    except BadEhr as problem:
        raise SettingsError(f"{path}: {problem.hint}") from None


def _base_url(app: Table) -> str:
    url = app.text("base_url").rstrip("/")
    if not is_secure(url) or "?" in url or "#" in url or url.count("/") > 2:
        raise app.wrong("base_url", "must be https://host without a path (http on loopback only)")
    return url


def _database_url(app: Table, environment: Mapping[str, str], folder: Path) -> str:
    """The URL itself, or the variable named by database_url_env, so that no password need stand in the file."""
    variable = app.text("database_url_env", "")
    if variable:
        url = _secret(app, "database_url_env", variable, environment)
    else:
        url = app.text("database_url", "sqlite:///chairside.db")
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise app.wrong("database_url", "must begin with sqlite:/// or postgresql+psycopg://")
    name = url.removeprefix("sqlite:///")
    return f"sqlite:///{folder / name}" if name != url else url


def _clinic(entry: Table, environment: Mapping[str, str]) -> Clinic:
    name = entry.text("name")
    roles = entry.table("roles", {})
    paths, actions = entry.table("paths", {}), entry.table("mar_actions", {})
    clinic = Clinic(
        ehr=_ehr(name, entry, environment),
        site=_site(entry, _paths(paths), _words(actions)),
        roles={role: roles.words(role, ()) for role in ROLES},
        switches=_choices(entry),
        review=_review(entry.table("review", {})),
    )
    for table in (roles, entry):
        table.nothing_else()
    return clinic


def _paths(table: Table) -> Mapping[str, str]:
    """The site's own places of facts. A path that is no FHIRPath stops the start, not the first visit."""
    paths = _words(table, tuple(DEFAULT_PATHS))
    for fact, path in paths.items():
        try:
            values({}, path)
        except BadPath as problem:
            raise table.wrong(fact, "is no FHIRPath") from problem
    return paths


def _ehr(name: str, entry: Table, environment: Mapping[str, str]) -> Ehr:
    variable = entry.text("client_secret_env", "")
    facts: dict[str, Any] = {
        "vendor": entry.choice("vendor", ("generic", "epic", "oracle", "athena")),
        "iss": entry.text("iss"),
        "issuer": entry.text("issuer", "") or None,
        "client_id": entry.text("client_id"),
        "client_auth": entry.choice("client_auth", ("private_key_jwt", "client_secret_basic", "none")),
        "client_secret": _secret(entry, "client_secret_env", variable, environment) if variable else None,
        "signing_alg": entry.choice("signing_alg", ("ES384", "RS384")),
        "scopes": " ".join(entry.text("scopes").split()),  # a file may have them on several lines, a request may not
        "frame_ancestors": entry.words("frame_ancestors", ()),
        "nonce": entry.choice("nonce", ("when_present", "required")),
        "hosts": entry.words("hosts", ()),
        "private_addresses": entry.yes("private_addresses"),
    }
    try:
        return Ehr(name=name, **facts)
    except BadEhr as problem:
        raise SettingsError(f"{entry.place('name')}: {problem.hint}") from None


def _secret(table: Table, key: str, variable: str, environment: Mapping[str, str]) -> str:
    secret = environment.get(variable, "")
    if not secret:
        raise table.wrong(key, f"names the variable {variable}, which is not set")
    return secret


def _site(entry: Table, paths: Mapping[str, str], actions: Mapping[str, str]) -> Site:
    zone = entry.text("timezone", "")
    try:
        ZoneInfo(zone or "UTC")
    except (ValueError, OSError, KeyError):
        raise entry.wrong("timezone", "is no IANA time zone, such as America/Chicago") from None
    odd = next((word for word in actions.values() if word not in ACTIONS), None)
    if odd is not None:
        raise entry.wrong("mar_actions", f"has the unknown action {odd!r}; known: {', '.join(ACTIONS)}")
    setting = entry.choice("setting", ("facility", "office"))
    vendor = entry.choice("vendor", ("generic", "epic", "oracle", "athena"))
    campus, by_location = _campus(entry)
    return Site(setting, zone, vendor, paths, actions, campus, by_location, _classes(entry), _practice(entry, vendor))


def _practice(entry: Table, vendor: str) -> str:
    """The number of an athenahealth practice; no other vendor is asked by it."""
    practice = entry.text("practice", "")
    if practice and not (names_practice(vendor) and practice.isdecimal()):
        raise entry.wrong("practice", "is the number of the practice, digits only, where vendor is athena")
    return practice


def _classes(entry: Table) -> Mapping[str, str]:
    """What the site's own codes of kinds of encounters are in HL7's."""
    table = entry.table("encounter_classes", {})
    classes = _words(table)
    odd = next((code for code, own in classes.items() if own not in ENCOUNTER_CLASSES), None)
    if odd is not None:
        raise table.wrong(odd, f"must be one of {', '.join(ENCOUNTER_CLASSES)}")
    return classes


def _campus(entry: Table) -> tuple[str, Mapping[str, str]]:
    """What the hospital's places are to its campus, and of each place where they differ (R-MOD-12)."""
    kinds = tuple(kind.value for kind in Campus)
    table = entry.table("campus_by_location", {})
    places, campus = _words(table), entry.text("campus", "")
    odd = next((place for place, kind in places.items() if kind not in kinds), None)
    if odd is not None:
        raise table.wrong(odd, f"must be one of {', '.join(kinds)}")
    if campus not in ("", Site.BY_LOCATION, *kinds):
        raise entry.wrong("campus", f"must be one of {', '.join((*kinds, Site.BY_LOCATION))}")
    if (campus == Site.BY_LOCATION) is not bool(places):
        raise entry.wrong("campus", f"must be {Site.BY_LOCATION} where, and only where, there is a campus_by_location")
    return campus, places


def _words(table: Table, allowed: tuple[str, ...] | None = None) -> Mapping[str, str]:
    found = {key: table.text(key) for key in table.names() if allowed is None or key in allowed}
    table.nothing_else()
    return found


def _review(table: Table) -> ReviewWanted:
    """[ehr.review]: an amount in dollars for one dose of a drug, and which first cycles are marked."""
    usual = ReviewWanted()
    typed = table.text("drug_amount", f"{usual.drug_amount}")
    if typed != OFF and not AMOUNT.fullmatch(typed):
        raise table.wrong("drug_amount", 'must be dollars and cents as a text, such as "5000.00", or "off"')
    cycles = table.choice("first_cycle", tuple(FirstCycle))
    table.nothing_else()
    return ReviewWanted(None if typed == OFF else Decimal(typed), FirstCycle(cycles))


def _choices(entry: Table) -> Choices:
    """[ehr.switches] for every payer, and [ehr.payer_switches."medicare advantage"] for one class of payer."""
    general = _switches(entry.table("switches", {}))
    payers = entry.table("payer_switches", {})
    for payer in payers.names():
        if payer not in PAYERS:
            raise payers.table(payer).wrong(payer, f"is no class of payer; known: {', '.join(PAYERS)}")
    return Choices.of(general, {payer: _switches(payers.table(payer)) for payer in payers.names()})


def _switches(table: Table) -> Mapping[str, str]:
    chosen: dict[str, str] = {}
    for key in table.names():
        chosen[key] = table.plain(key)
        try:
            Switches.of({key: chosen[key]})
        except UnknownSwitch as problem:
            raise table.wrong(key, f"{problem.sentence} {problem.hint}".rstrip(".")) from None
    return chosen
