"""Why something charted is not billed, in words: the rule behind each omission of the proposal."""

from __future__ import annotations

from plugin.engine.given import Given
from plugin.engine.proposal import NotBilled
from plugin.engine.why.words import item
from plugin.engine.why.worksheet import Worksheet

WORDS = {
    "R-ADM-01": "was given by mouth, which is no administration",
    "R-ADM-09": "carried a drug, flushed a line or kept it open, which is never charged",
    "R-ADM-11": "was given before the first unit of blood without a reason of its own in its order",
    "R-ADM-12": "belongs to the imaging or stress test",
    "R-ADM-13": "belongs to the sedation charted for the visit",
    "R-ADM-14": "numbed the place, which is inside every service",
    "R-ADM-40": "is still running, and is charged when its stop is charted",
    "R-ADM-61": "was charted in error",
    "R-ADM-73": "ended a pump whose code includes the return to disconnect",
    "R-ADM-77": "was put into the spine without being chemotherapy",
    "R-ADM-78": "was put into the bladder without being a cancer drug",
    "R-ADM-80": "was put into a cavity or a lesion without being a cancer drug",
    "R-ADM-81": "was left in the catheter and dissolves no clot",
    "R-DOC-04": "has no route charted that can be understood",
    "R-DOC-41": "was given in a visit that was not read",
    "R-DRG-09": "was not given",
}


def omission_of(given: Given, sheet: Worksheet) -> NotBilled | None:
    """What the proposal says of an administration that gave no administration line."""
    return None if sheet.lines_of(given.evidence) else next(iter(sheet.omissions(given.evidence)), None)


def in_words(given: Given, omission: NotBilled, sheet: Worksheet) -> str:
    """ketorolac 09:00 was not given; the site's choice is named where that decided."""
    rule = next((r for r in omission.because if r in WORDS), "")
    if "R-ADM-59" in omission.because:
        return f"{item(given)} has a time that is not charted, and this site chose missing_stop=not_billable"
    if "R-ADM-53" in omission.because:
        return f"{item(given)} ran beside other chemotherapy, and this site chose chemo_chemo_concurrent=not_billed"
    if "R-ADM-07" in omission.because:
        chosen = f"hydration_label_required={sheet.switches.hydration_label_required}"
        return f"{item(given)} is fluid that a drug's label asks for and part of that drug, as this site chose {chosen}"
    asked = sheet.question("R-DOC-04", omission.evidence) or sheet.question("R-DOC-41", omission.evidence)
    asked = asked or sheet.question("R-DOC-42", omission.evidence)
    return f"{item(given)} {WORDS.get(rule, 'is not billed')}" + (f" (open question: {asked})" if asked else "")
