"""The folder of shared reference material beside the project; where it is absent the tests that read it skip."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def needs(*parts: str) -> pytest.MarkDecorator:
    """Skip without this file or folder of the shared material."""
    path = SHARED.joinpath(*parts)
    return pytest.mark.skipif(not path.exists(), reason=f"needs ../shared/{'/'.join(parts)}, which is not here")
