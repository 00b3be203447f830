"""What is read of the published records of the shared samples: times, doses, contradictions, or why it is unread."""

import json
from dataclasses import dataclass

import pytest

from plugin.chart.administration import State
from plugin.chart.chart import Chart
from plugin.intake.build import chart_from
from plugin.intake.records import read_bundle
from plugin.intake.site import Site
from tests.intake.builders import bundle
from tests.shared import SHARED, needs

SAMPLES = SHARED / "samples"
TEN_HOURS = 600


@dataclass(frozen=True)
class Said:
    """`minutes` between start and stop, None where one of them is missing; `doses` of its products, "" for none."""

    state: State = State.GIVEN
    minutes: float | None = None
    doses: tuple[str, ...] = ("",)
    contradiction: str = ""
    plan: int | None = None


READ = {
    "hl7r4-medadmin0303": Said(State.WITHDRAWN, TEN_HOURS, ("4500 mg",), plan=30),
    "hl7r4-medadmin0305": Said(minutes=TEN_HOURS, contradiction="20 min takes 20 min", plan=30),
    "hl7r4-medadmin0307": Said(minutes=TEN_HOURS, doses=("7 mg",), contradiction="4 min takes 4 min"),
    "hl7r4-medadmin0309": Said(minutes=240, doses=("", "", ""), contradiction="takes 1200 min", plan=1200),
    "hl7r4-medadminexample03": Said(State.NOT_GIVEN, 0),
    "lmdi-chemo-cisplatin": Said(minutes=93, doses=("1000 mg",), contradiction="takes 100 min", plan=100),
    "jpcore-injection-rate": Said(minutes=300 + 22 / 60, doses=("510 mL",), plan=300),
    "mii-infusion-rate": Said(minutes=60, doses=("85 mg",)),
    "medhost-1": Said(doses=("1000 mg",)),
    "medhost-2": Said(doses=("100 mL",), plan=60),
    "cerner-r4-ivpb-compound-infuse-over": Said(doses=("40 meq", "40 meq", "250 mL"), plan=120),
    "nhsn-heparin-ul": Said(doses=("5 mL",), contradiction="the text says 0.5 mL"),
    "nhsn-vancomycin-mgperkg": Said(),
    "msconv-3": Said(),
    "ccda-1": Said(State.RUNNING),
    "uscore-draft-inprogress-vancomycin": Said(State.RUNNING, doses=("1000 mg",), plan=90),
    "uscore-draft-dose-not-given": Said(State.NOT_GIVEN, doses=("150 mg",)),
    "uscore-draft-inpatient-iv-cefazolin": Said(minutes=30, doses=("1000 mg",), plan=30),
    "qicore-b3c7100e": Said(minutes=60, doses=("500 mL",)),
    "mcode-doxorubicin": Said(doses=("105.96 mg",)),
}
UNREAD = {
    "qicore-c3240a9a": "It says completed and not given at once.",
    "qicore-f2cedb15": "Its status is unknown to the EHR itself.",
    "cerner-dstu2-1": "FHIR R4 has no element",
    "cerner-dstu2-2-drip-multi-ingredient": "FHIR R4 has no element",
    "msconv-1": "FHIR R4 has no element",
}


def chart_of(name: str) -> Chart:
    resource = json.loads((SAMPLES / f"{name}.json").read_text("utf-8"))
    return chart_from(read_bundle(json.dumps(bundle(resource))), Site(timezone="America/Chicago"))


@needs("samples")
@pytest.mark.parametrize("name", READ)
def test_a_published_record_says_what_it_says_and_no_more(name: str) -> None:
    (found,) = chart_of(name).administrations
    (run,) = found.runs
    seconds = (run.stop.value - run.start.value).total_seconds() if run.start and run.stop else None
    doses = [f"{p.dose.value.value.normalize():f} {p.dose.value.unit}" if p.dose else "" for p in found.products]
    shown = [conflict.shown for conflict in found.conflicts]
    expected = READ[name]
    assert found.state is expected.state
    assert seconds == (None if expected.minutes is None else pytest.approx(expected.minutes * 60))
    assert doses == list(expected.doses)
    assert [expected.contradiction in text for text in shown] == ([True] if expected.contradiction else [])
    assert found.planned_minutes == expected.plan


@needs("samples")
@pytest.mark.parametrize("name", UNREAD)
def test_a_published_record_that_cannot_be_read_is_unread_with_its_reason(name: str) -> None:
    chart = chart_of(name)
    (reason,) = [u.reason for u in chart.unread if u.about.startswith("MedicationAdministration/")]
    assert reason.startswith(UNREAD[name])
    assert chart.administrations == ()
