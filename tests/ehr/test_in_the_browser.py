"""The pages in Chromium: accessible, no sideways scroll, and an app that signs in from the frame beside the chart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, redirect, request
from playwright.sync_api import Browser, Page
from werkzeug.wrappers import Response

from fixtures.ehr.app import create_ehr
from fixtures.ehr.serving import serve_in_thread
from fixtures.ehr.settings import CLIENT_ID, training_settings
from tests.ehr.conftest import STORIES
from tests.ehr.visiting_app import CHALLENGE


def small_app() -> Flask:
    """An app that signs in and shows what came back; it has no pages of its own."""
    app = Flask("small_app")

    @app.get("/launch")
    def launch() -> Response:
        asked = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": request.host_url + "callback",
            "scope": "launch patient/Patient.rs",
            "state": "s",
            "aud": request.args["iss"],
            "launch": request.args["launch"],
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        root = request.args["iss"].removesuffix("/fhir").removesuffix("/office")
        return redirect(f"{root}/oauth2/authorize?{urlencode(asked)}")

    @app.get("/callback")
    def callback() -> str:
        return f"<!doctype html><html lang=en><title>App</title><main><h1>{' '.join(sorted(request.args))}</h1></main>"

    return app


@pytest.fixture(scope="module")
def ehr_url() -> Iterator[str]:
    with (
        serve_in_thread(small_app(), "127.0.0.1", 0) as app_port,
        serve_in_thread(Flask("free"), "127.0.0.1", 0) as port,
    ):
        pass
    base, app = f"http://localhost:{port}", f"http://127.0.0.1:{app_port}"
    ehr = create_ehr(training_settings(base, app, STORIES))
    with serve_in_thread(small_app(), "127.0.0.1", app_port), serve_in_thread(ehr, "127.0.0.1", port):
        yield base


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 700, 1280])
@pytest.mark.parametrize("path", ["/", "/chart/gray-visit"])
def test_a_page_is_accessible_and_never_scrolls_sideways(
    page: Page, ehr_url: str, path: str, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(ehr_url + path)
    for blank in page.locator("details").all():
        blank.evaluate("element => element.open = true")
    violations = Axe().run(page).response["violations"]
    assert violations == [], json.dumps(violations, indent=1)[:2000]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_app_signs_in_inside_the_frame(page: Page, ehr_url: str) -> None:
    page.goto(f"{ehr_url}/chart/gray-visit")
    assert page.frame_locator("iframe").locator("h1").inner_text() == "code state"


def test_a_person_who_refuses_is_seen_by_the_app(page: Page, ehr_url: str) -> None:
    page.goto(f"{ehr_url}/chart/gray-visit")
    page.get_by_label("Signed in as").select_option("nurse-no")
    page.get_by_role("button", name="Switch").click()
    assert page.frame_locator("iframe").locator("h1").inner_text() == "error error_description state"


def test_the_app_opens_in_a_window_of_its_own(page: Page, ehr_url: str) -> None:
    page.goto(f"{ehr_url}/chart/gray-visit")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open Chairside in a window").click()
    opened.value.wait_for_url("**/callback?*")
    assert {"code", "state"} <= dict(parse_qsl(urlsplit(opened.value.url).query)).keys()


def test_a_stop_time_is_charted_with_the_keyboard_alone(page: Page, ehr_url: str) -> None:
    page.goto(f"{ehr_url}/chart/gray-visit")
    page.locator("#gray-ma1 summary").focus()
    for key in ("Enter", "Tab", "Tab", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("10:02")
    page.keyboard.press("Enter")
    page.wait_for_url("**#gray-ma1")
    assert page.locator("#gray-ma1 td[data-label=Stop]").inner_text() == "10:02"


def test_a_time_that_is_none_is_not_sent(page: Page, ehr_url: str) -> None:
    page.goto(f"{ehr_url}/chart/gray-visit")
    page.locator("#gray-ma3 summary", has_text="Chart start time").click()
    field = page.locator("#MedicationAdministration-gray-ma3-start-time")
    field.fill("9 pm")
    field.press("Enter")
    assert field.evaluate("element => element.matches(':invalid')")


def test_the_browser_reports_no_breach_of_the_policy(page: Page, ehr_url: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{ehr_url}/chart/gray-visit")
    page.frame_locator("iframe").locator("h1").wait_for()
    assert said == []
