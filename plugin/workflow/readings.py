"""What was read from the EHR in a launch: kept sealed for as long as the launch may lie idle, then gone."""

from __future__ import annotations

import json
import zlib
from base64 import b85decode, b85encode
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plugin.chart.chart import Unread
from plugin.intake.records import Records
from smart_launch.keys import KeyRing
from smart_launch.launch import Launch
from smart_launch.sealed import SealedVault
from smart_launch.vault import Vault

KIND = "records"
TEXTS = ("id", "setting", "patient", "encounter")
PLAIN = (*TEXTS, "resources")
EXACT = "$decimal"  # JSON has one kind of number, and a dose of 1.0 is not a dose of 1


@dataclass(frozen=True, slots=True)
class Reading:
    """The raw records of a visit, when they were read (seconds since 1970), and the name of the person signed in."""

    encounter: str
    read_at: int
    user_name: str
    records: Records


class Readings:
    """The newest reading of each live launch, kept for `idle` seconds after its last use.

    `clock` gives seconds since 1970.
    """

    def __init__(self, vault: Vault, keys: KeyRing, clock: Callable[[], int], idle: int) -> None:
        self._kept, self._clock, self._idle = SealedVault(vault, keys), clock, idle

    def keep(self, launch: Launch, reading: Reading) -> None:
        """Keep a reading in place of the one before."""
        records = reading.records
        facts = {
            "encounter": reading.encounter,
            "read_at": reading.read_at,
            "user_name": reading.user_name,
            "records": {name: getattr(records, name) for name in PLAIN},
            "unread": [[item.about, item.reason, item.kept_back] for item in records.unread],
        }
        plain = json.dumps(facts, default=_written).encode()
        self._put(launch, b85encode(zlib.compress(plain)).decode())

    def kept(self, launch: Launch) -> Reading | None:
        """The reading of a launch, if there is one. This is a use of it."""
        packed = self._kept.get(KIND, launch.id)
        if packed is None:
            return None
        self._put(launch, packed)
        facts = json.loads(zlib.decompress(b85decode(packed)), object_hook=_read)
        records = Records(
            **{name: facts["records"][name] for name in TEXTS},
            resources=tuple(facts["records"]["resources"]),
            unread=tuple(Unread(*item) for item in facts["unread"]),
        )
        return Reading(facts["encounter"], facts["read_at"], facts["user_name"], records)

    def forget(self, launch: Launch) -> None:
        """Remove the reading of a launch."""
        self._kept.delete(KIND, launch.id)

    def _put(self, launch: Launch, packed: str) -> None:
        self._kept.put(KIND, launch.id, packed, min(self._clock() + self._idle, launch.expires_at))


def _written(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {EXACT: str(value)}
    raise TypeError(f"{type(value).__name__} is not JSON.")


def _read(value: dict[str, Any]) -> object:
    return Decimal(value[EXACT]) if value.keys() == {EXACT} else value
