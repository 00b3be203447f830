"""National provider numbers: ten digits, the last a check digit by the Luhn formula of ISO/IEC 7812-1.

It is counted with 80840 in front of the number (45 CFR 162.406).
"""

from __future__ import annotations

ISSUER = "80840"  # what CMS puts before a number for its check digit: health, United States
DIGITS = 10


def is_npi(number: str) -> bool:
    """Whether a number is ten digits with a right check digit."""
    if len(number) != DIGITS or not (number.isascii() and number.isdecimal()):
        return False
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(ISSUER + number)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0
