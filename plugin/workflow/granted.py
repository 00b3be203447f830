"""Which kinds of record a launch asked its EHR for."""

from __future__ import annotations

from smart_launch.launch import Launch
from smart_launch.scopes import allowed


def asked_for(launch: Launch) -> frozenset[str]:
    """The resource types the scopes name, granted or not: what was withheld is asked for, and its refusal shown."""
    return frozenset(allowed(launch.scopes)) | frozenset(launch.not_granted)
