"""One Chromium for all tests that look at pages; without it they skip with a reason. A data folder that is nobody's."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.smart_launch.conformance.items import numbers

CHROMIUM = Path("/usr/bin/chromium")
# Names under .test are this machine; a browser that phones home only fills the log of a closed network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP *.test 127.0.0.1",
]


def pytest_itemcollected(item: pytest.Item) -> None:
    """`-k T34` selects the tests that prove that item of the conformance table."""
    test = item.nodeid.partition("[")[0].removeprefix("tests/")
    item.extra_keyword_matches.update(numbers().get(test, ()))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def _nobodys_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is loaded in the data folder of whoever runs the tests must not decide them."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield
