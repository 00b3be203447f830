"""The page client finds each fault it promises to find; a client that let one pass would make every page test idle."""

import pytest
from flask import Flask, Response

from tests.page_client import BadPage, PageClient, faults_of, faults_of_headers, parsed

POLICY = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store"}
SOUND = """<!doctype html><html lang="en"><head><meta name="viewport" content="width=600">
<title>Times - Chairside</title></head><body><main id="chart"><h1>Times</h1>{}</main></body></html>"""


def faults(body: str) -> str:
    return "\n".join(faults_of(parsed(SOUND.format(body))))


def app_with(html: str, headers=POLICY, kind="text/html") -> PageClient:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: Response(html, headers=headers, content_type=kind))
    return PageClient(app)


def test_a_sound_page_passes():
    assert app_with(SOUND.format("<p>All well</p>")).get("/").heading == "Times"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<h1>Again</h1>", "2 h1"),
        ('<p id="chart">x</p>', "'chart' stands 2 times"),
        ('<p aria-describedby="lost">x</p>', "points to 'lost'"),
        ('<a href="#lost">x</a>', "leads to '#lost'"),
        ('<input type="text" name="stop">', "'stop' has no label"),
        ('<label for="stop"></label><input type="text" id="stop" name="stop">', "'stop' has no label"),
        ('<form method="post"><button>Go</button></form>', "lacks action or method"),
        ('<form action="/x"><button>Go</button></form>', "lacks action or method"),
        ('<form method="post" action="/x"><button>Go</button></form>', "no form token"),
        ('<form method="get" action="/x"></form>', "cannot be sent without a script"),
        ('<p style="color: red">x</p>', "has style"),
        ('<p onclick="x()">x</p>', "has onclick"),
        ('<p data-hx-on:click="x()">x</p>', "has data-hx-on:click"),
        ('<a href="javascript:x()">x</a>', "has href"),
        ("<script>x()</script>", "script inside"),
        ("<table><tr><th scope='col'>x</th></tr></table>", "no caption"),
        ("<table><caption>x</caption><tr><th>x</th></tr></table>", "no scope"),
        ("<button></button>", "<button> has no name"),
        ('<a href="/x"></a>', "<a> has no name"),
        ("<a>x</a>", "leads nowhere"),
        ('<svg role="img"></svg>', "drawing has no title"),
        ("<svg></svg>", "neither named nor hidden"),
        ("<h3>x</h3>", "skips a level"),
        ('<p tabindex="2">x</p>', "tabindex above 0"),
        ('<img src="/x">', "no alternative text"),
    ],
)
def test_each_fault_is_found(body, fault):
    assert fault in faults(body)


def test_a_style_element_is_found():
    html = SOUND.replace("</title>", "</title><style>p {{}}</style>").format("")
    assert "style element" in "\n".join(faults_of(parsed(html)))


def test_a_title_that_does_not_start_with_the_heading_is_found():
    html = SOUND.replace("<h1>Times", "<h1>Other").format("")
    assert "title does not start" in "\n".join(faults_of(parsed(html)))


def test_a_page_without_a_language_is_found():
    assert "language" in "\n".join(faults_of(parsed(SOUND.replace(' lang="en"', "").format(""))))


@pytest.mark.parametrize(
    "body", ["<p>x</div>", "<ul><p>x</ul></p>", '<p id="a" id="b">x</p>', "<table><p>x</p></table>"]
)
def test_markup_a_browser_would_mend_is_refused(body):
    with pytest.raises(BadPage, match="Markup"):
        parsed(SOUND.format(body))


@pytest.mark.parametrize(
    ("headers", "fault"),
    [
        ({"Cache-Control": "no-store"}, "does not start from nothing"),
        (POLICY | {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}, "inline code"),
        (POLICY | {"Cache-Control": "private"}, "kept by a cache"),
    ],
)
def test_a_weak_header_is_found(headers, fault):
    assert fault in "\n".join(faults_of_headers(headers))


def test_an_unexpected_status_is_refused():
    with pytest.raises(BadPage, match="Status 404"):
        app_with(SOUND.format("")).get("/elsewhere")


def test_something_else_than_html_is_refused():
    with pytest.raises(BadPage, match="Not HTML"):
        app_with("{}", kind="application/json").get("/")


def test_a_form_that_is_not_on_the_page_cannot_be_sent():
    with pytest.raises(AssertionError, match="no form"):
        app_with(SOUND.format("<p>x</p>")).get("/").form("/answer")
