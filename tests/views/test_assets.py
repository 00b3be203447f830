"""One style sheet, one script, no surprise in either: what was vendored is what is sent, and it stays small."""

import gzip
import re
from hashlib import sha256
from pathlib import Path

import pytest

from plugin.views import assets
from plugin.views.assets import HTMX, REVIEW_STYLE, SCRIPT, STATIC, STYLE
from tests.builders import busy_visit
from tests.page_client import PageClient
from tests.views.small_app import SmallDesk, app_of

PAGES = ("/visit/7f3a9c/chart", "/visit/7f3a9c/review")
TEMPLATES = sorted((Path(assets.__file__).parent / "templates").rglob("*.html"))


def client():
    return app_of(SmallDesk(busy_visit())).test_client()


def test_htmx_is_the_file_that_was_vendored():
    recorded = re.findall(r"`([0-9a-f]{64})`", (STATIC / "VENDOR.md").read_text(encoding="utf-8"))
    assert recorded == [sha256(HTMX.read_bytes()).hexdigest()]


@pytest.mark.parametrize("url", PAGES)
def test_a_page_makes_one_request_for_style_and_one_for_script(url):
    page = PageClient(app_of(SmallDesk(busy_visit()))).get(url)
    styles = [e.get("href") for e in page.all("link") if e.get("rel") == "stylesheet"]
    style = REVIEW_STYLE if url.endswith("/review") else STYLE
    assert (styles, [e.get("src") for e in page.all("script")]) == ([f"/panel/{style.name}"], [f"/panel/{SCRIPT.name}"])


@pytest.mark.parametrize("url", PAGES)
def test_page_style_and_script_weigh_less_than_60_kilobytes_together(url):
    body = gzip.compress(client().get(url).data)
    assert len(body) + len(STYLE.packed) + len(SCRIPT.packed) < 60_000


def test_the_style_sheet_is_at_most_15_kilobytes():
    assert len(STYLE.body) <= 15 * 1024


def test_a_browser_that_takes_gzip_gets_gzip():
    answer = client().get(f"/panel/{SCRIPT.name}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(answer.data) == SCRIPT.body


def test_another_client_gets_the_file_as_it_is():
    assert client().get(f"/panel/{SCRIPT.name}").data == SCRIPT.body


def test_a_file_named_by_its_content_may_be_kept():
    assert "immutable" in client().get(f"/panel/{STYLE.name}").headers["Cache-Control"]


def test_a_file_of_another_version_is_not_found():
    assert client().get("/panel/chairside-000000000000.css").status_code == 404


def test_htmx_may_neither_evaluate_nor_store_pages():
    html = client().get(PAGES[0]).get_data(as_text=True)
    assert '"allowEval":false,"includeIndicatorStyles":false,"historyCacheSize":0' in html


def test_the_style_sheet_loads_nothing_from_elsewhere():
    assert re.findall(rb"url\(|@import|https?:", STYLE.body) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_switches_escaping_off(template):
    assert re.findall(r"\|\s*safe\b|autoescape|Markup", template.read_text(encoding="utf-8")) == []
