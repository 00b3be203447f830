"""The server in a thread."""

from __future__ import annotations

import pytest
import requests
from flask import Flask

from fixtures.ehr.serving import serve_in_thread


def hello() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/<word>", "hello", lambda word: word)
    return app


def test_it_serves_until_the_block_ends_and_frees_its_port() -> None:
    with serve_in_thread(hello(), "127.0.0.1", 0) as port:
        assert requests.get(f"http://127.0.0.1:{port}/hello", timeout=5).text == "hello"
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{port}/hello", timeout=5)


def test_it_prints_no_address(capfd: pytest.CaptureFixture[str]) -> None:
    with serve_in_thread(hello(), "127.0.0.1", 0) as port:
        requests.get(f"http://127.0.0.1:{port}/launch?launch=secret", timeout=5)
    assert "launch" not in "".join(capfd.readouterr())


def test_a_port_that_is_taken_is_an_error() -> None:
    with serve_in_thread(hello(), "127.0.0.1", 0) as port, pytest.raises(OSError, match="in use"):
        serve_in_thread(hello(), "127.0.0.1", port).__enter__()
