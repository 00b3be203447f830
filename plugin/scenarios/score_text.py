"""A score as a page of plain text, 100 columns wide, for a coder or a compliance officer at a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping

from plugin.export.page_of_text import page_of
from plugin.scenarios.judge import Compared, Judged, Outcome, Units, written
from plugin.scenarios.stories import Questions
from plugin.scenarios.tally import Row, Score, Tally

WIDTH = 100
NAME = 42
LABEL = 13
LEGEND = (
    "right: the whole answer is proposed. asked: it is not, and at least one question is open, so a person looks "
    "before it is billed. wrong: it is not, and nothing was asked. A published answer counts where its source states "
    "it whole, names the drugs, and agrees with the rules."
)


Words = Mapping[str, str]


def render(score: Score, words: Words) -> str:
    """Totals, tables by topic and publisher, answers that disagree with the rules, misses, and the verdict.

    `words` says in plain words what each kind of question asks for.
    """
    return page_of(_page(score, words))


def _page(score: Score, words: Words) -> Iterator[str]:
    yield f"Chairside against {len(score.judged)} cases: {score.name}"
    yield f"Rules {score.digest.removeprefix('sha256:')[:12]}, as in force on the date of service of each case"
    yield ""
    yield from _totals(score)
    yield f"{'Cases with any question open':<{NAME}}{len(score.judged):>8}{'':>8}{score.with_questions:>8}"
    yield from _stories(score.stories)
    yield ""
    yield from _wrapped(LEGEND)
    yield from _table("By topic", score.topics)
    yield from _table("By publisher", score.publishers)
    yield from _cases(
        "Published answers that disagree with the rules, not counted", score.disagreements, _disagreement, words
    )
    yield from _cases("Not right", score.misses, _miss, words)
    yield ""
    yield _verdict(score.silent)


def _totals(score: Score) -> Iterator[str]:
    yield f"{'':<{NAME}}{'cases':>8}{'right':>8}{'asked':>8}{'wrong':>8}"
    for name, tally in (
        ("Administration codes and units", score.administration),
        ("Drug units, JW and JZ", score.drugs),
    ):
        if tally.cases:
            yield f"{name:<{NAME}}{tally.cases:>8}{tally.right:>8}{tally.asked:>8}{tally.wrong:>8}{_share(tally):>10}"
    cases, right = score.distinct
    if cases:
        yield f"{'Distinct-service modifiers on right codes':<{NAME}}{cases:>8}{right:>8}"
    cases, asked = score.questions
    if cases:
        yield f"{'Missing documentation that is asked for':<{NAME}}{cases:>8}{'':>8}{asked:>8}"


def _stories(stories: Questions) -> Iterator[str]:
    if not stories.asked:
        return
    yield ""
    complete, quiet = stories.complete
    yield f"complete stories: {quiet} of {complete} without a question"
    missing, asked = stories.recall
    yield f"questions recall: {asked} of {missing} things that the other stories miss are asked for"
    for story in stories.noise:
        for words, kinds in (("asked", story.got - story.wanted), ("not asked", story.wanted - story.got)):
            if kinds:
                yield from _wrapped(f"  {story.name}: {words} {_kinds(kinds)}")
        if story.unread:
            yield from _wrapped(f"  {story.name}: not read whole")


def _kinds(questions: frozenset[tuple[str, str]]) -> str:
    return ", ".join(f"{kind} about {about}" for kind, about in sorted(questions))


def _share(tally: Tally) -> str:
    tenths = tally.right * 1000 // tally.cases  # rounded down: no rounding makes a miss disappear
    return f"{tenths // 10}.{tenths % 10} %"


def _table(title: str, rows: tuple[Row, ...]) -> Iterator[str]:
    if len(rows) < 2:
        return
    yield ""
    yield f"{title:<{NAME}}{'administration':^26}{'drugs':^24}{'dis-':>8}"
    parts = "".join(f"{word:>6}" for word in ("cases", "right", "asked", "wrong"))
    yield f"{'':<{NAME}}{parts}{'':>2}{parts}{'agrees':>8}"
    for row in rows:
        if row.says_anything:
            name = row.name if len(row.name) < NAME else f"{row.name[: NAME - 4].rstrip()}..."
            yield f"{name:<{NAME}}{_part(row.administration)}  {_part(row.drugs)}{row.disagrees or '-':>8}"


def _part(tally: Tally) -> str:
    return "".join(f"{number or '-':>6}" for number in (tally.cases, tally.right, tally.asked, tally.wrong))


def _cases(
    title: str, judged: tuple[Judged, ...], told: Callable[[Judged, Words], Iterator[str]], words: Words
) -> Iterator[str]:
    if not judged:
        return
    yield ""
    yield f"{title}: {len(judged)}"
    for each in judged:
        source = each.case.source
        yield ""
        where = f"{source.publisher}, {source.year}" if source else each.topic.lower()
        yield from _wrapped(f"{each.case.id}  ({where})", "", "    ")
        yield from _wrapped(each.case.name, "  ", "  ")
        yield from told(each, words)


def _disagreement(judged: Judged, words: Words) -> Iterator[str]:
    case = judged.case
    published, proposed = [], []
    if case.expect is not None or case.services:
        published.append(_codes({**written(case.expect or ()), **dict.fromkeys(case.services, 1)}))
        proposed.append(_codes({**judged.charge, **judged.services}))
    if case.drugs is not None:
        published.append(_codes(written(case.drugs)))
        proposed.append(_codes(judged.drug_lines))
    yield from _said("source", "; ".join(published))
    yield from _said("Chairside", "the same" if published == proposed else "; ".join(proposed))
    if judged.asked:
        yield from _said("asks for", _named(judged.asked, words))
    yield from _said("why", case.disagrees or "")


def _miss(judged: Judged, words: Words) -> Iterator[str]:
    for part in (judged.administration, judged.drugs):
        if part is not None and part.outcome is not Outcome.RIGHT:
            yield from _difference(part)
    if judged.distinct is False and judged.case.expect is not None:
        yield from _said("expected", _codes(written(judged.case.expect)))
        yield from _said("got", _codes(judged.charge))
    for kind, asked in judged.questions:
        if not asked:
            yield from _said("expected", f"a question for the {_named((kind,), words)}")
    yield from _said("asked for", _named(judged.asked, words) or "nothing")
    if judged.case.note:
        yield from _said("note", judged.case.note)


def _difference(part: Compared) -> Iterator[str]:
    yield from _said("expected", _codes(part.want))
    yield from _said("got", _codes(part.got))


def _said(label: str, words: str) -> Iterator[str]:
    first = f"  {label:<{LABEL - 2}}"
    yield from _wrapped(words, first, " " * LABEL)


def _wrapped(words: str, first: str = "", further: str = "") -> list[str]:
    """Lines of at most 100 columns. A code with its modifier stays in one piece."""
    return textwrap.wrap(words, WIDTH, initial_indent=first, subsequent_indent=further, break_on_hyphens=False)


def _codes(units: Units) -> str:
    return ", ".join(code if n == 1 else f"{code} x{n}" for code, n in sorted(units.items())) or "nothing billed"


def _named(kinds: Iterable[str], words: Words) -> str:
    return "; ".join(words.get(kind, kind.replace("_", " ")) for kind in kinds)


def _verdict(silent: int) -> str:
    if not silent:
        return "No case is wrong with nothing asked."
    return f"{silent} {'case is' if silent == 1 else 'cases are'} wrong with nothing asked."
