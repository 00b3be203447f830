"""All kinds of official files that can be loaded, by name."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.reference.asp import CROSSWALK, LIMITS
from plugin.reference.fee_schedule import FEE_SCHEDULE
from plugin.reference.hcpcs import HCPCS
from plugin.reference.icd10cm import ICD10CM
from plugin.reference.kind import Kind
from plugin.reference.ncci import ADD_ON_CODES, MUE_HOSPITAL, MUE_PRACTITIONER, PAIRS_HOSPITAL, PAIRS_PRACTITIONER
from plugin.reference.opps import ADDENDUM_B

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        CROSSWALK,
        LIMITS,
        HCPCS,
        ADDENDUM_B,
        PAIRS_PRACTITIONER,
        PAIRS_HOSPITAL,
        MUE_PRACTITIONER,
        MUE_HOSPITAL,
        ADD_ON_CODES,
        FEE_SCHEDULE,
        ICD10CM,
    )
}
