"""Whether a payer, a setting and a day want JW or JZ on a drug at all (R-DRG-06)."""

from __future__ import annotations

from plugin.chart.visit import Setting
from plugin.engine.timeline import Desk

APPLIES = ("R-DRG-06", "R-DRG-16")


def waste_is_marked(code: str, desk: Desk) -> bool:
    """Whether a line of this code takes JW or JZ; the payers are the site's choice (switch `jw_jz_payers`)."""
    required = desk.book.rule("R-DRG-06").text("jw") == "required"
    return required and desk.payer in desk.switches.jw_jz_payers and separately_paid(code, desk)


def status_unknown(code: str, desk: Desk) -> bool:
    """Whether a hospital's line would be judged by a payment status that no table has for the day (R-DRG-16)."""
    required = desk.book.rule("R-DRG-06").text("jw") == "required" and desk.payer in desk.switches.jw_jz_payers
    return required and desk.setting is Setting.FACILITY and not desk.book.drugs.status.get(code)


def separately_paid(code: str, desk: Desk) -> bool:
    """Whether Medicare pays for a drug by itself: in an office always, in a hospital by its status (R-DRG-16)."""
    if desk.setting is Setting.OFFICE:
        return True
    return desk.book.drugs.status.get(code, "") in desk.book.rule("R-DRG-06").words("statuses")
