"""Which code of a drug a product is reported with: by its own codes, its name, the way it was given and the setting."""

from __future__ import annotations

from plugin.chart.administration import Route
from plugin.engine.identify import Identified
from plugin.engine.rulebook import Drug, DrugTable, HcpcsUnit

NO_CODE = "no code of this drug is valid on the date of service"
SEVERAL = "more than one code fits this product"
DECIDED_BY_PRODUCT = "the product decides the code"
CONTRADICTED = "its code and its name are of different products of this drug"
NOT_TODAY = "the code of this brand or suffix is not valid on the date of service"
OTHER_ROUTE = "its code is for another route than the one charted"
UNUSUAL_ROUTE = "its code is of products for other routes than the one charted, and the drug has another code"
SUFFIX_LETTERS = 4
Units = list[HcpcsUnit]
Choice = tuple[HcpcsUnit | None, str]


def unit_of(found: Identified, drug: Drug, table: DrugTable, *, hospital: bool, route: Route | None = None) -> Choice:
    """The HCPCS code of a drug given as this product on the day, or None and why there is no single one.

    The product's own code decides, then a brand or suffix in its name, then the drug's general code; a code that names
    another route than the charted one fits none. C codes exist for hospital claims only (R-DRG-14).
    """
    valid = table.by_drug.get(drug.name, ())
    units = [u for u in valid if may_report(u, hospital=hospital)]
    hospital_only = [u for u in valid if u.products and not may_report(u, hospital=hospital)]
    named = _named(found, units)
    if not units or (not named and any(_is_of(found, u) or u.code in found.codes for u in hospital_only)):
        return None, NO_CODE
    coded = [u for u in units if u.code in found.codes] or _heirs(found, drug, units, table)
    if coded is None:
        return None, DECIDED_BY_PRODUCT
    both = [u for u in coded if u in named] if named else []
    if coded and named and not both:
        return None, CONTRADICTED
    unit, why = _one_of(both or coded or named, route, table) or _without_own_code(found, drug, units, route, table)
    if unit and not coded and _unusual(unit, units, route, table):
        return None, UNUSUAL_ROUTE
    return unit, why


def may_report(unit: HcpcsUnit, *, hospital: bool) -> bool:
    """Whether a setting may report a code: C codes are for hospitals alone (R-DRG-14)."""
    return hospital or not unit.code.startswith("C")


def _is_of(found: Identified, unit: HcpcsUnit) -> bool:
    return any(found.is_of(brand) for brand in unit.products)


def _named(found: Identified, units: Units) -> Units:
    """The codes limited to a brand or suffix of the product; a brand says more than a suffix that two brands share."""
    by_brand = [u for u in units if any(found.is_of(p) for p in u.products if len(p) != SUFFIX_LETTERS)]
    return by_brand or [u for u in units if _is_of(found, u)]


def _one_of(own: Units, route: Route | None, table: DrugTable) -> Choice | None:
    """The one of the codes of the product itself that fits the route; None where it has none of its own."""
    if not own:
        return None
    fitting = _fitting(own, route, table)
    wide = [u for u in fitting if not u.narrow] or fitting
    if len(wide) == 1:
        return wide[0], ""
    return None, SEVERAL if wide else OTHER_ROUTE


def _without_own_code(found: Identified, drug: Drug, units: Units, route: Route | None, table: DrugTable) -> Choice:
    if "" in found.brands and len(units) > 1:
        return None, DECIDED_BY_PRODUCT
    return (None, NOT_TODAY) if _without_code_today(found, drug, table) else _by_route(units, route, table)


def _unusual(unit: HcpcsUnit, units: Units, route: Route | None, table: DrugTable) -> bool:
    """Whether no product of the code is known for the charted route, and another code is or may be for it.

    Brands for use under the skin came after the listings: a brand whose routes are not known may be one.
    """
    own = _known_routes(unit, table)
    if route is None or not own or route in own:
        return False
    under_the_skin = route is Route.SUBCUTANEOUS
    return any(
        route in (each := _known_routes(u, table)) or (under_the_skin and u.narrow and u.products and not each)
        for u in units
    )


def _known_routes(unit: HcpcsUnit, table: DrugTable) -> frozenset[Route]:
    """The routes that a code names itself, and those of its products."""
    return table.routes.get(unit.code, frozenset()) | table.listed_routes.get(unit.code, frozenset())


def _by_route(units: Units, route: Route | None, table: DrugTable) -> Choice:
    """The general code of the drug; where it has one for each route instead, that of the charted route."""
    plain = [u for u in units if not u.products]
    general = [u for u in plain if not u.narrow] or _one_for_each_route(plain, table)
    fitting = _fitting(general, route, table)
    if len(fitting) == 1:
        return fitting[0], ""
    if general and not fitting:
        return None, OTHER_ROUTE
    return None, SEVERAL if any(not u.narrow for u in fitting) else DECIDED_BY_PRODUCT


def _one_for_each_route(narrow: Units, table: DrugTable) -> Units:
    """Codes without maker or brand that are told apart by the one route each of them names; else none."""
    routes = [table.routes.get(u.code, frozenset()) for u in narrow]
    alike = any(len(each) != 1 for each in routes) or len(set(routes)) < max(2, len(routes))
    return [] if alike else narrow


def _without_code_today(found: Identified, drug: Drug, table: DrugTable) -> bool:
    """Whether the name is of a brand whose own code has ended or not begun; a C code gave way to the drug's own."""
    return any(
        not any(code in table.units or code.startswith("C") for code in codes)
        for brand, codes in table.brands.get(drug.name, {}).items()
        if found.is_of(brand)
    )


def _fitting(units: Units, route: Route | None, table: DrugTable) -> Units:
    return [u for u in units if route is None or route in table.routes.get(u.code, (route,))]


def _heirs(found: Identified, drug: Drug, units: Units, table: DrugTable) -> Units | None:
    """The codes of today for a product whose own code has ended or not begun, by the brand it is limited to.

    Empty where the general code of the drug serves; None where the own code was of one maker and several are left.
    """
    former = [u for c in found.codes if c not in table.units for u in table.ever.get(c, ()) if u.drug == drug.name]
    brands = {product for u in former for product in u.products}
    heirs = [u for u in units if brands & set(u.products)]
    if heirs or len(units) == 1:
        return heirs
    return None if any(u.narrow or u.products for u in former) else []
