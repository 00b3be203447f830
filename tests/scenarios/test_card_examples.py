"""Every example on a rule card is a test: the card says nothing the engine does not do."""

from collections import Counter

import pytest

from plugin.rules.schema import Example
from tests.engine.builders import charge, fact, given, library, visit

EXAMPLES = [
    pytest.param(example, id=f"{card.id}::{example.name}") for card in library().cards for example in card.examples
]
SAME_WAY = {"wearable_injector": "on_body_injector"}


def clock(minutes: int | None) -> str | None:
    if minutes is None:
        return None
    days, left = divmod(minutes, 24 * 60)
    return (f"D+{days} " if days else "") + f"{left // 60:02d}:{left % 60:02d}"


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_of_the_card_holds(example: Example) -> None:
    rows = [
        given(
            g.drug,
            SAME_WAY.get(g.route, g.route),
            clock(g.start),
            clock(g.stop),
            site=g.site or "left forearm",
            **({"site_reason": fact("incompatible drugs")} if g.site else {}),
        )
        for g in example.given
    ]
    chart = visit(*rows, setting=example.setting, payer=example.payer)
    found: Counter[str] = Counter()
    for code, units in charge(chart).items():
        found[code.split("-")[0]] += units
    assert found == {line.code: line.units for line in example.expect}
