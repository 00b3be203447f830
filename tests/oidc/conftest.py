"""The peer once for all tests of this folder; where it cannot run they skip and say why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.oidc import peer as peers


@pytest.fixture(scope="session")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[peers.Peer]:
    if lack := peers.lacking():
        pytest.skip(lack)
    with peers.running(tmp_path_factory.mktemp("peer")) as running:
        yield running


@pytest.fixture
def person(peer: peers.Peer) -> peers.Person:
    """Somebody in front of a browser that has opened nothing yet."""
    return peers.Person(peer.app_url)
