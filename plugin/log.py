"""The log: one JSON object a line on stderr, with the keys named here and no others.

Deny by default: a key that is not in ALLOWED is dropped, so that a name, a number or a token cannot slip in.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any

import structlog

ALLOWED = frozenset(
    ("event", "level", "launch", "ehr", "status", "route", "endpoint", "error", "reference", "count", "logger")
)
PLAIN = re.compile(r"[A-Za-z0-9_.:/<>{}+ -]{1,120}")
# A library's message may hold a whole address (gunicorn: "Error handling request /callback?code=..."): it is left out.
SPOKEN_BY_OTHERS = "library.message"


def configure() -> None:
    """Send everything that logs in this process through the allow-list. Safe to call again."""
    structlog.configure(
        processors=[structlog.processors.add_log_level, _allowed, _as_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=_to_stderr,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers = [_Others()]
    root.setLevel(logging.WARNING)
    for name in list(logging.root.manager.loggerDict):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True


def _to_stderr(*_: object) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


def _allowed(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    kept = {key: value for key, value in event.items() if key in ALLOWED and _is_plain(value)}
    return {"at": datetime.now(UTC).isoformat(timespec="milliseconds")} | kept


def _is_plain(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and PLAIN.fullmatch(value) is not None)


def _as_json(_: object, __: str, event: MutableMapping[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=True)


class _Others(logging.Handler):
    """Says that a library logged something, without what."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write the logger's name, the level and the class of the exception."""
        error = record.exc_info[0] if record.exc_info else None
        structlog.get_logger().log(
            record.levelno, SPOKEN_BY_OTHERS, logger=record.name, error=error.__name__ if error else "none"
        )
