"""Laws that units, JW, JZ and their proof keep, whatever was given from whatever containers."""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import product

from hypothesis import example, settings
from hypothesis import given as each
from hypothesis import strategies as st

from plugin.chart.administration import Administration, Amount, ContainerKind
from plugin.chart.chart import Chart
from plugin.engine.least_waste import least_waste
from plugin.engine.proof import Proof, proofs
from plugin.engine.proposal import Kind, Line, LineState
from plugin.engine.switches import Switches
from plugin.intake.amounts import given_amount
from tests.engine.builders import DAY, charge, fact, given, library, lines, proposal, visit
from tests.intake.builders import push, quantity
from tests.intake.builders import visit as read

SINGLE, MULTI = ContainerKind.SINGLE_DOSE, ContainerKind.MULTI_DOSE
MANY = settings(max_examples=150, deadline=None)


@dataclass(frozen=True)
class Medicine:
    """A drug with its code, what one unit of it holds, a hospital's status, and labels it is found with, in mg."""

    name: str
    code: str
    per: Decimal
    packaged: bool
    labels: tuple[str, ...]


MEDICINES = (
    Medicine("infliximab", "J1745", Decimal(10), False, ("100",)),
    Medicine("bevacizumab", "J9035", Decimal(10), False, ("100", "400")),
    Medicine("bortezomib", "J9041", Decimal("0.1"), True, ("1", "2.5", "3.5")),
    Medicine("pemetrexed", "J9305", Decimal(10), False, ("100", "500", "1000")),
    Medicine("octreotide", "J2354", Decimal("0.025"), True, ("0.05", "0.1", "0.5")),
    Medicine("morphine", "J2270", Decimal(10), True, ("4", "8", "10")),
    Medicine("pegfilgrastim", "J2506", Decimal("0.5"), False, ("6",)),
)

SOLD_SINGLE = library().on(DAY).drugs.single_dose


@dataclass(frozen=True)
class Case:
    """One drug of a visit with what was charted of its containers; amounts in mg, None where nothing is charted."""

    medicine: Medicine
    doses: tuple[tuple[Decimal, Decimal, int | None, Decimal | None], ...]  # given, label, opened, discarded
    kind: ContainerKind | None = SINGLE
    setting: str = "office"
    payer: str = "medicare"
    shared: bool = False
    rounding: str = "sum_then_round_up"

    @property
    def chart(self) -> Chart:
        rows = (self._row(n, *dose) for n, dose in enumerate(self.doses))
        return visit(*rows, setting=self.setting, payer=self.payer, main=self.medicine.name)

    def _row(self, n: int, much: Decimal, label: Decimal, count: int | None, rest: Decimal | None) -> Administration:
        row = given(
            self.medicine.name, "iv_push", f"{9 + n:02d}:00", dose=f"{much} mg", vial=f"{label} mg", kind=self.kind,
            opened=count, discarded=None if rest is None else f"{rest} mg",
        )  # fmt: skip
        return replace(row, shared_container=fact(True)) if self.shared else row

    @property
    def given(self) -> Decimal:
        return sum((dose[0] for dose in self.doses), Decimal())

    @property
    def opened(self) -> Decimal:
        """The labels of what was opened: as counted, else the fewest that hold the dose."""
        return sum((label * (count or fewest(much, label)) for much, label, count, _ in self.doses), Decimal())

    @property
    def in_scope(self) -> bool:
        return self.payer != "commercial" and (self.setting == "office" or not self.medicine.packaged)

    @property
    def single_dose(self) -> bool:
        """Whether the containers are single-dose, as charted or because the code's drugs come in no others."""
        return self.kind is SINGLE or (self.kind is None and self.medicine.code in SOLD_SINGLE)

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(x for x in lines(self.chart, drug_rounding=self.rounding) if x.code == self.medicine.code)

    @property
    def proofs(self) -> tuple[Proof, ...]:
        return proofs(self.chart, library().of(self.chart), Switches.of({"drug_rounding": self.rounding}))


def fewest(much: Decimal, label: Decimal) -> int:
    return int((much / label).to_integral_value(ROUND_CEILING))


