"""What an authorization server nobody here wrote refuses, and what Chairside says and does then."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests

from smart_launch import assertion, authorize
from smart_launch.ehrs import Ehr
from smart_launch.errors import AccessRefused, AuthorizeFailed, IdTokenRefused, SignInExpired, TokenRefused
from smart_launch.identity import signed_in
from tests.oidc.peer import KINDS, Peer, Person
from tests.oidc.sign_ins import SignIn

REFRESH_IS_OVER = 3620
SIGNED = ["RS384", "ES384"]
EACH_KIND = pytest.mark.parametrize("kind", KINDS)


@EACH_KIND
def test_a_code_is_good_once_and_its_second_use_takes_the_tokens_back(peer: Peer, kind: str) -> None:
    sign_in = SignIn.of(peer, kind)
    code = sign_in.code()
    first = sign_in.exchange(code)
    assert _refused(lambda: sign_in.exchange(code)) == "invalid_grant"
    assert _refused(lambda: sign_in.refresh(first["refresh_token"])) == "invalid_grant"


def test_a_callback_opened_twice_asks_the_server_once_and_leaves_the_chart_open(peer: Peer, person: Person) -> None:
    callback = person.allowed(peer.link("ES384"))
    page = person.launch(callback)
    assert person.get(callback).status_code == 400
    peer.clocks.turn(320)
    assert person.proposal(page)["unread"] == []


@EACH_KIND
def test_another_verifier_than_that_of_the_challenge_is_refused(peer: Peer, kind: str) -> None:
    sign_in = SignIn.of(peer, kind)
    assert _refused(lambda: sign_in.exchange(sign_in.code(), "x" * 43)) == "invalid_grant"


@EACH_KIND
def test_a_code_runs_out(peer: Peer, kind: str) -> None:
    sign_in = SignIn.of(peer, kind)
    code = sign_in.code()
    peer.clocks.turn(90)
    assert _refused(lambda: sign_in.exchange(code)) == "invalid_grant"


@EACH_KIND
def test_an_address_that_is_not_registered_is_never_sent_to(peer: Peer, kind: str) -> None:
    sign_in = SignIn.of(peer, kind, redirect_uri=f"{peer.app_url}/callback/")
    answer = requests.get(sign_in.request(), timeout=30, allow_redirects=False)
    assert (answer.status_code, "Location" in answer.headers) == (400, False)


@EACH_KIND
def test_a_code_is_not_given_out_for_another_address_than_it_was_asked_with(peer: Peer, kind: str) -> None:
    code = (asked := SignIn.of(peer, kind)).code()
    elsewhere = replace(SignIn.of(peer, kind, redirect_uri=f"{peer.app_url}/elsewhere"), proofs=asked.proofs)
    assert _refused(lambda: elsewhere.exchange(code)) == "invalid_grant"


@EACH_KIND
def test_a_refresh_token_used_twice_ends_the_grant(peer: Peer, kind: str) -> None:
    sign_in = SignIn.of(peer, kind)
    first = sign_in.exchange(sign_in.code())["refresh_token"]
    second = sign_in.refresh(first)["refresh_token"]
    assert [_refused(lambda token=token: sign_in.refresh(token)) for token in (first, second)] == ["invalid_grant"] * 2


@EACH_KIND
def test_a_refresh_token_runs_out(peer: Peer, kind: str) -> None:
    sign_in = SignIn.of(peer, kind)
    token = sign_in.exchange(sign_in.code())["refresh_token"]
    peer.clocks.turn(REFRESH_IS_OVER)
    assert _refused(lambda: sign_in.refresh(token)) == "invalid_grant"


@EACH_KIND
def test_a_chart_whose_refresh_token_somebody_else_has_used_asks_to_be_opened_again(
    peer: Peer, person: Person, kind: str
) -> None:
    page = person.launch(peer.link(kind))
    stolen = peer.practice.launcher.sessions.refresh_token(page.rpartition("/")[2])
    assert stolen
    SignIn.of(peer, kind).refresh(stolen)
    peer.clocks.turn(320)
    said = person.get(page, "application/json")
    assert (said.status_code, said.json()["error"]["message"]) == (403, SignInExpired.sentence)


@pytest.mark.parametrize("kind", SIGNED)
def test_an_assertion_with_a_number_used_before_is_refused(
    peer: Peer, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in = SignIn.of(peer, kind)
    used = uuid.uuid4()
    monkeypatch.setattr(assertion.uuid, "uuid4", lambda: used)
    token = sign_in.exchange(sign_in.code())["refresh_token"]
    assert _refused(lambda: sign_in.refresh(token)) == "invalid_client"


@pytest.mark.parametrize("kind", SIGNED)
def test_an_assertion_whose_minutes_are_over_is_refused(peer: Peer, kind: str) -> None:
    late = SignIn.of(peer, kind, clock=lambda: peer.clocks() - 600)
    assert _refused(lambda: late.exchange(late.code())) == "invalid_client"


@pytest.mark.parametrize("kind", SIGNED)
def test_an_assertion_with_another_algorithm_than_registered_is_refused(peer: Peer, kind: str) -> None:
    other = SignIn.of(peer, kind, signing_alg=next(each for each in SIGNED if each != kind))
    assert _refused(lambda: other.exchange(other.code())) == "invalid_client"


@pytest.mark.parametrize("kind", SIGNED)
def test_an_assertion_meant_for_another_server_is_refused(
    peer: Peer, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = assertion.SmartAssertion
    monkeypatch.setattr(authorize, "SmartAssertion", lambda token_url, *rest: made(f"{peer.address}/elsewhere", *rest))
    sign_in = SignIn.of(peer, kind)
    assert _refused(lambda: sign_in.exchange(sign_in.code())) == "invalid_client"


def test_another_secret_than_the_registered_one_is_refused(peer: Peer) -> None:
    wrong = SignIn.of(peer, "basic", client_secret="another-secret")
    assert _refused(lambda: wrong.exchange(wrong.code())) == "invalid_client"


def test_a_client_that_should_prove_itself_and_does_not_is_refused(peer: Peer) -> None:
    bare = SignIn.of(peer, "ES384", client_auth="none")
    assert _refused(lambda: bare.exchange(bare.code())) == "invalid_client"


def test_a_launch_for_another_audience_ends_on_a_page_that_says_so(peer: Peer, person: Person) -> None:
    link = peer.link("public").replace("%2Ffhir&", "%2Ffhir%2F&")
    said = person.get(link, "application/json")
    assert (said.status_code, said.json()["error"]["message"]) == (502, AuthorizeFailed.sentence)


def test_a_launch_the_server_never_handed_out_ends_on_a_page_that_says_so(peer: Peer, person: Person) -> None:
    said = person.get(peer.link("ES384", "made-up"), "application/json")
    assert (said.status_code, said.json()["error"]["message"]) == (502, AuthorizeFailed.sentence)


def test_a_person_who_refuses_is_told_so(peer: Peer, person: Person) -> None:
    said = person.get(peer.link("ES384", "refused"), "application/json")
    assert (said.status_code, said.json()["error"]["message"]) == (403, AccessRefused.sentence)


@EACH_KIND
def test_its_proof_of_who_signed_in_is_believed_for_this_sign_in_alone(peer: Peer, kind: str) -> None:
    sign_in = SignIn.of(peer, kind)
    token = sign_in.exchange(sign_in.code())["id_token"]
    discovery = peer.practice.launcher.discovery

    def believed(ehr: Ehr, nonce: str) -> str | None:
        return signed_in(token, ehr, discovery, nonce, peer.clocks).fhir_user

    assert believed(sign_in.ehr, sign_in.proofs.nonce) == "Practitioner/nurse-lin"
    another = replace(sign_in.ehr, client_id="another")
    elsewhere = replace(sign_in.ehr, issuer=f"{peer.address}/elsewhere")
    for ehr, nonce in [(sign_in.ehr, "another"), (another, sign_in.proofs.nonce), (elsewhere, sign_in.proofs.nonce)]:
        with pytest.raises(IdTokenRefused):
            believed(ehr, nonce)


def _refused(call: Callable[[], object]) -> str:
    """The OAuth error code a call ends with."""
    with pytest.raises(TokenRefused) as refusal:
        call()
    return refusal.value.hint.removeprefix("The token endpoint answered ").partition(".")[0]
