"""The checks of what the project is built on find what they are for."""

import json
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.dependencies.__main__ import SCRIPTS
from tests.dependencies.advisories import audit, result_of
from tests.dependencies.bill import bill
from tests.dependencies.installed import faults_of_environment, installed, runtime
from tests.dependencies.licences import Licences, faults_of_licences
from tests.dependencies.pinned import LOCK, PRODUCTION, PROJECT, ROOT, faults_of_lock, faults_of_production, read_lock
from tests.dependencies.vendored import faults_of_vendored, recorded

HASH = f"--hash=sha256:{'0' * 64}"
WANTED = '[project]\ndependencies = ["flask>=3,<4"]\n[project.optional-dependencies]\ntest = []\n'
CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
SKIPPED = {"name": "flask", "skip_reason": "Dependency not found on PyPI and could not be audited: flask (3.1.3)"}
FLAWED = CLEAN | {"vulns": [{"id": "PYSEC-2099-1", "fix_versions": ["3.1.4"]}]}


class Stated(Distribution):
    """A distribution whose metadata says this."""

    def __init__(self, *lines: str) -> None:
        self._said = "\n".join(("Name: x", "Version: 1", *lines, ""))

    def read_text(self, filename: str) -> str | None:
        return self._said if filename == "METADATA" else None

    def locate_file(self, path: object) -> Path:
        raise NotImplementedError


def said(*entries: dict[str, object]) -> str:
    return json.dumps({"dependencies": entries, "fixes": []})


