"""Whatever is typed, an answer is used, recorded, or refused with a sentence; it never breaks the visit."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from plugin.errors import AnswerRefused
from plugin.store.answers import Standing
from plugin.workflow.answers import PLACES, with_answers
from plugin.workflow.placing import Charted
from tests.builders import answer, busy_chart, chart, given

BARE = chart(given(1, "rituximab", "", (None, None)))
TYPED = st.text(max_size=20) | st.from_regex(r"\d{1,12}[.:]?\d* ?[a-zL]*")


@pytest.mark.parametrize("read", [BARE, busy_chart(), chart()], ids=["bare", "busy", "empty"])
@examples(where=st.sampled_from(sorted(PLACES)), typed=TYPED)
def test_anything_typed_is_placed_or_refused(read, where: tuple[str, str], typed: str) -> None:
    kind, choice = where
    said = answer(kind, "MedicationAdministration/m1", choice, typed)
    with contextlib.suppress(AnswerRefused, Charted):
        PLACES[where](read, said)
    after, (stood,) = with_answers(read, (said,))
    assert (stood.standing is Standing.APPLIED) == (after != read)
