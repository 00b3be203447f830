"""What a FHIR server can answer instead of what was asked.

FhirError
├── NotGranted          403 with nothing in it, or insufficient_scope: the app lacks this API
├── Forbidden           403 with an OperationOutcome: this person may not, or the search is incomplete
├── BehindGlass         403 of a protected chart (break the glass)
├── NotFound            404 or 410 for one resource
├── NotOffered          404 that is no FHIR: the server has no such resource type
├── RequestRefused      another 4xx
├── EhrBusy             429, still after waiting
├── EhrDown             5xx, or no connection
├── EhrSilent           no answer in time
├── Redirected          3xx: the token is never sent along to another address
├── NotFhir             200 with JSON that is not FHIR
├── OtherForm           200 with a web page, XML or other text
├── Damaged             an answer that breaks off before its end, or cannot be unpacked
├── TooLarge            an answer beyond the size limit
├── PageExpired         the EHR dropped the search between two pages
├── BrokenPaging        pages that repeat or never end
├── ForeignAddress      a reference or page link outside the FHIR base
└── Unforeseen          any other error while one answer was read

None holds what the server wrote: diagnostics may name a patient. `issue` is the outcome's code, a plain word.
"""

from __future__ import annotations

from smart_launch.errors import SmartError


class FhirError(SmartError):
    """One read or search failed. `about` is the resource type of a search or the reference of a read: it may hold an
    id, so it is for the page and never for a log. `kept_back` says that the EHR may well have what was asked for, so
    that nothing else may stand in for it; it is False where the EHR does not have it, or not for this app."""

    sentence = "The EHR could not be read."
    kept_back = True

    def __init__(self, about: str = "", hint: str = "", issue: str = "") -> None:
        self.about, self.issue = about, issue
        super().__init__(hint)


class NotGranted(FhirError):
    """Epic answers 403 with an empty body and insufficient_scope where an API was not granted."""

    status = 403
    kept_back = False
    sentence = "The EHR has not given Chairside access to this part of the chart."
    hint = "Add the API or scope to the app's record in the EHR; Epic grants Read and Search of each resource apart."


class Forbidden(FhirError):
    """403 with an OperationOutcome: Epic 4118 (the person may not), athena's required search parameters."""

    status = 403
    kept_back = False
    sentence = "The EHR does not let you read this part of the chart here."
    hint = "The person's security class forbids it, or the search lacks a parameter this EHR requires."


class BehindGlass(FhirError):
    """Epic 4130, 4131 and 4134: the chart is protected and nobody broke the glass for it."""

    status = 403
    sentence = "This chart is protected. Break the glass in the EHR first, then read again."
    hint = "Epic break-the-glass: the app cannot do it, the person does it in the chart."


class NotFound(FhirError):
    """404 or 410 for one resource."""

    status = 404
    kept_back = False
    sentence = "The EHR does not have this record any more, or not for this sign-in."
    hint = "The resource was deleted, merged, or lies outside the patient of the launch."


class NotOffered(FhirError):
    """404 that is a web page: Epic's answer for a resource type it does not know."""

    status = 404
    kept_back = False
    sentence = "This EHR does not offer this part of the chart."
    hint = "The resource type is not in the server's CapabilityStatement."


class RequestRefused(FhirError):
    """400, 405, 406, 412, 422 and the like: the server did not take the request as it was."""

    kept_back = False
    sentence = "The EHR did not accept the question Chairside asked."
    hint = "A search parameter or value this EHR does not take; the issue code says more."


class EhrBusy(FhirError):
    """429 after the last attempt that the waiting limit allowed."""

    status = 503
    sentence = "The EHR is busy. Wait a minute, then read again."
    hint = "429: the EHR limits how often it may be asked."
    again = True


class EhrDown(FhirError):
    """5xx after the last attempt, or no connection."""

    status = 503
    sentence = "The EHR is out of order at the moment. Try to read again."
    hint = "The FHIR server answered 5xx, or could not be reached from this server."
    again = True


class EhrSilent(FhirError):
    """The FHIR server did not answer in time."""

    status = 504
    sentence = "The EHR did not answer in time. Try to read again."
    hint = "3 seconds to connect, 10 seconds for an answer."
    again = True


class Redirected(FhirError):
    """3xx from the FHIR server; it was not followed."""

    sentence = "The EHR sent Chairside to another address, which was not followed."
    hint = "iss must be the FHIR base itself, not an address that redirects to it."


class NotFhir(FhirError):
    """A good status with a body that is not the FHIR that was asked for."""

    sentence = "The EHR answered something that is not a record."
    hint = "JSON that is no FHIR resource of the type asked for, or that two readers would read differently."


class OtherForm(FhirError):
    """A good status with text that is no JSON at all, and does not say that it is."""

    sentence = "A page or text came in place of the record, so it was not read."
    hint = "A proxy or sign-in page in between, or a server that ignores the Accept header (it must send FHIR as JSON)."


class Damaged(FhirError):
    """An answer that ends before it should, or whose compression is broken. Nothing of it is used."""

    sentence = "The EHR's answer arrived cut off or damaged, so nothing of it was used. Try to read again."
    hint = "The answer broke off, or its compression is broken: look at the proxies between this server and the EHR."
    again = True


class TooLarge(FhirError):
    """An answer longer than the limit; it was dropped unread."""

    sentence = "The EHR's answer was too large to read."
    hint = "Set a smaller page size for this EHR, or find out why one answer is this long."


class PageExpired(FhirError):
    """Epic 4113: the search behind a next link is gone. The client runs the search once more by itself."""

    sentence = "The EHR dropped the search half way. Read again."
    hint = "Epic 4113: the session of a paged search ran out."
    again = True


class BrokenPaging(FhirError):
    """next links that repeat, or more pages than the limit: nothing of it is used, so nothing is cut silently."""

    sentence = "The EHR's list had no end, so it was not used."
    hint = "The next links of this search repeat, or there are more pages than the limit."


class ForeignAddress(FhirError):
    """An address outside the FHIR base, or no literal reference at all. The token is not sent there."""

    sentence = "The record points outside this EHR, so that part was not read."
    hint = "Only references and page links under the registered iss are followed."


class Unforeseen(FhirError):
    """An error of Chairside's own while it read one answer; the log has its kind and place."""

    sentence = "Chairside could not make sense of this part of the chart, so it was not read."
    hint = "An answer nobody foresaw: report fhir.unforeseen of the log to the makers of Chairside."
