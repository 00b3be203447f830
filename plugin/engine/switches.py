"""Choices a site or payer makes where published sources disagree: names, defaults, allowed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from plugin.chart.visit import Payer
from plugin.engine.errors import UnknownSwitch

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "hydration_split": ("sum", "contiguous"),
    "hydration_secondary_modifier": ("none", "59", "XU"),
    "partial_overlap": ("concurrent_only", "split_remainder"),
    "chemo_chemo_concurrent": ("hold_96549", "sequential_if_remainder_16", "not_billed"),
    "same_drug_repeat_infusion": ("each_dose", "sum_minutes", "96367_legacy"),
    "missing_stop": ("push", "hold", "not_billable"),
    "calculated_stop": ("allow_nursing_rate_volume", "deny"),
    "duration_without_clock": ("allow_with_advisory", "deny"),
    "aborted_infusion": ("actual_time", "planned_53"),
    "midnight": ("by_setting", "unit_date", "start_date"),
    "split_dose_injections": ("one_per_drug", "per_injection"),
    "second_site_modifier": ("59", "XS"),
    "second_encounter_modifier": ("59", "XE"),
    "pump_code": ("by_payer", "96416"),
    "drug_rounding": ("sum_then_round_up", "round_each_dose"),
}
PAYERS = tuple(payer.value for payer in Payer)
LEAST = {"concurrent_min_overlap": 1, "pause_gap": 0}


@dataclass(frozen=True, slots=True)
class Switches:
    """The choices in force for one proposal; each default is the one its card names."""

    hydration_split: str = "sum"
    hydration_secondary_modifier: str = "none"
    concurrent_min_overlap: int = 16
    partial_overlap: str = "concurrent_only"
    chemo_chemo_concurrent: str = "hold_96549"
    same_drug_repeat_infusion: str = "each_dose"
    pause_gap: int = 30
    missing_stop: str = "push"
    calculated_stop: str = "allow_nursing_rate_volume"
    duration_without_clock: str = "allow_with_advisory"
    aborted_infusion: str = "actual_time"
    midnight: str = "by_setting"
    split_dose_injections: str = "one_per_drug"
    second_site_modifier: str = "59"
    second_encounter_modifier: str = "59"
    pump_code: str = "by_payer"
    drug_rounding: str = "sum_then_round_up"
    jw_jz_payers: tuple[str, ...] = ("medicare", "medicare advantage")

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> Switches:
        """Defaults with the chosen values in their place. Raises UnknownSwitch for a name or value not known."""
        values: dict[str, str | int | tuple[str, ...]] = {}
        for name, value in chosen.items():
            values[name] = _checked(name, str(value))
        return cls(**values)  # type: ignore[arg-type]  # each value was checked against its field above


def _checked(name: str, value: str) -> str | int | tuple[str, ...]:
    if name in ALLOWED:
        if value not in ALLOWED[name]:
            raise UnknownSwitch(name, value, ALLOWED[name])
        return value
    if name in LEAST:
        if not value.isdecimal() or int(value) < LEAST[name]:
            raise UnknownSwitch(name, value, (f"a whole number of minutes from {LEAST[name]}",))
        return int(value)
    if name == "jw_jz_payers":
        payers = tuple(word.strip().lower() for word in value.split(",") if word.strip())
        if not set(payers) <= set(PAYERS):
            raise UnknownSwitch(name, value, PAYERS)
        return payers
    raise UnknownSwitch(name, value, tuple(f.name for f in fields(Switches)))
