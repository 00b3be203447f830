"""Plain words for what the engine names by a slug: kinds of question, closed answers, payers, strengths."""

from __future__ import annotations

from typing import Literal

from plugin.engine.proposal import Kind, LineState, Who

Entry = Literal["time", "amount", "count", "text"]
ENTRIES: tuple[Entry, ...] = ("time", "amount", "count", "text")
ALWAYS_OFFERED = ("other", "cannot_tell")

# What a question is about, said after "the" where others are asked and as a heading where it is done.
TOPICS = {
    "missing_stop_time": "stop time",
    "missing_start_time": "start time",
    "conflicting_times": "times that do not agree",
    "missing_route": "route",
    "unclear_drug": "name and strength of the drug",
    "missing_dose": "dose given",
    "missing_order": "order",
    "missing_hydration_order": "order for fluid and its reason",
    "hydration_under_31_min": "length of the fluid",
    "infusion_under_16_min": "length of the infusion",
    "push_over_15_min": "length of the push",
    "missing_access_site": "access site",
    "second_site_reason": "reason for a second site",
    "second_visit_unclear": "second visit of the day",
    "main_reason_of_visit": "main reason of the visit",
    "complexity_support": "care the drug needed",
    "missing_waste": "rest of the containers",
    "container_type_unknown": "kind of container",
    "container_size_unknown": "size and number of containers",
    "ndc_missing": "package number of the drug",
    "stock_340b_unknown": "stock the drug came from",
    "unlisted_drug_narrative": "description of the drug",
    "missing_diagnosis": "diagnosis",
    "diagnosis_not_covered": "diagnosis and the drug's coverage policy",
    "treatment_diagnosis_order": "order of the diagnoses",
    "missing_supervising_provider": "supervising provider",
    "virtual_supervision_mode": "way of supervision",
    "missing_ordering_npi": "provider's number",
    "authorization_problem": "authorization",
    "authorization_ending": "authorization that ends soon",
    "notice_needed": "notice to the patient",
    "units_over_mue": "amount above the usual",
    "concurrent_not_coded": "drugs given at the same time",
    "overlapping_chemo": "drugs given at the same time",
    "same_drug_again": "drug given again",
    "stopped_early": "infusion stopped early",
    "pump_details": "pump",
    "trial_details": "trial",
    "separate_visit_note": "visit note",
    "self_administered_drug": "way the drug is usually taken",
    "drug_without_administration": "drug and how it was given",
    "transfusion_premedication": "medicine before the transfusion",
    "off_campus_unknown": "place of the visit",
    "conflicting_dose": "dose, rate and time that do not agree",
}
# What may be typed for a kind whose question is no longer open, so that an answer can still be changed.
TYPED: dict[str, Entry] = {
    "trial_details": "text",
    "missing_stop_time": "time",
    "missing_start_time": "time",
    "missing_dose": "amount",
    "missing_waste": "amount",
    "container_size_unknown": "count",
    "missing_access_site": "text",
    "missing_supervising_provider": "text",
    "main_reason_of_visit": "text",
    "ndc_missing": "text",
    "unlisted_drug_narrative": "text",
    "missing_ordering_npi": "text",
    "stopped_early": "text",
    "authorization_problem": "text",
}
# The closed answers that carry a fact, for the same reason.
CLOSED = {
    "notice_needed": ("signed", "voluntary", "not_signed"),
    "trial_details": ("under_study", "under_study_free", "routine", "not_part"),
    "self_administered_drug": ("yes", "no"),
    "off_campus_unknown": (
        "on_campus",
        "emergency_department",
        "excepted_off_campus",
        "non_excepted_off_campus",
    ),
    "missing_route": ("infusion", "push", "injection"),
    "missing_waste": ("all_given",),
    "container_type_unknown": ("single_dose", "multi_dose"),
    "stock_340b_unknown": ("yes", "no"),
    "virtual_supervision_mode": ("on_site", "video", "audio"),
    "second_visit_unclear": ("left_and_returned", "one_visit"),
    "authorization_problem": ("none",),
    "authorization_ending": ("yes", "no"),
}
# Asked in words of the visit, and with closed answers of each drug.
OF_VISIT_AND_DRUG = ("trial_details",)
# What the front desk is asked, and whoever has the chart open may know too.
ANSWERED_BESIDE = (
    "notice_needed",
    "off_campus_unknown",
    "missing_ordering_npi",
    "authorization_problem",
    "authorization_ending",
)
# What is quoted beside these is of what payers approve: it stands on the coder's page alone.
FACTS_FOR_CODERS = ("authorization_problem", "authorization_ending")
# What only a coder is asked: answered on the coder's page, and in a coder's words.
ASKED_OF_CODERS = (
    "main_reason_of_visit",
    "treatment_diagnosis_order",
    "concurrent_not_coded",
    "overlapping_chemo",
    "same_drug_again",
)
ENTRY_LABELS = {
    "trial_details": "Trial number",
    "missing_stop_time": "Stopped at",
    "missing_start_time": "Started at",
    "missing_dose": "Amount given",
    "missing_waste": "Amount discarded",
    "missing_access_site": "Access site",
    "missing_supervising_provider": "Name",
    "ndc_missing": "Package code",
    "unlisted_drug_narrative": "Description",
    "missing_ordering_npi": "Provider number (NPI)",
    "authorization_problem": "Number of the authorization",
}
# Where a kind has several fields, by what is typed into each.
LABELS_OF_SEVERAL: dict[tuple[str, Entry], str] = {
    ("stopped_early", "text"): "Why it was stopped",
    ("container_size_unknown", "count"): "Number opened",
    ("container_size_unknown", "amount"): "Size of each",
}
# The label of a second field that may stay empty.
BESIDE = {"missing_ordering_npi": "Name (optional)"}
ALL_DIGITS = ("missing_ordering_npi",)
ENTRY_WORDS: dict[Entry, str] = {"time": "Time", "amount": "Amount", "count": "Number", "text": "In words"}
HINTS: dict[Entry, str] = {"time": "24 hours, such as 14:05", "amount": "", "count": "", "text": ""}
# What is typed as text but is written in one way; anything else that has to be said goes under Other.
WRITTEN_ONE_WAY = {
    "trial_details": "such as NCT01234567",
    "ndc_missing": "with its hyphens as on the label, or eleven digits",
    "missing_ordering_npi": "ten digits",
}
CHOICES = {
    "signed": "Signed before treatment",
    "voluntary": "A notice of choice was signed",
    "not_signed": "Not signed",
    "under_study": "Under study, bought by the site",
    "under_study_free": "Under study, supplied free",
    "routine": "Routine care of the trial",
    "not_part": "No part of the trial",
    "on_campus": "On the hospital's campus",
    "emergency_department": "In the emergency department",
    "excepted_off_campus": "Off campus, excepted",
    "non_excepted_off_campus": "Off campus, not excepted",
    "none": "There is none",
    "all_given": "All was given",
    "single_dose": "Single-dose",
    "multi_dose": "Multi-dose",
    "on_site": "On site",
    "video": "By live video and audio",
    "audio": "By audio only",
    "left_and_returned": "Left and came back",
    "one_visit": "Stayed, one visit",
    "own_dose": "A dose of its own",
    "same_dose": "The rest of the first",
    "clinic": "The clinic's",
    "home_supplier": "A home supplier's",
    "self_pay": "None of them, self-pay",
    "medicare_advantage": "Medicare Advantage",
    "other_kind": "Another kind",
}
WHICH_COVERAGE = "coverage"  # offered once for each coverage in question, by the name of its payer
LIKELY_MISTAKES = ("conflicting_times", "conflicting_dose")
PEOPLE = {
    Who.NURSE: "nurse",
    Who.PROVIDER: "provider",
    Who.PHARMACY: "pharmacy",
    Who.CODER: "coder",
    Who.FRONT_DESK: "front desk",
}
LINE_KINDS = {
    Kind.ADMINISTRATION: "Administration",
    Kind.DRUG: "Drug",
    Kind.DRUG_WASTE: "Drug discarded",
    Kind.SERVICE: "Service",
}
LINE_STATES = {LineState.PROPOSED: "Proposed", LineState.HELD: "Held"}


def topic(kind: str, *, of_payer: bool = False) -> str:
    """What a question of this kind is about, in words without codes; one about who pays has no kind of its own."""
    if of_payer:
        return "coverage"
    return TOPICS.get(kind, kind.replace("_", " "))


def choice(option: str) -> str:
    """A closed answer as its button says it."""
    return CHOICES.get(option, option.replace("_", " ").capitalize())


def hint(kind: str, entry: Entry) -> str:
    """How an answer is written."""
    return WRITTEN_ONE_WAY.get(kind) or HINTS[entry]


def entry_label(kind: str, entry: Entry) -> str:
    """The label of the field for a typed answer."""
    return LABELS_OF_SEVERAL.get((kind, entry)) or ENTRY_LABELS.get(kind, ENTRY_WORDS[entry])
