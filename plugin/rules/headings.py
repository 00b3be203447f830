"""The chapters of the manual and the standings of its rules, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.rules.schema import Payer, Setting, Stage, Standing

CHAPTERS: Mapping[Stage, tuple[str, str]] = {
    "classify": (
        "How a visit is classified",
        "What each dose is: chemotherapy, another drug, fluid, blood, a vaccine.",
    ),
    "timeline": ("Times", "Which minutes count, and what happens when a time is missing."),
    "roles": (
        "Which service is initial",
        "One initial service, and what follows it, for each access site and encounter.",
    ),
    "codes": ("Codes", "From minutes and routes to codes and units."),
    "drugs": ("Drugs", "Units of drugs, what is discarded, and which code a product has."),
    "modifiers": ("Modifiers", "What is added to a code, and when."),
    "diagnoses": ("Diagnoses", "Which diagnosis each line points to."),
    "coverage": ("Coverage", "What a payer covers and asks for beforehand."),
    "supervision": ("Supervision", "Who orders and who supervises."),
    "edits": ("Claim edits", "Pairs of codes, limits of units, and add-on codes."),
    "prompts": ("Questions", "What is asked while it can still be charted, and of whom."),
}
STANDINGS: Mapping[Standing, str] = {
    "settled": "Settled: the sources agree.",
    "MAC": "A contractor's or adviser's reading; others may differ.",
    "disputed": "Disputed: published sources contradict each other.",
    "K": "To be confirmed: from practice, without a published text. A coder must confirm it before go-live.",
}
SETTINGS: Mapping[Setting, str] = {"facility": "hospital", "office": "office"}
PAYERS: Mapping[Payer, str] = {
    "medicare": "Medicare",
    "medicare advantage": "Medicare Advantage",
    "medicaid": "Medicaid",
    "commercial": "commercial payers",
    "other": "other payers",
}
