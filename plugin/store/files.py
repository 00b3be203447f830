"""The files of an SQLite database hold patient data: they are for the user that Chairside runs as and nobody else."""

from __future__ import annotations

import os
from pathlib import Path

from plugin.errors import StoreError, StoreExposed

OTHERS = 0o077
BESIDE = ("", "-wal", "-shm", "-journal")


def make_private(database: Path) -> None:
    """Create the file with mode 0600 unless it is there. Raises StoreExposed if others can read or write one of its
    files, StoreError if it cannot be opened."""
    try:
        # SQLite itself would create it as the umask allows; the files beside it take over the mode of this one.
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError:
        raise StoreError from None
    if any(_mode(database.with_name(database.name + ending)) & OTHERS for ending in BESIDE):
        raise StoreExposed


def _mode(path: Path) -> int:
    """The permissions of a file; none where it is not there (another process may have just closed the database)."""
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return 0
