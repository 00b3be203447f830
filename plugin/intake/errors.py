"""What may be wrong with input as a whole; one bad resource is no error, it is listed as unread.

UnreadableInput
    TooLarge            more text than one visit has
    NotJson             not JSON, or JSON that repeats a key, or nested beyond all reason
    NotABundle          JSON, but no FHIR R4 Bundle
"""

from __future__ import annotations


class UnreadableInput(Exception):
    """Input from which no visit can be read. `sentence` is for the user, `hint` for IT; neither holds patient data."""

    sentence = "This visit could not be read."
    hint = "Send one FHIR R4 Bundle as JSON."

    def __init__(self, hint: str = "") -> None:
        self.hint = hint or self.hint
        super().__init__(f"{self.sentence} {self.hint}")


class TooLarge(UnreadableInput):
    """More text than one visit has."""

    sentence = "This visit is too large to be read."


class NotJson(UnreadableInput):
    """Not JSON, or JSON in which two readers would not see the same."""

    sentence = "This is not a visit in FHIR JSON."


class NotABundle(UnreadableInput):
    """JSON, but not a Bundle."""

    sentence = "This is not a FHIR Bundle, so it holds no visit."
