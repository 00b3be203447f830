"""The training EHR with two small stories, its clock in the test's hand, and an app that visits it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import responses
from flask import Flask

from fixtures.ehr.app import create_ehr
from fixtures.ehr.settings import training_settings
from tests.ehr.visiting_app import APP_URL, BASE_URL, Clock, VisitingApp

STORIES = Path(__file__).with_name("stories")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ehr(clock: Clock) -> Flask:
    return create_ehr(training_settings(BASE_URL, APP_URL, STORIES), clock=clock)


@pytest.fixture
def app(ehr: Flask, clock: Clock) -> Iterator[VisitingApp]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as net:
        yield VisitingApp(ehr, clock, net)


@pytest.fixture
def tokens(app: VisitingApp) -> dict[str, Any]:
    return app.signed_in()


@pytest.fixture
def token(tokens: dict[str, Any]) -> str:
    return str(tokens["access_token"])
