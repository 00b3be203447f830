"""The views on a desk that holds one visit in memory: what the real application does around them, in sixty lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from flask import Flask, Response

from plugin.chart.visit import Visit
from plugin.engine.proof import Proof, proofs
from plugin.engine.rates import Rates
from plugin.engine.rulebook import Citation, DrugTable, Rule, Rulebook
from plugin.engine.switches import Switches
from plugin.engine.why_not import WhyNot, why_not
from plugin.engine.worth.losses import losses
from plugin.engine.worth.worth import VisitWorth, worth_of
from plugin.errors import AnswerRefused, ChairsideError
from plugin.rules.library import load_library
from plugin.rules.manual import Handbook
from plugin.store.answers import Answer
from plugin.views.assets import assets
from plugin.views.coder import coder_pages
from plugin.views.error_pages import error_page
from plugin.views.manual import rules_pages
from plugin.views.nurse import nurse_pages
from smart_launch.errors import LaunchExpired, SmartError
from smart_launch.launch import Launch
from tests import builders
from tests.engine.builders import library

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


@dataclass
class SmallDesk:
    """`in_ehr` is what the EHR would give now, `read` what was last read; `down` makes the next reads fail."""

    in_ehr: builders.ReadVisit
    read: builders.ReadVisit | None = None
    down: SmartError | None = None
    refused: str = ""
    roles: tuple[str, ...] = ("coder",)
    picked: str | None = None
    expired: bool = False
    idle_seconds: int = 900
    touched: int = 0
    reads: int = 0
    kept: list[Answer] = field(default_factory=list)
    clock: datetime = builders.NOW
    rates: Rates = field(default_factory=Rates)

    def opened(self, launch_id: str, *, touch: bool = True) -> Launch:
        if self.expired or launch_id != self.in_ehr.launch.id:
            raise LaunchExpired
        self.touched += touch
        return self.in_ehr.launch

    def encounter(self, launch: Launch) -> str | None:
        return launch.encounter or self.picked

    def current(self, launch: Launch) -> builders.ReadVisit | None:
        return self.read

    def refresh(self, launch: Launch) -> builders.ReadVisit:
        self.reads += 1
        if self.down:
            raise self.down
        self.read = replace(self.in_ehr, answers=tuple(self.kept) or self.in_ehr.answers)
        return self.read

    def opening(self, launch: Launch) -> builders.ReadVisit:
        return self.refresh(launch)

    def rest(self, launch: Launch) -> builders.ReadVisit:
        return self.refresh(launch)

    def answer(self, launch: Launch, kind: str, about: str, choice: str, value: str) -> builders.ReadVisit:
        if self.refused:
            raise AnswerRefused(self.refused)
        self.kept.append(builders.answer(kind, about, choice, value))
        self.read = replace(self.read or self.in_ehr, answers=tuple(self.kept))
        return self.read

    def visits_of_the_day(self, launch: Launch) -> tuple[Visit, ...]:
        return self.in_ehr.chart.visits

    def choose_encounter(self, launch: Launch, encounter: str) -> None:
        if encounter not in {v.id for v in self.in_ehr.chart.visits}:
            raise AnswerRefused("That visit is not one of today's.")
        self.picked = encounter

    def leave(self, launch: Launch) -> None:
        self.expired = True

    def may(self, launch: Launch, role: str) -> bool:
        return role in self.roles

    def rulebook(self, visit: builders.ReadVisit) -> Rulebook:
        return rulebook()

    def why_not(self, visit: builders.ReadVisit, code: str) -> WhyNot:
        return why_not(code, visit.chart, library().of(visit.chart), Switches())

    def proofs(self, visit: builders.ReadVisit) -> tuple[Proof, ...]:
        return proofs(visit.chart, library().of(visit.chart), Switches())

    def worth(self, visit: builders.ReadVisit) -> VisitWorth:
        book = library().of(visit.chart)
        found = losses(visit.chart, book, Switches())
        return worth_of(found, visit.chart.setting.value, book, lambda _: self.rates)

    def form_token(self, launch: Launch) -> str:
        return "a-form-token"

    def now(self) -> datetime:
        return self.clock


class FullDesk(SmallDesk):
    """The small desk with all rules of the product, and so with long titles and several citations for each."""

    def rulebook(self, visit: builders.ReadVisit) -> Rulebook:
        return library().of(visit.chart)


def rulebook() -> Rulebook:
    """Two rules in force, enough to be cited."""
    cite = Citation("cms-100-04-ch12", "CMS 100-04 chapter 12", "30.5", "https://www.cms.gov/", date(2026, 11, 23))
    rules = {
        name: Rule(name, "codes", title, says, "settled", date(2006, 1, 1), (cite,))
        for name, title, says in (
            ("R-ADM-41", "Fifteen minutes or less is a push", "A drug that ran up to 15 minutes counts as a push."),
            ("R-ADM-42", "The first hour of an infusion", "An infusion of 16 to 90 minutes is one first hour."),
            ("R-ADM-20", "One initial service for each site", "The highest-ranked service is the initial one."),
            ("R-ADM-46", "Fluid beside a drug is not billed", "Fluid that runs beside a drug is not counted."),
            ("R-DRG-02", "Units of the drug's own code", "The dose is counted in the units of the drug's code."),
            ("R-DRG-06", "What is left in a single-dose container", "The rest of a single-dose container is stated."),
            ("R-DOC-01", "Ask when an infusion stopped", "The stop belongs in the medication record."),
            ("R-ADM-59", "An infusion without a stop is no infusion", "Without a stop time the minutes are not known."),
        )
    }
    return Rulebook(builders.DAY, "sha256:" + "ab" * 32, rules, DrugTable({}, {}, {}, {}, {}), {})


@lru_cache(maxsize=1)
def handbook() -> Handbook:
    """The rules as shipped."""
    return Handbook(load_library())


def app_of(desk: SmallDesk) -> Flask:
    """The views with headers and error pages as the application sets them."""
    app = Flask(__name__)
    for blueprint in (assets(), nurse_pages(desk), coder_pages(desk), rules_pages(handbook(), desk.now)):
        app.register_blueprint(blueprint)

    @app.errorhandler(SmartError)
    @app.errorhandler(ChairsideError)
    def refused(error: SmartError | ChairsideError) -> Response:
        return error_page(error.sentence, error.status, again=getattr(error, "again", False))

    @app.after_request
    def secured(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return app


__all__ = ["Decimal", "FullDesk", "SmallDesk", "app_of"]
