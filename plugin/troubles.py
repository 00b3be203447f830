"""Every error becomes a page or a JSON object with a sentence for a person, and never a traceback."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from plugin.engine.errors import EngineError, NoVisit
from plugin.errors import ChairsideError, EncounterNotChosen
from plugin.intake.errors import UnreadableInput
from plugin.rules.errors import RulesError
from plugin.views.error_pages import HEADINGS, error_page
from smart_launch.errors import LaunchExpired, PatientChanged, SignInExpired, SmartError

log = structlog.get_logger()
UNEXPECTED = "Something went wrong in Chairside. What you answered before is saved; open it from the chart again."
PLAIN = {
    400: "The request was not understood.",
    404: "There is no such page. Open Chairside from a patient's chart.",
    405: "This address does not take this kind of request.",
    413: "This is too much to send at once. Nothing was saved.",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is told: the HTTP status, a sentence, what IT has to know, a reference to the log, whether the same may
    work later, and a heading where that of the status does not fit."""

    status: int
    sentence: str
    hint: str = ""
    reference: str = ""
    again: bool = False
    heading: str = ""


def add_troubles(app: Flask) -> None:
    """Answer every error of `app`; the log gets its class, its status and its route, and nothing it says."""

    @app.errorhandler(Exception)
    def answer(error: Exception) -> Response:
        trouble = _trouble(error)
        rule = request.url_rule.rule if request.url_rule else "none"
        launch, g.trouble = g.get("launch"), type(error).__name__
        log.warning(
            "request.failed",
            error=type(getattr(error, "original_exception", None) or error).__name__,
            status=trouble.status,
            route=rule,
            reference=trouble.reference or "none",
            launch=launch.id if launch else "none",
        )
        response = error_page(
            trouble.sentence,
            trouble.status,
            heading=trouble.heading,
            hint=trouble.hint,
            reference=trouble.reference,
            again=trouble.again,
        )
        if isinstance(error, MethodNotAllowed):  # RFC 9110 15.5.6 requires it
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
        return response


def _trouble(error: Exception) -> Trouble:
    match error:
        case SignInExpired() | PatientChanged():
            return Trouble(error.status, error.sentence, error.hint, heading=HEADINGS[LaunchExpired.status])
        case SmartError():
            return Trouble(error.status, error.sentence, error.hint, again=error.again)
        case ChairsideError():
            return Trouble(error.status, error.sentence, error.hint, again=isinstance(error, EncounterNotChosen))
        case NoVisit():
            return Trouble(422, error.sentence, error.hint, heading="No infusion in this visit", again=True)
        case EngineError():
            return Trouble(422, error.sentence, error.hint, again=True)
        case UnreadableInput():
            return Trouble(502, error.sentence, error.hint, again=True)
        case RulesError():
            return Trouble(503, error.sentence, error.hint)
        case HTTPException() if error.code and error.code < 500:
            return Trouble(error.code, PLAIN.get(error.code, PLAIN[400]))
    reference = secrets.token_hex(4)
    return Trouble(503, UNEXPECTED, "The log has this reference with the class of the error.", reference, again=True)
