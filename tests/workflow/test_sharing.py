"""A chart is read once however many ask for it at the same moment; who asks later reads anew."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest

from plugin.workflow import sharing
from plugin.workflow.sharing import Shared
from smart_launch.errors import SignInExpired

PATIENCE = 30


class Chart:
    """A chart whose reading lasts until it is let go; counts how often it was read."""

    def __init__(self) -> None:
        self.began, self.waited_for, self.let_go = Event(), Event(), Event()
        self.reads, self.gone = 0, False

    def read(self) -> int:
        self.reads += 1
        self.began.set()
        assert self.let_go.wait(PATIENCE)
        if self.gone:
            raise SignInExpired
        return self.reads


@pytest.fixture
def chart(monkeypatch: pytest.MonkeyPatch) -> Chart:
    """Knows when somebody waits for a reading under way."""
    made = Chart()

    class Watched(Future[int]):
        def result(self, timeout: float | None = None) -> int:
            if not self.done():
                made.waited_for.set()
            return super().result(timeout)

    monkeypatch.setattr(sharing, "Future", Watched)
    return made


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def _two_at_once(pool: ThreadPoolExecutor, chart: Chart) -> list[Future[int]]:
    shared: Shared[int] = Shared()
    first = pool.submit(shared.run, "launch-1", chart.read)
    assert chart.began.wait(PATIENCE)
    second = pool.submit(shared.run, "launch-1", chart.read)
    assert chart.waited_for.wait(PATIENCE)
    chart.let_go.set()
    return [first, second]


def test_two_who_ask_at_once_share_one_reading(pool: ThreadPoolExecutor, chart: Chart) -> None:
    assert [asked.result(PATIENCE) for asked in _two_at_once(pool, chart)] == [1, 1]


def test_two_who_ask_at_once_share_its_error(pool: ThreadPoolExecutor, chart: Chart) -> None:
    chart.gone = True
    assert [type(asked.exception(PATIENCE)) for asked in _two_at_once(pool, chart)] == [SignInExpired] * 2
    assert chart.reads == 1


def test_who_asks_after_a_reading_has_ended_reads_anew(chart: Chart) -> None:
    shared: Shared[int] = Shared()
    chart.let_go.set()
    assert [shared.run("launch-1", chart.read) for _ in range(2)] == [1, 2]


def test_an_error_is_not_kept_for_who_asks_later(chart: Chart) -> None:
    shared: Shared[int] = Shared()
    chart.let_go.set()
    chart.gone = True
    with pytest.raises(SignInExpired):
        shared.run("launch-1", chart.read)
    chart.gone = False
    assert shared.run("launch-1", chart.read) == 2


def test_another_chart_does_not_wait(pool: ThreadPoolExecutor, chart: Chart) -> None:
    shared: Shared[int] = Shared()
    under_way = pool.submit(shared.run, "launch-1", chart.read)
    assert chart.began.wait(PATIENCE)
    assert shared.run("launch-2", lambda: 7) == 7
    chart.let_go.set()
    assert under_way.result(PATIENCE) == 1
