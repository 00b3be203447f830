"""Dates, times and amounts read the same on every page."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from plugin.chart.administration import Amount
from plugin.chart.visit import Patient
from plugin.views import formats
from tests.builders import busy_chart, chart

HERE = timezone(timedelta(hours=-6))


def test_a_day_is_written_so_that_no_country_misreads_it():
    assert formats.day(date(2026, 3, 4)) == "04-Mar-2026"


def test_a_time_of_the_same_day_has_no_date():
    assert formats.clock_on(datetime(2026, 11, 20, 14, 5, tzinfo=HERE), date(2026, 11, 20)) == "14:05"


def test_a_time_after_midnight_says_its_day():
    assert formats.clock_on(datetime(2026, 11, 21, 0, 30, tzinfo=HERE), date(2026, 11, 20)) == "21-Nov 00:30"


def test_a_time_in_utc_is_shown_on_the_clock_of_the_place():
    at = datetime(2026, 11, 20, 18, 0, tzinfo=timezone.utc)  # noqa: UP017
    assert formats.clock_on(at, date(2026, 11, 20), HERE) == "12:00"


def test_the_zone_of_a_visit_is_that_of_its_first_charted_time():
    assert formats.zone_of(busy_chart()).utcoffset(None) == timedelta(hours=-6)


def test_a_visit_without_any_time_is_shown_in_utc():
    assert formats.zone_of(chart(visits=())).utcoffset(None) == timedelta(0)


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("1000", "mL", "1,000 mL"),
        ("8.0", "mg", "8 mg"),
        (".5", "mg", "0.5 mg"),
        ("1E+3", "mg", "1,000 mg"),
        ("5000", "[iU]", "5,000 international units"),
        ("0.05", "mg/kg", "0.05 mg/kg"),
    ],
)
def test_an_amount_has_a_leading_zero_and_no_trailing_one(value, unit, shown):
    assert formats.amount(Amount(Decimal(value), unit)) == shown


@pytest.mark.parametrize(("minutes", "shown"), [(0, "0 min"), (15, "15 min"), (60, "1 h"), (181, "3 h 1 min")])
def test_a_length_is_written_in_hours_and_minutes(minutes, shown):
    assert formats.duration(minutes) == shown


def test_the_day_before_a_birthday_the_age_is_the_old_one():
    assert formats.age(date(1961, 3, 14), date(2026, 3, 13)) == 64


def test_on_a_birthday_the_age_is_the_new_one():
    assert formats.age(date(1961, 3, 14), date(2026, 3, 14)) == 65


def test_the_family_name_is_in_capitals():
    assert formats.surname_first(Patient("Patient/1", "Okafor", "Ruth")) == "OKAFOR, Ruth"


def test_a_patient_without_a_name_is_not_a_blank():
    assert formats.surname_first(Patient("Patient/1")) == "Not known"
