"""One call at a time for a key; whoever asks meanwhile waits for it and gets what came of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Shared(Generic[Made]):
    """Keeps a page that is opened or pressed many times from reading the same chart as many times at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: dict[Hashable, Future[Made]] = {}

    def run(self, key: Hashable, call: Callable[[], Made]) -> Made:
        """What `call` gives or raises, or what the call under way for this key does."""
        with self._lock:
            under_way = self._under_way.get(key)
            mine = self._under_way[key] = under_way or Future()
        if under_way is not None:
            return under_way.result()
        try:
            mine.set_result(call())
        except BaseException as error:
            mine.set_exception(error)
        finally:
            with self._lock:
                del self._under_way[key]
        return mine.result()