def test_the_lock_pins_every_dependency_of_the_project_with_hashes() -> None:
    assert list(faults_of_lock(LOCK.read_text("utf-8"), PROJECT.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("lock", "fault"),
    [
        (f"flask>=3.1 {HASH}", "flask: not pinned to one version"),
        (f"flask==3.* {HASH}", "flask: not pinned to one version"),
        (f"flask @ https://files.example/flask.whl {HASH}", "flask: not pinned to one version"),
        ("flask==3.1.3", "flask: without a SHA-256"),
        ("flask==3.1.3 --hash=md5:d41d8cd98f00b204e9800998ecf8427e", "flask: without a SHA-256"),
        (f"flask==2.0.0 {HASH}", "flask: 2.0.0 in the lock, <4,>=3 in pyproject.toml"),
        (f"flask==3.1.3 {HASH}\nFlask==3.1.2 {HASH}", "flask: stands twice"),
        (f"jinja2==3.1.6 {HASH}", "flask: wanted by pyproject.toml and not in the lock"),
        (
            f"flask==3.1.3 {HASH}\n--index-url https://elsewhere.example",
            "--index-url https://elsewhere.example: not a name",
        ),
        (f"flask==3.1.3 {HASH}\n-e .", "-e .: not a name"),
    ],
)
def test_a_lock_that_leaves_something_open_is_told(lock: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults_of_lock(lock, WANTED))


def test_a_lock_in_order_has_no_fault() -> None:
    assert list(faults_of_lock(f"# by hand\nflask==3.1.3 \\\n    {HASH} \\\n    {HASH}\n    # via x\n", WANTED)) == []


def test_production_is_pinned_as_it_is_tested_and_without_the_tools() -> None:
    whole, _ = read_lock(LOCK.read_text("utf-8"))
    assert list(faults_of_production(PRODUCTION.read_text("utf-8"), whole, runtime(installed()))) == []


def test_a_production_that_is_not_what_was_tested_is_told() -> None:
    whole, _ = read_lock(f"flask==3.1.3 {HASH}\nclick==8.5.1 {HASH}\n")
    lock = f"flask==3.1.3 {HASH.replace('0', '1')}\nleftpad==1.0 {HASH}\n"
    assert list(faults_of_production(lock, whole, frozenset({"flask", "click"}))) == [
        "click: runs in production and is not pinned for it",
        "flask: not as it is in requirements.lock, with which the tests run",
        "leftpad: pinned for production, which does not need it",
        "leftpad: not as it is in requirements.lock, with which the tests run",
    ]


def test_an_environment_that_is_not_the_lock_is_told() -> None:
    lock, _ = read_lock(f"flask==3.1.3 {HASH}\njinja2==3.1.6 {HASH}\nwinloop==1.0; sys_platform == 'win32' {HASH}\n")
    assert list(faults_of_environment(lock, {"chairside": "0.1.0", "flask": "3.1.3", "jinja2": "3.1.6"})) == []
    assert list(faults_of_environment(lock, {"flask": "3.1.2", "leftpad": "1.0"})) == [
        "flask 3.1.2: installed, and 3.1.3 in requirements.lock",
        "leftpad 1.0: installed, and not in requirements.lock",
        "jinja2: in requirements.lock, and not installed",
    ]


def test_what_runs_in_production_is_what_the_application_needs_and_no_tool() -> None:
    production = runtime(installed())
    assert {"flask", "werkzeug", "cryptography", "psycopg-binary", "fhir-core"} <= production
    assert production.isdisjoint({"chairside", "pytest", "ruff", "pip-audit", "sekmet-fhir"})


@pytest.mark.parametrize(
    ("lines", "expression"),
    [
        (["License-Expression: MIT OR Apache-2.0"], "MIT OR Apache-2.0"),
        (["License: BSD 2-Clause License"], "BSD-2-Clause"),
        (["Classifier: License :: OSI Approved :: MIT License"], "MIT"),
        (["License: Dual", "Classifier: License :: OSI Approved :: MIT License",
          "Classifier: License :: OSI Approved :: BSD License"], "BSD AND MIT"),
        (["License: whatever you like"], ""),
        (["Classifier: License :: OSI Approved :: MIT License", "Classifier: License :: Other/Proprietary"], ""),
        ([], ""),
    ],
)  # fmt: skip
def test_a_licence_is_what_the_metadata_says(lines: list[str], expression: str) -> None:
    assert Licences.read().of("x", Stated(*lines)) == expression


@pytest.mark.parametrize(
    ("expression", "in_production", "allowed"),
    [
        ("MIT", True, True),
        ("GPL-3.0-or-later", False, True),
        ("GPL-3.0-or-later", True, False),
        ("AGPL-3.0-only", False, False),
        ("AGPL-3.0-only OR MIT", True, True),
        ("AGPL-3.0-only AND MIT", True, False),
        ("(MIT)", True, False),
    ],
)
def test_a_licence_is_allowed_where_one_alternative_is_in_all_its_parts(
    expression: str, in_production: bool, allowed: bool
) -> None:
    assert Licences.read().allows(expression, in_production=in_production) is allowed


def test_a_dependency_without_an_allowed_licence_is_told() -> None:
    found = {"a": Stated("License-Expression: GPL-3.0-or-later"), "b": Stated()}
    assert list(faults_of_licences(Licences.read(), found, frozenset({"a"}))) == [
        "a: GPL-3.0-or-later is not allowed in production",
        "b: its metadata names no licence that licences.yaml knows",
    ]


def test_a_licence_taken_from_a_file_is_of_a_package_that_is_installed() -> None:
    assert set(Licences.read().files) <= set(installed())


def test_the_scripts_of_others_are_those_recorded() -> None:
    assert len(recorded(SCRIPTS)) == 1
    assert list(faults_of_vendored(SCRIPTS)) == []


def test_a_script_that_was_changed_added_or_lost_is_told(tmp_path: Path) -> None:
    (tmp_path / "VENDOR.md").write_text((SCRIPTS / "VENDOR.md").read_text("utf-8"))
    (tmp_path / "other.min.js").write_text("alert()")
    file = recorded(SCRIPTS)[0].file
    lost = list(faults_of_vendored(tmp_path))
    (tmp_path / file).write_bytes((SCRIPTS / file).read_bytes() + b";")
    assert list(faults_of_vendored(tmp_path)) == lost
    assert lost == [
        f"{file}: not the file that VENDOR.md records",
        "other.min.js: a script of others that VENDOR.md does not list",
    ]


def test_the_bill_of_materials_is_valid_and_tells_production_from_tools() -> None:
    found = installed()
    text = bill(found, runtime(found), Licences.read(), recorded(SCRIPTS))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    parts = {part["purl"].partition("@")[0]: part for part in json.loads(text)["components"]}
    assert len(parts) == len(found)  # without ourselves, with htmx
    assert parts["pkg:pypi/flask"]["scope"] == "required"
    assert parts["pkg:pypi/pytest"]["scope"] == "excluded"
    assert parts["pkg:npm/htmx.org"]["hashes"] == [{"alg": "SHA-256", "content": recorded(SCRIPTS)[0].sha256}]
    assert all(part["licenses"] for part in parts.values())
    needed = {entry["ref"]: entry.get("dependsOn", []) for entry in json.loads(text)["dependencies"]}
    assert {"pypi/flask", "npm/htmx.org"} <= set(needed["chairside"])
    assert "pypi/pytest" not in needed["chairside"]
    assert "pypi/psycopg-binary" in needed["pypi/psycopg"]


def test_an_audit_that_could_look_nothing_up_fails_and_says_so() -> None:
    code, lines = audit(["flask"], lambda _: said(SKIPPED))
    assert code == 2
    assert lines[-1].startswith("No advisories are reached from here (asked: pypi, osv), so nothing is known of 1 of 1")


@pytest.mark.parametrize("answer", ["", "[]", "null", '{"dependencies": null}', "Traceback", '{"dependencies": [1]}'])
def test_an_audit_whose_answer_is_none_fails(answer: str) -> None:
    assert audit(["flask"], lambda _: answer)[0] == 2


def test_an_audit_that_missed_one_dependency_fails() -> None:
    assert audit(["flask", "jinja2"], lambda _: said(CLEAN))[0] == 2


def test_what_one_service_does_not_know_is_asked_of_the_other() -> None:
    assert audit(["flask"], lambda service: said(CLEAN if service == "osv" else SKIPPED)) == (
        0,
        ["No advisory is known against any of 1 dependencies."],
    )


def test_an_advisory_is_told_with_the_version_that_mends_it() -> None:
    assert audit(["flask"], lambda _: said(FLAWED)) == (1, ["flask 3.1.3: PYSEC-2099-1; mended in 3.1.4"])


def test_an_advisory_is_told_also_where_others_could_not_be_looked_up() -> None:
    code, lines = audit(["flask", "jinja2"], lambda _: said(FLAWED))
    assert (code, len(lines)) == (1, 2)


def test_pip_audit_reads_the_lock_with_the_options_it_is_given() -> None:
    command = ["-m", "pip_audit", "--dry-run", "--requirement", str(LOCK), "--require-hashes", "--disable-pip"]
    run = subprocess.run(
        [sys.executable, *command, "--progress-spinner", "off"], capture_output=True, text=True, check=True
    )
    assert f"{len(read_lock(LOCK.read_text('utf-8'))[0])} package" in run.stdout + run.stderr
    assert result_of(run.stdout).looked_up == frozenset()


def test_the_wheel_has_every_file_the_application_reads(tmp_path: Path) -> None:
    for name in ("plugin", "smart_launch", "fixtures"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]
    subprocess.run([sys.executable, *build], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("chairside-*.whl")
    inside = set(zipfile.ZipFile(wheel).namelist())
    product = [path for name in ("plugin", "smart_launch") for path in (ROOT / name).rglob("*") if path.is_file()]
    needed = {str(path.relative_to(ROOT)) for path in product if path.suffix not in (".pyc", ".md")}
    assert len(needed) > 500
    assert needed - inside == set()
