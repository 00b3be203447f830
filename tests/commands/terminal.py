"""A terminal for tests: runs a command in this process, with bytes in and bytes out."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import pytest

from plugin.commands import main


@dataclass(frozen=True)
class Result:
    returncode: int
    stdout: bytes
    stderr: str


def chairside(*arguments: str, given: bytes = b"") -> Result:
    """Run `chairside` with arguments and standard input."""
    out, error = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True), io.StringIO()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), "utf-8"))
        patched.setattr(sys, "stdout", out)
        patched.setattr(sys, "stderr", error)
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
    return Result(int(ended.value.code or 0), out.buffer.getvalue(), error.getvalue())
