from decimal import Decimal

import pytest

from plugin.chart.administration import Amount, Container, ContainerKind, ProductCode
from plugin.chart.evidence import Strength
from plugin.chart.unnamed import NOT_NAMED
from plugin.intake.site import EXTENSIONS, Site
from tests.intake.builders import administration, infusion, mar, only, order, push, quantity, visit

ML_100 = {"dose": quantity("100 mL")}


def strength(top: str, bottom: str) -> dict:
    return {"numerator": quantity(top), "denominator": quantity(bottom)}


def part(name: str, top: str | None = None, bottom: str = "100 mL") -> dict:
    return {"itemCodeableConcept": {"text": name}} | ({"strength": strength(top, bottom)} if top else {})


BAG = {
    "code": {"text": "ertapenem + Sodium Chloride 0.9%"},
    "ingredient": [part("ertapenem", "1 g"), part("Sodium Chloride 0.9%", "100 mL")],
}


def test_the_text_of_a_drug_stays_as_written() -> None:
    assert only(push(drug="granisetron (KYTRIL) injection 1 mg")).text == "granisetron (KYTRIL) injection 1 mg"


def test_codes_keep_their_kind() -> None:
    coding = [
        {"system": "http://hl7.org/fhir/sid/ndc", "code": "55513-0206-01"},
        {"system": "urn:oid:2.16.840.1.113883.6.88", "code": "253337"},
        {"system": "https://bluebutton.cms.gov/resources/codesystem/hcpcs", "code": "J9035"},
        {"system": "urn:oid:2.16.840.1.113883.6.253", "code": "36795"},
    ]
    found = only(push(drug={"code": {"text": "x", "coding": coding}})).products[0].codes
    assert found == (
        ProductCode("ndc", "55513-0206-01"),
        ProductCode("rxnorm", "253337"),
        ProductCode("hcpcs", "J9035"),
        ProductCode("local", "36795"),
    )


def test_a_referenced_medication_is_looked_up() -> None:
    link = {"medicationReference": {"reference": "Medication/m1"}, "medicationCodeableConcept": None}
    medication = {"resourceType": "Medication", "id": "m1", "code": {"text": "infliximab"}}
    assert only(medication, push(**link)).text == "infliximab"


def test_a_medication_that_was_not_read_keeps_its_display() -> None:
    link = {"medicationReference": {"reference": "Medication/m1", "display": "infliximab"}}
    assert only(push(**link, medicationCodeableConcept=None)).text == "infliximab"


def test_the_drug_in_a_volume_is_strength_times_volume() -> None:
    drug, fluid = only(infusion(drug=BAG, dosage={"dose": quantity("50 mL")})).products
    assert (drug.dose.value, drug.dose.strength) == (Amount(Decimal(500), "mg"), Strength.DERIVED)
    assert fluid.dose.value == Amount(Decimal(50), "mL")


def test_a_derived_dose_shows_its_computation() -> None:
    shown = only(infusion(drug=BAG, dosage=ML_100)).products[0].dose.evidence.shown
    assert shown == "100 mL of 1000 mg in 100 mL"


def test_a_dose_of_drug_belongs_to_the_one_ingredient_that_is_no_fluid() -> None:
    drug, fluid = only(infusion(drug=BAG, dosage={"dose": quantity("1 g")})).products
    assert (drug.dose.value, fluid.dose) == (Amount(Decimal(1000), "mg"), None)


def test_a_dose_of_a_mixture_of_two_drugs_belongs_to_neither() -> None:
    mixed = {"code": {"text": "a + b"}, "ingredient": [part("fosaprepitant"), part("famotidine")]}
    assert [p.dose for p in only(infusion(drug=mixed)).products] == [None, None]


def test_units_on_both_sides_of_a_strength_give_no_concentration() -> None:
    odd = {"numerator": {"value": 5, "unit": "MG/5ML"}, "denominator": {"value": 5, "unit": "MG/5ML"}}
    bag = {"code": {"text": "x"}, "ingredient": [part("x") | {"strength": odd}, part("saline", "100 mL")]}
    assert only(infusion(drug=bag, dosage=ML_100)).products[0].dose is None


def test_a_dose_per_kilogram_is_no_dose_given() -> None:
    assert only(push(dosage={"dose": quantity("5 mg/kg")})).products[0].dose is None


