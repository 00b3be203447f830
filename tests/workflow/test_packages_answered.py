"""The code of a package and its stock as somebody answers them: apart from the chart, and no line leaves on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import Administration, ProductCode
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.proposal import Kind, Line
from plugin.errors import AnswerRefused
from plugin.store.answers import Answer, Standing
from plugin.workflow.answers import PLACES, check_answer, with_answers
from plugin.workflow.placing import Charted
from tests.builders import answer
from tests.engine.builders import SINGLE, asked, fact, given, library, proposal, visit

M1 = "MedicationAdministration/ma1"
KEYTRUDA = "00006302602"
IN_2025 = date(2025, 3, 1)


def pembrolizumab(*ndcs: str, **more) -> Administration:
    codes = tuple(("ndc", ndc) for ndc in ndcs)
    return given("pembrolizumab", start="09:00", stop="10:00", dose="200 mg", codes=codes, **{"kind": None} | more)


def medicaid(*rows: Administration) -> Chart:
    return visit(*rows, payer="medicaid")


def typed(value: str, choice: str = "text") -> Answer:
    return answer("ndc_missing", M1, choice, value)


def bought(choice: str) -> Answer:
    return answer("stock_340b_unknown", M1, choice)


def after(chart: Chart, said: Answer) -> tuple[Chart, Standing]:
    read, (stood,) = with_answers(chart, (said,))
    return read, stood.standing


def drugs(chart: Chart, **switches: str) -> list[Line]:
    return [line for line in proposal(chart, **switches).lines if line.kind in (Kind.DRUG, Kind.DRUG_WASTE)]


def states(chart: Chart, **switches: str) -> set[tuple[str, str]]:
    return {(line.state.value, line.strength.word) for line in drugs(chart, **switches)}


@pytest.mark.parametrize(
    "written", ["0006-3026-02", "00006-3026-02", KEYTRUDA, "NDC 0006-3026-02", "ndc: 00006-3026-02"]
)
def test_a_typed_package_code_answers_the_question_and_the_line_waits_for_the_chart(written: str) -> None:
    before = medicaid(pembrolizumab(vial="100 mg", opened=2, kind=SINGLE))
    assert "ndc_missing" in asked(before)
    read, standing = after(before, typed(written))
    assert (standing, "ndc_missing" in asked(read)) == (Standing.APPLIED, False)
    (line,) = drugs(read)
    assert line.ndc
    assert (line.ndc.code, f"{line.ndc.quantity:f}", line.ndc.unit) == (KEYTRUDA, "8", "ML")
    assert states(read) == {("held", "answered")}


def test_the_same_code_in_the_chart_lets_the_line_go() -> None:
    charted = medicaid(pembrolizumab("0006-3026-02", vial="100 mg", opened=2, kind=SINGLE))
    assert states(charted) == {("proposed", "charted")}


def test_what_an_answered_code_says_of_the_container_is_no_stronger_than_the_answer() -> None:
    read, _ = after(visit(pembrolizumab("0006302602", discarded="0 mg")), typed("0006-3026-02"))
    assert states(read) == {("held", "answered")}
    assert not {"container_size_unknown", "container_type_unknown"} & asked(read)


def test_a_size_known_by_an_answered_code_holds_what_was_left_of_the_other_package_too() -> None:
    # one dose from two packages: what was left is counted over both, so no line of it is better known than the answer
    def bag(dose: str, left: str, *ndcs: str) -> Administration:
        codes = tuple(("ndc", ndc) for ndc in ndcs)
        return given("cetuximab", start="09:00", stop="10:00", dose=dose, discarded=left, codes=codes, kind=None)

    chart = visit(bag("100 mg", "0 mg", "66733-948-23"), bag("135 mg", "65 mg", "6673395823"))
    said = answer("ndc_missing", "MedicationAdministration/ma2", "text", "66733-958-23")
    read, _ = after(chart, said)
    assert {line.ndc.code for line in drugs(read) if line.ndc} == {"66733094823", "66733095823"}
    assert states(read) == {("held", "answered")}


@pytest.mark.parametrize(
    "written",
    [
        "0006302602",
        "0006-3026",
        "006-3026-02",
        "0006-302-02",
        "0000-63026-02",
        "00006-3026-2a",
        "000063026022",
        "00006 3026 02",
        "٠٠٠٠٦٣٠٢٦٠٢",
        "KEYTRUDA",
        "see label",
    ],
)
def test_what_is_no_package_code_is_refused_with_how_one_is_written(written: str) -> None:
    with pytest.raises(AnswerRefused, match=r"with its hyphens as on the label, such as 0006-3026-02, or as eleven"):
        PLACES["ndc_missing", "text"](medicaid(pembrolizumab()), typed(written))


def test_ten_digits_are_refused_when_they_are_typed_and_nothing_is_kept() -> None:
    chart = medicaid(pembrolizumab())
    with pytest.raises(AnswerRefused, match="Ten digits without hyphens fit more than one package"):
        check_answer(typed("0006302602"), chart, proposal(chart).prompts, (), library().of(chart))


def test_a_code_in_the_chart_is_never_replaced() -> None:
    charted = medicaid(pembrolizumab("0006-3026-02"))
    assert after(charted, typed("57894-030-01")) == (charted, Standing.SUPERSEDED)


def test_a_charted_code_that_cannot_be_used_stays_beside_the_answer() -> None:
    read, standing = after(medicaid(pembrolizumab("0006302602")), typed("0006-3026-02"))
    charted, said = read.administrations[0].products[0].codes
    assert (standing, charted) == (Standing.APPLIED, ProductCode("ndc", "0006302602"))
    assert (said.value, said.said.by) == ("0006-3026-02", "J. Lin RN")


def test_two_codes_in_the_chart_are_corrected_there_and_not_here() -> None:
    chart = medicaid(pembrolizumab("0006-3026-02", "57894-030-01"))
    with pytest.raises(AnswerRefused, match="two package codes"):
        PLACES["ndc_missing", "text"](chart, typed("0006-3026-02"))


def test_in_a_bag_with_its_fluid_the_code_is_that_of_the_drug() -> None:
    row = given("sodium chloride 0.9 % + ertapenem", start="09:00", stop="09:30", dose="1000 mg")
    fluid, drug = after(medicaid(row), typed("0006-3843-71"))[0].administrations[0].products
    assert (fluid.codes, [code.value for code in drug.codes]) == ((), ["0006-3843-71"])


def test_for_two_drugs_without_a_code_nothing_says_which_of_them_it_is_of() -> None:
    row = given("ondansetron + famotidine", start="09:00", stop="09:30")
    with pytest.raises(AnswerRefused, match="of one of them"):
        PLACES["ndc_missing", "text"](medicaid(row), typed("0006-3026-02"))


def test_a_code_of_another_drug_releases_nothing_and_is_asked_about() -> None:
    read, _ = after(medicaid(pembrolizumab(vial="100 mg", opened=2, kind=SINGLE)), typed("57894-030-01"))
    found = proposal(read)
    assert {line.state.value for line in found.lines} <= {"held"}
    assert "unclear_drug" in {prompt.kind for prompt in found.prompts}


@pytest.mark.parametrize(("choice", "modifiers"), [("yes", ("JZ", "TB")), ("no", ("JZ",))])
def test_an_answered_stock_marks_the_line_and_holds_it(choice: str, modifiers: tuple[str, ...]) -> None:
    before = visit(pembrolizumab(vial="100 mg", opened=2, kind=SINGLE), day=IN_2025)
    assert "stock_340b_unknown" in asked(before, entity_340b="tb")
    read, standing = after(before, bought(choice))
    assert (standing, "stock_340b_unknown" in asked(read, entity_340b="tb")) == (Standing.APPLIED, False)
    assert [line.modifiers for line in drugs(read, entity_340b="tb")] == [modifiers]
    assert states(read, entity_340b="tb") == {("held", "answered")}


@pytest.mark.parametrize("ndcs", [(), ("0006-3026-02",)], ids=["no package code", "a package code"])
def test_a_stock_in_the_chart_lets_the_line_go(ndcs: tuple[str, ...]) -> None:
    row = replace(pembrolizumab(*ndcs, vial="100 mg", opened=2, kind=SINGLE), stock_340b=fact(True))
    assert states(visit(row, day=IN_2025), entity_340b="tb") == {("proposed", "charted")}


def test_a_stock_in_the_chart_is_never_replaced() -> None:
    charted = visit(replace(pembrolizumab(), stock_340b=fact(False)))
    assert after(charted, bought("yes")) == (charted, Standing.SUPERSEDED)
    with pytest.raises(Charted):
        PLACES["stock_340b_unknown", "yes"](charted, bought("yes"))


def test_an_answered_stock_is_kept_as_an_answer_with_who_gave_it() -> None:
    stock = after(visit(pembrolizumab()), bought("yes"))[0].administrations[0].stock_340b
    assert (stock.strength, stock.evidence.by, stock.evidence.shown) == (Strength.ANSWERED, "J. Lin RN", "yes")


@pytest.mark.parametrize("said", [typed("", "cannot_tell"), typed("torn label", "other"), bought("cannot_tell")])
def test_an_answer_without_a_fact_changes_nothing_and_the_question_stands(said: Answer) -> None:
    chart = medicaid(pembrolizumab())
    assert after(chart, said) == (chart, Standing.RECORDED)
    assert "ndc_missing" in asked(chart)


def test_a_described_drug_is_kept_for_the_coder_and_its_line_still_waits() -> None:
    chart = visit(given("glutathione", "iv_push", "12:00", dose="200 mg"), setting="office", payer="commercial")
    assert "unlisted_drug_narrative" in asked(chart)
    said = answer("unlisted_drug_narrative", M1, "text", "glutathione 200 mg/mL, NDC 12345-678-90, 200 mg, iv push")
    check_answer(said, chart, proposal(chart).prompts, (), library().of(chart))
    read, standing = after(chart, said)
    assert (read == chart, standing) == (True, Standing.RECORDED)
    assert {line.state.value for line in drugs(read)} == {"held"}
