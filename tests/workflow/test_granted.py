"""A launch asks its EHR for what its scopes name, granted or not."""

from types import SimpleNamespace

import pytest

from plugin.workflow.granted import asked_for


@pytest.mark.parametrize(
    ("scopes", "not_granted"),
    [
        (("launch", "patient/ClaimResponse.rs", "patient/Patient.rs"), ()),
        (("launch", "patient/Patient.read"), ("ClaimResponse",)),
        (("Patient.Read", "ClaimResponse.Search"), ()),
    ],
)
def test_what_the_scopes_name_is_asked_for_and_so_is_what_was_withheld(scopes, not_granted) -> None:
    launch = SimpleNamespace(scopes=scopes, not_granted=not_granted)
    assert asked_for(launch) == {"ClaimResponse", "Patient"}


def test_all_records_named_at_once_name_no_kind_that_an_ehr_may_lack() -> None:
    assert "ClaimResponse" not in asked_for(SimpleNamespace(scopes=("patient/*.rs",), not_granted=()))
