"""/launch: who may open the app, and the authorization request that follows."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.smart_launch.clinic import BASE_URL, SCOPES, Clinic
from tests.smart_launch.recording_ehr import CLIENT_ID

EPIC_LAUNCH = "eyJ" + "a+b/c=~" * 600  # Epic's launch may be a JWT of kilobytes, and its characters must survive


def test_an_unknown_iss_is_refused_without_any_outbound_call(clinic: Clinic) -> None:
    answer = clinic.launch_link(clinic.browser(), iss=clinic.ehr.root + "/other")
    assert (answer.status_code, answer.get_json()["error"], clinic.ehr.recorded) == (400, "UnknownEhr", [])


@pytest.mark.parametrize("change", [str.upper, lambda iss: iss + "/", lambda iss: iss + " ", lambda iss: iss[:-1]])
def test_iss_is_compared_to_the_last_character(clinic: Clinic, change: object) -> None:
    answer = clinic.launch_link(clinic.browser(), iss=change(clinic.ehr.base))  # type: ignore[operator]
    assert answer.get_json()["error"] == "UnknownEhr"


@pytest.mark.parametrize(
    "query", ["", "iss=x", "launch=x", "iss=&launch=x", "iss=a&iss=b&launch=x", "iss=a&launch=x&launch=y"]
)
def test_a_link_without_one_iss_and_one_launch_is_refused(clinic: Clinic, query: str) -> None:
    answer = clinic.browser().get(f"/launch?{query}")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "BadLaunch")


def test_the_authorization_request_has_every_parameter_smart_requires(clinic: Clinic) -> None:
    asked = _asked(clinic)
    assert {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": f"{BASE_URL}/callback",
        "scope": SCOPES,
        "aud": clinic.ehr.base,
        "launch": "chart-1",
        "code_challenge_method": "S256",
    }.items() <= asked.items()


@pytest.mark.parametrize("name", ["state", "nonce", "code_challenge"])
def test_the_authorization_request_carries_each_secret_of_the_sign_in(clinic: Clinic, name: str) -> None:
    assert _asked(clinic)[name]


def test_launch_arrives_at_the_ehr_byte_for_byte(clinic: Clinic) -> None:
    assert _asked(clinic, EPIC_LAUNCH)["launch"] == EPIC_LAUNCH


def test_an_iss_with_a_trailing_slash_stays_so_in_aud(clinic: Clinic) -> None:
    clinic.registered(iss=clinic.ehr.base + "/")
    answer = clinic.launch_link(clinic.browser(), iss=clinic.ehr.base + "/")
    assert parse_qs(urlsplit(answer.location).query)["aud"] == [clinic.ehr.base + "/"]


@pytest.mark.parametrize("name", ["state", "nonce", "code_challenge"])
def test_each_launch_has_its_own_secrets(clinic: Clinic, name: str) -> None:
    assert _asked(clinic)[name] != _asked(clinic)[name]


def test_state_has_at_least_128_random_bits(clinic: Clinic) -> None:
    assert len(_asked(clinic)["state"]) * 6 >= 128


def test_an_authorize_address_with_its_own_query_keeps_it(clinic: Clinic) -> None:
    clinic.ehr.configuration["authorization_endpoint"] = f"{clinic.ehr.root}/oauth2/authorize?tenant=7"
    assert _asked(clinic)["tenant"] == "7"


def test_the_cookie_works_in_a_frame_and_only_there_where_it_must(clinic: Clinic) -> None:
    parts = clinic.launch_link(clinic.browser()).headers["Set-Cookie"].split("; ")
    assert set(parts[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=None", "Partitioned"}


def test_the_cookie_is_a_long_random_value(clinic: Clinic) -> None:
    name, _, value = clinic.launch_link(clinic.browser()).headers["Set-Cookie"].partition(";")[0].partition("=")
    assert (name, len(value) * 6 >= 128) == ("__Host-chairside", True)


def test_launch_values_stay_out_of_caches_and_referers(clinic: Clinic) -> None:
    headers = clinic.launch_link(clinic.browser()).headers
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_short_launch_goes_by_redirect_even_where_post_is_offered(clinic: Clinic) -> None:
    clinic.ehr.configuration["capabilities"] = ["authorize-post"]
    assert clinic.launch_link(clinic.browser()).status_code == 303


def test_a_long_launch_goes_by_redirect_where_post_is_not_offered(clinic: Clinic) -> None:
    assert clinic.launch_link(clinic.browser(), EPIC_LAUNCH).status_code == 303


def test_a_long_launch_goes_as_a_form_where_post_is_offered(clinic: Clinic) -> None:
    clinic.ehr.configuration |= {
        "capabilities": ["authorize-post"],
        "authorization_endpoint": f"{clinic.ehr.root}/oauth2/authorize?tenant=7",
    }
    form = _Form(clinic.launch_link(clinic.browser(), EPIC_LAUNCH).text)
    assert (form.action, form.fields["launch"], "tenant" in form.fields) == (
        f"{clinic.ehr.root}/oauth2/authorize?tenant=7",
        EPIC_LAUNCH,
        False,
    )


def test_the_form_may_be_sent_to_the_ehr_and_framed_by_it_only(clinic: Clinic) -> None:
    clinic.ehr.configuration["capabilities"] = ["authorize-post"]
    clinic.registered(frame_ancestors=("https://ehr.hospital.example",), hosts=("login.hospital.example",))
    policy = clinic.launch_link(clinic.browser(), EPIC_LAUNCH).headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; base-uri 'none'; "
        f"form-action 'self' {clinic.ehr.root} https://login.hospital.example; "
        "frame-ancestors 'self' https://ehr.hospital.example"
    )


def test_the_forms_script_is_a_file_and_a_button_does_without_it(clinic: Clinic) -> None:
    clinic.ehr.configuration["capabilities"] = ["authorize-post"]
    browser = clinic.browser()
    form = _Form(clinic.launch_link(browser, EPIC_LAUNCH).text)
    assert (form.buttons, browser.get(form.script, buffered=True).status_code) == (1, 200)


def test_a_launch_value_cannot_break_out_of_the_form(clinic: Clinic) -> None:
    clinic.ehr.configuration["capabilities"] = ["authorize-post"]
    hostile = '"><script>alert(1)</script>' + "x" * 2000
    page = clinic.launch_link(clinic.browser(), hostile).text
    assert ("<script>alert" in page, _Form(page).fields["launch"]) == (False, hostile)


def _asked(clinic: Clinic, launch: str = "chart-1") -> dict[str, str]:
    query = urlsplit(clinic.launch_link(clinic.browser(), launch).location).query
    return {name: values[0] for name, values in parse_qs(query, strict_parsing=True).items()}


class _Form(HTMLParser):
    """The one form of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.script, self.buttons, self.fields = "", "", 0, dict[str, str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = of["action"]
        elif tag == "script":
            self.script = of["src"]
        elif tag == "button":
            self.buttons += 1
        elif tag == "input":
            self.fields[of["name"]] = of["value"]
