"""The pages in Chromium under the real content policy: no axe violations, no console message, htmx, focus, reflow."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from plugin.workflow.answers import with_answers
from smart_launch.fhir_errors import EhrDown
from tests.builders import answer, busy_chart, busy_prompts, busy_visit, chart, prompt, visit
from tests.views import ready_visit
from tests.views.ordered_visit import TYPED, charted
from tests.views.packages import DESCRIPTION, JZ, PACKAGE, STOCK, UNLISTED
from tests.views.small_app import FullDesk, SmallDesk, app_of
from tests.views.test_marks_asked import MARKS_ASKED, of_card

URL = "/visit/7f3a9c"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Without the second word axe also describes every element that passed, which takes it as long as finding the faults.
AXE = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
WIDTHS = (320, 700, 1280)
MEANT = ("Failed to load resource", "Response Status Error", "htmx:sendError", "htmx:afterRequest")
ANSWERED = (answer("missing_route", "MedicationAdministration/m4", "push"),)
MISTAKE = prompt("conflicting_times", question="Which start and stop times of rituximab are right?", options=("other",))
STATES = {
    "questions": (URL, SmallDesk(busy_visit(answers=ANSWERED))),
    "a likely mistake and more": (URL, SmallDesk(visit(busy_chart(), (MISTAKE, *busy_prompts())))),
    "nothing to do": (URL, SmallDesk(visit())),
    "no infusion": (URL, SmallDesk(visit(chart()))),
    "before the first dose": (URL, ready_visit.desk_of(ready_visit.much_to_settle())),
    "ready for the first dose": (URL, ready_visit.desk_of(ready_visit.all_ready())),
    "EHR down": (f"{URL}/chart", SmallDesk(busy_visit(), read=busy_visit(), down=EhrDown())),
    "no encounter": (URL, SmallDesk(busy_visit(encounter=None))),
    "expired": (URL, SmallDesk(busy_visit(), expired=True)),
    "review": (f"{URL}/review", SmallDesk(busy_visit())),
    "review why not": (f"{URL}/review?why_not=96365", FullDesk(busy_visit())),
    "review no code": (f"{URL}/review?why_not=9636", SmallDesk(busy_visit())),
    "asked of the pharmacy": (URL, SmallDesk(visit(busy_chart(), (PACKAGE, STOCK, DESCRIPTION)))),
    "place, notice and trial": (URL, SmallDesk(visit(busy_chart(), tuple(map(of_card, MARKS_ASKED))))),
    "drug lines": (f"{URL}/review", SmallDesk(visit(busy_chart(), (DESCRIPTION, STOCK), (JZ, UNLISTED)))),
    "infusion log": (f"{URL}/chart", SmallDesk(visit(with_answers(charted(), TYPED)[0]))),
    "infusion log in review": (f"{URL}/review", SmallDesk(visit(with_answers(charted(), TYPED)[0]))),
    "not permitted": (f"{URL}/review", SmallDesk(busy_visit(), roles=())),
}


class Silent(WSGIRequestHandler):
    def log(self, type, message, *args):
        """Tests print nothing."""


@contextmanager
def served(desk: SmallDesk) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app_of(desk), threaded=True, request_handler=Silent)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def opened(chromium: Browser, desk: SmallDesk, url: str = URL, width: int = 700, **options) -> Iterator[Page]:
    """A page whose console stays empty but for the HTTP errors the browser itself reports."""
    with served(desk) as base:
        context = chromium.new_context(viewport={"width": width, "height": 900}, **options)
        page = context.new_page()
        said: list[str] = []
        page.clock.install()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(base + url)
        if options.get("java_script_enabled", True):
            page.wait_for_selector("main:not([aria-busy])")
        yield page
        context.close()
        # Refusals and a lost connection are meant; a breach of the content policy or an error in a script is not.
        assert [line for line in said if not any(word in line for word in MEANT)] == []


LOOKS = [
    (state, width, scheme)
    for state in STATES
    for width in WIDTHS
    for scheme in ("light", "dark")
    if state in ("questions", "review", "review why not", "asked of the pharmacy", "drug lines")
    or (width, scheme) == (320, "dark")
]


@pytest.mark.parametrize(("state", "width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium, state, width, scheme):
    url, desk = STATES[state]
    with opened(chromium, desk, url, width, color_scheme=scheme) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page, options=AXE).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_saved_answer_moves_the_focus_to_the_next_question_and_is_announced(chromium):
    with opened(chromium, SmallDesk(busy_visit())) as page:
        page.fill("#q2-value", "1140")
        page.press("#q2-value", "Enter")
        expect(page.locator("#status")).to_have_text("Saved. 2 left.")
        expect(page.locator("#q1")).to_be_focused()


def test_the_title_follows_the_heading(chromium):
    with opened(chromium, SmallDesk(busy_visit())) as page:
        page.click("text=Still running")
        expect(page).to_have_title("2 things the chart does not say yet - Chairside")
        assert page.inner_text("h1") == "2 things the chart does not say yet"


def test_i_have_charted_it_reads_the_chart_again(chromium):
    desk = SmallDesk(busy_visit())
    with opened(chromium, desk) as page:
        desk.in_ehr = visit(busy_chart())
        page.click("text=I have charted it >> nth=0")
        expect(page.locator("#status")).to_have_text("Found in the chart. Nothing left.")
        assert desk.reads == 2


def test_reading_again_puts_the_focus_on_the_heading(chromium):
    with opened(chromium, SmallDesk(busy_visit())) as page:
        page.click("text=Read again")
        expect(page.locator("#heading")).to_be_focused()


def test_while_an_answer_is_on_its_way_no_other_can_be_sent_and_lost(chromium):
    with opened(chromium, SmallDesk(busy_visit())) as page:
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        page.route("**/answer", hold)
        page.click("text=Still running")
        expect(page.locator("main button:enabled")).to_have_count(0)
        held[0].continue_()
        expect(page.locator("#status")).to_have_text("Saved. 2 left.")
        expect(page.locator("main button:disabled")).to_have_count(0)


def test_a_refused_answer_keeps_what_was_typed_and_the_focus(chromium):
    with opened(chromium, SmallDesk(busy_visit(), refused="That is in the future.")) as page:
        page.fill("#q2-value", "2359")
        page.press("#q2-value", "Enter")
        page.wait_for_selector("#q2-error")
        expect(page.locator("#q2-value")).to_be_focused()
        assert page.input_value("#q2-value") == "2359"


def test_a_server_that_cannot_be_reached_is_said(chromium):
    with opened(chromium, SmallDesk(busy_visit())) as page:
        page.route("**/answer", lambda route: route.abort())
        page.click("text=Still running")
        page.wait_for_selector("#no-connection:not([hidden])")
        assert "Nothing was saved" in page.inner_text("#no-connection")


def test_two_minutes_before_it_closes_the_panel_says_so_and_can_be_kept_open(chromium):
    desk = SmallDesk(busy_visit(), idle_seconds=900)
    with opened(chromium, desk) as page:
        page.clock.fast_forward(780_000)
        expect(page.locator("#idle")).to_contain_text("closes in two minutes")
        before = desk.touched
        page.click("text=Keep it open")
        expect(page.locator("#idle")).to_be_empty()
        assert desk.touched == before + 1


def test_a_panel_that_has_closed_shows_no_patient_any_more(chromium):
    desk = SmallDesk(busy_visit(), idle_seconds=900)
    with opened(chromium, desk) as page:
        page.clock.fast_forward(780_000)
        expect(page.locator("#idle")).to_contain_text("closes in two minutes")
        desk.expired = True
        page.clock.fast_forward(126_000)
        expect(page.locator("h1")).to_have_text("Open this panel again")
        assert "OKAFOR" not in page.inner_text("body")


def test_without_a_script_the_page_is_read_and_answered(chromium):
    desk = SmallDesk(busy_visit())
    with opened(chromium, desk, java_script_enabled=False) as page:
        page.wait_for_selector("text=3 things the chart does not say yet")
        page.fill("#q2-value", "11:40")
        page.press("#q2-value", "Enter")
        page.wait_for_selector("text=Saved. 2 left.")
        assert desk.kept[0].value == "11:40"


def test_the_tab_order_is_the_reading_order(chromium):
    with opened(chromium, SmallDesk(busy_visit())) as page:
        places = []
        for _ in range(14):
            page.keyboard.press("Tab")
            places.append(page.evaluate("document.activeElement.getBoundingClientRect().top + scrollY"))
        assert places[1:] == sorted(places[1:])


def test_a_focused_control_is_not_hidden_by_the_banner(chromium):
    below = (
        "document.activeElement.getBoundingClientRect().bottom"
        " - document.querySelector('.head').getBoundingClientRect().bottom"
    )
    with opened(chromium, SmallDesk(busy_visit())) as page:
        page.set_viewport_size({"width": 700, "height": 500})
        for _ in range(20):
            page.keyboard.press("Tab")
        shown = []
        for _ in range(18):
            page.keyboard.press("Shift+Tab")
            shown.append(page.evaluate(f"document.activeElement.closest('.skip') ? 1 : {below}") > 0)
        assert all(shown)


@pytest.mark.parametrize("width", WIDTHS)
def test_every_target_is_at_least_32_pixels_high(chromium, width):
    with opened(chromium, SmallDesk(busy_visit()), width=width) as page:
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        heights = page.evaluate(
            "[...document.querySelectorAll('main button, main input:not([type=hidden]), main summary')]"
            ".map(e => e.getBoundingClientRect().height)"
        )
        assert min(heights) >= 32


def test_nothing_of_the_chart_stays_in_the_browsers_storage(chromium):
    with opened(chromium, SmallDesk(busy_visit())) as page:
        page.click("text=Still running")
        expect(page).to_have_title("2 things the chart does not say yet - Chairside")
        kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
        # htmx notes the path it is on; with a history cache the whole page would stand here.
        assert json.loads(kept) == [{}, {"htmx-current-path-for-history": URL}]


def test_in_print_nothing_is_to_be_pressed_and_the_times_are_a_table(chromium):
    with opened(chromium, SmallDesk(busy_visit())) as page:
        page.emulate_media(media="print")
        assert [b for b in page.query_selector_all("button") if b.is_visible()] == []
        assert page.is_visible(".times-table caption")


def test_the_words_stay_readable_in_forced_colours(chromium):
    with opened(chromium, SmallDesk(busy_visit()), forced_colors="active") as page:
        assert page.is_visible("text=started 09:10, no stop time >> nth=0")


def test_a_package_code_that_is_refused_keeps_the_fold_open_and_the_focus_in_its_field(chromium):
    desk = SmallDesk(visit(busy_chart(), (PACKAGE,)), refused="Type the package code with its hyphens.")
    with opened(chromium, desk) as page:
        page.click("summary:has-text('Others are asked about 1 thing')")
        page.fill("#other1-value", "0006302602")
        page.press("#other1-value", "Enter")
        expect(page.locator("#other1-error")).to_be_visible()
        expect(page.locator("#other1-value")).to_be_focused()
        expect(page.locator("#other1-value")).to_have_value("0006302602")
