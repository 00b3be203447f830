"""The manual as one page of plain text."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from plugin.rules.catalogue import CitedAs, Dated, Entry
from plugin.rules.headings import STANDINGS
from plugin.rules.manual import Manual, Misread
from plugin.rules.sentences import example_sentence
from plugin.rules.switches import Switch

WIDTH = 100


def manual_text(manual: Manual) -> str:
    """Contents, chapters, what is often read and wrong, indexes and sources."""
    blocks = [f"Rules in force on {manual.day}. Content {manual.digest}.", *_contents(manual)]
    for chapter in manual.chapters:
        blocks += [_heading(chapter.heading), chapter.about]
        blocks += ["\n".join(_rule(entry, manual.misread_of.get(entry.id, ()))) for entry in chapter.entries]
    blocks += [_heading("Often read, and wrong"), *("\n".join(_misread(each)) for each in manual.misread)]
    blocks += list(_indexes(manual))
    return "\n\n".join(blocks) + "\n"


def _contents(manual: Manual) -> Iterator[str]:
    confirm = ", ".join(entry.id for entry in manual.to_confirm)
    yield "\n".join(f"    {chapter.heading} ({len(chapter.entries)} rules)" for chapter in manual.chapters)
    yield fill(f"A coder must confirm these, wholly or in part, before go-live: {confirm}.", WIDTH)


def _heading(text: str) -> str:
    return f"{text.upper()}\n{'=' * len(text)}"


def _rule(entry: Entry, misread: tuple[Misread, ...]) -> Iterator[str]:
    yield f"{entry.id}  {entry.title}"
    yield _wrapped(entry.says)
    yield _wrapped(f"Disputed: {entry.disputed}" if entry.disputed else f"{STANDINGS[entry.standing]} {entry.whose}")
    if entry.to_confirm == "part":
        yield _wrapped("A part of this rule is to be confirmed by a coder before go-live.")
    yield from (_wrapped(f"Switch: {switch_words(switch)}") for switch in entry.switches)
    if not entry.now:
        yield _wrapped(f"In force {entry.in_force}.")
    for version in (*entry.now, *entry.others):
        yield from _version(version)
    if entry.denials:
        yield f"    Prevents: {', '.join(entry.denials)}"
    yield from (_wrapped(f"Example: {example_sentence(example)}") for example in entry.examples)
    yield from (_wrapped(f"Often read, and wrong ({each.belief.id}): {each.belief.claim}") for each in misread)


def switch_words(switch: Switch) -> str:
    """A switch with its default and what else it takes."""
    return f"{switch.name}: {switch.default} (default), or {', '.join(switch.others)}"


def _version(version: Dated) -> Iterator[str]:
    until = f" until {version.last}" if version.last else ""
    lead = {"in force": "In force", "earlier": "Earlier version, in force", "later": "Later version, in force"}
    yield _wrapped(f"{lead[version.state]} since {version.first}{until}; {version.applies_to}")
    yield from (_wrapped(f"{each.name}: {each.value}") for each in version.parameters)
    yield from (_wrapped(f"Read in: {_cited(each)}") for each in version.citations)


def _cited(citation: CitedAs) -> str:
    address = f" <{citation.url}>" if citation.url else ""
    return f"{citation.text}{address} (checked {citation.checked_on})"


def _misread(misread: Misread) -> Iterator[str]:
    belief = misread.belief
    yield f"{belief.id}   Read: {belief.claim}"
    yield _wrapped(f"Right: {belief.right}")
    rules = [*belief.rules, *(f"{rule_id} (not yet in force)" for rule_id in belief.not_yet)]
    yield _wrapped(f"Rules: {', '.join(rules)}")
    yield from (_wrapped(f"Seen in: {_cited(each)}") for each in misread.seen)
    yield from (_wrapped(f"Right by: {_cited(each)}") for each in misread.cites)
    if belief.untested:
        yield _wrapped(f"Not covered by tests: {belief.untested}")


def _indexes(manual: Manual) -> Iterator[str]:
    yield _heading("Index of codes")
    yield "\n".join(_row(each.code, each.label, each.rules or each.examples) for each in manual.codes)
    yield _heading("Index of denials")
    yield "\n".join(_row(each.code, each.words, each.rules) for each in manual.denials)
    yield _heading("Index of switches")
    yield "\n".join(_wrapped(f"{switch_words(each)}: {', '.join(each.rules)}") for each in manual.switches)
    yield _heading("Sources")
    yield "\n".join(
        _wrapped(f"{each.words}{f' <{each.url}>' if each.url else ''}: {', '.join(each.cited_by)}")
        for each in manual.sources
    )


def _row(code: str, words: str, rules: tuple[str, ...]) -> str:
    return _wrapped(f"{code}  {words}{': ' if words else ''}{', '.join(rules)}")


def _wrapped(text: str) -> str:
    return fill(
        text, WIDTH, initial_indent="    ", subsequent_indent="      ", break_on_hyphens=False, break_long_words=False
    )
