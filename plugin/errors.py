"""What can go wrong in the application itself (signing in: smart_launch; rules: plugin.rules; coding: plugin.engine).

ChairsideError
├── SettingsError           the configuration cannot be used as it stands
├── StoreError              the database cannot be used
│   ├── StoreTooNew         it was brought up to date by a newer Chairside
│   └── StoreExposed        other users of the machine can read its file
├── AnswerRefused           an answer cannot be used as it was typed
├── EncounterNotChosen      the EHR named no visit and nobody picked one yet
├── NotAllowed              the person lacks the role for this page
├── NoChartOpen             a page of "the chart that is open", and none is
├── ForeignForm             a form sent from another site's page
└── StaleForm               a form without the token of its launch
"""

from __future__ import annotations


class ChairsideError(Exception):
    """Base of all: `sentence` is for the person at the screen, `hint` for IT, `status` for the HTTP answer."""

    status = 503
    sentence = "Chairside could not do this."
    hint = "See the error's name."

    def __init__(self, sentence: str = "", hint: str = "") -> None:
        self.sentence = sentence or self.sentence
        self.hint = hint or self.hint
        super().__init__(self.sentence)


class SettingsError(ChairsideError):
    """The configuration file is missing, has an unknown or wrong key, or lacks a secret; the line where it can."""

    hint = "Compare the file with the configuration section of the README."


class StoreError(ChairsideError):
    """The database cannot be reached or opened."""

    sentence = "The database of Chairside cannot be used at the moment."
    hint = "Check database_url, and that the database is up and may be written by this user."


class StoreTooNew(StoreError):
    """A newer version of Chairside has changed the tables; an older one would lose what it does not know."""

    sentence = "The database belongs to a newer version of Chairside."
    hint = "Start the newer version, or restore the backup made before the update."


class StoreExposed(StoreError):
    """An SQLite file with patient data can be read or changed by other users of the machine."""

    sentence = "The database file of Chairside can be read by other users of this machine."
    hint = "Set the file in database_url, and those beside it that end in -wal and -shm, to mode 0600."


class AnswerRefused(ChairsideError):
    """An answer that cannot be used as typed. The sentence says what to type instead; what was there stays."""

    status = 422


class EncounterNotChosen(ChairsideError):
    """The launch has no encounter: nothing is proposed until a person picks the visit."""

    status = 409
    sentence = "The EHR did not say which visit this is. Pick the visit first."
    hint = "The token response has no encounter; the launch point is not set up for visit context."


class NotAllowed(ChairsideError):
    """The fhirUser of the launch is not among those the configuration names for the page."""

    status = 403

    def __init__(self, role: str) -> None:
        super().__init__(
            f"This page is for the role {role}, which you do not have here. Your IT department can give it to you.",
            f"Add the person's fhirUser to {role} in [ehr.roles] of this EHR.",
        )


class CopyGone(ChairsideError):
    """A link to print or save: opened before, older than a minute, or its launch has ended."""

    status = 410
    sentence = "This link opens once, within a minute. Go back to the chart and ask for the copy again."
    hint = "If nobody opened it, something that visits links first did: a mail filter, a proxy or a preview."


class NoChartOpen(ChairsideError):
    """This browser has no live launch."""

    status = 404
    sentence = "No chart is open in this browser. Open Chairside from a patient's chart."
    hint = "The page shows the newest launch of the browser; there is none, or its cookie was dropped."


class ForeignForm(ChairsideError):
    """Sec-Fetch-Site or Origin says that another site sent the form."""

    status = 403
    sentence = "This was sent from another site's page, so nothing was saved."
    hint = "Sec-Fetch-Site must be same-origin, or else Origin that of base_url. A proxy must pass both unchanged."


class StaleForm(ChairsideError):
    """The form token is missing or belongs to another launch."""

    status = 403
    sentence = "This form belongs to an earlier page, so nothing was saved. Go back, read the page again and repeat it."
    hint = "The form token is bound to the launch; it ends with it, and when the keys are replaced."
