"""What the nurse's page says while a part of the chart is still to come: whose it is, what was given, what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from plugin.engine.why.words import listed
from plugin.views.banner import Banner, banner_of
from plugin.views.nurse_page import RESOURCES, could_not_read
from plugin.views.timeline import Timeline, timeline_of

if TYPE_CHECKING:
    from plugin.workflow.arriving import Arriving


@dataclass(frozen=True, slots=True)
class ArrivingPage:
    """The page ready to be written. `banner` and `timeline` are None while whose chart it is has not come."""

    banner: Banner | None
    timeline: Timeline | None
    awaited: str
    unread: tuple[str, ...]


def arriving_page(visit: Arriving, now: datetime) -> ArrivingPage:
    """What has come of a visit; its drawing only where what was given has come."""
    chart, awaited = visit.chart, listed(RESOURCES[kind] for kind in visit.awaited)
    if chart is None:
        return ArrivingPage(None, None, awaited, ())
    failed = tuple(item for item in chart.unread if item.about not in visit.awaited)
    timeline = timeline_of(chart, now) if chart.administrations else None
    banner = banner_of(chart, visit.launch.need_patient_banner)
    return ArrivingPage(banner, timeline, awaited, could_not_read(failed))
