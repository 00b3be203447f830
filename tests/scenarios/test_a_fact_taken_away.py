"""What happens when one fact is missing: each fact of each complete visit is taken away, one at a time.

A fact that a rule needs is asked for, and nothing else is. What changes a line with no question asked is the worst that
can happen: every such fact is listed in UNASKED with its reason, and any other fails here. The tables are written by
hand from the rules; the first row that fits a fact says what must happen.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from plugin.engine.proposal import LineState, Proposal
from tests.scenarios.complete_stories import COMPLETE, Story, complete_stories
from tests.scenarios.facts_of_a_story import Charted, facts_of

BESIDES = ("chemo-with-hydration", "observation-over-midnight")
STORIES = tuple(s for s in complete_stories() if (COMPLETE / s.name).is_dir() or s.name in BESIDES)


@dataclass(frozen=True)
class Asks:
    """These questions and no others."""

    kinds: frozenset[str]


@dataclass(frozen=True)
class Unread:
    """The resource cannot be read without it: it is listed as unread, so that nobody takes it for charted."""


@dataclass(frozen=True)
class Nothing:
    """No rule needs it here: the lines stay as they are and nothing is asked."""

    rule: str


@dataclass(frozen=True)
class Held:
    """No line leaves that would be wrong, and the proposal says beside the lines why."""

    rule: str
    advice: str


@dataclass(frozen=True)
class Unasked:
    """Known: the lines change and nothing is asked. The reason why nobody can be asked, or not yet."""

    reason: str


@dataclass(frozen=True)
class Told:
    """The line changes, nothing is asked of the ward, and the coder is told beside the lines what it rests on."""

    rule: str
    advice: str


Outcome = Asks | Unread | Nothing | Held | Unasked | Told


def asks(*kinds: str) -> Asks:
    return Asks(frozenset(kinds))


NEVER_BILLED = Nothing("R-ADM-01, R-ADM-09: given by mouth, or a flush, which is never billed as a drug")
BY_UNIT = Nothing("R-ADM-11: blood is one service a day, without minutes and without a dose")
NO_LINE = Nothing("R-EDT-09: fluids, blood and vaccines have no product line here")
PACKAGED = Nothing("R-DRG-06: no JW or JZ on this drug, so the container does not matter")
OTHER_PLACE = Nothing("the same is charted in another place of the record")
NOT_THIS_RULE = Nothing("no rule asks for it")
MAKERS = Told("R-DRG-14: the general code of the drug is proposed, not that of one maker", "J3373")
ANY_PAYER = Nothing("R-DRG-06: packaged or multi-dose drugs, and services coded alike for every payer")
ALIKE = Nothing("R-ADM-20, R-ADM-21: a single service is coded alike in both settings")
NOT_GIVEN = Unasked("R-EDT-09: what was ordered may not have been given; only what the visit was for is asked about")

STILL_TO_CHART = ("missing_access_site", "missing_dose", "missing_start_time", "missing_stop_time")

# Fact, what it must be a fact of, what happens. First row that fits.
TABLE: tuple[tuple[str, set[str], Outcome], ...] = (
    # times
    ("stop", {"blood"}, BY_UNIT),
    ("stop", {"pump"}, Nothing("R-ADM-73: the planned length is charted, and the pump stops at home")),
    ("stop", {"infusion"}, asks("missing_stop_time")),
    ("start", {"blood"}, BY_UNIT),
    ("start", {"pump"}, asks("pump_details")),
    ("start", {"infusion"}, asks("missing_start_time")),
    ("times", {"rituximab-for-arthritis", "infusion"}, asks("drug_without_administration")),
    ("times", set(), Unread()),
    # what was given, and how
    ("route", {"flush"}, NEVER_BILLED),
    ("route", {"pump"}, asks("pump_details")),
    ("route", set(), asks("missing_route")),
    ("dose", {"oral"}, NEVER_BILLED),
    ("dose", {"flush"}, NEVER_BILLED),
    ("dose", {"fluid"}, NO_LINE),
    ("dose", {"blood"}, NO_LINE),
    ("dose", {"vaccine"}, NO_LINE),
    ("dose", set(), asks("missing_dose")),
    ("drug", {"oral"}, NEVER_BILLED),
    ("drug", {"flush"}, NEVER_BILLED),
    ("drug", {"pump"}, asks("unclear_drug", "pump_details")),
    ("drug", set(), asks("unclear_drug")),
    # a row: where it was the only one, the order is shown as what is still to be charted
    ("row", {"oral"}, NEVER_BILLED),
    ("row", {"only row", "vaccine"}, NOT_GIVEN),
    ("row", {"only row", "flush"}, NOT_GIVEN),
    ("row", {"flush"}, NEVER_BILLED),
    ("row", {"only row", "drug-under-study"}, asks(*STILL_TO_CHART, "trial_details")),
    ("row", {"only row", "vedolizumab"}, asks(*STILL_TO_CHART, "complexity_support")),
    ("row", {"only row", "infusion"}, asks(*STILL_TO_CHART)),
    ("row", {"only row"}, asks("missing_dose", "missing_start_time")),
    ("row", {"rituximab-for-arthritis", "infusion"}, asks("drug_without_administration")),
    ("row", set(), NOT_GIVEN),
    ("site", {"flush"}, NEVER_BILLED),
    ("site", {"blood"}, BY_UNIT),
    ("site", {"pump"}, Nothing("R-ADM-30: a take-home pump takes no initial, so its line does not matter")),
    ("site", set(), asks("missing_access_site")),
    ("note", {"ertapenem"}, asks("second_site_reason")),
    ("note", {"pump"}, OTHER_PLACE),
    ("device", set(), OTHER_PLACE),
    ("statusReason", set(), asks("stopped_early")),
    ("context", set(), Nothing("a row of the time of the only visit of the day is of that visit")),
    ("performer", set(), NOT_THIS_RULE),
    # containers
    ("discarded-amount", {"jw or jz"}, asks("missing_waste")),
    ("discarded-amount", set(), PACKAGED),
    ("containers-opened", {"reaction-and-no-restart"}, asks("missing_waste")),
    (
        "containers-opened",
        set(),
        Nothing("R-DRG-05: the fewest containers that hold the dose, and the line is derived"),
    ),
    ("ndc", {"medicaid"}, asks("ndc_missing")),
    ("ndc", {"vancomycin"}, MAKERS),
    ("ndc", set(), Nothing("R-DRG-12: this payer needs no package code on the line")),
    ("container kind", {"medicaid"}, asks("ndc_missing")),
    ("container kind", {"vancomycin"}, MAKERS),
    ("container kind", {"methylprednisolone sodium succinate"}, asks("container_type_unknown")),
    ("container kind", {"trastuzumab-anns"}, asks("container_type_unknown")),
    ("container kind", {"jw or jz"}, Nothing("R-DRG-06: all packages of this code are single-dose in the tables")),
    ("container kind", set(), PACKAGED),
    ("container size", {"medicaid"}, asks("ndc_missing")),
    ("container size", {"vancomycin"}, MAKERS),
    ("container size", {"infliximab"}, Nothing("R-DRG-05: it is sold in one size, and the line is derived")),
    ("container size", {"jw or jz"}, asks("container_size_unknown")),
    ("container size", set(), PACKAGED),
    ("containers", {"medicaid"}, asks("ndc_missing")),
    ("containers", {"vancomycin"}, MAKERS),
    ("containers", {"methylprednisolone sodium succinate"}, asks("container_type_unknown")),
    ("containers", {"trastuzumab-anns"}, asks("container_type_unknown")),
    ("containers", {"jw or jz"}, asks("container_size_unknown")),
    ("containers", set(), PACKAGED),
    ("stock-340b", set(), asks("stock_340b_unknown")),
    ("complex-care", set(), asks("complexity_support")),
    ("trial-part", set(), asks("trial_details")),
    ("supplied-free", set(), asks("trial_details")),
    # orders
    ("order", {"oral"}, NEVER_BILLED),
    ("order", {"flush"}, NEVER_BILLED),
    ("order", {"fluid"}, asks("missing_hydration_order")),
    ("order", {"pump"}, asks("missing_order", "pump_details")),
    ("order", {"drug-under-study"}, asks("missing_order", "trial_details")),
    ("order", {"transfusion-with-ordered-premedication", "push"}, asks("missing_order", "transfusion_premedication")),
    ("order", {"rituximab-for-arthritis", "infusion"}, asks("missing_order", "main_reason_of_visit")),
    ("order", set(), asks("missing_order")),
    ("request", {"oral"}, NEVER_BILLED),
    ("request", {"flush"}, NEVER_BILLED),
    ("request", {"fluid"}, asks("missing_hydration_order")),
    ("request", {"pump"}, asks("missing_order", "pump_details")),
    ("request", {"transfusion-with-ordered-premedication", "push"}, asks("missing_order", "transfusion_premedication")),
    ("request", set(), asks("missing_order")),
    ("order requester", {"oral"}, NEVER_BILLED),
    ("order requester", {"flush"}, NEVER_BILLED),
    ("order requester", {"fluid"}, asks("missing_hydration_order")),
    ("order requester", set(), asks("missing_order")),
    ("order status", {"oral"}, Unread()),
    ("order status", {"flush"}, Unread()),
    ("order status", {"fluid"}, asks("missing_hydration_order")),
    ("order status", {"pump"}, asks("missing_order", "pump_details")),
    ("order status", {"drug-under-study"}, asks("missing_order", "trial_details")),
    (
        "order status",
        {"transfusion-with-ordered-premedication", "push"},
        asks("missing_order", "transfusion_premedication"),
    ),
    ("order status", {"rituximab-for-arthritis", "infusion"}, asks("missing_order", "main_reason_of_visit")),
    ("order status", set(), asks("missing_order")),
    ("order basedOn", {"rituximab-for-arthritis"}, asks("main_reason_of_visit")),
    ("order basedOn", set(), Nothing("R-ADM-21: one drug alone is the reason of the visit")),
    ("order dosageInstruction", {"pump"}, asks("pump_details")),
    ("order reasonCode", {"drug-under-study"}, asks("trial_details")),
    ("order reasonCode", {"transfusion-with-ordered-premedication", "push"}, asks("transfusion_premedication")),
    (
        "order reasonCode",
        {"observation-over-midnight", "fluid"},
        Unasked("R-DX-05: it is linked to both diagnoses that are reasons for fluid; a hospital claim has no pointers"),
    ),
    (
        "order reasonCode",
        {"observation-over-midnight", "push"},
        Unasked("R-DX-05: it follows what the visit treats; a hospital claim has no pointers (R-DX-01)"),
    ),
    ("order reasonCode", {"visit-with-a-note-of-its-own"}, asks("missing_diagnosis")),
    ("order reasonCode", set(), Nothing("R-DX-05: the diagnoses of the visit say it")),
    # the visit, its people, who pays
    ("supervisor", {"office"}, asks("missing_supervising_provider")),
    ("supervisor", set(), Nothing("R-SUP-03: general supervision in a hospital names nobody")),
    ("supervision mode", set(), Nothing("R-SUP-02: taken for on site")),
    ("attender", set(), NOT_THIS_RULE),
    ("npi", {"office", "dr-lindqvist"}, asks("missing_ordering_npi")),
    ("npi", {"office"}, Nothing("R-SUP-04: only who signed the orders is named on the claim")),
    ("npi", {"dr-romano"}, Nothing("R-SUP-04: a hospital's claim names who attends, not who supervises")),
    ("npi", set(), asks("missing_ordering_npi")),
    ("visit basedOn", {"rituximab-for-arthritis"}, asks("main_reason_of_visit")),
    ("visit basedOn", set(), Nothing("R-ADM-20, R-ADM-21: ranked, or one drug alone")),
    ("visit type", set(), OTHER_PLACE),
    ("visit location", set(), Nothing("R-MOD-12: this site has no list of places, and nothing speaks of off campus")),
    ("visit diagnosis", set(), OTHER_PLACE),
    ("visit start", set(), Nothing("R-ADM-61: it only bounds the times")),
    ("visit end", set(), Nothing("R-ADM-61: it only bounds the times")),
    ("visit", {"rituximab-for-arthritis"}, asks("missing_supervising_provider", "main_reason_of_visit")),
    ("visit", {"office"}, asks("missing_supervising_provider")),
    ("visit", set(), Unread()),
    ("Condition", {"Z00.6"}, asks("trial_details")),
    ("Condition", {"Z79.620"}, Unasked("R-DX-07: nothing else in the chart says that the treatment is for long")),
    ("Condition", {"I10"}, Unasked("R-DX-08: the visit may share the diagnosis of the treatment")),
    ("Condition", {"L50.0", "reaction-and-no-restart"}, Nothing("R-DX-04: second on the claim, no line points to it")),
    ("Condition", {"T45.1X5A"}, Nothing("R-DX-04: second on the claim, no line points to it")),
    ("Condition", {"Z17.0"}, Nothing("R-DX-05: no order names it")),
    ("Condition", {"Z51.11"}, asks("treatment_diagnosis_order")),
    ("Condition", {"Z51.12"}, asks("treatment_diagnosis_order")),
    ("Condition", set(), asks("missing_diagnosis")),
    ("Coverage", {"antibiotics-on-two-days"}, ANY_PAYER),
    ("Coverage", {"bortezomib-under-the-skin"}, ANY_PAYER),
    ("Coverage", {"observation-over-midnight"}, ANY_PAYER),
    ("Coverage", {"paclitaxel-with-fluid"}, ANY_PAYER),
    ("Coverage", {"pump-taken-off"}, ANY_PAYER),
    ("Coverage", {"transfusion-with-ordered-premedication"}, ANY_PAYER),
    ("Coverage", {"trastuzumab-from-a-shared-vial"}, ANY_PAYER),
    ("Coverage", {"two-lines-with-a-reason"}, ANY_PAYER),
    ("Coverage", set(), Held("R-AUT-04", "payer")),
    ("coverage period", set(), asks("authorization_problem")),
    ("coverage order", set(), Nothing("R-AUT-04: it is the only coverage of the day")),
    ("report", set(), asks("separate_visit_note")),
    ("Procedure", set(), Unasked("R-MOD-01: a visit level that nobody charted is not known")),
    ("ServiceRequest", set(), OTHER_PLACE),
    ("setting", {"facility"}, Nothing("the setting of the EHR, by default a hospital")),
    ("setting", {"denosumab-syringe"}, ALIKE),
    ("setting", {"iron-for-a-commercial-plan"}, ALIKE),
    ("setting", {"influenza-vaccine"}, ALIKE),
    ("setting", {"office"}, Unasked("not a fact of the chart: the EHR's setting decides, by default a hospital")),
)


def outcome_of(fact: Charted) -> Outcome:
    for name, of, outcome in TABLE:
        if name == fact.name and of <= fact.of:
            return outcome
    raise AssertionError(f"the table has no row for {fact.name} of {sorted(fact.of)}")


def released(proposal: Proposal) -> set[tuple[object, ...]]:
    """What would leave: the lines a coder may release, but for the package code, which is judged by its question."""
    return {
        (x.code, x.units, x.modifiers, x.kind, x.date, x.diagnoses)
        for x in proposal.lines
        if x.state is LineState.PROPOSED
    }


@pytest.mark.parametrize("story", STORIES, ids=lambda s: s.name)
def test_each_fact_that_is_taken_away_is_asked_for_or_does_not_matter(story: Story) -> None:
    whole = released(story.proposed())
    wrong = [said for fact in facts_of(story) if (said := told(fact, story, whole))]
    assert not wrong, "\n" + "\n".join(wrong)


def told(fact: Charted, story: Story, whole: set[tuple[object, ...]]) -> str:
    """What differs from the table where one fact is missing; nothing where all is as it says."""
    proposal, outcome = story.proposed(fact.taken_from(story)), outcome_of(fact)
    asked = {p.kind for p in proposal.prompts}
    left = released(proposal)
    match outcome:
        case Asks(kinds):
            right = asked == kinds
        case Unread():
            right = not asked and bool(proposal.unread)
        case Nothing():
            right = not asked and not proposal.unread and left == whole
        case Held(_, advice):
            right = not asked and left < whole and advice in {a.about for a in proposal.advice}
        case Told(_, advice):
            right = not asked and left != whole and advice in {a.about for a in proposal.advice}
        case Unasked():
            right = not asked and left != whole
    changed = sorted(str(line[0]) for line in left - whole)
    return "" if right else f"{fact.name} of {fact.about}: asked {sorted(asked)}, new {changed}, expected {outcome}"


def test_no_row_of_the_table_is_idle() -> None:
    facts = [fact for story in STORIES for fact in facts_of(story)]
    used = {next(n for n, (name, of, _) in enumerate(TABLE) if name == f.name and of <= f.of) for f in facts}
    assert [TABLE[n][:2] for n in range(len(TABLE)) if n not in used] == []


def test_every_fact_that_does_not_matter_and_every_silent_change_has_its_reason() -> None:
    for _, _, outcome in TABLE:
        if isinstance(outcome, Nothing):
            assert len(outcome.rule) > 10
        if isinstance(outcome, Unasked):
            assert len(outcome.reason) > 30
