"""The packages of the authorization server are pinned as those of the app are: version, hash, an allowed licence."""

from __future__ import annotations

import json

from tests.dependencies.licences import Licences
from tests.oidc.peer import HERE

LOCK = json.loads((HERE / "package-lock.json").read_text("utf-8"))
PACKAGES = {name: package for name, package in LOCK["packages"].items() if name}


def test_each_package_has_one_version_and_a_hash() -> None:
    open_ones = [name for name, each in PACKAGES.items() if not each["version"] or "sha512-" not in each["integrity"]]
    assert (open_ones, len(PACKAGES) > 20) == ([], True)


def test_where_packages_come_from_is_left_to_whoever_installs_them() -> None:
    assert [name for name, each in PACKAGES.items() if "resolved" in each] == []


def test_no_package_runs_anything_when_it_is_installed() -> None:
    assert [name for name, each in PACKAGES.items() if each.get("hasInstallScript")] == []


def test_each_package_has_a_licence_that_is_allowed() -> None:
    listed = Licences.read()
    assert [name for name, each in PACKAGES.items() if not listed.allows(each["license"], in_production=False)] == []


def test_the_server_is_asked_for_at_one_version() -> None:
    asked = json.loads((HERE / "package.json").read_text("utf-8"))["dependencies"]
    assert asked == {name: PACKAGES[f"node_modules/{name}"]["version"] for name in asked}
