"""First pass: every administration gets one class, or a reason why it is never billed (R-ADM-01 to R-ADM-14)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from plugin.chart.administration import Administration, Manner, Route, State
from plugin.chart.chart import Chart
from plugin.engine.clock import first_start
from plugin.engine.complexity import DECIDED_BY_WORK, Family, family_of
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.identify import CARRIER_GROUPS, Identified, identify
from plugin.engine.procedures import belongs_to_sedation
from plugin.engine.prompts import ask
from plugin.engine.proposal import NotBilled, Prompt
from plugin.engine.rulebook import Drug, Rulebook
from plugin.engine.switches import Switches
from plugin.engine.unexplained_words import LEAVES_NO_LINE, questioned

APPLIES = (
    "R-ADM-01", "R-ADM-04", "R-ADM-05", "R-ADM-06", "R-ADM-08", "R-ADM-09", "R-ADM-12", "R-ADM-14",
    "R-ADM-55", "R-DOC-04", "R-DOC-05", "R-DOC-16", "R-DRG-09", "R-DRG-14",
)  # fmt: skip

HIGHEST_FIRST = ("chemo", "hormonal", "blood", "vaccine", "therapeutic", "contrast", "local", "hydration", "flush")
CLASS_RULE = {"chemo": "R-ADM-02", "hormonal": "R-ADM-06", "hydration": "R-ADM-07"}
BY_ANY_ROUTE = (Manner.INFUSION, Manner.PUSH, Manner.INJECTION)
NEVER_BILLED = {"contrast": "R-ADM-12", "local": "R-ADM-14"}


@dataclass(frozen=True, slots=True)
class Classified:
    """What may be billed, the flushes (billed only when nothing else is), and what was found on the way.

    `running` is not billed before it is finished, or its route is charted, but may take its minutes from hydration.
    """

    given: tuple[Given, ...]
    flushes: tuple[Given, ...]
    running: tuple[Given, ...]
    findings: Findings


def classify(chart: Chart, book: Rulebook, switches: Switches) -> Classified:
    """Give each administration its class; what was not given, or is never billed, is listed with the rule."""
    given: list[Given] = []
    flushes: list[Given] = []
    running: list[Given] = []
    dropped: list[NotBilled] = []
    prompts: list[Prompt] = []
    for administration in sorted(chart.administrations, key=lambda a: (first_start(a), a.id)):
        item = as_given(administration, chart, book, switches)
        rule, manner = _never_billed(item), administration.manner
        if not rule and belongs_to_sedation(administration, item.found, chart, book):
            rule = "R-ADM-13"
        if rule:
            dropped.append(NotBilled(_in_words(item), (rule,), item.evidence))
            running += [item] if administration.state is State.RUNNING else []
        elif _is_flush(item):
            flushes.append(item)
        elif administration.route is None and (manner is None or manner.value in BY_ANY_ROUTE):
            prompts.append(ask(book, "R-DOC-04", administration.id, "R-ADM-01", drug=item.name))
            dropped.append(NotBilled(f"{item.name}, route not charted", ("R-DOC-04",), item.evidence))
            running.append(item)  # it may have run into the vein: nothing there is settled before its route is charted
        else:
            given.append(item)
            prompts += _complexity(item, book, switches)
        if not rule and not _is_flush(item):
            prompts += _unclear(item, book)
    return Classified(
        _beside_chemo(given), tuple(flushes), tuple(running), Findings((), tuple(dropped), tuple(prompts))
    )


def _beside_chemo(given: list[Given]) -> tuple[Given, ...]:
    """What is given beside chemotherapy without being it stands on the rule that says so (R-ADM-04)."""
    if not any(g.group == "chemo" for g in given):
        return tuple(given)
    return tuple(replace(g, rules=("R-ADM-04", *g.rules[1:])) if g.group == "therapeutic" else g for g in given)


def as_given(administration: Administration, chart: Chart, book: Rulebook, switches: Switches) -> Given:
    """One administration with its class, whether or not it is ever billed."""
    found = tuple(questioned(identify(product, book.drugs), book) for product in administration.products)
    drugs = tuple(drug for f in found for drug in f.drugs)
    active = _without_carriers(found, administration, chart, book)
    kept = found if active == drugs and all(f.unclear or f.drugs for f in found) else _of_drugs(found, active)
    families = [_coded_as(d, administration, book, switches) for d in active]
    group = next((g for g in HIGHEST_FIRST if g in [f.group for f in families]), "therapeutic")
    key = " + ".join([*sorted(d.name for d in active), *(f.words for f in found if not f.drugs)])
    name = " + ".join(f.product.text for f in kept) or administration.text
    rules = [CLASS_RULE.get(group, "R-ADM-01")]
    rules += sorted({f.rule for d, f in zip(active, families, strict=True) if d.group in DECIDED_BY_WORK} - set(rules))
    rules += ["R-ADM-08"] if group == "hydration" and len(active) < len(drugs) else []
    rules += ["R-ADM-55"] if len(active) > 1 else []
    return Given(administration, kept or found, group, key, name, tuple(rules))


def _of_drugs(found: tuple[Identified, ...], active: tuple[Drug, ...]) -> tuple[Identified, ...]:
    """The products that hold one of these drugs, or that nobody can tell, each with these alone."""
    return tuple(
        replace(f, drugs=tuple(d for d in f.drugs if d in active))
        for f in found
        if f.unclear or any(d in active for d in f.drugs)
    )


def _without_carriers(
    found: tuple[Identified, ...], administration: Administration, chart: Chart, book: Rulebook
) -> tuple[Drug, ...]:
    """The drugs of a bag without their carrier; fluid with maintenance potassium stays hydration (R-ADM-08).

    Beside something that is not in the table nothing is taken for hydration, contrast or a local anaesthetic alone.
    """
    drugs = [drug for f in found for drug in f.drugs]
    if any(not f.drugs for f in found):
        return tuple(d for d in drugs if d.group not in LEAVES_NO_LINE)
    fluids = tuple(d for d in drugs if d.group in CARRIER_GROUPS)
    others = tuple(d for d in drugs if d.group not in CARRIER_GROUPS)
    if not fluids or not others:
        return tuple(drugs)
    rule = book.rule("R-ADM-08")
    order = chart.order(administration.order)
    reason = " ".join((order.reason.value if order.reason else "", *order.diagnoses)).lower() if order else ""
    maintenance = all(d.name in rule.words("maintenance") for d in others)
    if maintenance and not any(word in reason for word in rule.words("deficit_words")):
        return fluids
    return others


def _coded_as(drug: Drug, administration: Administration, book: Rulebook, switches: Switches) -> Family:
    """The family a drug is coded in; a local anaesthetic infused into a vein is no local anaesthesia (R-ADM-14)."""
    if drug.group == "local" and _infused(administration):
        return Family("therapeutic", "R-ADM-14")
    return family_of(drug, administration.complex_care, book, switches)


def _infused(administration: Administration) -> bool:
    return administration.manner is not None and administration.manner.value is Manner.INFUSION


def _never_billed(item: Given) -> str:
    administration = item.administration
    if administration.state is State.WITHDRAWN:
        return "R-ADM-61"
    if administration.state is State.NOT_GIVEN:
        return "R-DRG-09"
    if administration.state is State.RUNNING:
        return "R-ADM-40"
    if administration.manner and administration.manner.value is Manner.KEEP_OPEN:
        return "R-ADM-09"
    if administration.route and administration.route.value is Route.ORAL:
        return "R-ADM-01"
    if item.group == "hydration" and administration.manner and administration.manner.value is Manner.PUSH:
        return "R-ADM-09"
    return NEVER_BILLED.get(item.group, "")


def _is_flush(item: Given) -> bool:
    manner = item.administration.manner
    flush_work = (Manner.FLUSH, Manner.PUMP_DISCONNECT)
    return item.group == "flush" or bool(manner and manner.value in flush_work)


def _complexity(item: Given, book: Rulebook, switches: Switches) -> list[Prompt]:
    """An infused biologic that is complex only where the record shows the work asks for that record (R-ADM-02)."""
    if item.group != "therapeutic" or not _infused(item.administration):
        return []
    care = item.administration.complex_care
    families = [family_of(d, care, book, switches) for f in item.found for d in f.drugs]
    to_be_shown = next((f.rule for f in families if f.to_be_shown), None)
    return [ask(book, "R-DOC-16", item.administration.id, to_be_shown, drug=item.name)] if to_be_shown else []


def _unclear(item: Given, book: Rulebook) -> list[Prompt]:
    return [
        ask(
            book,
            "R-DOC-05",
            item.administration.id,
            "R-DRG-14",
            facts=f"{f.product.text}: {f.unclear}",
            drug=f.product.text,
        )
        for f in item.found
        if f.unclear
    ]


def _in_words(item: Given) -> str:
    state = item.administration.state
    return item.name if state is State.GIVEN else f"{item.name}, {'still running' if state is State.RUNNING else state}"
