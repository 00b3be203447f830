"""What can go wrong while a charge is proposed.

EngineError
├── NoVisit             the chart holds no visit
├── NoRuleInForce       a rule the day needs has no version on the date of service
└── UnknownSwitch       a switch or a value of it that does not exist
"""

from __future__ import annotations

from datetime import date


class EngineError(Exception):
    """Base of all; `sentence` is for the person at the screen, `hint` for IT."""

    sentence = "The visit could not be coded."
    hint = "See the error class and the rule it names."

    def __init__(self, sentence: str = "", hint: str = "") -> None:
        self.sentence = sentence or self.sentence
        self.hint = hint or self.hint
        super().__init__(self.sentence)


class NoVisit(EngineError):
    """Nothing in the chart is a visit of this patient, so there is no day and nothing to propose."""

    sentence = "There is no visit in this record, so nothing can be proposed."
    hint = "An Encounter of the patient was not among the resources read, and no administration names its day."


class NoRuleInForce(EngineError):
    """No version of a rule covers the date of service, setting and payer; nothing is guessed in its place."""

    def __init__(self, rule: str, day: date, setting: str = "", payer: str = "") -> None:
        whom = " and ".join(word for word in (setting, payer) if word)
        super().__init__(
            f"No version of rule {rule} is in force on {day.isoformat()}{f' for {whom}' if whom else ''}.",
            "Check the date of service; else add a dated version to the card of this rule.",
        )


class UnknownSwitch(EngineError):
    """A configuration switch or value that does not exist."""

    def __init__(self, name: str, value: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"There is no switch {name} = {value}.", f"Known: {', '.join(known)}." if known else "Leave it out."
        )
