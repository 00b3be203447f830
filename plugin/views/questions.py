"""The questions of a visit as the nurse sees them: open ones in the engine's order, what is done, who else is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from plugin.chart.administration import Administration
from plugin.chart.chart import Chart
from plugin.engine.proposal import Prompt, Severity, Who
from plugin.store.answers import Answer, Standing
from plugin.views import formats, words
from plugin.views.given_words import how_much, in_words, what
from plugin.workflow.answered_payers import changed_to, coverages_named, is_of_payer

if TYPE_CHECKING:
    from plugin.workflow.visit import OpenVisit

# Each further reminder in a visit makes every one less likely to be read (BMC Med Inform Decis Mak 2017).
SHOWN_AT_ONCE = 3
ASKED_HERE = (Who.NURSE, Who.PROVIDER)
# Asked of others, and answered here by whoever holds the package: a pharmacist with the chart open, or the nurse.
ALSO_ANSWERED_HERE = (Who.PHARMACY,)
# What the engine quotes for a coder may name the code of a drug or a modifier of a notice; this page has none. Amounts
# and package codes stay.
CODE = re.compile(r"\b[A-Z]\d{4}\b|\bG[AXYZ]\b")
ORIGINS = {
    Standing.RECORDED: "said here",
    Standing.APPLIED: "said here, not yet in the chart",
    Standing.SUPERSEDED: "now in the chart",
}


@dataclass(frozen=True, slots=True)
class Field:
    """The place to type an answer. `unit` is added to a bare number; `free` takes whatever words say it.

    `beside` is the label of a second field that may stay empty; `digits` says that nothing but digits is typed.
    """

    entry: words.Entry
    label: str
    hint: str
    unit: str
    free: bool
    beside: str = ""
    digits: bool = False

    @property
    def unit_words(self) -> str:
        """The unit as it is shown."""
        return formats.UNITS.get(self.unit, self.unit)


@dataclass(frozen=True, slots=True)
class Question:
    """One question card. `choices` are (option, words on the button)."""

    key: str
    kind: str
    about: str
    asks: str
    facts: str
    needed: bool
    who: Who
    likely_mistake: bool
    fields: tuple[Field, ...]
    choices: tuple[tuple[str, str], ...]

    @property
    def field(self) -> Field | None:
        """The first place to type an answer, where there is one."""
        return self.fields[0] if self.fields else None

    @property
    def free(self) -> bool:
        """Whether a field takes any words, so that none is needed for other ones."""
        return any(field.free for field in self.fields)

    @property
    def asked_of(self) -> str:
        """Who it is for, where that is not the nurse."""
        return "" if self.who is Who.NURSE else words.PEOPLE[self.who]


@dataclass(frozen=True, slots=True)
class Done:
    """An answer given here, and whether the chart says it too by now. `change` asks again."""

    topic: str
    answer: str
    by: str
    at: str
    origin: str
    change: Question


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody else is asked. `question` is there to be answered here while nobody has answered it."""

    says: str
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """All questions of a visit. `first` are open ones shown at once, `more` the rest of the open ones."""

    first: tuple[Question, ...]
    more: tuple[Question, ...]
    done: tuple[Done, ...]
    others: tuple[Other, ...]

    @property
    def for_others(self) -> tuple[Question, ...]:
        """Those of others that may be answered here."""
        return tuple(other.question for other in self.others if other.question)

    @property
    def cards(self) -> tuple[Question, ...]:
        """All that can be answered or changed on the page."""
        return (*self.first, *self.more, *self.for_others, *(done.change for done in self.done))

    @property
    def left(self) -> int:
        """How many are open."""
        return len(self.first) + len(self.more)


def questions_of(visit: OpenVisit) -> Questions:
    """The questions of a visit. One that was answered here is never asked again, whatever the answer was.

    What a coder answered is left out: it may name codes.
    """
    of_coders = coder_asked(visit)
    latest = {(a.kind, a.about): a for a in visit.answers if (a.kind, a.about) not in of_coders}
    asked = [p for p in visit.proposal.prompts if p.who in ASKED_HERE]
    still_open = tuple(
        _question(p, f"q{n}", visit.chart)
        for n, p in enumerate((p for p in asked if (p.kind, p.about) not in latest), 1)
    )
    by_key = {(p.kind, p.about): p for p in visit.proposal.prompts if p.who in ASKED_HERE or _also_answered_here(p)}
    done = tuple(
        _done(answer, by_key.get(key), f"done{n}", visit.chart) for n, (key, answer) in enumerate(latest.items(), 1)
    )
    elsewhere = [p for p in visit.proposal.prompts if p.who not in ASKED_HERE]
    others = dict.fromkeys(
        _other(p, f"other{n}", visit.chart, answered=(p.kind, p.about) in latest) for n, p in enumerate(elsewhere, 1)
    )
    return Questions(still_open[:SHOWN_AT_ONCE], still_open[SHOWN_AT_ONCE:], done, tuple(others))


