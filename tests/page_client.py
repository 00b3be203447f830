"""A test client that judges every page it is given, so that no page needs its own test for the basics.

A page that a browser would quietly mend, that a screen reader could not name, or that the content policy would break
fails the test that opened it. `PageClient.post` follows no form the page does not have: it submits a form as a person
would, with the hidden fields the form carries.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from html5lib.html5parser import HTMLParser, ParseError
from werkzeug.test import TestResponse

FORM_TOKEN = "form_token"
IN_PLACE = {"HX-Request": "true"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class BadPage(AssertionError):
    """A page with faults; the message lists all of them."""


@dataclass(frozen=True)
class Page:
    """A page that was found in order."""

    status: int
    tree: Element
    html: str
    headers: Mapping[str, str]

    @property
    def text(self) -> str:
        """All that is to be read on the page, spaces made single."""
        return text_of(self.tree)

    @property
    def heading(self) -> str:
        """The text of its h1."""
        return text_of(next(self.tree.iter("h1")))

    @property
    def status_line(self) -> str:
        """What the status line says."""
        return text_of(self.by_id("status"))

    def by_id(self, name: str) -> Element:
        """The element of this id."""
        return next(e for e in self.tree.iter() if e.get("id") == name)

    def all(self, tag: str, css_class: str = "") -> list[Element]:
        """All elements of a tag, or those of them with a class."""
        return [e for e in self.tree.iter(tag) if not css_class or css_class in (e.get("class") or "").split()]

    def form(self, action: str, *having: str) -> Mapping[str, str]:
        """The hidden fields of the first form that goes to `action` and whose text or values hold all of `having`."""
        for form in self.tree.iter("form"):
            fields = {e.get("name", ""): e.get("value", "") for e in form.iter("input") if e.get("type") == "hidden"}
            said = " ".join((text_of(form), *fields.values()))
            if (form.get("action") or "").endswith(action) and all(word in said for word in having):
                return fields
        raise AssertionError(f"The page has no form to {action} with {having}.")


class PageClient:
    """Opens pages of an application in memory and refuses those with faults."""

    def __init__(self, app: Flask) -> None:
        self._client = app.test_client()

    def get(self, url: str, *, status: int = 200, in_place: bool = False) -> Page:
        """Open a page; `in_place` as htmx does, which gets a part."""
        return self._judged(self._client.get(url, headers=IN_PLACE if in_place else {}), status, in_place)

    def post(self, url: str, fields: Mapping[str, str], *, status: int = 200, in_place: bool = False) -> Page:
        """Send a form; without htmx the redirect after it is followed."""
        headers = IN_PLACE if in_place else {}
        response = self._client.post(url, data=dict(fields), headers=headers, follow_redirects=not in_place)
        return self._judged(response, status, in_place)

    def json(self, url: str) -> TestResponse:
        """The answer for a program."""
        return self._client.get(url, headers={"Accept": "application/json"})

    def _judged(self, response: TestResponse, status: int, in_place: bool) -> Page:
        html = response.get_data(as_text=True)
        if response.status_code != status:
            raise BadPage(f"Status {response.status_code} where {status} was expected: {html[:300]}")
        if response.headers.get("Content-Type", "").partition(";")[0] != "text/html":
            raise BadPage(f"Not HTML: {response.headers.get('Content-Type')}")
        tree = parsed(html, in_place)
        faults = [*faults_of_headers(response.headers), *faults_of(tree, in_place)]
        if faults:
            raise BadPage("\n".join(faults))
        return Page(response.status_code, tree, html, response.headers)


def parsed(html: str, part: bool = False) -> Element:
    """The page as a tree; raises BadPage for markup a browser would have to mend."""
    parser = HTMLParser(tree=html5lib.getTreeBuilder("etree"), strict=True, namespaceHTMLElements=False)
    whole = f'<!doctype html><html lang="en"><head></head><body>{html}</body></html>' if part else html
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree: Element = parser.parse(whole)
    except ParseError as error:
        raise BadPage(f"Markup: {error}; {parser.errors[-1:]}") from error
    return tree


def faults_of_headers(headers: Mapping[str, str]) -> Iterator[str]:
    """What the headers of a page with patient data must not lack."""
    policy = headers.get("Content-Security-Policy", "")
    if "default-src 'none'" not in policy:
        yield "The content policy does not start from nothing."
    if "unsafe-inline" in policy or "unsafe-eval" in policy:
        yield "The content policy allows inline code."
    if headers.get("Cache-Control") != "no-store":
        yield "The page may be kept by a cache."


def faults_of(tree: Element, part: bool = False) -> list[str]:
    """Every fault of a page; a `part` has no head of its own."""
    judges = (
        _heading_faults,
        _id_faults,
        _label_faults,
        _form_faults,
        _inline_faults,
        _table_faults,
        _name_faults,
        _order_faults,
    )
    faults = [fault for judge in judges for fault in judge(tree)]
    return faults if part else [*_head_faults(tree), *faults]


def text_of(element: Element) -> str:
    """The text of an element and of all in it, spaces made single."""
    return " ".join(" ".join(element.itertext()).split())


def _heading_faults(tree: Element) -> Iterator[str]:
    headings = list(tree.iter("h1"))
    if len(headings) != 1:
        yield f"The page has {len(headings)} h1."
    titles = [t for t in tree.iter("title") if t.text and " - Chairside" in t.text]
    if len(titles) != 1:
        yield "The page has no title of its own."
    elif headings and not text_of(titles[0]).startswith(text_of(headings[0])):
        yield f"The title does not start with the h1: {text_of(titles[0])!r}."


def _head_faults(tree: Element) -> Iterator[str]:
    if tree.get("lang") != "en":
        yield "The page does not say its language."
    if not any(meta.get("name") == "viewport" for meta in tree.iter("meta")):
        yield "The page has no viewport."
    if len(list(tree.iter("main"))) != 1:
        yield "The page needs one main."


def _id_faults(tree: Element) -> Iterator[str]:
    ids = Counter(e.get("id") for e in tree.iter() if e.get("id") is not None)
    yield from (f"The id {name!r} stands {count} times." for name, count in ids.items() if count > 1)
    for e in tree.iter():
        for attribute in ("aria-labelledby", "aria-describedby", "for", "form"):
            yield from (
                f"{attribute} points to {n!r}, which is nowhere."
                for n in (e.get(attribute) or "").split()
                if n not in ids
            )
        target = e.get("href") or ""
        if e.tag == "a" and target.startswith("#") and target[1:] not in ids:
            yield f"A link leads to {target!r}, which is nowhere."


def _label_faults(tree: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in tree.iter("label") if text_of(label)}
    for tag in ("input", "select", "textarea"):
        for field in tree.iter(tag):
            if field.get("type") in UNLABELLED:
                continue
            if field.get("id") not in labelled and not field.get("aria-label"):
                yield f"The field {field.get('name')!r} has no label."


def _form_faults(tree: Element) -> Iterator[str]:
    for form in tree.iter("form"):
        method, action = form.get("method", ""), form.get("action", "")
        if not action or method not in ("get", "post"):
            yield f"A form lacks action or method: {action!r} {method!r}."
        if method == "post" and not any(e.get("name") == FORM_TOKEN and e.get("value") for e in form.iter("input")):
            yield f"The form to {action!r} has no form token."
        if not any(e.get("type", "submit") == "submit" for e in form.iter("button")):
            yield f"The form to {action!r} cannot be sent without a script."


def _inline_faults(tree: Element) -> Iterator[str]:
    for e in tree.iter():
        yield from (f"<{e.tag}> has {name}, which the content policy blocks." for name in e.attrib if _is_code(name, e))
        if e.tag == "style":
            yield "The page has a style element."
        if e.tag == "script" and (not e.get("src") or text_of(e)):
            yield "The page has a script inside."


def _is_code(name: str, element: Element) -> bool:
    value = element.get(name) or ""
    return (
        name == "style"
        or name.startswith("on")
        or re.match(r"(data-)?hx-on", name) is not None
        or (name in ("href", "action", "formaction", "src") and value.strip().lower().startswith("javascript:"))
    )


def _table_faults(tree: Element) -> Iterator[str]:
    for table in tree.iter("table"):
        captions = [c for c in table.iter("caption") if text_of(c)]
        if len(captions) != 1:
            yield "A table has no caption."
        yield from (
            f"The heading {text_of(th)!r} has no scope."
            for th in table.iter("th")
            if th.get("scope") not in ("row", "col")
        )


def _name_faults(tree: Element) -> Iterator[str]:
    for tag in ("a", "button", "summary"):
        for e in tree.iter(tag):
            if not text_of(e) and not e.get("aria-label"):
                yield f"A <{tag}> has no name."
    for e in tree.iter("a"):
        if not e.get("href"):
            yield f"The link {text_of(e)!r} leads nowhere."
    for e in tree.iter():
        if str(e.tag).endswith("svg") and e.get("role") == "img" and not e.get("aria-labelledby"):
            yield "A drawing has no title."
        if str(e.tag).endswith("svg") and e.get("role") != "img" and e.get("aria-hidden") != "true":
            yield "A drawing is neither named nor hidden."
        if e.tag == "img" and e.get("alt") is None:
            yield "An image has no alternative text."


def _order_faults(tree: Element) -> Iterator[str]:
    """Headings go down one level at a time, and nothing is pulled forward in the tab order."""
    level = 0
    for e in tree.iter():
        if isinstance(e.tag, str) and re.fullmatch(r"h[1-6]", e.tag):
            if int(e.tag[1]) > level + 1:
                yield f"The heading {text_of(e)!r} skips a level."
            level = int(e.tag[1])
        if (e.get("tabindex") or "0").lstrip("-").isdigit() and int(e.get("tabindex") or 0) > 0:
            yield "A tabindex above 0 changes the order."
