"""For each code of drug administration a visit in which it is not proposed, with rule and fact of the answer."""

from dataclasses import replace

from tests.engine.builders import SALINE, given, office, visit

INFUSION = "iv_infusion"
FAMILY = sorted(
    """
    96360 96361 96365 96366 96367 96368 96369 96370 96371 96372 96373 96374 96375 96376 96377 96379 96401 96402 96405
    96406 96409 96411 96413 96415 96416 96417 96420 96422 96423 96425 96440 96446 96450 96521 96522 96523 96542 96549
    36430 36591 36592 36593 51720 G0498 C8957 90471 90472 90480 G0008 G0009 G0010 99202 99211 99215 G0463
    """.split()  # noqa: SIM905  # fifty-five codes read better as a block
)
ANTIBIOTIC = given("ceftriaxone", INFUSION, "08:00", "09:00")
CHEMO = given("paclitaxel", INFUSION, "09:00", "10:00")
PUSH = given("ketorolac", "iv_push", "09:20")
PUMP = given("fluorouracil", "portable_pump", "11:00", planned_minutes=2760)
SKIN_PUMP = given("immune globulin", "sc_infusion", "09:00", "09:50")
ARTERY = given("cisplatin", "intra_arterial_infusion", "09:00", "09:12")
SHOT = given("pegfilgrastim", "sc", "09:10")

