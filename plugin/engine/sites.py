"""Access sites: which administrations share one catheter, which line is a second one, and what is asked about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from plugin.chart.administration import Administration
from plugin.chart.times import clock_minute
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Prompt
from plugin.engine.rulebook import Rule, Rulebook
from plugin.engine.switches import Switches

APPLIES = ("R-ADM-22", "R-ADM-25", "R-ADM-26", "R-DOC-12", "R-DOC-13")


@dataclass(frozen=True, slots=True)
class Sites:
    """The access site of each administration (by its id) in one visit, first used first, and open questions.

    `reasons` says of each site whether it is charted why it was used.
    """

    of: Mapping[str, str]
    used: tuple[str, ...]
    reasons: Mapping[str, bool]
    prompts: tuple[Prompt, ...]

    def explained(self, site: str) -> bool:
        """Whether it is charted why this line was used beside the others: on it, or on all others."""
        return self.reasons[site] or all(why for name, why in self.reasons.items() if name != site)


def sites_of(given: tuple[Given, ...], running: tuple[Given, ...], book: Rulebook, switches: Switches) -> Sites:
    """Put the intravenous administrations of one visit on their access sites (R-ADM-25, R-ADM-26).

    Lumens of one catheter are one site, a replaced cannula goes on as the old one, and what has no site charted
    is on the first site of the visit. Nothing is asked about `running`, which is not charted to its end.
    """
    rule = book.rule("R-ADM-26")
    inline = sorted(given + running, key=lambda g: _first(g.administration))
    plain = {text: _plain(text, rule) for text in {_charted(g.administration) for g in inline}}
    charted = {g.administration.id: plain[_charted(g.administration)] for g in inline}
    replaced = _replaced(inline, charted, rule, switches.pause_gap)
    charted = {key: replaced.get(site, site) for key, site in charted.items()}
    used = tuple(dict.fromkeys(site for site in charted.values() if site)) or ("",)
    reasons = {site: _reason_charted(inline, charted, site) for site in used}
    unknown = [g for g in inline if not charted[g.administration.id] and g not in running]
    prompts = [ask(book, "R-DOC-12", g.administration.id, "R-ADM-22", drug=g.name) for g in unknown]
    return Sites({key: site or used[0] for key, site in charted.items()}, used, reasons, tuple(prompts))


def why_second(book: Rulebook, first: Given, site: str) -> Prompt:
    """The question why a second line was used; `first` is the first administration on it (R-ADM-25)."""
    shown = first.administration.site.value if first.administration.site else site
    return ask(book, "R-DOC-13", first.administration.id, "R-ADM-25", facts=shown, drug=first.name, site=shown)


def _charted(administration: Administration) -> str:
    return administration.site.value if administration.site else ""


def _plain(text: str, rule: Rule) -> str:
    """A site text as words in one order, without those that only name a lumen of a catheter; "" where there is none."""
    if not text:
        return ""
    short = rule.table("abbreviations")
    charted = re.findall(r"[a-z]+|\d+", text.lower())
    words = [word for each in charted for word in short.get(each, each).split()]
    lumen = set(rule.words("lumen_words")) if set(words) & set(rule.words("catheter_words")) else set()
    named_lumen = any(word in lumen for word in words)
    kept = [w for w in words if w not in lumen and not (named_lumen and (w.isdecimal() or len(w) == 1))]
    return " ".join(sorted(kept)) or text.lower()


def _replaced(inline: list[Given], charted: dict[str, str], rule: Rule, gap: int) -> dict[str, str]:
    """Sites that only go on with an infusion of an earlier one: a restarted or infiltrated line is no second site.

    A line that was in use before cannot be the replacement.
    """
    same: dict[str, str] = {}
    if len(set(filter(None, charted.values()))) < 2:
        return same
    first_on: dict[str, int] = {}
    for n, after in enumerate(inline):
        new = charted[after.administration.id]
        if not new or first_on.setdefault(new, n) != n:
            continue
        earlier = ((charted[before.administration.id], before) for before in inline[:n])
        old = next((site for site, b in earlier if site and site != new and _goes_on(b, after, rule, gap)), "")
        if old:
            same[new] = same.get(old, old)
    return same


def _goes_on(before: Given, after: Given, rule: Rule, gap: int) -> bool:
    a, b = before.administration, after.administration
    if b.continues == a.id:
        return True
    why = " ".join(f.value.lower() for f in (a.stopped_because, b.site_reason) if f)
    if any(word in why for word in rule.words("replaced_words")):
        return True
    stop = a.runs[-1].stop if a.runs else None
    start = b.runs[0].start if b.runs else None
    if before.key != after.key or a.order is None or a.order != b.order or stop is None or start is None:
        return False
    return 0 <= clock_minute(start.value) - clock_minute(stop.value) <= gap


def _reason_charted(inline: list[Given], charted: dict[str, str], site: str) -> bool:
    return any(g.administration.site_reason for g in inline if charted[g.administration.id] == site)


def _first(administration: Administration) -> tuple[int, str]:
    starts = [clock_minute(fact.value) for run in administration.runs for fact in (run.start, run.stop) if fact]
    return (min(starts) if starts else 1 << 60, administration.id)


def in_time_order(given: tuple[Given, ...]) -> tuple[Given, ...]:
    """By first charted time, those without one last."""
    return tuple(sorted(given, key=lambda g: _first(g.administration)))
