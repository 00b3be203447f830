"""What the verbs work with, put together once by the application."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from plugin.rules.library import Library
from plugin.settings import Clinic, Settings
from plugin.store.store import Store
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from smart_launch.launcher import Launcher
from smart_launch.vault import Vault


@dataclass(frozen=True, slots=True)
class Practice:
    """Settings, sign-in, keys, vault, store, rules and clock (seconds since 1970) of a running application."""

    settings: Settings
    launcher: Launcher
    keys: KeyRing
    vault: Vault
    store: Store
    library: Library
    clock: Callable[[], int]

    def clinic(self, launch: Launch) -> Clinic:
        """The configuration of the EHR a launch came from. Raises UnknownEhr when it was taken out meanwhile."""
        return self.settings.clinics[self.launcher.ehrs.named(launch.ehr).name]


def user_key(launch: Launch) -> str:
    """The person of a launch as (issuer, subject): what answers and audit rows are kept under."""
    return f"{launch.user.iss}|{launch.user.sub}"
