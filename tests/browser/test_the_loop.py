"""The main job in a real browser: the panel opens inside the chart, asks, and what is charted makes the question go."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FrameLocator, Page, expect

from plugin.demo import Demo


def chart_of(running: Demo, story: str) -> str:
    visit = next(v for v in running.ehr.chart.visits() if v.story.name == story)
    return f"{running.ehr_url}/chart/{visit.encounter}"


def panel(page: Page) -> FrameLocator:
    frame = page.frame_locator("iframe")
    expect(frame.locator("h1")).to_be_visible(timeout=20_000)
    return frame


def chart_stop_time(page: Page, clock: str) -> None:
    page.get_by_text("Chart stop time").first.click()
    form = page.locator("details[open] form").first
    form.locator("input:not([type=hidden])").last.fill(clock)
    form.get_by_role("button").click()
    expect(page.locator("table.mar")).to_contain_text(clock)


def test_a_stop_charted_in_the_ehr_makes_the_question_go(chromium: Browser, running: Demo) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(chart_of(running, "antibiotic-without-stop"))
    frame = panel(page)
    question = frame.get_by_role("heading", name="When did ceftriaxone stop?")
    expect(question).to_be_visible(timeout=20_000)

    elsewhere = context.new_page()
    elsewhere.goto(chart_of(running, "antibiotic-without-stop"))
    chart_stop_time(elsewhere, "10:38")

    frame.get_by_role("button", name="I have charted it").click()
    expect(question).to_have_count(0, timeout=20_000)
    expect(frame.get_by_text("The chart has everything this visit needs")).to_be_visible()


def test_an_answer_given_here_is_kept_with_name_and_time(chromium: Browser, running: Demo) -> None:
    page = chromium.new_page()
    page.goto(chart_of(running, "antibiotic-without-stop"))
    frame = panel(page)
    expect(frame.get_by_role("heading", name="When did ceftriaxone stop?")).to_be_visible(timeout=20_000)
    frame.get_by_label("Stopped at").fill("10:38")
    frame.get_by_role("button", name="Save").click()
    expect(frame.get_by_role("status")).to_contain_text("Saved", timeout=20_000)
    frame.get_by_text("Done (1)").click()
    expect(frame.locator("body")).to_contain_text("10:38")
    expect(frame.locator("body")).to_contain_text("Lin")


def test_two_charts_in_two_tabs_never_mix(chromium: Browser, running: Demo) -> None:
    context = chromium.new_context()
    first, second = context.new_page(), context.new_page()
    first.goto(chart_of(running, "antibiotic-without-stop"))
    expect(panel(first).get_by_role("heading", name="When did ceftriaxone stop?")).to_be_visible(timeout=20_000)
    second.goto(chart_of(running, "waste-not-charted"))
    expect(panel(second).get_by_role("heading", name="eribulin")).to_be_visible(timeout=20_000)
    panel(first).get_by_role("button", name="Read again").click()
    expect(panel(first).get_by_role("heading", name="When did ceftriaxone stop?")).to_be_visible(timeout=20_000)
    expect(panel(first).locator("body")).not_to_contain_text("eribulin")


def test_the_panel_in_the_chart_has_no_accessibility_violation(chromium: Browser, running: Demo) -> None:
    for width in (320, 700, 1280):
        page = chromium.new_page(viewport={"width": width, "height": 900})
        page.goto(chart_of(running, "antibiotic-without-stop"))
        expect(panel(page).get_by_role("heading", name="When did ceftriaxone stop?")).to_be_visible(timeout=20_000)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        page.close()


def test_nothing_of_the_page_breaks_its_content_security_policy(chromium: Browser, running: Demo) -> None:
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(chart_of(running, "chemo-with-hydration"))
    expect(panel(page).get_by_text("The chart has everything this visit needs")).to_be_visible(timeout=20_000)
    assert said == []
