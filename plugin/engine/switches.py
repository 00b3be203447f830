"""Choices a site or payer makes where published sources disagree: names, defaults, allowed values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace

from plugin.chart.visit import Payer
from plugin.engine.errors import UnknownSwitch

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "complexity_policy": ("cpt_definition", "mac_legacy_list", "payer_list"),
    "hydration_label_required": ("billable_if_ordered_and_necessary", "integral"),
    "hydration_split": ("sum", "contiguous"),
    "hydration_secondary_modifier": ("none", "59", "XU"),
    "partial_overlap": ("concurrent_only", "split_remainder"),
    "chemo_chemo_concurrent": ("hold_96549", "sequential_if_remainder_16", "not_billed"),
    "same_drug_repeat_infusion": ("each_dose", "sum_minutes", "96367_legacy"),
    "missing_stop": ("push", "hold", "not_billable"),
    "calculated_stop": ("allow_nursing_rate_volume", "deny"),
    "duration_without_clock": ("allow_with_advisory", "deny"),
    "aborted_infusion": ("actual_time", "planned_53"),
    "calendar_day_initial": ("off", "on"),
    "midnight": ("by_setting", "unit_date", "start_date"),
    "split_dose_injections": ("one_per_drug", "per_injection"),
    "second_site_modifier": ("59", "XS"),
    "second_encounter_modifier": ("59", "XE"),
    "pump_code": ("by_payer", "96416"),
    "drug_rounding": ("sum_then_round_up", "round_each_dose"),
    "covid_admin_25": ("advisory", "auto"),
    "entity_340b": ("none", "jg", "tb"),
    "stock_340b": ("as_charted", "all"),
}
DRUG_LISTS = ("complexity_list", "sc_biologic_list", "authorization_drugs")
NONE_LISTED = ("authorization_drugs",)  # empty is none; the other lists have a built-in one
BUILT_IN = "built_in"
PAYERS = tuple(payer.value for payer in Payer)
LEAST = {"concurrent_min_overlap": 1, "pause_gap": 0, "auth_expiry_warn_days": 0}
COUNTED = {"auth_expiry_warn_days": "days"}  # all others are minutes


@dataclass(frozen=True, slots=True)
class Switches:
    """The choices in force for one proposal; each default is the one its card names.

    `complexity_list` is the list that `complexity_policy` goes by; `sc_biologic_list` is empty for the built-in one.
    `authorization_drugs` are those that need a prior authorization, empty for none. All three hold drug names as a site
    writes them. `entity_340b` is whether a site buys under the 340B programme, by the
    modifier its kind of entity used before 2025; `contractor` is its Medicare contractor, such as Noridian JF.
    """

    complexity_policy: str = "cpt_definition"
    complexity_list: tuple[str, ...] = ()
    sc_biologic_list: tuple[str, ...] = ()
    hydration_label_required: str = "billable_if_ordered_and_necessary"
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
    calendar_day_initial: str = "off"
    split_dose_injections: str = "one_per_drug"
    second_site_modifier: str = "59"
    second_encounter_modifier: str = "59"
    pump_code: str = "by_payer"
    drug_rounding: str = "sum_then_round_up"
    covid_admin_25: str = "advisory"
    entity_340b: str = "none"
    stock_340b: str = "as_charted"
    contractor: str = ""
    jw_jz_payers: tuple[str, ...] = ("medicare", "medicare advantage")
    authorization_drugs: tuple[str, ...] = ()
    auth_expiry_warn_days: int = 14

    @classmethod
    def of(cls, chosen: Mapping[str, str]) -> Switches:
        """Defaults with the chosen values in their place. Raises UnknownSwitch for a name or value not known."""
        values: dict[str, str | int | tuple[str, ...]] = {}
        for name, value in chosen.items():
            values[name] = _checked(name, str(value))
        return cls(**values)  # type: ignore[arg-type]  # each value was checked against its field above


@dataclass(frozen=True, slots=True)
class Choices:
    """The switches of a site: for every payer, and in place of them for a class of payer that has its own."""

    general: Switches = Switches()
    by_payer: Mapping[str, Switches] = field(default_factory=dict)

    @classmethod
    def of(cls, chosen: Mapping[str, str], by_payer: Mapping[str, Mapping[str, str]]) -> Choices:
        """`by_payer` holds the choices of a class of payer that differ from `chosen`. Raises UnknownSwitch."""
        for payer in by_payer:
            if payer not in PAYERS:
                raise UnknownSwitch("for the payer", payer, PAYERS)
        own = {payer: Switches.of({**chosen, **choices}) for payer, choices in by_payer.items()}
        return cls(Switches.of(chosen), own)

    def overridden(self, chosen: Mapping[str, str], by_payer: Mapping[str, Mapping[str, str]]) -> Choices:
        """These choices with others in their place, first those for every payer, then those for one. As `of`."""
        new = Choices.of(chosen, by_payer)
        payers = {
            payer: _with(
                _with(self.for_payer(payer), new.general, chosen), new.for_payer(payer), by_payer.get(payer, {})
            )
            for payer in {*self.by_payer, *by_payer}
        }
        return Choices(_with(self.general, new.general, chosen), payers)

    def for_payer(self, payer: str) -> Switches:
        """The switches for a class of payer, "" where it is not known."""
        return self.by_payer.get(payer, self.general)


def _with(switches: Switches, others: Switches, names: Iterable[str]) -> Switches:
    return replace(switches, **{name: getattr(others, name) for name in names})


def _checked(name: str, value: str) -> str | int | tuple[str, ...]:
    if name in ALLOWED:
        if value not in ALLOWED[name]:
            raise UnknownSwitch(name, value, ALLOWED[name])
        return value
    if name in LEAST:
        if not value.isdecimal() or int(value) < LEAST[name]:
            raise UnknownSwitch(name, value, (f"a whole number of {COUNTED.get(name, 'minutes')} from {LEAST[name]}",))
        return int(value)
    if name == "jw_jz_payers":
        payers = tuple(word.strip().lower() for word in value.split(",") if word.strip())
        if not set(payers) <= set(PAYERS):
            raise UnknownSwitch(name, value, PAYERS)
        return payers
    if name == "contractor":
        return value
    if name in DRUG_LISTS:
        return () if value == BUILT_IN else tuple(word.strip() for word in value.split(",") if word.strip())
    raise UnknownSwitch(name, value, tuple(f.name for f in fields(Switches)))
