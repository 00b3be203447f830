"""Each fault of a FHIR server, and the sentence it has on the page."""

from __future__ import annotations

from tests.faults import faults
from tests.faults.proxy import FHIR_JSON, Fault

NOT_GIVEN = "The EHR has not given Chairside access to this part of the chart."
NOT_YOURS = "The EHR does not let you read this part of the chart here."
GLASS = "This chart is protected. Break the glass in the EHR first, then read again."
NOT_OFFERED = "This EHR does not offer this part of the chart."
GONE = "The EHR does not have this record any more, or not for this sign-in."
BUSY = "The EHR is busy. Wait a minute, then read again."
DOWN = "The EHR is out of order at the moment. Try to read again."
SILENT = "The EHR did not answer in time. Try to read again."
DAMAGED = "The EHR's answer arrived cut off or damaged, so nothing of it was used. Try to read again."
OTHER_FORM = "A page or text came in place of the record, so it was not read."
NO_RECORD = "The EHR answered something that is not a record."
TOO_LARGE = "The EHR's answer was too large to read."
MOVED = "The EHR sent Chairside to another address, which was not followed."
REFUSED = "The EHR did not accept the question Chairside asked."
EXPIRED = "The EHR dropped the search half way. Read again."
ENDLESS = "The EHR's list had no end, so it was not used."
ELSEWHERE = "The record points outside this EHR, so that part was not read."
WITHHELD = "The EHR said: Some sub-types were not given to this app."

FAULTS: dict[str, tuple[Fault, str]] = {
    "403 with nothing in it": (faults.answers(403), NOT_GIVEN),
    "403 with an OperationOutcome": (faults.answers(403, faults.outcome("4118", "forbidden")), NOT_YOURS),
    "403 of a protected chart": (faults.answers(403, faults.outcome("4130", "forbidden")), GLASS),
    "404 as a web page": (faults.answers(404, "<html><h1>Not Found</h1></html>", "text/html"), NOT_OFFERED),
    "404 with an OperationOutcome": (faults.answers(404, faults.outcome("x", "not-found")), GONE),
    "400": (faults.answers(400, faults.outcome("59111")), REFUSED),
    "429 with a long Retry-After": (faults.answers(429, Retry_After="60"), BUSY),
    "429 with a short Retry-After, always": (faults.answers(429, Retry_After="0"), BUSY),
    "429 with X-RateLimit-Reset": (faults.answers(429, X_RateLimit_Reset="30"), BUSY),
    "500": (faults.answers(500, "<html>failed</html>", "text/html"), DOWN),
    "502": (faults.answers(502, Retry_After="0"), DOWN),
    "503": (faults.answers(503, Retry_After="0"), DOWN),
    "a broken connection": (faults.resets, DOWN),
    "no answer": (faults.hangs, SILENT),
    "a body that breaks off": (faults.breaks_off, DAMAGED),
    "half a Bundle": (faults.cut_off, DAMAGED),
    "broken compression": (faults.answers(200, b"garbage", FHIR_JSON, Content_Encoding="gzip"), DAMAGED),
    "a sign-in page": (faults.answers(200, "<html>Sign in</html>", "text/html"), OTHER_FORM),
    "XML": (faults.answers(200, "<Bundle/>", "application/fhir+xml"), OTHER_FORM),
    "JSON that is no FHIR": (faults.answers(200, '{"status": "up"}', "application/json"), NO_RECORD),
    "JSON nested beyond all reason": (faults.answers(200, '{"resourceType":' + "[" * 100_000, FHIR_JSON), NO_RECORD),
    "more than twenty megabytes": (faults.answers(200, b'{"x":"' + b"x" * 21_000_000 + b'"}', FHIR_JSON), TOO_LARGE),
    "a redirect to another host": (faults.answers(302, Location="https://elsewhere.example/"), MOVED),
    "a page that has expired, always": (faults.two_pages(faults.answers(400, faults.outcome("4113"))), EXPIRED),
    "a page that is gone, always": (faults.two_pages(faults.answers(410)), EXPIRED),
    "pages in a circle": (faults.next_page("{base}/{place}?page=2"), ENDLESS),
    "a next page on another host": (faults.next_page("https://elsewhere.example/fhir/{place}"), ELSEWHERE),
    "nothing, and 59204": (faults.changed(faults.withheld), WITHHELD),
    "a part, and 59204": (faults.changed(faults.remarked), WITHHELD),
}
# Where the EHR does not have such records, or not for this app, orders stand in for administrations (athenaOne).
NONE_TO_HAVE = {NOT_GIVEN, NOT_YOURS, NOT_OFFERED, GONE, REFUSED}
