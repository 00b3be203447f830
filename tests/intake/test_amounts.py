from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from threading import Barrier

import pytest

from plugin.intake import units
from plugin.intake.amounts import amount, given_amount, minutes, rate

UCUM = "http://unitsofmeasure.org"


def coded(value, code: str, unit: str = "") -> dict:
    return {"value": value, "unit": unit or code, "system": UCUM, "code": code}


@pytest.mark.parametrize(
    ("quantity", "value", "unit"),
    [
        (coded(1, "g"), "1000", "mg"),
        (coded(Decimal("0.5"), "ug"), "0.0005", "mg"),
        (coded(2, "L"), "2000", "mL"),
        (coded(5000, "uL"), "5", "mL"),
        (coded(100, "[iU]"), "100", "[iU]"),
        (coded(3, "k[iU]"), "3000", "[iU]"),
        (coded(7, "[USP'U]"), "7", "[USP'U]"),
        (coded(40, "meq"), "40", "meq"),
        (coded(2, "mmol"), "2", "mmol"),
        (coded(10, "U"), "10", "unit"),
        ({"value": 1, "unit": "MG"}, "1", "mg"),
        ({"value": 250, "unit": "mcg"}, "0.250", "mg"),
        ({"value": 1, "unit": "gram"}, "1000", "mg"),
        ({"value": 100, "unit": "milliliter (iso1000)"}, "100", "mL"),
        ({"value": 50, "unit": "units"}, "50", "unit"),
        ({"value": 50, "unit": "IU"}, "50", "[iU]"),
        ({"value": 2, "unit": "vial"}, "2", "vial"),
    ],
)
def test_a_quantity_is_an_exact_amount_of_its_kind(quantity: dict, value: str, unit: str) -> None:
    found = amount(quantity)
    assert (found.value, found.unit) == (Decimal(value), unit)


def test_the_ucum_code_counts_and_the_unit_is_print() -> None:
    assert amount(coded(100, "mL", "milligram")).unit == "mL"


def test_a_code_of_another_system_is_no_ucum() -> None:
    assert amount({"value": 1, "unit": "mg", "system": "urn:local", "code": "G"}).unit == "mg"


def test_equivalents_moles_and_units_are_never_converted_into_each_other() -> None:
    kinds = {amount(coded(1, code)).unit for code in ("meq", "mmol", "[iU]", "[USP'U]", "U", "mg", "mL")}
    assert len(kinds) == 7


@pytest.mark.parametrize("code", ["mg/kg", "mg/m2", "mg/mL", "ug/kg/min"])
def test_a_dose_per_something_keeps_its_unit_and_was_not_given(code: str) -> None:
    assert amount(coded(2, code)).unit == code
    assert given_amount(coded(2, code)) is None


@pytest.mark.parametrize("value", [None, True, "5", Decimal("1e999"), 10**40, Decimal("NaN")])
def test_what_is_no_number_of_a_chart_is_no_amount(value) -> None:
    assert amount({"value": value, "unit": "mg"}) is None


def test_a_number_without_a_unit_is_no_amount() -> None:
    assert amount({"value": 5}) is None


def test_a_tenth_is_exact() -> None:
    assert amount(coded(Decimal("2.3"), "mg")).value / Decimal("0.1") == 23


@pytest.mark.parametrize(
    ("quantity", "expected"), [(coded(90, "s"), Fraction(3, 2)), (coded(2, "h"), 120), (coded(1, "d"), 1440)]
)
def test_times_are_exact_minutes(quantity: dict, expected: Fraction) -> None:
    assert minutes(quantity) == expected


@pytest.mark.parametrize(
    ("dosage", "per_minute", "unit"),
    [
        ({"rateQuantity": coded(120, "mL/h")}, 2, "mL"),
        ({"rateQuantity": {"value": 120, "unit": "mL/hr"}}, 2, "mL"),
        ({"rateQuantity": coded(1, "g/h")}, Fraction(50, 3), "mg"),
        ({"rateRatio": {"numerator": coded(10, "mg"), "denominator": coded(1, "min")}}, 10, "mg"),
        ({"rateRatio": {"numerator": coded(60, "mL"), "denominator": {"value": 1, "code": "/h"}}}, 1, "mL"),
    ],
)
def test_a_rate_is_an_amount_a_minute(dosage: dict, per_minute: Fraction, unit: str) -> None:
    found = rate(dosage)
    assert (found.per_minute, found.unit) == (per_minute, unit)


@pytest.mark.parametrize("quantity", [coded(20, "min"), coded(5, "ug/kg/min"), coded(3, "mg")])
def test_what_is_no_amount_per_time_is_no_rate(quantity: dict) -> None:
    assert rate({"rateQuantity": quantity}) is None


def test_a_unit_first_needed_by_many_threads_at_once_is_the_same_for_all() -> None:
    units._registry.cache_clear()
    units.ucum.cache_clear()
    together = Barrier(8)

    def ask(_: int) -> units.Unit | None:
        together.wait()
        return units.ucum("mg/d")

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {units.Unit(Decimal(1), "mg/d")}


@pytest.mark.parametrize("code", sorted(units.USUAL_CODES))
def test_the_usual_codes_are_what_pint_says(code: str) -> None:
    assert units.ucum(code) == units._measured(code)


@pytest.mark.parametrize("code", ["((", "mcg", "{a}{b}", "mg mL", ""])
def test_what_is_no_ucum_is_unknown(code: str) -> None:
    assert units.ucum(code) is None


@pytest.mark.parametrize(
    "code", ["10*999999.mg", "mg999999", "10*١٢٣.mg", "mg." * 20 + "mg", "(" * 3000, "10*99.10*99.mg"]
)
def test_a_code_that_pint_would_choke_on_is_no_unit(code: str) -> None:
    assert units.ucum(code) is None


@pytest.mark.parametrize("code", ["10*3", "10*6", "10*9", "10*3/uL", "mL/min/{1.73_m2}", "[CCID_50]"])
def test_powers_of_ten_and_names_with_numbers_are_units(code: str) -> None:
    assert units.ucum(code) is not None


def test_a_unit_that_pint_cannot_convert_is_no_unit() -> None:
    assert units.ucum("m/s2.[degF]") is None