def test_a_label_is_the_content_of_one_container() -> None:
    vial = {"code": {"text": "x"}, "form": {"text": "single-dose vial"}, "amount": strength("100 mg", "1 {vial}")}
    assert only(push(drug=vial)).products[0].container == Container(
        Amount(Decimal(100), "mg"), ContainerKind.SINGLE_DOSE
    )


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("multi-dose vial", ContainerKind.MULTI_DOSE),
        ("prefilled syringe", ContainerKind.SINGLE_DOSE),
        ("vial", None),
        ("single-dose or multi-dose vial", None),
    ],
)
def test_a_form_that_does_not_say_leaves_the_kind_open(form: str, kind: ContainerKind | None) -> None:
    assert only(push(drug={"code": {"text": "x"}, "form": {"text": form}})).products[0].container.kind is kind


def test_a_strength_per_volume_is_no_label_and_gives_the_amount() -> None:
    liquid = {"code": {"text": "x"}, "amount": strength("40 mg", "1 mL")}
    product = only(push(drug=liquid, dosage={"dose": quantity("2.5 mL")})).products[0]
    assert (product.container.label, product.dose.value) == (None, Amount(Decimal(100), "mg"))


def charted(**values) -> list[dict]:
    return [{"url": EXTENSIONS + name.replace("_", "-"), **value} for name, value in values.items()]


def test_opened_containers_and_the_discarded_amount_are_read() -> None:
    extension = charted(containers_opened={"valueInteger": 5}, discarded_amount={"valueQuantity": quantity("20 mg")})
    found = only(push(extension=extension))
    assert (found.opened.value, found.discarded.value) == (5, Amount(Decimal(20), "mg"))


def test_what_is_not_charted_about_containers_is_none() -> None:
    found = only(push())
    assert (found.opened, found.discarded) == (None, None)


def test_a_discarded_volume_of_known_strength_is_an_amount_of_drug() -> None:
    extension = charted(discarded_amount={"valueQuantity": quantity("10 mL")})
    assert only(infusion(drug=BAG, dosage=ML_100, extension=extension)).discarded.value == Amount(Decimal(100), "mg")


def test_a_site_may_keep_the_discarded_amount_elsewhere() -> None:
    site = Site(paths={"discarded_amount": "extension('https://ehr.example/waste').extension('amount').value"})
    inner = [{"url": "amount", "valueQuantity": quantity("7 mg")}]
    found = only(push(extension=[{"url": "https://ehr.example/waste", "extension": inner}]), site=site)
    assert found.discarded.value == Amount(Decimal(7), "mg")


def test_an_order_names_its_drug_in_a_referenced_medication() -> None:
    medication = {"resourceType": "Medication", "id": "m1", "code": {"text": "infliximab"}}
    ordered = order(medicationReference={"reference": "Medication/m1"})
    del ordered["medicationCodeableConcept"]
    row = administration(effectiveDateTime="2026-03-04T09:00:00Z", request={"reference": "MedicationRequest/rx1"})
    assert visit(medication, ordered, row).orders[0].text == "infliximab"


def test_bags_of_two_packages_keep_the_codes_of_both() -> None:
    # R-DRG-12: one line per NDC when two make one dose; the NDC of the first bag is not that of the second
    def hung(clock: str, ndc: str) -> dict:
        coding = [{"system": "http://hl7.org/fhir/sid/ndc", "code": ndc}]
        return mar("New Bag", clock, drug={"code": {"text": "cetuximab", "coding": coding}})

    stopped = mar("Stopped", "11:00", dosage={"dose": None})
    (product,) = only(hung("09:00", "66733-0948-23"), hung("10:00", "66733-0958-23"), stopped).products
    assert [code.value for code in product.codes] == ["66733-0948-23", "66733-0958-23"]
    assert product.dose.value == Amount(Decimal(2000), "mg")


def test_a_drug_charted_by_a_snomed_code_alone_keeps_it() -> None:
    concept = {"code": {"coding": [{"system": "http://snomed.info/sct", "code": "386891004"}]}}
    (product,) = only(push(drug=concept)).products
    assert (product.text, product.codes) == (NOT_NAMED, (ProductCode("snomed", "386891004"),))
