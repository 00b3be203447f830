"""How each route of a case is written in a medication record: the words, the SNOMED CT code, the device."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Way(NamedTuple):
    """`moment`: one charted time is all such an entry has. `line`: it goes through an access line."""

    words: str
    snomed: str = ""
    device: str = ""
    moment: bool = False
    line: bool = False


VEIN, SKIN, MUSCLE, ARTERY = "47625008", "34206005", "78421000", "58100008"
WAYS: Mapping[str, Way] = {
    "iv_infusion": Way("Intravenous infusion", VEIN, line=True),
    "iv_push": Way("IV push", VEIN, moment=True, line=True),
    "im": Way("Intramuscular", MUSCLE, moment=True),
    "sc": Way("Subcutaneous", SKIN, moment=True),
    "sc_infusion": Way("Subcutaneous infusion", SKIN),
    "on_body_injector": Way("Subcutaneous, on-body injector applied", device="On-body injector", moment=True),
    "intrathecal": Way("Intrathecal", "72607000"),
    "intra_arterial_push": Way("Intra-arterial push", ARTERY),
    "intra_arterial_infusion": Way("Intra-arterial infusion", ARTERY),
    "intravesical": Way("Intravesical", "372471009"),
    "oral": Way("Oral", "26643006", moment=True),
    "portable_pump": Way(
        "Continuous intravenous infusion, portable pump", VEIN, "Ambulatory infusion pump, portable", line=True
    ),
    "pump_refill": Way("Portable pump refill", VEIN, "Ambulatory infusion pump, portable", moment=True),
    "pump_disconnect": Way("Pump disconnect", VEIN, moment=True),
    "implanted_pump": Way("Implanted pump refill", device="Implanted infusion pump"),
    "port_flush": Way("Port flush", VEIN, moment=True, line=True),
    "keep_open": Way("Intravenous infusion, keep vein open", VEIN, line=True),
    "declot": Way("Catheter clearance (intracatheter)", moment=True),
    "other": Way("Other", moment=True),
}
