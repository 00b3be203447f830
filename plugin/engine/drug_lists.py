"""Drugs a site names in a list of its own, as drugs of the table."""

from __future__ import annotations

from plugin.engine.errors import UnknownSwitch
from plugin.engine.identify import plain_words
from plugin.engine.rulebook import DrugTable
from plugin.engine.switches import DRUG_LISTS, Choices


def check_lists(choices: Choices, table: DrugTable) -> None:
    """Look up every name of every list of a site. Raises UnknownSwitch for the first that is no single drug."""
    for switches in (choices.general, *choices.by_payer.values()):
        for switch in DRUG_LISTS:
            named_drugs(switch, getattr(switches, switch), table)


def named_drugs(switch: str, names: tuple[str, ...], table: DrugTable) -> frozenset[str]:
    """The drugs of a switch's list. Raises UnknownSwitch for a name that fits no drug, or more than one."""
    found: set[str] = set()
    for name in names:
        drugs = table.aliases.get(plain_words(name), ())
        if len(drugs) != 1:
            why = "fits more than one drug" if drugs else "is no drug of the table"
            raise UnknownSwitch(switch, name, (f"names of single drugs; {name} {why}",))
        found.update(drugs)
    return frozenset(found)
