"""Every kind of question can be answered on a page of whoever is asked, and what the page's own form sends is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest

from plugin.engine.proposal import Prompt, Who
from plugin.views.questions import questions_of, questions_of_coders
from plugin.workflow.answers import PLACES, check_answer
from tests.builders import LAUNCH_ID, ReadVisit, answer, visit
from tests.engine.builders import library, proposal
from tests.page_client import Page, PageClient
from tests.views.small_app import FullDesk, app_of
from tests.workflow.every_kind import ROWS, Row

URL = f"/visit/{LAUNCH_ID}"
VALUES = {"time": "10:00", "amount": "10 mg", "count": "2", "text": "as charted", "other": "in other words"}
WRITTEN = {"ndc_missing": "0006-3026-02", "missing_ordering_npi": "1234567893", "trial_details": "NCT01234567"}
# One more time does not mend two that contradict each other: the chart is mended, or it is said in other words. In the
# visit of the table two containers are charted, so only their size is missing.
NOT_OFFERED = {("conflicting_times", "time"), ("container_size_unknown", "count")}

Form = tuple[str, str, Mapping[str, str]]
each = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.kind)


class CheckingDesk(FullDesk):
    """The small desk, which keeps an answer only where the application would."""

    def answer(self, launch, kind, about, choice, value) -> ReadVisit:
        said, chart = answer(kind, about, choice, value), self.in_ehr.chart
        check_answer(said, chart, self.in_ehr.proposal.prompts, self.kept, library().of(chart))
        return super().answer(launch, kind, about, choice, value)


def prompt_of(row: Row) -> Prompt:
    (found,) = (p for p in proposal(row.asked, **row.switches).prompts if p.kind == row.kind)
    return found


def opened(row: Row) -> tuple[CheckingDesk, PageClient]:
    desk = CheckingDesk(visit(row.asked, (prompt_of(row),)))
    return desk, PageClient(app_of(desk))


def page_of(client: PageClient, prompt: Prompt) -> Page:
    client.get(f"{URL}/chart")
    return client.get(f"{URL}/review" if prompt.who is Who.CODER else f"{URL}/chart")


@cache
def offered(number: int) -> tuple[Form, ...]:
    """The forms of the question of a row, each as it stands on the page."""
    prompt = prompt_of(ROWS[number])
    return tuple(forms(page_of(opened(ROWS[number])[1], prompt), prompt))


def forms(page: Page, prompt: Prompt) -> Iterator[Form]:
    """(option, address, what is sent) of each button and each typed answer to a question."""
    for form in page.tree.iter("form"):
        fields = {e.get("name", ""): e.get("value", "") for e in form.iter("input") if e.get("type") == "hidden"}
        if (fields.get("kind"), fields.get("about")) != (prompt.kind, prompt.about):
            continue
        where = form.get("action", "")
        for button in form.iter("button"):
            if button.get("name") == "choice":
                yield button.get("value", ""), where, {**fields, "choice": button.get("value", "")}
        if "choice" in fields:
            usual = WRITTEN.get(prompt.kind, VALUES.get(fields["choice"], ""))
            value = VALUES["other"] if fields["choice"] == "other" else usual
            yield fields["choice"], where, {**fields, "value": value}


@each
def test_each_answer_a_question_offers_stands_on_the_page_of_whoever_is_asked(row: Row) -> None:
    prompt = prompt_of(row)
    found = {option for option, _, _ in offered(ROWS.index(row))}
    wanted = {option for option in prompt.options if (row.kind, option) not in NOT_OFFERED}
    assert wanted - found <= ({"other"} if "text" in found else set())


@each
def test_each_form_of_a_question_is_accepted_as_the_page_sends_it(row: Row) -> None:
    prompt = prompt_of(row)
    for option, where, sent in offered(ROWS.index(row)):
        desk, client = opened(row)
        page_of(client, prompt)
        client.post(where, sent)
        (kept,) = desk.kept
        assert (kept.kind, kept.about, kept.choice) == (row.kind, prompt.about, option)


@each
def test_an_answer_is_shown_as_done_where_it_was_given_and_can_be_changed(row: Row) -> None:
    prompt = prompt_of(row)
    seen = visit(row.asked, (prompt,), answers=[answer(row.kind, prompt.about, "cannot_tell")])
    here, of_coders = questions_of(seen).done, questions_of_coders(seen)[1]
    (done,) = of_coders if prompt.who is Who.CODER else here
    assert len((*here, *of_coders)) == 1
    assert {option for option, _ in done.change.choices} >= {"other", "cannot_tell"}


def test_every_answer_that_carries_a_fact_has_a_form() -> None:
    found = {(row.kind, option) for number, row in enumerate(ROWS) for option, _, _ in offered(number)}
    of_other_visits = {
        key for key in PLACES if key[0] in ("stopped_early", "trial_details")
    }  # asked as the chart lacks
    assert set(PLACES) <= found | NOT_OFFERED | of_other_visits


def test_a_size_and_a_count_that_are_both_missing_have_a_field_each() -> None:
    (row,) = (row for row in ROWS if row.kind == "container_size_unknown")
    prompt = prompt_of(row)
    uncounted = replace(row.asked, administrations=tuple(replace(a, opened=None) for a in row.asked.administrations))
    (card,) = questions_of(visit(uncounted, (prompt,))).for_others
    assert [(field.entry, field.label) for field in card.fields] == [
        ("count", "Number opened"),
        ("amount", "Size of each"),
    ]


def test_a_stopped_infusion_has_a_field_for_the_reason_and_one_for_the_amount() -> None:
    (row,) = (row for row in ROWS if row.kind == "stopped_early")
    both = replace(prompt_of(row), options=("text", "amount", "other", "cannot_tell"))
    (card,) = questions_of(visit(row.asked, (both,))).first
    assert [field.entry for field in card.fields] == ["text", "amount"]
