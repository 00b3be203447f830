"""What questions are worth in Chromium: no axe violations and no sideways scrolling, with rates and without."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from plugin.engine.rates import Rates
from tests.views.test_in_chromium import AXE, WIDTHS, opened
from tests.views.worth_visit import RATES, REVIEW, desk_of, much_open


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("rates", [RATES, Rates()], ids=["rates", "no rates"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium, width, scheme, rates):
    with opened(chromium, desk_of(much_open(), rates), REVIEW, width, color_scheme=scheme) as page:
        found = Axe().run(page, options=AXE).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.is_visible("text=At stake")
