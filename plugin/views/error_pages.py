"""One sentence, what to do next, a reference to report: as a page, a part of one, or JSON, with the right status."""

from __future__ import annotations

from flask import Response, jsonify, make_response, render_template, request, url_for

from plugin.views.asked import in_place, wants_json

HEADINGS = {
    400: "This page cannot be opened",
    401: "Open this panel again",
    403: "This page is not for you",
    404: "There is no such page",
    409: "A visit has to be picked first",
    405: "This cannot be done here",
    410: "Open this panel again",
    413: "That is too much at once",
    422: "The visit could not be coded",
    502: "The EHR could not be read",
    503: "The EHR could not be read",
    504: "The EHR did not answer",
}


def error_page(
    sentence: str, status: int, *, heading: str = "", hint: str = "", reference: str = "", again: bool = False
) -> Response:
    """The answer to a request that went wrong. `sentence` and `hint` hold no patient data.

    The heading is that of the status unless another fits better. With `again` a link leads back to the visit the
    request was about.
    """
    if wants_json():
        response = jsonify(error={"message": sentence, **({"reference": reference} if reference else {})})
        response.status_code = status
        return response
    launch_id = (request.view_args or {}).get("launch_id")
    heading = heading or HEADINGS.get(status, "Something went wrong")
    page = render_template(
        "error.html",
        heading=heading,
        sentence=sentence,
        hint=hint,
        reference=reference,
        again_url=url_for("nurse.page", launch_id=launch_id) if again and launch_id else "",
        in_place=in_place(),
        over=heading == HEADINGS[410],  # nothing can be printed or signed out of any more
    )
    return make_response(page, status)
