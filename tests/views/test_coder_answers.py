"""What coders are asked is answered on their own page, and never stands on the nurse's."""

from __future__ import annotations

from plugin.engine.proposal import Who
from tests.builders import LAUNCH_ID, answer, busy_chart, prompt, visit
from tests.page_client import PageClient, text_of
from tests.views.small_app import FullDesk, app_of

URL = f"/visit/{LAUNCH_ID}"
MAIN = prompt(
    "main_reason_of_visit", who=Who.CODER, question="What was this visit mainly for?", options=("text", "cannot_tell")
)
STOP = prompt("missing_stop_time", options=("time", "cannot_tell"))


def opened(*prompts, **more) -> tuple[FullDesk, PageClient]:
    desk = FullDesk(visit(busy_chart(), prompts, **more))
    return desk, PageClient(app_of(desk))


def test_a_coder_answers_what_coders_are_asked_and_stays_on_the_page() -> None:
    desk, client = opened(MAIN, STOP)
    form = client.get(f"{URL}/review").form("/review/answer", "In words")
    page = client.post(f"{URL}/review/answer", {**form, "value": "rituximab"})
    assert [(a.kind, a.value) for a in desk.kept] == [("main_reason_of_visit", "rituximab")]
    assert (page.heading, page.status_line) == ("Proposed charge", "Saved.")
    assert "said here" in text_of(page.by_id("to-answer"))


def test_what_nurses_are_asked_has_no_form_on_the_coders_page() -> None:
    page = opened(STOP)[1].get(f"{URL}/review")
    assert [f for f in page.tree.iter("form") if (f.get("action") or "").endswith("/answer")] == []


def test_an_answer_that_cannot_be_used_comes_back_beside_its_field() -> None:
    desk, client = opened(MAIN)
    form = client.get(f"{URL}/review").form("/review/answer", "In words")
    desk.refused = "This is too long."
    page = client.post(f"{URL}/review/answer", {**form, "value": "rituximab"}, status=422)
    (field,) = (e for e in page.tree.iter("input") if e.get("aria-invalid"))
    assert (field.get("value"), field.get("aria-describedby")) == ("rituximab", "q1-error ")
    assert text_of(page.by_id("q1-error")) == "This is too long."


def test_only_a_coder_answers_there() -> None:
    desk, client = opened(MAIN)
    form = client.get(f"{URL}/review").form("/review/answer", "In words")
    desk.roles = ()
    client.post(f"{URL}/review/answer", {**form, "value": "rituximab"}, status=403)
    assert desk.kept == []


def test_what_a_coder_answered_is_not_on_the_nurses_page() -> None:
    said = answer(MAIN.kind, MAIN.about, "text", "C50.911")
    for prompts in ((MAIN,), ()):
        page = opened(*prompts, answers=(said,))[1].get(f"{URL}/chart")
        assert "C50.911" not in page.text
