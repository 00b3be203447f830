"""From records to the chart of one visit. Odd content never raises: what is not understood is listed as unread."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart, Unread
from plugin.chart.visit import Setting
from plugin.intake.administrations import administrations_of
from plugin.intake.authorizations import authorizations_of
from plugin.intake.care_plans import care_plans_of
from plugin.intake.coverages import coverages_of
from plugin.intake.diagnoses import diagnoses_of
from plugin.intake.orders import administrations_to_chart, orders_of
from plugin.intake.patients import of_one_patient
from plugin.intake.people import patient_of, providers_of
from plugin.intake.planned_doses import planned_doses
from plugin.intake.records import Records
from plugin.intake.services import services_of
from plugin.intake.site import Site
from plugin.intake.sources import Shelf
from plugin.intake.supervision import with_supervision
from plugin.intake.utc_only import days_in_doubt
from plugin.intake.visits import Visits, visits_of

ADMINISTRATION = "MedicationAdministration"


def chart_from(records: Records, site: Site) -> Chart:
    """The chart of one patient's visit. The same records give the same chart in whatever order they came.

    Every MedicationAdministration of the records is a row of an administration or stands in `unread`.
    """
    records = of_one_patient(records)
    shelf = Shelf(records.resources)
    visits, other_visits = visits_of(records, site, shelf)
    administrations, unplaced = administrations_of(visits, site, shelf, records.of(ADMINISTRATION))
    if not administrations and _none_sent(records, visits):
        administrations = administrations_to_chart(visits, shelf)
    day = visits.day or _first_day(administrations)
    diagnoses, uncoded = diagnoses_of(visits, shelf)
    authorizations, unclear = authorizations_of(shelf)
    in_doubt = days_in_doubt(administrations, site)
    supervised, not_looked_up = with_supervision(visits.visits, shelf, site)
    unread = _in_order((*records.unread, *other_visits, *unplaced, *uncoded, *unclear, *in_doubt, *not_looked_up))
    return Chart(
        id=records.id or visits.visits[0].id,
        patient=patient_of(records.patient, shelf),
        setting=_setting(records.setting, site.setting),
        day=day,
        visits=supervised,
        administrations=administrations,
        orders=orders_of(shelf, site.timezone),
        diagnoses=diagnoses,
        coverages=coverages_of(shelf, day),
        authorizations=authorizations,
        services=services_of(visits, shelf, site.timezone),
        providers=providers_of(shelf),
        planned=planned_doses(visits, shelf, administrations, unread),
        plans=care_plans_of(shelf, day),
        unread=unread,
    )


def _none_sent(records: Records, visits: Visits) -> bool:
    """Whether orders have to stand in: no administration came, readable or not.

    While a visit is open that only means that nothing is charted yet, unless the server refused to be asked. Where
    the EHR may have some that could not be read this time, or said that it keeps some back, it is not "none".
    """
    unread = [u for u in records.unread if u.about.partition("/")[0] == ADMINISTRATION]
    if records.of(ADMINISTRATION) or any(u.kept_back or u.about != ADMINISTRATION for u in unread):
        return False
    return not visits.open or bool(unread)


def _first_day(administrations: Iterable[Administration]) -> date:
    """The day of the first charted time; the first day of all where nothing is dated (no rule is in force then)."""
    days = [
        fact.value.date() if fact else run.day
        for a in administrations
        for run in a.runs
        if (fact := run.start or run.stop) or run.day
    ]
    return min((d for d in days if d), default=date.min)


def _setting(tagged: str, of_site: str) -> Setting:
    """The setting of the record where it is one of the two, else that of the site."""
    known = [s for word in (tagged, of_site) for s in Setting if s.value == word]
    return known[0] if known else Setting.FACILITY


def _in_order(unread: Iterable[Unread]) -> tuple[Unread, ...]:
    return tuple(sorted(set(unread), key=lambda u: (u.about, u.reason)))