@st.composite
def doses(draw: st.DrawFn, medicine: Medicine, complete: bool) -> tuple[Decimal, Decimal, int | None, Decimal | None]:
    label = Decimal(draw(st.sampled_from(medicine.labels)))
    much = draw(st.integers(1, 120)) * label / 40
    count = fewest(much, label) + draw(st.integers(0, 2))
    left = label * count - much
    if complete:
        return much, label, count, left
    less = max(1, count - draw(st.integers(0, 1)))
    rest = draw(st.sampled_from([None, left, left / 2, left + medicine.per / 2, left + label]))
    return much, label, draw(st.sampled_from([None, count, less])), rest


@st.composite
def cases(draw: st.DrawFn, complete: bool = False) -> Case:
    medicine = draw(st.sampled_from(MEDICINES))
    return Case(
        medicine,
        tuple(draw(st.lists(doses(medicine, complete), min_size=1, max_size=3))),
        kind=SINGLE if complete else draw(st.sampled_from([SINGLE, SINGLE, MULTI, None])),
        setting=draw(st.sampled_from(["office", "facility"])),
        payer=draw(st.sampled_from(["medicare", "medicare advantage", "commercial"])),
        shared=not complete and draw(st.booleans()),
        rounding="sum_then_round_up" if complete else draw(st.sampled_from(["sum_then_round_up", "round_each_dose"])),
    )


OVERFILL = Case(MEDICINES[0], ((Decimal(104), Decimal(100), 1, None),))
PARTLY_COUNTED = Case(MEDICINES[1], ((Decimal(100), Decimal(100), None, None), (Decimal(105), Decimal(100), 1, None)))
SHARED_BEYOND = Case(MEDICINES[0], ((Decimal(40), Decimal(100), 1, Decimal(80)),), shared=True)
BELOW_A_UNIT = Case(MEDICINES[5], ((Decimal(4), Decimal(4), 1, Decimal(0)),))


@each(cases())
@example(OVERFILL)
@example(PARTLY_COUNTED)
@example(SHARED_BEYOND)
@example(BELOW_A_UNIT)
@MANY
def test_no_line_a_coder_may_release_bills_more_than_the_labels_of_what_was_opened(case: Case) -> None:
    # R-DRG-05; the edge: rounding up a part of a unit, where nothing is billed as discarded
    released = [x for x in case.lines if x.state is LineState.PROPOSED]
    units = sum(x.units for x in released)
    wasted = sum(x.units for x in released if x.kind is Kind.DRUG_WASTE)
    limit = int((case.opened / case.medicine.per).to_integral_value(ROUND_FLOOR))
    assert units <= max(1, limit) or (not wasted and case.given <= case.opened)


@each(cases())
@MANY
def test_a_released_drug_has_a_jw_line_or_jz_or_neither_as_its_scope_says(case: Case) -> None:
    # R-DRG-06
    released = [x for x in case.lines if x.state is LineState.PROPOSED]
    marks = [{"JW", "JZ"} & set(x.modifiers) for x in released]
    if not released:
        assert proposal(case.chart, drug_rounding=case.rounding).prompts
    elif case.in_scope and case.single_dose:
        assert marks in ([{"JZ"}], [set(), {"JW"}])
    else:
        assert marks == [set()]


@each(cases())
@MANY
def test_a_jw_line_has_at_least_one_unit_and_its_own_given_line(case: Case) -> None:
    wasted = [x for x in case.lines if x.kind is Kind.DRUG_WASTE]
    assert all(x.units >= 1 for x in case.lines)
    assert not wasted or [x.kind for x in case.lines] == [Kind.DRUG, Kind.DRUG_WASTE]


@each(cases(complete=True))
@MANY
def test_with_complete_facts_every_proof_adds_up_and_nothing_is_held(case: Case) -> None:
    (proof,) = case.proofs
    assert proof.check.ok
    assert {x.state for x in case.lines} == {LineState.PROPOSED}
    assert proof.lines == case.lines


@each(cases(complete=True))
@MANY
def test_with_complete_facts_the_units_are_those_of_the_formula(case: Case) -> None:
    # A = ceil(given / unit), W = floor(opened / unit) - A, never below 0 (R-DRG-05)
    per = case.medicine.per
    units = int((case.given / per).to_integral_value(ROUND_CEILING))
    wasted = max(0, int((case.opened / per).to_integral_value(ROUND_FLOOR)) - units) if case.in_scope else 0
    assert [x.units for x in case.lines] == [units, wasted][: 2 if wasted else 1]