def questions_of_coders(visit: OpenVisit) -> tuple[tuple[Question, ...], tuple[Done, ...]]:
    """What coders are asked and have not answered, and what they answered, which may be changed."""
    of_coders = coder_asked(visit)
    latest = {(a.kind, a.about): a for a in visit.answers if (a.kind, a.about) in of_coders}
    by_key = {(p.kind, p.about): p for p in visit.proposal.prompts if p.who is Who.CODER}
    still_open = [prompt for key, prompt in by_key.items() if key not in latest]
    done = [_done(a, by_key.get(key), f"done{n}", visit.chart) for n, (key, a) in enumerate(latest.items(), 1)]
    return tuple(_question(p, f"q{n}", visit.chart) for n, p in enumerate(still_open, 1)), tuple(done)


def key_of(cards: Iterable[Question], kind: str, about: str) -> str:
    """The key of a question, open or done; "" where it is neither any more."""
    return next((card.key for card in cards if (card.kind, card.about) == (kind, about)), "")


def coder_asked(visit: OpenVisit) -> frozenset[tuple[str, str]]:
    """What is or was asked of coders: by who is asked now, and by the kind where an answer settled it."""
    now = {(p.kind, p.about): p.who is Who.CODER for p in visit.proposal.prompts}
    settled = {(a.kind, a.about) for a in visit.answers if a.kind in words.ASKED_OF_CODERS}
    return frozenset(key for key in {*now, *settled} if now.get(key, True))


def _also_answered_here(prompt: Prompt) -> bool:
    return is_of_payer(prompt) or prompt.who in ALSO_ANSWERED_HERE or prompt.kind in words.ANSWERED_BESIDE


def _question(prompt: Prompt, key: str, chart: Chart) -> Question:
    closed = [option for option in prompt.options if option not in words.ENTRIES]
    # A closed list without a way out would lead the answer (AHIMA/ACDIS on compliant queries).
    offered = (*(o for o in closed if o not in words.ALWAYS_OFFERED), *words.ALWAYS_OFFERED)
    given = _administration(prompt.about, chart)
    return Question(
        key=key,
        kind=prompt.kind,
        about=prompt.about,
        asks=prompt.question,
        facts=_facts("" if _for_coders(prompt) else prompt.facts, given, chart),
        needed=prompt.severity is not Severity.ADVISES,
        who=prompt.who,
        likely_mistake=prompt.kind in words.LIKELY_MISTAKES,
        fields=_fields(prompt.kind, _entries(prompt, given), given),
        choices=_choices(offered, chart),
    )


def _for_coders(prompt: Prompt) -> bool:
    """Whether what is quoted stands on the coder's page alone; of the days of a coverage the front desk asks."""
    return prompt.kind in words.FACTS_FOR_CODERS and not is_of_payer(prompt)


def _choices(offered: Iterable[str], chart: Chart) -> tuple[tuple[str, str], ...]:
    """Each option with the words on its button; which coverage it is has a button for each that may be."""
    found: dict[str, str] = {}
    for option in offered:
        if option == words.WHICH_COVERAGE:
            found |= {f"{option}:{about}": name for about, name in coverages_named(chart).items()}
        else:
            found[option] = words.choice(option)
    return tuple(found.items())


def _entries(prompt: Prompt, given: Administration | None) -> tuple[words.Entry, ...]:
    # Two times that contradict each other are not mended by one more: the chart is, or other words are.
    if prompt.kind in words.LIKELY_MISTAKES and "time" in prompt.options:
        return ()
    # A count that is charted is not asked for beside the size.
    counted = prompt.kind == "container_size_unknown" and given is not None and given.opened is not None
    entries = (entry for option in prompt.options for entry in words.ENTRIES if option == entry)
    return tuple(entry for entry in entries if not (counted and entry == "count"))


