"""What came to nothing is counted by kind, since a moment, and what an EHR merely withheld is no failure."""

from __future__ import annotations

from plugin.store.audit import Audit, Event, Failure
from plugin.store.store import Store


def test_failures_are_counted_by_kind_and_only_since_the_moment(store: Store) -> None:
    audit = Audit(store.database)
    audit.record(
        Event(90, "", "", "sign_in", "/callback", outcome="TokenRefused"),
        Event(100, "", "", "sign_in", "/callback", outcome="TokenRefused"),
        Event(101, "", "", "sign_in", "/callback", outcome="TokenRefused"),
        Event(102, "l", "u", "read", "chart", 0, outcome="EhrDown"),
        Event(103, "l", "u", "read", "Coverage", 1, outcome="not_read"),
        Event(104, "l", "u", "sign_in", "/callback"),
        Event(105, "l", "u", "refused", "coder", outcome="NotAllowed"),
    )
    assert audit.failures(100) == {Failure("sign_in", "TokenRefused"): 2, Failure("read", "EhrDown"): 1}
