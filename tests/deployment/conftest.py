"""The addresses of the application, for all pages that name some."""

from dataclasses import replace

import pytest

from plugin.app import create_app
from tests.deployment.guides import Page


@pytest.fixture(scope="session")
def routes(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """Every address, as a page writes it."""
    folder = tmp_path_factory.mktemp("routes")
    settings = replace(Page("epic").settings, database_url=f"sqlite:///{folder}/chairside.db", keys_dir=folder / "keys")
    rules = create_app(settings).url_map.iter_rules()
    return frozenset(rule.rule.replace("<launch_id>", "<launch>") for rule in rules)
