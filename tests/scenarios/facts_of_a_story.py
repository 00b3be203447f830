"""The facts of a visit as its Bundle holds them: each with the place it is about, and a way to take it away."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.scenarios.complete_stories import Story

Json = dict[str, Any]
Take = Callable[[Json], object]
WAYS = {
    "Intravenous infusion": "infusion",
    "IV push": "push",
    "Oral": "oral",
    "Port flush": "flush",
    "Pump disconnect": "flush",
    "Subcutaneous, on-body injector applied": "injection",
    "Continuous intravenous infusion, portable pump": "pump",
}
PRODUCTS = {"chloride": "fluid", "blood": "blood", "vaccine": "vaccine"}
PAYERS = {"1": "medicare", "111": "medicare", "112": "medicare", "2": "medicaid", "5": "commercial"}
PAID_APART = ("rituximab", "infliximab", "pembrolizumab", "nivolumab", "pegfilgrastim", "denosumab", "vedolizumab")
ROW = "MedicationAdministration"
ORDER = "MedicationRequest"


@dataclass(frozen=True)
class Charted:
    """One fact. `of` says what it is a fact of: the way given, the product, setting, payer, and what its drug needs."""

    name: str
    about: str
    of: frozenset[str]
    take: Take

    def taken_from(self, story: Story) -> Json:
        """The Bundle of the story without it."""
        bundle = copy.deepcopy(story.bundle)
        self.take(bundle)
        return bundle


def facts_of(story: Story) -> Iterator[Charted]:
    """Every fact of a story that is taken away."""
    everywhere = _circumstances(story)
    for row in _all(story.bundle, ROW):
        yield from _of_row(row, everywhere | _of_drug(row, everywhere))
    for order in _all(story.bundle, ORDER):
        given = [
            r for r in _all(story.bundle, ROW) if r.get("request", {}).get("reference") == f"{ORDER}/{order['id']}"
        ]
        yield from _of_order(order, everywhere.union(*(_of_drug(r, everywhere) for r in given)))
    yield from _of_visit(_all(story.bundle, "Encounter")[0], everywhere)
    for kind in ("Condition", "Coverage", "ServiceRequest", "Procedure"):
        for each in _all(story.bundle, kind):
            code = each["code"]["coding"][0]["code"] if kind == "Condition" else ""
            yield Charted(kind, f"{kind}/{each['id']}", everywhere | {code}, _whole(kind, each["id"]))
    for each in _all(story.bundle, "Coverage"):
        for name in ("period", "order"):
            yield Charted(f"coverage {name}", f"Coverage/{each['id']}", everywhere, _popped(each, name))
    for each in _all(story.bundle, "Procedure"):
        yield from _named("report", each, everywhere)
    for each in _all(story.bundle, "Practitioner"):
        if "identifier" in each:
            yield Charted("npi", f"Practitioner/{each['id']}", everywhere | {each["id"]}, _popped(each, "identifier"))
    yield Charted("setting", "Bundle", everywhere, lambda bundle: bundle.pop("meta"))


def _of_row(row: Json, of: frozenset[str]) -> Iterator[Charted]:
    def fact(name: str, take: Take) -> Charted:
        return Charted(name, f"{ROW}/{row['id']}", of, take)

    period = row.get("effectivePeriod", {})
    if period:
        yield fact("stop", _popped(row, "effectivePeriod", "end"))
        yield fact("start", _popped(row, "effectivePeriod", "start"))
    yield fact("times", _popped(row, "effectivePeriod" if period else "effectiveDateTime"))
    for name in ("site", "dose"):
        if name in row["dosage"]:
            yield fact(name, _popped(row, "dosage", name))
    yield fact("route", _route(row))
    for name in ("request", "statusReason", "note", "device", "context", "performer"):
        yield from _named(name, row, of)
    for extension in row.get("extension", ()):
        yield fact(extension["url"].rsplit("/", 1)[1], _without(row, extension["url"]))
    code = row["contained"][0]["code"]
    if "coding" in code:
        yield fact("ndc", _in_medication(row, ("code", "coding")))
        yield fact("container kind", _in_medication(row, ("code", "coding"), ("form",)))
        yield fact("container size", _in_medication(row, ("code", "coding"), ("amount",)))
        yield fact("containers", _containers(row))
    yield fact("drug", _drug(row))
    yield fact("row", _whole(ROW, row["id"]))


def _of_order(order: Json, of: frozenset[str]) -> Iterator[Charted]:
    for name in ("requester", "reasonCode", "basedOn", "status"):
        yield from (Charted(f"order {f.name}", f.about, f.of, f.take) for f in _named(name, order, of))
    if "pump" in of:
        yield Charted("order dosageInstruction", f"{ORDER}/{order['id']}", of, _popped(order, "dosageInstruction"))
    yield Charted("order", f"{ORDER}/{order['id']}", of, _whole(ORDER, order["id"]))


def _of_visit(visit: Json, of: frozenset[str]) -> Iterator[Charted]:
    about = f"Encounter/{visit['id']}"
    for number, person in enumerate(visit["participant"]):
        code = person["type"][0]["coding"][0]["code"]
        name = {"ATND": "attender", "supervisor": "supervisor"}[code]
        yield Charted(name, about, of, lambda b, n=number: _all(b, "Encounter")[0]["participant"].pop(n))  # type: ignore[misc]
        if name == "supervisor":
            yield Charted("supervision mode", about, of, lambda b, n=number: _mode(b, n))  # type: ignore[misc]
    for name in ("type", "basedOn", "location", "diagnosis"):
        yield from (Charted(f"visit {f.name}", f.about, f.of, f.take) for f in _named(name, visit, of))
    for edge in ("start", "end"):
        yield Charted(f"visit {edge}", about, of, _popped(visit, "period", edge))
    yield Charted("visit", about, of, _whole("Encounter", visit["id"]))


def _mode(bundle: Json, number: int) -> None:
    _all(bundle, "Encounter")[0]["participant"][number]["type"][0].pop("text", None)


def _circumstances(story: Story) -> frozenset[str]:
    payer = PAYERS[_all(story.bundle, "Coverage")[0]["type"]["coding"][0]["code"]]
    rows = "only row" if len(_all(story.bundle, ROW)) == 1 else "one of several rows"
    return frozenset({story.name, story.bundle["meta"]["tag"][0]["code"], payer, rows})


def _words(row: Json) -> str:
    return str(row["dosage"].get("route", {}).get("text", ""))


def _of_drug(row: Json, everywhere: frozenset[str]) -> frozenset[str]:
    name = row["medicationReference"]["display"]
    found = {name, WAYS.get(_words(row), "injection"), *(word for key, word in PRODUCTS.items() if key in name)}
    single = "single-dose" in row["contained"][0].get("form", {}).get("text", "")
    paid = "office" in everywhere or any(drug in name for drug in PAID_APART)
    if "medicare" in everywhere and single and paid and not found & {"oral", "flush", "vaccine"}:
        found.add("jw or jz")
    return frozenset(found)


def _all(bundle: Json, kind: str) -> list[Json]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def _same(bundle: Json, resource: Json) -> Json:
    return next(r for r in _all(bundle, resource["resourceType"]) if r["id"] == resource["id"])


def _whole(kind: str, id: str) -> Take:
    def take(bundle: Json) -> None:
        kept = [e for e in bundle["entry"] if (e["resource"]["resourceType"], e["resource"]["id"]) != (kind, id)]
        bundle["entry"] = kept

    return take


def _popped(resource: Json, *path: str) -> Take:
    def take(bundle: Json) -> None:
        place = _same(bundle, resource)
        for name in path[:-1]:
            place = place[name]
        place.pop(path[-1])

    return take


def _named(name: str, resource: Json, of: frozenset[str]) -> Iterator[Charted]:
    if name in resource:
        yield Charted(name, f"{resource['resourceType']}/{resource['id']}", of, _popped(resource, name))


def _without(row: Json, url: str) -> Take:
    def take(bundle: Json) -> None:
        place = _same(bundle, row)
        place["extension"] = [e for e in place["extension"] if e["url"] != url]

    return take


def _in_medication(row: Json, *paths: tuple[str, ...]) -> Take:
    def take(bundle: Json) -> None:
        for path in paths:
            place = _same(bundle, row)["contained"][0]
            for name in path[:-1]:
                place = place[name]
            place.pop(path[-1], None)

    return take


def _containers(row: Json) -> Take:
    """All that is known of what it came from: the label, the package code, how many, what was left."""

    def take(bundle: Json) -> None:
        _in_medication(row, ("code", "coding"), ("form",), ("amount",))(bundle)
        place = _same(bundle, row)
        told = ("containers-opened", "discarded-amount")
        place["extension"] = [e for e in place.get("extension", ()) if not e["url"].endswith(told)]

    return take


def _drug(row: Json) -> Take:
    def take(bundle: Json) -> None:
        place = _same(bundle, row)
        place["contained"][0]["code"] = {}
        place["medicationReference"].pop("display")

    return take


def _route(row: Json) -> Take:
    """The route is charted with the dose and ordered with it; either says it."""

    def take(bundle: Json) -> None:
        place = _same(bundle, row)
        place["dosage"].pop("route")
        for order in _all(bundle, ORDER):
            if place.get("request", {}).get("reference") == f"{ORDER}/{order['id']}":
                order.pop("dosageInstruction")

    return take
