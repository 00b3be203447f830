"""Who can answer a question, or settle what is open."""

from __future__ import annotations

from enum import StrEnum


class Who(StrEnum):
    """A person beside the visit, by what he or she does."""

    NURSE = "nurse"
    PROVIDER = "provider"
    PHARMACY = "pharmacy"
    CODER = "coder"
    FRONT_DESK = "front_desk"
