"""Drug codes that began, ended or changed between two days, and the drugs they are of (R-DRG-15)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from plugin.reference.quarters import Quarter
from plugin.reference.rows import CodeRow

DRUG_FAMILIES = re.compile(r"[JQC]\d{4}|A9[45]\d\d", re.ASCII)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """A code on the days from `first` to `last` (None while it lives). `drug` and `unit` ("10 mg") are empty where our
    table of drugs does not have the code; `products` and `narrow` say which products of the drug it is for."""

    code: str
    first: date
    last: date | None
    drug: str = ""
    unit: str = ""
    products: tuple[str, ...] = ()
    narrow: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """What happens on `day`, the first day of the new state: codes of `before` end, codes of `after` begin. Both are
    there where one follows the other, or where one code says something else than before."""

    day: date
    drug: str
    before: tuple[CodeSpan, ...]
    after: tuple[CodeSpan, ...]

    @property
    def what(self) -> str:
        """replaced, added, ended or changed."""
        if self.before and self.after:
            return "changed" if {s.code for s in self.before} == {s.code for s in self.after} else "replaced"
        return "added" if self.after else "ended"


def changes_between(spans: Iterable[CodeSpan], reworded: Iterable[Change], first: date, last: date) -> list[Change]:
    """All changes that take effect from `first` to `last`, both included, by day and drug."""
    begun: dict[tuple[object, ...], list[CodeSpan]] = defaultdict(list)
    over: dict[tuple[object, ...], list[CodeSpan]] = defaultdict(list)
    for span in spans:
        of = (span.drug, span.products, span.narrow) if span.drug else (span.code,)
        begun[span.first, of].append(span)
        if span.last:
            over[span.last + ONE_DAY, of].append(span)
    found = [
        Change(day, (over[key] or begun[key])[0].drug, _sorted(over[key]), _sorted(begun[key]))
        for key in {*begun, *over}
        if isinstance(day := key[0], date) and first <= day <= last
    ]
    found += [change for change in reworded if first <= change.day <= last]
    return sorted(found, key=lambda change: (change.day, change.drug, (change.before or change.after)[0].code))


def with_editions(shipped: Iterable[CodeSpan], editions: Iterable[tuple[Quarter, CodeRow]]) -> list[CodeSpan]:
    """The spans of our table with the days of the official files, the newest file that has a code deciding; drug codes
    that our table lacks are added without a drug. What our table knows of days after the newest file stays."""
    newest: dict[str, CodeRow] = {}
    until = date.min
    for quarter, row in editions:
        newest[row.code] = row
        until = max(until, quarter.last)
    known: dict[str, list[CodeSpan]] = defaultdict(list)
    for span in shipped:
        known[span.code].append(span)
    merged = [span for code, spans in known.items() for span in _dated(spans, newest.get(code), until)]
    for code, row in newest.items():
        if code not in known and DRUG_FAMILIES.fullmatch(code):
            merged.append(CodeSpan(code, row.added, row.ended, description=row.long_description))
    return merged


def rewordings(editions: Iterable[tuple[Quarter, CodeRow]], known: Mapping[str, CodeSpan]) -> Iterator[Change]:
    """Drug codes whose long description says something else than in the edition before, letter case and punctuation
    aside, on the day of their last action if it lies between the two."""
    history: dict[str, list[tuple[Quarter, CodeRow]]] = defaultdict(list)
    for quarter, row in editions:
        if DRUG_FAMILIES.fullmatch(row.code):
            history[row.code].append((quarter, row))
    for code, rows in history.items():
        for (earlier, old), (later, new) in pairwise(sorted(rows, key=lambda pair: pair[0])):
            if _words(old.long_description) != _words(new.long_description):
                acted = new.action_effective
                day = acted if acted and earlier.last < acted <= later.last else later.first
                span = known.get(code, CodeSpan(code, new.added, new.ended))
                before, after = (replace(span, description=row.long_description) for row in (old, new))
                yield Change(day, span.drug, (before,), (after,))


def _dated(spans: list[CodeSpan], row: CodeRow | None, until: date) -> list[CodeSpan]:
    if row is None:
        return spans
    ordered = sorted(spans, key=lambda span: span.first)
    last = ordered[-1].last
    ended = row.ended or (last if last and last > until else None)
    ordered[0] = replace(ordered[0], first=row.added)
    ordered[-1] = replace(ordered[-1], last=ended)
    return [replace(span, description=row.long_description) for span in ordered]


def _words(description: str) -> list[str]:
    return re.findall(r"[a-z0-9.]+", description.lower())


def _sorted(spans: list[CodeSpan]) -> tuple[CodeSpan, ...]:
    return tuple(sorted(spans, key=lambda span: span.code))
