"""The diagnoses that fit what was given, by what it is used for (R-DX-02 to R-DX-07, R-DX-10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plugin.engine.charted_diagnoses import ChartedDiagnoses, begin_with
from plugin.engine.drug_uses import Use
from plugin.engine.rulebook import Rulebook

Codes = tuple[str, ...]
TWO_FIT = "the visit has a cancer and another disease it may be for"
FOR_CANCER = frozenset({Use.CANCER, Use.TWO_USES})


@dataclass(frozen=True, slots=True)
class Reason:
    """The codes a line points to, and in `unsure` why they may not be what it was given for ("" = they are).

    `rule` is the one that chose them. `blocks` says that lines wait: two charted diseases fit, or none may be used.
    Where only a list of this project finds no disease that fits, a coder is asked and nothing waits.
    """

    codes: Codes
    rule: str
    unsure: str = ""
    blocks: bool = False


def fitting(use: Use, charted: ChartedDiagnoses, treated: Codes, book: Rulebook) -> Reason:
    """The charted codes that fit a use; `treated` is what the treatment of the same visit points to.

    None is added that is not charted, and a use is never taken for another one: what is open is said in `unsure`.
    """
    return FITTING[use](charted, treated, book)


def named_by_order(use: Use, own: Codes, charted: ChartedDiagnoses, book: Rulebook) -> Reason:
    """The codes an order names, for cancer treatment behind its treatment code, long-term use last (R-DX-02, 07)."""
    reasons = tuple(c for c in own if c not in charted.treatment and c not in charted.long_term)
    if use in FOR_CANCER and set(reasons) & set(charted.cancer):
        return Reason(charted.treatment + reasons, "R-DX-02")
    if use in (Use.BIOLOGIC, Use.TWO_USES) and reasons:
        return Reason(reasons + _biologic_use(charted, book), "R-DX-03")
    return Reason(reasons, "R-DX-05")


def _cancer(charted: ChartedDiagnoses, _: Codes, book: Rulebook) -> Reason:
    if charted.cancer:
        return Reason(charted.treatment + charted.cancer, "R-DX-02")
    return Reason(charted.others or charted.fluid, "R-DX-02", "no cancer is among the diagnoses of the visit")


def _two_uses(charted: ChartedDiagnoses, treated: Codes, book: Rulebook) -> Reason:
    if charted.cancer and charted.immune:
        both = charted.immune + charted.cancer
        return Reason(both, "R-DX-03", TWO_FIT, blocks=True)
    if charted.cancer:
        return _cancer(charted, treated, book)
    return _biologic(charted, treated, book)


def _biologic(charted: ChartedDiagnoses, _: Codes, book: Rulebook) -> Reason:
    """A disease that is no cancer; beside an immune disease the others are left out (R-DX-03)."""
    own = charted.immune or charted.others
    if charted.immune and charted.cancer:
        both = charted.immune + charted.cancer
        return Reason(both, "R-DX-03", TWO_FIT, blocks=True)
    if own:
        return Reason(own + _biologic_use(charted, book), "R-DX-03")
    return Reason(charted.cancer or charted.fluid, "R-DX-03", "no disease it is given for is among the diagnoses")


def _hormonal(charted: ChartedDiagnoses, _: Codes, book: Rulebook) -> Reason:
    """The neoplasm first and no treatment code; use of hormones for long behind it (R-DX-02, R-DX-07)."""
    last = begin_with(charted.long_term, book.rule("R-DX-07").words("hormones"))
    return Reason((charted.cancer or charted.others or charted.fluid) + last, "R-DX-02")


def _supportive(charted: ChartedDiagnoses, treated: Codes, book: Rulebook) -> Reason:
    """The condition of the treatment it supports, else its own: never the treatment code (R-DX-02)."""
    if treated:
        return Reason(treated, "R-DX-02")
    complication = charted.fluid + charted.adverse if charted.adverse else ()
    return Reason(complication + charted.cancer, "R-DX-04") if complication else _other(charted, treated, book)


def _bone(charted: ChartedDiagnoses, treated: Codes, book: Rulebook) -> Reason:
    own = begin_with(charted.every, book.rule("R-DX-02").words("bone_reasons"))
    return Reason(own, "R-DX-02") if own else _other(charted, treated, book)


def _hydration(charted: ChartedDiagnoses, treated: Codes, book: Rulebook) -> Reason:
    """Its own reason and what caused it; the cancer only where the visit is for the complication (R-DX-04, 05)."""
    if charted.fluid and charted.adverse:
        return Reason(charted.fluid + charted.adverse + (() if treated else charted.cancer), "R-DX-04")
    if charted.fluid or charted.others:
        return Reason(charted.fluid or charted.others, "R-DX-05")
    return Reason(charted.cancer, "R-DX-05", "no reason for fluid is among the diagnoses", blocks=True)


def _blood(charted: ChartedDiagnoses, treated: Codes, book: Rulebook) -> Reason:
    if charted.anaemia:
        return Reason(_sequenced(charted.anaemia, charted, book), "R-DX-04")
    return _other(charted, treated, book)


def _vaccine(charted: ChartedDiagnoses, treated: Codes, book: Rulebook) -> Reason:
    code = book.rule("R-DX-10").text("code")
    if charted.vaccine:
        return Reason(charted.vaccine, "R-DX-10")
    rest = charted.others or charted.fluid or charted.cancer
    return Reason(rest, "R-DX-10", f"{code} is not among the diagnoses")


def _other(charted: ChartedDiagnoses, _: Codes, book: Rulebook) -> Reason:
    """What is neither cancer nor a reason for fluid; these where there is nothing else."""
    own = _sequenced(charted.others, charted, book)
    return Reason(own or charted.cancer or charted.fluid, "R-DX-05")


def _sequenced(codes: Codes, charted: ChartedDiagnoses, book: Rulebook) -> Codes:
    """The neoplasm before the anaemia it causes, the adverse effect behind what a drug caused (R-DX-04)."""
    rule = book.rule("R-DX-04")
    first = charted.cancer if begin_with(codes, (rule.text("of_neoplasm"),)) else ()
    last = charted.adverse if begin_with(codes, rule.words("of_treatment")) else ()
    return tuple(dict.fromkeys(first + codes + last))


def _biologic_use(charted: ChartedDiagnoses, book: Rulebook) -> Codes:
    return begin_with(charted.long_term, book.rule("R-DX-07").words("biologics"))


FITTING: Mapping[Use, Callable[[ChartedDiagnoses, Codes, Rulebook], Reason]] = {
    Use.CANCER: _cancer,
    Use.TWO_USES: _two_uses,
    Use.BIOLOGIC: _biologic,
    Use.HORMONAL: _hormonal,
    Use.SUPPORTIVE: _supportive,
    Use.BONE: _bone,
    Use.HYDRATION: _hydration,
    Use.BLOOD: _blood,
    Use.VACCINE: _vaccine,
    Use.OTHER: _other,
}
