"""The demo running: the training EHR and Chairside beside it."""

from collections.abc import Iterator

import pytest

from plugin import demo


@pytest.fixture
def running() -> Iterator[demo.Demo]:
    with demo.running(0, 0) as both:
        yield both