@each(cases())
@example(OVERFILL)
@MANY
def test_the_arithmetic_of_a_proof_ends_at_the_units_of_the_line(case: Case) -> None:
    (proof,) = case.proofs
    (line,) = (x for x in proof.lines if x.kind is Kind.DRUG)
    units = f"{line.units} unit{'' if line.units == 1 else 's'}"
    assert any(units in step.sentence for step in proof.steps)


@each(cases())
@MANY
def test_the_decision_of_a_proof_is_that_of_its_lines(case: Case) -> None:
    (proof,) = case.proofs
    marks = {m for x in proof.lines for m in x.modifiers} & {"JW", "JZ"}
    released = all(x.state is LineState.PROPOSED for x in proof.lines)
    assert proof.decision.outcome == next(iter(marks), "neither" if released else "waits")


@each(cases())
@MANY
def test_a_proof_that_does_not_add_up_stands_on_held_lines_only(case: Case) -> None:
    for proof in case.proofs:
        assert proof.check.ok is not False or {x.state for x in proof.lines} == {LineState.HELD}


@each(st.integers(1, 900))
@MANY
def test_one_dose_gives_the_same_units_in_every_unit_of_mass(milligrams: int) -> None:
    # R-DRG-03; the amounts are read as the record reader reads them
    ways = (("g", Decimal(milligrams) / 1000), ("mg", Decimal(milligrams)), ("ug", Decimal(milligrams) * 1000))
    amounts = [
        given_amount({"value": value, "system": "http://unitsofmeasure.org", "code": unit}) for unit, value in ways
    ]
    assert set(amounts) == {Amount(Decimal(milligrams), "mg")}
    found = [charge(visit(given("infliximab", "iv_push", "09:00", dose=f"{a.value} mg")), "drug") for a in amounts if a]
    assert found == [{"J1745": -(-milligrams // 10)}] * 3


@each(st.integers(1, 400))
@settings(max_examples=40, deadline=None)
def test_millilitres_of_a_strength_give_the_units_of_their_mass(tenths: int) -> None:
    # R-DRG-03: 40 mg in 1 mL, as a whole record is read
    strength = {"numerator": quantity("40 mg"), "denominator": quantity("1 mL")}
    liquid = {"code": {"text": "infliximab"}, "amount": strength}
    millilitres = Decimal(tenths) / 10
    chart = read(push(drug=liquid, dosage={"dose": quantity(f"{millilitres} mL")}))
    (line,) = (x for x in lines(chart) if x.kind is Kind.DRUG)
    assert line.units == int((millilitres * 40 / 10).to_integral_value(ROUND_CEILING))


SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=4, unique=True)


@each(st.integers(1, 120), SIZES, st.sampled_from(["1", "0.5", "12.5", "0.025"]))
@MANY
def test_the_least_waste_is_that_of_trying_all_combinations(amount: int, sizes: list[int], scale: str) -> None:
    # R-DRG-04: least left, then fewest containers
    by = Decimal(scale)
    tried = product(*(range(-(-amount // size) + 1) for size in sizes))
    sums = [(sum(n * size for n, size in zip(counts, sizes, strict=True)), sum(counts)) for counts in tried]
    total, count = min(found for found in sums if found[0] >= amount)
    best = least_waste(amount * by, tuple(size * by for size in sizes))
    assert best is not None
    assert best.left == (total - amount) * by
    assert sum(n for n, _ in best.containers) == count
    assert sum(n * size for n, size in best.containers) == total * by


@each(cases(complete=True))
@MANY
def test_containers_are_named_only_where_they_leave_less_than_what_was_opened(case: Case) -> None:
    (proof,) = case.proofs
    less = proof.less_waste
    assert less is None or case.opened - case.given > less.left.value >= 0
    if less is not None:
        assert sum(n * size.value for n, size in less.containers) - case.given == less.left.value


def test_what_cannot_be_compared_gives_no_combination() -> None:
    assert least_waste(Decimal(100), ()) is None
    assert least_waste(Decimal(0), (Decimal(10),)) is None
    assert least_waste(Decimal(10) ** 9, (Decimal("0.001"), Decimal("0.003"))) is None