def _fields(kind: str, entries: tuple[words.Entry, ...], given: Administration | None) -> tuple[Field, ...]:
    return tuple(_field(kind, entry, given) for entry in entries)


def _field(kind: str, entry: words.Entry, given: Administration | None) -> Field:
    unit = _unit(given) if entry == "amount" else ""
    hint = words.hint(kind, entry) or ("" if unit or entry != "amount" else "with its unit, such as 20 mg")
    free = entry == "text" and kind not in words.WRITTEN_ONE_WAY
    beside, digits = words.BESIDE.get(kind, ""), kind in words.ALL_DIGITS
    return Field(entry, words.entry_label(kind, entry), hint, unit, free, beside, digits)


def _done(answer: Answer, prompt: Prompt | None, key: str, chart: Chart) -> Done:
    given = _administration(answer.about, chart)
    topic = words.topic(answer.kind, of_payer=is_of_payer(answer)).capitalize()
    zone = formats.zone_of(chart)
    of_payer = is_of_payer(answer)
    usual, closed = (
        (None, changed_to(answer)) if of_payer else _answers_to_change(answer.kind, of_drug=given is not None)
    )
    typed = next((entry for entry in words.ENTRIES if usual and entry == answer.choice), usual)
    again = (
        _question(prompt, key, chart)
        if prompt
        else Question(
            key=key,
            kind=answer.kind,
            about=answer.about,
            asks=topic,
            facts="",
            needed=True,
            who=Who.NURSE,
            likely_mistake=False,
            fields=_fields(answer.kind, (typed,) if typed else (), given),
            choices=_choices((*closed, *words.ALWAYS_OFFERED), chart),
        )
    )
    return Done(
        topic=f"{topic}, {what(given).lower()}" if given else topic,
        answer=_said(answer, chart),
        by=answer.by,
        at=formats.clock_on(answer.at, chart.day, zone),
        origin=ORIGINS[answer.standing],
        change=again,
    )


def _said(answer: Answer, chart: Chart) -> str:
    if is_of_payer(answer) and answer.choice == words.WHICH_COVERAGE:
        return coverages_named(chart).get(answer.value, "A coverage that is no longer in the chart")
    return answer.value or words.choice(answer.choice)


def _answers_to_change(kind: str, *, of_drug: bool) -> tuple[words.Entry | None, tuple[str, ...]]:
    """What may be typed and chosen to change an answer whose question is no longer open."""
    typed, closed = words.TYPED.get(kind), words.CLOSED.get(kind, ())
    if kind not in words.OF_VISIT_AND_DRUG:
        return typed, closed
    return (None, closed) if of_drug else (typed, ())


def _other(prompt: Prompt, key: str, chart: Chart, *, answered: bool) -> Other:
    given = _administration(prompt.about, chart)
    of_drug = f" ({what(given).lower()})" if given else ""
    says = f"The {words.PEOPLE[prompt.who]}: the {words.topic(prompt.kind, of_payer=is_of_payer(prompt))}{of_drug}"
    here = _also_answered_here(prompt) and not answered
    return Other(says, _question(prompt, key, chart) if here else None)


def _facts(quoted: str, given: Administration | None, chart: Chart) -> str:
    """What the chart says beside the question: the engine's own quotation, and the times and dose of the drug."""
    said = _charted(given, formats.zone_of(chart), chart) if given else ""
    quoted = "" if CODE.search(quoted) else formats.days_in(quoted)
    return " ".join(part for part in (_sentence(quoted), said) if part)


def _charted(given: Administration, zone: tzinfo, chart: Chart) -> str:
    row = in_words(given, chart.day, zone)
    amount = how_much(given)
    parts = [
        f"{amount} charted" if amount else "No dose charted",
        row.times,
        row.line and f"access site {row.line}",
        given.planned_minutes and f"planned over {formats.duration(given.planned_minutes)}",
    ]
    return _sentence(", ".join(str(part) for part in parts if part))


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[0].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""


def _unit(given: Administration | None) -> str:
    doses = [p.dose.value.unit for p in given.products if p.dose] if given else []
    return doses[0] if len(set(doses)) == 1 else ""


def _administration(about: str, chart: Chart) -> Administration | None:
    return next((a for a in chart.administrations if about == a.id or about in a.rows), None)
