"""Rates come from the loaded files of the day, for the codes asked about, and what is not loaded is not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert

from plugin.chart.chart import Chart
from plugin.engine.rates import Rates
from plugin.engine.switches import Switches
from plugin.engine.worth.worth import Worth
from plugin.reference.quarters import Quarter
from plugin.reference.rows import FeeRow, PaymentLimitRow, Row, StatusRow
from plugin.store.own_tables import OWN_LIST, RATE
from plugin.store.rates import rates_on
from plugin.store.store import Store
from plugin.workflow.worth import visit_worth
from tests.engine.builders import SINGLE, given, library, office, visit
from tests.official import load

DAY, Q1 = date(2026, 3, 4), Quarter(2026, 1)
CODES = frozenset({"96365", "J9271"})
ZERO = Decimal(0)


def limit(code: str, dollars: str | None) -> PaymentLimitRow:
    return PaymentLimitRow(code, "1 MG", Decimal(dollars) if dollars else None, None, "")


def paid(code: str, letter: str, dollars: str | None = None) -> StatusRow:
    return StatusRow(code, letter, "", Decimal(dollars) if dollars else None, None, None)


def fee(code: str, units: str, modifier: str = "", status: str = "A") -> FeeRow:
    value = Decimal(units)
    return FeeRow(code, modifier, status, value, ZERO, ZERO, ZERO, value, ZERO, "XXX", Decimal("32.3465"))


FILES: dict[str, tuple[Row, ...]] = {
    "asp-limits": (limit("J9271", "59.726"), limit("J1745", "32.423"), limit("J0696", None)),
    "opps-addendum-b": (paid("96365", "S", "217.31"), paid("96413", "S", "337.46"), paid("J9271", "K", "59.73")),
    "fee-schedule": (fee("96365", "1.79"), fee("96365", "9", "26"), fee("96413", "3.69")),
}


@pytest.fixture
def loaded(store: Store) -> Store:
    for kind, rows in FILES.items():
        load(store.references, kind, *rows, quarter=Q1)
    return store


def waste_of(chart: Chart, store: Store | None) -> Worth:
    found = visit_worth(chart, library().of(chart), Switches(), store.references if store else None)
    return next(worth for (kind, _), worth in found.each.items() if kind == "missing_waste")


def vial(**more: object) -> Chart:
    return visit(
        given("pembrolizumab", start="09:00", stop="09:40", dose="150 mg", vial="100 mg", kind=SINGLE), **more
    )  # fmt: skip


def test_the_rates_of_the_codes_asked_about_come_with_their_quarter(loaded: Store) -> None:
    rates = rates_on(loaded.references, DAY, CODES, ())
    assert rates.limits
    assert (rates.limits.edition, dict(rates.limits.per_unit)) == ("2026Q1", {"J9271": Decimal("59.726")})
    assert rates.hospital
    assert dict(rates.hospital.status) == {"96365": "S", "J9271": "K"}


def test_a_fee_is_the_total_outside_facilities_times_the_factor_without_modifier(loaded: Store) -> None:
    rates = rates_on(loaded.references, DAY, CODES, ())
    assert rates.fees
    assert dict(rates.fees.per_unit) == {"96365": Decimal("1.79") * Decimal("32.3465")}


def test_a_day_of_another_quarter_has_no_rates(loaded: Store) -> None:
    assert rates_on(loaded.references, date(2026, 4, 1), CODES, ()) == Rates()


def test_one_table_may_be_loaded_without_the_others(store: Store) -> None:
    load(store.references, "asp-limits", *FILES["asp-limits"], quarter=Q1)
    rates = rates_on(store.references, DAY, CODES, ())
    assert (rates.limits is None, rates.fees, rates.hospital, rates.contract) == (False, None, None, None)


def test_a_question_is_worth_what_the_loaded_files_pay(loaded: Store) -> None:
    waste = waste_of(vial(), loaded)
    assert (waste.amount, waste.rates) == (Decimal("11945.20"), ("Medicare payment limits of drugs, 2026Q1",))


def test_a_file_that_is_loaded_later_counts_at_once(store: Store) -> None:
    assert waste_of(vial(), store).amount is None
    for kind, rows in FILES.items():
        load(store.references, kind, *rows, quarter=Q1)
    assert waste_of(vial(), store).amount == Decimal("11945.20")


def test_without_a_database_of_files_there_is_no_amount() -> None:
    waste = waste_of(vial(), None)
    assert (waste.amount, len(waste.lost)) == (None, 2)


def test_an_office_is_paid_by_its_own_tables(loaded: Store) -> None:
    chart = office(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), supervisor=False)
    found = visit_worth(chart, library().of(chart), Switches(), loaded.references)
    supervisor = next(w for (kind, _), w in found.each.items() if kind == "missing_supervising_provider")
    assert [(p.part.code, p.amount) for p in supervisor.lost] == [("96365", Decimal("57.90")), ("J0696", None)]
    assert supervisor.amount == Decimal("57.90")


def agree(store: Store, *rates: tuple[str, str, str], first: date = date(2026, 1, 1), last: date | None = None) -> None:
    """Keep rates of a unit, each as payer, code and dollars."""
    with store.database.begin() as connection:
        listed = {"kind": "contract-rates", "about": f"of {first}", "sha256": "0" * 64, "name": "rates.csv"}
        kept = insert(OWN_LIST).values(**listed, loaded_at=0, rows=len(rates)).returning(OWN_LIST.c.id)
        of_list = connection.execute(kept).scalar_one()
        for line, (payer, code, dollars) in enumerate(rates, 2):
            row = {"payer": payer, "code": code, "modifier": "", "rate": Decimal(dollars), "basis": "unit"}
            connection.execute(insert(RATE).values(list=of_list, line=line, first=first, last=last, **row))


def without_order(payer: str) -> Chart:
    chart = visit(given("pembrolizumab", start="09:00", stop="09:40", order=None), payer="commercial")
    return replace(chart, coverages=(replace(chart.coverages[0], text=payer),))


def in_all(chart: Chart, store: Store) -> Decimal | None:
    return visit_worth(chart, library().of(chart), Switches(), store.references).together.amount


def test_the_name_of_a_payer_goes_before_its_class(store: Store) -> None:
    agree(store, ("commercial", "J9271", "60"), ("Blue  Plan", "J9271", "70.00"), ("commercial", "96413", "300"))
    rates = rates_on(store.references, DAY, CODES, ("blue plan", "commercial"))
    assert rates.contract
    assert {key: rate.amount for key, rate in rates.contract.items()} == {
        ("J9271", ""): Decimal("70.00"), ("96413", ""): Decimal(300),
    }  # fmt: skip


def test_a_visit_is_worth_what_its_payer_agreed_to(store: Store) -> None:
    agree(store, ("commercial", "96413", "300"), ("Blue Plan", "J9271", "70"), ("Red Plan", "J9271", "1"))
    assert in_all(without_order("Blue Plan"), store) == Decimal("7300.00")


def test_a_contract_that_ended_before_the_day_pays_nothing(store: Store) -> None:
    agree(store, ("commercial", "J9271", "60"), last=date(2026, 3, 3))
    assert in_all(without_order("Blue Plan"), store) is None


def test_the_contract_of_another_payer_is_not_taken(store: Store) -> None:
    agree(store, ("Red Plan", "J9271", "1"))
    assert in_all(without_order("Blue Plan"), store) is None
