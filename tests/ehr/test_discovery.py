"""The documents an app starts from, and the keys of the EHR."""

from __future__ import annotations

import pytest

from tests.ehr.visiting_app import BASE_URL, TOKEN_URL, VisitingApp


@pytest.mark.parametrize("site", ["/fhir", "/office/fhir"])
def test_each_site_says_where_to_sign_in(app: VisitingApp, site: str) -> None:
    document = app.http.get(f"{site}/.well-known/smart-configuration").get_json()
    assert document["authorization_endpoint"] == f"{BASE_URL}/oauth2/authorize"
    assert document["token_endpoint"] == TOKEN_URL
    assert document["code_challenge_methods_supported"] == ["S256"]
    assert {"launch-ehr", "sso-openid-connect", "authorize-post"} <= set(document["capabilities"])


def test_openid_metadata_lies_under_the_issuer_it_names(app: VisitingApp) -> None:
    document = app.http.get("/oauth2/.well-known/openid-configuration").get_json()
    assert document["issuer"] == f"{BASE_URL}/oauth2"
    assert document["jwks_uri"] == f"{BASE_URL}/oauth2/jwks"


def test_only_the_public_half_of_the_key_is_shown(app: VisitingApp) -> None:
    keys = app.http.get("/oauth2/jwks").get_json()["keys"]
    assert [set(key) for key in keys] == [{"kty", "n", "e", "kid", "alg", "use"}]


def test_every_announced_search_parameter_is_taken(app: VisitingApp, token: str) -> None:
    statement = app.http.get("/fhir/metadata").get_json()
    for resource in statement["rest"][0]["resource"]:
        for parameter in resource["searchParam"]:
            value = "2026" if parameter["type"] == "date" else "x"
            answer = app.get(f"{resource['type']}?{parameter['name']}={value}", token)
            assert answer.status_code == 200, (resource["type"], parameter["name"])
            assert not [each for each in answer.get_json()["entry"] if each["search"]["mode"] == "outcome"]


def test_what_was_asked_is_recorded_with_its_headers(app: VisitingApp, token: str) -> None:
    app.get("Coverage?patient=gray-pt", token)
    last = app.ehr.recorded[-1]
    assert (last.method, last.path, last.query["patient"], last.status) == ("GET", "/fhir/Coverage", "gray-pt", 200)
    assert last.headers["Authorization"] == f"Bearer {token}"


def test_a_body_over_the_limit_is_refused(app: VisitingApp) -> None:
    answer = app.http.post("/oauth2/token", data={"code": "x" * 100_000})
    assert answer.status_code == 413
