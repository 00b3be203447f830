"""The examples of a card as a coder would tell them."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.rules.schema import Example, Given, Way

WAYS: Mapping[Way, str] = {
    "iv_infusion": "by vein, infusion",
    "iv_push": "by vein, push",
    "im": "into the muscle",
    "sc": "under the skin",
    "sc_infusion": "under the skin by pump",
    "intrathecal": "into the spinal fluid",
    "intraventricular": "into the brain reservoir",
    "intra_arterial_push": "into an artery, push",
    "intra_arterial_infusion": "into an artery, infusion",
    "intravesical": "into the bladder",
    "intrapleural": "into the chest cavity",
    "intraperitoneal": "into the belly cavity",
    "intralesional": "into a lesion",
    "portable_pump": "by portable pump",
    "implanted_pump": "into an implanted pump",
    "wearable_injector": "by wearable injector",
    "port_flush": "as a port flush",
    "declot": "to clear a catheter",
    "oral": "by mouth",
    "other": "by another way",
}


def example_sentence(example: Example) -> str:
    """An example as a coder would tell it."""
    given = "; ".join(_given(g) for g in example.given)
    codes = ", ".join(f"{e.code} x {e.units}" for e in example.expect) or "no administration code"
    return f"{example.name} ({example.setting}, {example.payer}): {given}: {codes}."


def _given(given: Given) -> str:
    when = f"{_clock(given.start)} to {_clock(given.stop)}" if given.stop is not None else f"at {_clock(given.start)}"
    site = f", {given.site}" if given.site else ""
    return f"{given.drug} {WAYS[given.route]}, {when}{site}"


def _clock(minutes: int | None) -> str:
    if minutes is None:
        return "a time not charted"
    days, minute = divmod(minutes, 1440)
    return f"{minute // 60:02}:{minute % 60:02}" + (f" {days} day{'s' if days > 1 else ''} later" if days else "")
