"""Whose number a claim names, and the question where it is not known: who ordered in an office, who attends in a
hospital (R-SUP-04)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.chart.npi import is_npi
from plugin.chart.visit import Provider, Setting
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rulebook

APPLIES = ("R-SUP-04", "R-DOC-28")
ASKS = "R-DOC-28"
RECORD = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9._:-]+")


def number_questions(given: Iterable[Administration], chart: Chart, book: Rulebook) -> list[Prompt]:
    """The question about each person the claim of what was given names, and whose valid number is not known.

    An office asks also of somebody of whom the chart has no more than a name or a reference. A hospital takes who
    attends from its registration, so it asks only where the record came without a valid number or was refused.
    """
    if ASKS not in book.rules:
        return []
    people = dict.fromkeys(person for _, person in named_on_claims(given, chart) if person)
    known = {provider.id: provider for provider in chart.providers}
    refused = {item.about for item in chart.unread}
    unknown_is_asked = chart.setting is Setting.OFFICE
    return [
        ask(book, ASKS, _about(person, chart), "R-SUP-04", facts=_of_whom(person, chart, person in refused))
        for person in people
        if (not is_npi(known[person].npi) if person in known else unknown_is_asked or person in refused)
    ]


def named_on_claims(given: Iterable[Administration], chart: Chart) -> Iterator[tuple[Administration, str]]:
    """Each administration with who is named by number for it, as the record points to the person; "" for nobody.

    In an office who signed the order; in a hospital who attends the visit, and where nobody is said to, who ordered.
    """
    ordering = {order.id: order.signed_by.value for order in chart.orders if order.signed_by}
    attending = {visit.id: visit.attender for visit in chart.visits} if chart.setting is Setting.FACILITY else {}
    for administration in given:
        yield administration, attending.get(administration.visit) or ordering.get(administration.order or "", "")


def person_asked_about(about: str, chart: Chart) -> str:
    """The person of a question: one without a record is asked about under the order or visit that names one."""
    order, visit = chart.order(about), chart.visit(about)
    if order and order.signed_by:
        return order.signed_by.value
    return (visit.attender if visit else None) or about


def _about(person: str, chart: Chart) -> str:
    """A name is no subject of a question: what a question is about is kept unsealed."""
    if RECORD.fullmatch(person):
        return person
    naming = [order.id for order in chart.orders if order.signed_by and order.signed_by.value == person]
    return min(naming or [visit.id for visit in chart.visits if visit.attender == person])


def _of_whom(person: str, chart: Chart, refused: bool) -> str:
    """The name of the person, and why there is no number that can be used."""
    provider = next((p for p in chart.providers if p.id == person), None)
    if provider:
        invalid = "the number on record is not valid" if provider.npi else ""
        return ", ".join(part for part in (provider.name, invalid) if part)
    why = "the record of this provider could not be read" if refused else "no record of this provider was sent"
    return ", ".join(part for part in (_written(person, chart), why) if part)


def _written(person: str, chart: Chart) -> str:
    """The name as an order writes it, "" where it only points to a record."""
    signed = (o.signed_by for o in chart.orders if o.signed_by and o.signed_by.value == person)
    said = (text for fact in signed for text in (fact.evidence.shown, fact.value))
    return next((text for text in said if text and "/" not in text), "")


def provider_of(person: str, chart: Chart) -> Provider:
    """What is known of a person; one without a record has no more than the name the chart writes."""
    found = next((p for p in chart.providers if p.id == person), None)
    return found or Provider(person, _written(person, chart))
