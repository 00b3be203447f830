"""What can be said of doses that are not begun or still run, as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.engine.ready import Check, Readiness


def section(readiness: Readiness | None) -> Iterator[str]:
    """The checks of each dose that is not begun or runs, and of the visit; nothing where there is none."""
    if readiness is None:
        return
    yield ""
    yield "Not begun or running:" if readiness.begun else "Before the first dose:"
    for dose in readiness.doses:
        yield f"  {dose.name}{', running' if dose.runs else ''}"
        yield from (f"    {row}" for check in dose.checks for row in _rows(check))
    yield "  the visit"
    yield from (f"    {row}" for check in readiness.visit for row in _rows(check))


def _rows(check: Check) -> Iterator[str]:
    who = f"  ({check.who.value.replace('_', ' ')})" if check.who else ""
    yield f"{check.standing.value:<11} {check.about.value}: {check.says}{who}  [{' '.join(check.because)}]"
    yield from (f"{'':<11} {fact}" for fact in check.facts)
