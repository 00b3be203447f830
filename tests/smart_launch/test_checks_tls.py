"""What the connection check says of TLS: certificates that hold, end soon, have ended, or are somebody else's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smart_launch.checks_finding import Finding, Standing, Who
from tests.smart_launch.certificates import DAY, Authority
from tests.smart_launch.checking import Checking, by_name
from tests.smart_launch.recording_ehr import recording_ehr

EXPIRED = "has expired."
OTHER_NAME = "is for another name."
UNKNOWN = "is signed by nobody this server trusts."


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = Authority(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(made.file))
    return made


def _found(authority: Authority, folder: Path, lasts: timedelta, host: str = "127.0.0.1") -> dict[str, Finding]:
    with recording_ehr(certificate=authority.certificate(lasts=lasts, host=host)) as ehr:
        return by_name(Checking(ehr, "http://127.0.0.1:1", folder).report())


def test_a_certificate_that_holds_is_told_with_its_last_day(authority: Authority, tmp_path: Path) -> None:
    found = _found(authority, tmp_path, 200 * DAY)["Address answers"]
    last = datetime.now(UTC) + 200 * DAY
    assert (found.standing, found.found.rpartition(" ")[2]) == (Standing.OK, f"{last:%Y-%m-%d}")


def test_a_certificate_that_ends_in_three_weeks_is_a_warning(authority: Authority, tmp_path: Path) -> None:
    found = _found(authority, tmp_path, 20 * DAY)["Address answers"]
    assert (found.standing, found.who) == (Standing.WARNING, Who.EHR_TEAM)
    assert "its TLS certificate ends" in found.found


@pytest.mark.parametrize(
    ("lasts", "host", "told"),
    [(-DAY, "127.0.0.1", EXPIRED), (200 * DAY, "ehr.hospital.example", OTHER_NAME)],
)
def test_a_certificate_that_does_not_hold_says_why(
    authority: Authority, tmp_path: Path, lasts: timedelta, host: str, told: str
) -> None:
    found = _found(authority, tmp_path, lasts, host)
    for name in ("Address answers", "SMART configuration", "FHIR version"):
        assert (found[name].standing, found[name].found.endswith(told)) == (Standing.FAILED, True), found[name].found


def test_a_certificate_of_an_authority_nobody_knows_says_so(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    found = _found(authority, tmp_path, 200 * DAY)["Address answers"]
    assert found.found.endswith(UNKNOWN)
    assert "REQUESTS_CA_BUNDLE" in found.fix


def test_https_to_a_server_that_speaks_plain_http_says_so(tmp_path: Path) -> None:
    with recording_ehr() as ehr:
        checking = Checking(ehr, "http://127.0.0.1:1", tmp_path)
        checking.registered = {"iss": ehr.base.replace("http:", "https:")}
        found = by_name(checking.report())["Address answers"]
    assert found.found.endswith("does not speak TLS as this server does.")
