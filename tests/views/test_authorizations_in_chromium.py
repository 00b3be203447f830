"""The section on authorizations in Chromium: no axe violations, no sideways scrolling, bars as long as they say."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.views.authorized_visit import three_authorizations
from tests.views.proven_visit import REVIEW, desk_of
from tests.views.test_in_chromium import AXE, WIDTHS, opened


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium, width, scheme):
    with opened(chromium, desk_of(three_authorizations()), REVIEW, width, color_scheme=scheme) as page:
        for summary in page.query_selector_all(".approval summary"):
            summary.click()
        found = Axe().run(page, options=AXE).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_parts_of_a_bar_are_drawn_beside_each_other(chromium):
    with opened(chromium, desk_of(three_authorizations()), REVIEW, 1280) as page:
        bar = page.query_selector(".burn").bounding_box()
        parts = [rect.bounding_box() for rect in page.query_selector_all(".burn >> nth=0 >> rect")]
        assert len(parts) == 3
        assert abs(sum(part["width"] for part in parts) - bar["width"]) <= 3
        assert [round(part["x"]) for part in parts] == sorted(round(part["x"]) for part in parts)