# Code, visit, a rule of the answer, and the fact that must stand in it.
NOT_PROPOSED = [
    (
        "96360",
        visit(given(SALINE, INFUSION, "09:00", "09:30")),
        "R-ADM-44",
        "30 of 30 min count as hydration; 31 are needed",
    ),
    (
        "96361",
        visit(given(SALINE, INFUSION, "09:00", "10:30")),
        "R-ADM-43",
        "09:00 to 10:30 (90 min) holds the initial place as 96360; 96361 begins with minute 91",
    ),
    (
        "96365",
        visit(given("ceftriaxone", INFUSION, "09:00", "09:15")),
        "R-ADM-41",
        "09:00 to 09:15 (15 min): an infusion needs 16 minutes",
    ),
    (
        "96366",
        visit(given("ceftriaxone", INFUSION, "09:00", "10:30")),
        "R-ADM-43",
        "counts was 90 min: ceftriaxone 09:00 to 10:30 (90 min); the next hour begins with minute 91",
    ),
    (
        "96367",
        visit(ANTIBIOTIC, PUSH),
        "R-ADM-48",
        "ceftriaxone 08:00 to 09:00 (60 min) is the only non-chemotherapy infusion of left forearm",
    ),
    (
        "96368",
        visit(ANTIBIOTIC, given("vancomycin", INFUSION, "08:50", "09:50")),
        "R-ADM-49",
        "the longest time two bags ran together on one line was 10 min: "
        "ceftriaxone and vancomycin 08:50 to 09:00; 16 are needed",
    ),
    (
        "96369",
        visit(replace(SKIN_PUMP, runs=given("x", INFUSION, "09:00", "09:12").runs)),
        "R-ADM-72",
        "immune globulin 09:00 to 09:12 (12 min): 96369 begins with minute 16",
    ),
    ("96370", visit(SKIN_PUMP), "R-ADM-43", "the longest time that counts was 50 min"),
    ("96371", visit(SKIN_PUMP), "R-ADM-72", "a pump set up a second time at another charted site"),
    ("96372", visit(given("pegfilgrastim", "on_body_injector", "09:00")), "R-ADM-71", "coded 96377, not 96372"),
    ("96373", visit(ARTERY), "R-ADM-79", "cisplatin 09:00 is a chemotherapy drug and coded 96420, not 96373"),
    (
        "96374",
        visit(ANTIBIOTIC, PUSH),
        "R-ADM-20",
        "ketorolac 09:20 is coded 96375, not 96374: "
        "ceftriaxone 08:00 to 09:00 (60 min) holds the initial place of left forearm (96365)",
    ),
    (
        "96375",
        visit(PUSH),
        "R-ADM-22",
        "ketorolac 09:20 is the only non-chemotherapy push of left forearm and holds its initial place (96374)",
    ),
    (
        "96376",
        visit(given("morphine", "iv_push", "08:00"), given("morphine", "iv_push", "08:30")),
        "R-ADM-56",
        "morphine 08:30 was given again 30 min from morphine 08:00; more than 30",
    ),
    ("96377", visit(SHOT), "R-ADM-71", "nothing was charted as that. Charted: pegfilgrastim 09:10; coded 96372"),
    ("96379", visit(ANTIBIOTIC), "R-ADM-76", "no rule here gives 96379"),
    (
        "96401",
        visit(SHOT),
        "R-ADM-05",
        "pegfilgrastim 09:10 is a drug other than chemotherapy and coded 96372, not 96401",
    ),
    (
        "96402",
        visit(given("leuprolide", "im", "09:00"), diagnoses=("N80.0",)),
        "R-ADM-06",
        "coded 96372, not 96402. Whether it was given for cancer follows from the diagnoses: N80.0",
    ),
    ("96405", visit(given("morphine", "intralesional", "09:00")), "R-ADM-80", "without being a cancer drug"),
    (
        "96406",
        visit(given("bleomycin", "intralesional", "09:00")),
        "R-ADM-80",
        "the number of lesions treated is not read",
    ),
    (
        "96409",
        visit(given("paclitaxel", INFUSION, "09:00", "10:00")),
        "R-ADM-41",
        "paclitaxel 09:00 to 10:00 (60 min): this was charted as infusion, not as push",
    ),
    (
        "96411",
        visit(given("doxorubicin", "iv_push", "09:00")),
        "R-ADM-22",
        "doxorubicin 09:00 is the only chemotherapy push of left forearm",
    ),
    ("96413", visit(ANTIBIOTIC), "R-ADM-02", "ceftriaxone is not chemotherapy"),
    (
        "96415",
        visit(CHEMO),
        "R-ADM-43",
        "was 60 min: paclitaxel 09:00 to 10:00 (60 min); the next hour begins with minute 91",
    ),
    (
        "96416",
        visit(PUMP),
        "R-ADM-73",
        "is coded G0498, not 96416: Medicare takes G0498, others 96416; the payer is medicare",
    ),
    (
        "96417",
        visit(CHEMO, ANTIBIOTIC),
        "R-ADM-48",
        "paclitaxel 09:00 to 10:00 (60 min) is the only chemotherapy infusion",
    ),
    (
        "96420",
        visit(given("cisplatin", "intra_arterial_infusion", "09:00", "09:40")),
        "R-ADM-79",
        "09:00 to 09:40 (40 min): into an artery, 96422 begins with minute 16",
    ),
    (
        "96422",
        visit(ARTERY),
        "R-ADM-79",
        "cisplatin 09:00 to 09:12 (12 min): into an artery, 96422 begins with minute 16",
    ),
    ("96423", visit(given("cisplatin", "intra_arterial_infusion", "09:00", "09:40")), "R-ADM-43", "was 40 min"),
    ("96425", visit(ARTERY), "R-ADM-79", "coded 96420, not 96425"),
    (
        "96440",
        visit(ANTIBIOTIC),
        "R-ADM-80",
        "a cancer drug put into the chest cavity, and nothing was charted as that",
    ),
    (
        "96446",
        visit(ANTIBIOTIC),
        "R-ADM-80",
        "a cancer drug put into the belly cavity, and nothing was charted as that",
    ),
    (
        "96450",
        visit(given("morphine", "intrathecal", "09:00")),
        "R-ADM-77",
        "morphine 09:00 was put into the spine without being chemotherapy",
    ),
    (
        "96521",
        visit(given("morphine", "implanted_pump", "09:00")),
        "R-ADM-74",
        "the refill of a pump (portable), and nothing was charted as that",
    ),
    (
        "96522",
        visit(given("fluorouracil", "pump_refill", "09:00")),
        "R-ADM-74",
        "the refill of a pump (implanted), and nothing was charted as that",
    ),
    (
        "96523",
        visit(ANTIBIOTIC, given("heparin lock flush", "port_flush", "09:05")),
        "R-ADM-75",
        "96523 needs a day with nothing else, and there is ceftriaxone",
    ),
    (
        "96542",
        visit(given("methotrexate", "intrathecal", "09:00")),
        "R-ADM-77",
        "put into the brain reservoir, and nothing was charted as that",
    ),
    (
        "96549",
        visit(CHEMO),
        "R-ADM-53",
        "96549 marks chemotherapy beside chemotherapy on one line; charted: paclitaxel",
    ),
    ("36430", visit(ANTIBIOTIC), "R-ADM-11", "a transfusion, and nothing was charted as that"),
    (
        "36591",
        office(ANTIBIOTIC, services=("36591",)),
        "R-EDT-02",
        "36591 was taken off: it is part of 96365 on the same day, and no modifier opens that pair",
    ),
    ("36592", visit(ANTIBIOTIC), "R-EDT-03", "taken from the services charted for the day, and it is not among them"),
    (
        "36593",
        visit(given("heparin", "declot", "09:00")),
        "R-ADM-81",
        "heparin 09:00 was left in the catheter and dissolves no clot",
    ),
    (
        "51720",
        visit(given("morphine", "intravesical", "09:00")),
        "R-ADM-78",
        "morphine 09:00 was put into the bladder without being a cancer drug",
    ),
    (
        "G0498",
        visit(PUMP, payer="commercial"),
        "R-ADM-73",
        "is coded 96416, not G0498: Medicare takes G0498, others 96416; the payer is commercial",
    ),
    (
        "C8957",
        visit(given("vancomycin", "portable_pump", "11:00"), payer="commercial"),
        "R-ADM-76",
        "has no code: C8957 is for Medicare patients of a hospital; the payer is commercial",
    ),
    (
        "90471",
        visit(given("influenza vaccine", "im", "09:00")),
        "R-ADM-10",
        "influenza vaccine 09:00 is coded G0008, not 90471 (payer medicare",
    ),
    (
        "90472",
        visit(given("tetanus vaccine", "im", "09:00")),
        "R-ADM-10",
        "tetanus vaccine 09:00 is coded 90471, not 90472",
    ),
    ("90480", visit(ANTIBIOTIC), "R-ADM-10", "a vaccine, and nothing was charted as that"),
    (
        "G0008",
        visit(given("influenza vaccine", "im", "09:00"), payer="commercial"),
        "R-ADM-10",
        "is coded 90471, not G0008 (payer commercial",
    ),
    ("G0009", visit(given("influenza vaccine", "im", "09:00")), "R-ADM-10", "is coded G0008, not G0009"),
    ("G0010", visit(), "R-ADM-10", "a vaccine, and nothing was charted as that"),
    ("99202", visit(ANTIBIOTIC, services=("99213",)), "R-EDT-04", "it is not among them (99213)"),
    (
        "99211",
        office(ANTIBIOTIC, services=("99211",)),
        "R-EDT-04",
        "charted but not billed: nurse visit beside an administration; the day has 96365",
    ),
    ("99215", visit(ANTIBIOTIC), "R-EDT-04", "it is not among them"),
    ("G0463", visit(ANTIBIOTIC), "R-EDT-04", "it is not among them"),
]
