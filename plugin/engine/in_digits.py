"""A decimal as a person writes it."""

from __future__ import annotations

from decimal import Decimal


def in_digits(value: Decimal) -> str:
    """100, 0.5: no exponent and no trailing zeros."""
    return f"{value.normalize():f}"
