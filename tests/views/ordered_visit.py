"""A visit at an EHR without administrations: one order for an hour, and what a nurse types of it."""

from plugin.chart.chart import Chart
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.builders import answer
from tests.intake.builders import encounter, order, patient, text

RX1 = "MedicationRequest/rx1"
HOUR = {
    "timing": {"repeat": {"duration": 60, "durationUnit": "min"}},
    "route": {"text": "Intravenous"},
    "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "g"}}],
}
TYPED = (
    answer("missing_start_time", RX1, "time", "09:00"),
    answer("missing_stop_time", RX1, "time", "10:05"),
    answer("missing_dose", RX1, "amount", "1 g"),
    answer("missing_access_site", RX1, "text", "left forearm"),
)


def charted(*more: dict) -> Chart:
    resources = (patient(), encounter(), order(dosageInstruction=[HOUR]), *more)
    return chart_from(read_bundle(text(*resources)), Site(vendor="athena"))
