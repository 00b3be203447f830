"""Scopes: what is granted of what was asked, and what a token may do with it."""

from __future__ import annotations

import pytest

from fixtures.ehr.oauth_errors import OAuthError
from fixtures.ehr.scopes import allows, granted

REGISTERED = "launch openid patient/Patient.rs patient/Coverage.r user/Practitioner.rs"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("launch openid", "launch openid"),
        ("launch offline_access", "launch"),
        ("patient/Patient.rs", "patient/Patient.rs"),
        ("patient/Patient.read", "patient/Patient.read"),
        ("patient/Patient.cruds", "patient/Patient.rs"),
        ("patient/Patient.*", "patient/Patient.read"),
        ("patient/Patient.write", ""),
        ("patient/Coverage.rs", "patient/Coverage.r"),
        ("patient/Coverage.read", "patient/Coverage.r"),
        ("patient/Observation.rs", ""),
        ("user/Patient.rs", ""),
        ("patient/*.r", "patient/Patient.r patient/Coverage.r"),
        ("patient/*.read", "patient/Patient.read patient/Coverage.r"),
        ("patient/Patient.rs?_id=x", ""),
        ("launch launch", "launch"),
        ("launch system/Patient.rs", "launch"),
    ],
)
def test_never_more_is_granted_than_is_registered(asked: str, given: str) -> None:
    assert " ".join(granted(asked, REGISTERED)) == given


@pytest.mark.parametrize(
    "scope", ["patient/Patient.sr", "patient/Patient.", "patient/Patient", "Patient.read", "admin"]
)
def test_a_malformed_scope_is_refused(scope: str) -> None:
    with pytest.raises(OAuthError, match="invalid_scope"):
        granted(f"launch {scope}", REGISTERED)


@pytest.mark.parametrize(
    ("scopes", "letter", "may"),
    [
        (("patient/Patient.rs",), "r", True),
        (("patient/Patient.read",), "s", True),
        (("patient/Patient.r",), "s", False),
        (("patient/Patient.s",), "r", False),
        (("patient/Coverage.rs",), "r", False),
        (("user/*.r",), "r", True),
        (("launch", "openid"), "r", False),
    ],
)
def test_a_scope_allows_reading_and_searching_apart(scopes: tuple[str, ...], letter: str, may: bool) -> None:
    assert allows(scopes, "Patient", letter) is may
