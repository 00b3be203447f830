"""The training EHR and the application beside it, both over HTTP, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, text

from plugin.demo import Demo, running
from plugin.store.reference_tables import REFERENCE_FILE, TABLES
from tests.app.browser import Browser


@pytest.fixture(scope="session")
def _running_demo() -> Iterator[Demo]:
    with running(0, 0) as demo:
        yield demo


@pytest.fixture
def demo(_running_demo: Demo) -> Iterator[Demo]:
    yield _running_demo
    _running_demo.ehr.faults.clear()
    _running_demo.ehr.chart.start_over()
    with _running_demo.practice.store.database.begin() as connection:
        connection.execute(text("DELETE FROM answers"))


@pytest.fixture
def browser(demo: Demo) -> Browser:
    return Browser(demo)


@pytest.fixture
def emptied(demo: Demo) -> Iterator[Demo]:
    """The demo, whose database has no official files again afterwards."""
    yield demo
    with demo.practice.store.database.begin() as connection:
        for table in TABLES.values():
            connection.execute(delete(table))
        connection.execute(delete(REFERENCE_FILE))
