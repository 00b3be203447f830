"""Which checks answer for which code: codes are read from the cards, checks stand in the order they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from plugin.chart.administration import Manner, Route
from plugin.engine.errors import NoRuleInForce
from plugin.engine.rulebook import Rulebook
from plugin.engine.special import ONE_CODE
from plugin.engine.why import by_the_day, fluid, same_drug_pushed, together
from plugin.engine.why.further_hours import too_few_minutes
from plugin.engine.why.initial_or_later import only_initial, place_is_taken
from plugin.engine.why.near_misses import none_of_kind
from plugin.engine.why.other_ways import (
    by_manner,
    by_route,
    by_shot,
    coded_otherwise,
    into_artery_by_time,
    nothing_given,
    set_up_once,
    under_the_skin_too_short,
)
from plugin.engine.why.outside_doses import by_skin_pump
from plugin.engine.why.pump_codes import pump_coded_otherwise
from plugin.engine.why.words import ROUTES
from plugin.engine.why.worksheet import Check

Checks = tuple[Check, ...]
Family = Callable[[Rulebook], Iterator[tuple[str, Checks]]]
CLASSES = ("chemo", "therapeutic")


def checks_of(code: str, book: Rulebook) -> Checks:
    """All checks of a code, in order; none for a code no card gives. A code of two families has those of both."""
    return tuple(
        check for family in FAMILIES for known, checks in _of(family, book) if known == code for check in checks
    )


def _of(family: Family, book: Rulebook) -> list[tuple[str, Checks]]:
    """The codes of a family with their checks; none where a card of it is not in force for this setting and payer."""
    try:
        return list(family(book))
    except NoRuleInForce:
        return []


def _in_a_vein(book: Rulebook) -> Iterator[tuple[str, Checks]]:
    pushes, hours = book.rule("R-ADM-41"), book.rule("R-ADM-43").table("codes")
    for name in CLASSES:
        infusion, push = f"{name}_infusion", f"{name}_push"
        first, later = book.rule("R-ADM-42").table("initial")[name], book.rule("R-ADM-48").table("later")[name]
        yield first, (none_of_kind(infusion), place_is_taken(infusion))
        yield later, (none_of_kind(infusion), only_initial(infusion))
        yield hours[name], (none_of_kind(infusion), too_few_minutes(name), place_is_taken(infusion))
        yield pushes.table("initial")[name], (none_of_kind(push), place_is_taken(push))
        yield pushes.table("later")[name], (none_of_kind(push), only_initial(push))


def _together_and_again(book: Rulebook) -> Iterator[tuple[str, Checks]]:
    yield book.rule("R-ADM-49").text("code"), (
        together.fewer_than_two, together.too_little_overlap, together.chemotherapy_beside_chemotherapy,
        together.coded_apart,
    )  # fmt: skip
    yield book.rule("R-ADM-53").text("code"), (
        together.not_billed_by_choice, together.coded_apart, together.no_two_chemotherapies,
    )  # fmt: skip
    yield book.rule("R-ADM-56").text("code"), (
        same_drug_pushed.office_has_none, same_drug_pushed.too_soon, same_drug_pushed.chemotherapy_has_none,
        same_drug_pushed.pushed_once, none_of_kind(same_drug_pushed.PUSH),
        nothing_given("the same drug given again by push", "R-ADM-56"),
    )  # fmt: skip


def _hydration(book: Rulebook) -> Iterator[tuple[str, Checks]]:
    missing = (fluid.no_time_of_its_own, fluid.no_fluid)
    yield book.rule("R-ADM-44").text("initial"), (*missing, place_is_taken(fluid.KIND))
    yield book.rule("R-ADM-45").text("later"), (*missing, fluid.counted_as_first_hour)


def _shots(book: Rulebook) -> Iterator[tuple[str, Checks]]:
    skin = book.rule("R-ADM-72")
    for name, code in book.rule("R-ADM-70").table("codes").items():
        what = {"chemo": "a chemotherapy shot", "hormonal": "a shot of a hormonal cancer drug"}.get(name, "a shot")
        yield code, (coded_otherwise(by_shot),)
        yield code, (coded_otherwise(by_skin_pump),) if code == skin.text("short") else ()
        yield code, (nothing_given(f"{what} under the skin or into a muscle", "R-ADM-70"),)
    worn = by_manner(Manner.WEARABLE_INJECTOR)
    yield book.rule("R-ADM-71").text("code"), (coded_otherwise(worn), nothing_given("a wearable injector", "R-ADM-71"))
    pumped = nothing_given("an infusion under the skin by pump", "R-ADM-72")
    yield skin.text("first"), (under_the_skin_too_short, coded_otherwise(by_skin_pump), pumped)
    yield skin.text("set_up_again"), (set_up_once, coded_otherwise(by_skin_pump), pumped)
    hours = book.rule("R-ADM-43").table("codes")["pump"]
    yield hours, (too_few_minutes("pump"), under_the_skin_too_short, pumped)


def _pumps(book: Rulebook) -> Iterator[tuple[str, Checks]]:
    home, long = book.rule("R-ADM-73"), book.rules.get("R-ADM-76")
    codes = [home.text("medicare"), home.text("other"), *([long.text("medicare")] if long else [])]
    for code in dict.fromkeys(codes):
        rule = "R-ADM-76" if long and code == long.text("medicare") else "R-ADM-73"
        yield code, (pump_coded_otherwise, nothing_given("a pump that goes home with the patient", rule))
    refill = book.rule("R-ADM-74")
    for name, manner in (("portable", Manner.PUMP_REFILL), ("implanted", Manner.IMPLANTED_PUMP)):
        what = nothing_given(f"the refill of a pump ({name})", "R-ADM-74")
        yield refill.text(name), (coded_otherwise(by_manner(manner)), what)


def _arteries(book: Rulebook) -> Iterator[tuple[str, Checks]]:
    rule, way = book.rule("R-ADM-79"), by_route(Route.INTRA_ARTERIAL)
    for name, what in (
        ("push", "chemotherapy pushed into an artery"), ("infusion", "chemotherapy infused into an artery"),
        ("therapeutic", "a drug other than chemotherapy put into an artery"),
        ("pump", "chemotherapy into an artery by a pump that goes home"),
    ):  # fmt: skip
        yield rule.text(name), (into_artery_by_time, coded_otherwise(way), nothing_given(what, "R-ADM-79"))
    hours = book.rule("R-ADM-43").table("codes")["arterial"]
    nothing = nothing_given("further hours of chemotherapy infused into an artery", "R-ADM-79", "R-ADM-43")
    yield hours, (too_few_minutes("arterial"), into_artery_by_time, coded_otherwise(way), nothing)


def _one_code_ways(book: Rulebook) -> Iterator[tuple[str, Checks]]:
    ways = {**ONE_CODE, Route.INTRATHECAL: ("R-ADM-77", "spinal")}
    for route, (rule, name) in ways.items():
        what = nothing_given(f"a cancer drug put {ROUTES[route]}", rule)
        yield book.rule(rule).text(name), (coded_otherwise(by_route(route)), what)


def _by_the_day(book: Rulebook) -> Iterator[tuple[str, Checks]]:
    blood = nothing_given("a transfusion", "R-ADM-11")
    yield book.rule("R-ADM-11").text("code"), (blood,)
    vaccines = book.rule("R-ADM-10")
    names: Mapping[str, str] = vaccines.table("medicare")
    codes = (vaccines.text("first"), vaccines.text("further"), vaccines.text("covid"), *names.values())
    for code in dict.fromkeys(codes):
        yield code, (by_the_day.other_vaccine_code, nothing_given("a vaccine", "R-ADM-10"))
    yield book.rule("R-ADM-75").text("code"), (by_the_day.no_flush, by_the_day.not_alone)
    declot = book.rule("R-ADM-81").text("code")
    yield declot, (coded_otherwise(by_manner(Manner.DECLOT)), coded_otherwise(by_route(Route.CATHETER)))
    for code in book.rule("R-EDT-03").words("line_services"):
        yield code, (by_the_day.service_not_charted("R-EDT-03" if code != declot else "R-ADM-81"),)
    for code in book.rule("R-EDT-04").words("visit_levels"):
        yield code, (by_the_day.service_not_charted("R-EDT-04"),)


FAMILIES: tuple[Family, ...] = (
    _in_a_vein, _together_and_again, _hydration, _shots, _pumps, _arteries, _one_code_ways, _by_the_day,
)  # fmt: skip
