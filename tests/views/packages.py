"""What the pharmacy is asked of a package, and the lines a coder sees: shared by the tests of both pages."""

from decimal import Decimal

from plugin.engine.proposal import Kind, Line, NationalDrugCode, Prompt, Severity, Who
from tests.builders import line, prompt

M2 = "MedicationAdministration/m2"


def pharmacy(kind: str, question: str, options: tuple[str, ...], facts: str) -> Prompt:
    """A question for the pharmacy about the second drug."""
    return prompt(kind, who=Who.PHARMACY, severity=Severity.BLOCKS, question=question, options=options, facts=facts)


PACKAGE = pharmacy(
    "ndc_missing",
    "Which package code is on the label of rituximab, with its hyphens?",
    ("text", "other", "cannot_tell"),
    "no package code is charted for J9312",
)
STOCK = pharmacy(
    "stock_340b_unknown", "Did rituximab come from 340B stock?", ("yes", "no", "other", "cannot_tell"), "not charted"
)
DESCRIPTION = pharmacy(
    "unlisted_drug_narrative",
    "For rituximab: which exact product, dose, route and package code?",
    ("text", "other", "cannot_tell"),
    "not charted: NDC",
)


def drug(code: str, units: int, what: str, **more) -> Line:
    """A drug line about the second drug."""
    return line(code, units, kind=Kind.DRUG, evidence=(M2,), what=what, **more)


JZ = drug("J9271", 200, "pembrolizumab", modifiers=("JZ", "TB"), ndc=NationalDrugCode("00006302602", Decimal(8), "ML"))
UNLISTED = drug("J3490", 1, "glutathione", narrative="glutathione, NDC 12345067890, 200 mg, intravenous")
