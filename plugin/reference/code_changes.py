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

# Where CMS puts drugs, radiopharmaceuticals and contrast; the other C and Q codes are devices, procedures and supplies.
DRUG_FAMILIES = re.compile(
    r"J\d{4}|C9[0-4]\d\d|A9[45]\d\d|Q0[12]\d\d|Q2\d{3}|Q302[78]|Q40[78]\d|Q51\d\d|Q99\d\d", re.ASCII
)
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
    """The spans of our table with the days of the official files, oldest file first: the newest that has a code
    decides. Drug codes that our table lacks are added without a drug; what it knows of days after the files stays."""
    lives: dict[str, list[CodeRow]] = defaultdict(list)
    until = date.min
    for quarter, row in editions:
        until = max(until, quarter.last)
        before = lives[row.code]
        if before and not (before[-1].ended and before[-1].ended < row.added):
            before.pop()  # the same life, told anew; a code given out again has two
        before.append(row)
    known: dict[str, list[CodeSpan]] = defaultdict(list)
    for span in sorted(shipped, key=lambda span: span.first):
        known[span.code].append(span)
    merged = [span for code, spans in known.items() if code not in lives for span in spans]
    for code, rows in lives.items():
        if code in known or DRUG_FAMILIES.fullmatch(code):
            merged += _official(known[code], rows, until)
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
            given_out_again = new.added > earlier.last
            if not given_out_again and _words(old.long_description) != _words(new.long_description):
                acted = new.action_effective
                day = acted if acted and earlier.last < acted <= later.last else later.first
                span = known.get(code, CodeSpan(code, new.added, new.ended))
                before, after = (replace(span, description=row.long_description) for row in (old, new))
                yield Change(day, span.drug, (before,), (after,))


def _official(ours: list[CodeSpan], lives: list[CodeRow], until: date) -> Iterator[CodeSpan]:
    """What our table says of a code within each of its official lives, and what it says of days after `until`."""
    for life in lives:
        ended = life.ended or date.max
        spans = [span for span in ours if span.first <= ended and (span.last or date.max) >= life.added]
        last = spans[-1].last if spans else None
        known_end = life.ended or (last if last and last > until else None)
        spans = spans or [CodeSpan(life.code, life.added, known_end)]
        spans[0] = replace(spans[0], first=life.added)
        spans[-1] = replace(spans[-1], last=known_end)
        yield from (replace(span, description=life.long_description) for span in spans)
    yield from (span for span in ours if span.first > until and lives[-1].ended and span.first > lives[-1].ended)


def _words(description: str) -> list[str]:
    return re.findall(r"[a-z0-9.]+", description.lower())


def _sorted(spans: list[CodeSpan]) -> tuple[CodeSpan, ...]:
    return tuple(sorted(spans, key=lambda span: span.code))
