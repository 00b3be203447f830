"""The examples of a card as a coder would tell them."""

from __future__ import annotations

from collections.abc import Mapping

from plugin.rules.headings import PAYERS, SETTINGS
from plugin.rules.schema import Example, Given, Way

WAYS: Mapping[Way, str] = {
    "iv_infusion": "infused",
    "iv_push": "pushed",
    "im": "into the muscle",
    "sc": "under the skin",
    "sc_infusion": "under the skin by pump",
    "intrathecal": "into the spinal fluid",
    "intraventricular": "into the brain reservoir",
    "intra_arterial_push": "pushed into an artery",
    "intra_arterial_infusion": "infused into an artery",
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
    """An example as a coder would tell it, with the codes it leads to."""
    return f"{example.name}. {example_told(example)}: {example_codes(example)}."


def example_told(example: Example) -> str:
    """What was given in an example, where and for whom, without its codes."""
    where = f"{SETTINGS[example.setting].capitalize()}, {PAYERS[example.payer]}"
    return f"{where}: {'; '.join(_given(g) for g in example.given)}"


def example_codes(example: Example) -> str:
    """The codes of an example, such as 96413, 96415 x 2."""
    return ", ".join(f"{e.code} x {e.units}" for e in example.expect) or "no administration code"


def _given(given: Given) -> str:
    when = f"{_clock(given.start)} to {_clock(given.stop)}" if given.stop is not None else _start_alone(given)
    site = f" ({given.site})" if given.site else ""
    return f"{given.drug} {WAYS[given.route]}, {when}{site}"


def _start_alone(given: Given) -> str:
    """An infusion whose stop is left out says so, because that is what such an example is about."""
    timed = given.route in ("iv_infusion", "sc_infusion", "intra_arterial_infusion")
    return f"{_clock(given.start)}, no stop charted" if timed else f"at {_clock(given.start)}"


def _clock(minutes: int | None) -> str:
    if minutes is None:
        return "a time not charted"
    days, minute = divmod(minutes, 1440)
    later = f" {days} day{'s' if days > 1 else ''} later" if days else ""
    return f"{minute // 60:02}:{minute % 60:02}{later}"
