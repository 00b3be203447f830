"""Small files in the layouts in which CMS and CDC publish theirs; the rows are facts or invented."""

from __future__ import annotations

import gzip
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from plugin.reference.entries import Entry
from plugin.reference.kinds import KINDS
from plugin.reference.quarters import Quarter
from plugin.reference.reading import opened
from plugin.reference.rows import Row

CROSSWALK_NAME = "January 2026 ASP NDC-HCPCS Crosswalk 121725.csv"
ORENCIA = "J0129,Abatacept injection,Bristol-Myers Squibb,00003-2187-13,Orencia,10 MG,1,1,25,25"
IRON = 'J1756,Iron sucrose injection,"American Regent, Inc.",00517-2340-10,Venofer,1 MG,5,10,100,1000'
SIMULECT = "J0480,Basiliximab,Novartis,00078-0393-61,Simulect,20 MG,1,1,0.5,0.5"


def crosswalk(*rows: str, banner: str = "January 2026", year: int = 2026, further: str = ",,,") -> str:
    """An ASP crosswalk: banner, an empty row, header with its year, empty columns on the right, CRLF."""
    lines = [
        f"{banner} ASP NDC - HCPCS Crosswalk for Medicare Part B Drugs,,,,,,,,,{further}",
        f",,,,,,,,,{further}",
        "The crosswalks are not intended to be a comprehensive list.,,,,,,,,," + further,
        f"_{year}_CODE,Short Description,LABELER NAME,NDC2,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,"
        f"BILLUNITSPKG{further}",
        *(f"{row}{further}" for row in rows or (ORENCIA, IRON, SIMULECT)),
    ]
    return "\r\n".join(lines) + "\r\n"


def limits(*rows: str) -> str:
    """A payment limit file."""
    lines = [
        "Payment Allowance Limits for Medicare Part B Drugs,,,,,,,,,,,",
        '"Effective January 1, 2026 through March 31, 2026",,,,,,,,,,,',
        "Note 1: limits subject to the ASP methodology are based on 3Q25 ASP data.,,,,,,,,,,,",
        "HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit,Co-insurance Percentage,Vaccine AWP%,"
        "Vaccine Limit,Blood AWP%,Blood limit,Clotting Factor,Notes,",
        *(rows or ('J0129,Abatacept,10 MG,"$1,044.310",20.000,,,,,,Inflation-adjusted coinsurance,',)),
    ]
    return "\r\n".join(lines) + "\r\n"


def hcpcs_record(code: str, recid: str, words: str, short: str = "", added: str = "", ended: str = "") -> str:
    """One fixed record of 320 characters: recid 3 begins a code, 4 goes on with its words, 7 is a modifier."""
    record = f"{code:>5}{100:05d}{recid}{words:<80}{short:<28}"
    record = f"{record:<229}{'C' if recid == '3' else ' '}"
    return f"{record:<268}{added:<8}{added:<8}{ended:<8}{'N' if recid == '3' else ' ':<28}"


def hcpcs_text() -> str:
    """The HCPCS file: a code in two records, one that ended, a modifier."""
    records = [
        hcpcs_record("J1299", "3", "Injection, eculizumab,", "Inj, eculizumab, 2 mg", "20250401"),
        hcpcs_record("J1299", "4", "2 mg"),
        hcpcs_record("J1300", "3", "Injection, eculizumab, 10 mg", "Eculizumab injection", "20080101", "20250331"),
        hcpcs_record("JZ", "7", "Zero drug amount discarded", "", "20230101"),
    ]
    return "\r\n".join(records) + "\r\n"


def addendum_b(*rows: str) -> str:
    """OPPS Addendum B."""
    lines = [
        ",Addendum B.-- OPPS Payment by HCPCS Code for CY 2025,,,,,,,,,,,",
        "HCPCS Code,Short Descriptor,SI,APC,Relative Weight,Payment Rate,National Unadjusted Copayment,"
        "Minimum Unadjusted Copayment,IRA Coinsurance percentage ,Adjusted Beneficiary Copayment,"
        "Drug and Device Pass-Through Expiration during Calendar Year,Note,* Indicates a Change",
        *(
            rows
            or (
                "96413,words of a code that are licensed,S,5694,4.0000,$341.270,.,$68.26,,,,,",
                'J9271,"Inj pembrolizumab, 1 mg",K,1490,,"$1,057.123",.,$11.42,17%,$9.71,,,*',
                "J1100,Dexamethasone,N,,, ,,,,,,,",
            )
        ),
    ]
    return "\r\n".join(lines) + "\r\n"


PAIR_HEADER = (
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n"
    "\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)


def pairs(*rows: str) -> str:
    """Procedure pairs: tab separated, a header on four lines."""
    edits = rows or (
        "96413\t96365\t\t20060101\t*\t1\tMore extensive procedure",
        "96413\t96523\t\t20060101\t*\t0\tStandards of medical practice",
        "96365\tJ1642\t\t20100101\t20240630\t1\tGone",
        "96374\t99211\t\t20100101\t20100101\t9\tNever in force",
    )
    return f"CPT only copyright.\r\nColumn1/Column2 Edits\r\n{PAIR_HEADER}" + "".join(f"{row}\r\n" for row in edits)


def unit_limits(*rows: str, whose: str = "Practitioner Services") -> str:
    """Medically unlikely edits: the banner is a cell of several lines, and so is the first name of the header."""
    edits = rows or ("96415,8,3 Date of Service Edit: Clinical,CMS Policy", "96413,1,2 Date of Service Edit: Policy,X")
    top = f'"CPT codes are copyright.\r\n\r\nRestrictions apply.",,,\r\n"HCPCS/\r\nCPT Code",{whose} MUE Values,'
    return f"{top}MUE Adjudication Indicator,MUE Rationale\r\n" + "".join(f"{row}\r\n" for row in edits)


def add_on_codes(*rows: str) -> str:
    """Add-on codes with days written as year and day of the year."""
    edits = rows or (
        "1\t96415\t\t96413\t\t2013091\t\t",
        "1\t96415\t\t96416\t\t2013091\t2024182\t",
        "2\t0054T\t\tCCCCC\t\t2013091\t\tContractor Defined Primary Codes",
    )
    header = (
        "AOC_Edit_Type\tAdd-On_Code\tAOC_DelDT\tPrimary_Code\tPrimary_Code_DelDT\tAOC_Edit_EffDT\tAOC_Edit_DelDT\t"
        "Special_Instruction_Notes"
    )
    return f"CPT only copyright.\r\n{header}\r\n" + "".join(f"{row}\r\n" for row in edits)


def fee_schedule(*rows: str) -> str:
    """Relative values: a header whose names are spread over two rows, the same words used again."""
    lines = [
        ",,2025 National Physician Fee Schedule Relative Value File January Release" + "," * 13,
        ",,RELEASED 12/23/2024" + "," * 13,
        ",,,STATUS,MEDICARE ,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,CONV",
        "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,FACTOR",
        *(rows or ("96413,,words that are licensed,A,,0.28,3.35,,3.35,NA,0.06,3.69,3.69,5,XXX,32.3465",)),
    ]
    return "\r\n".join(lines) + "\r\n"


def order_record(number: int, code: str, billable: int, words: str) -> str:
    """A record of the ICD-10-CM order file."""
    return f"{number:05d} {code:<7} {billable} {words:<60} {words}"


def order_file() -> str:
    """The ICD-10-CM order file."""
    return "".join(
        f"{record}\r\n"
        for record in (
            order_record(1, "D50", 0, "Iron deficiency anemia"),
            order_record(2, "D500", 1, "Iron deficiency anemia secondary to blood loss (chronic)"),
            order_record(3, "T451X5A", 1, "Adverse effect of antineoplastic drugs, initial encounter"),
        )
    )


def written(folder: Path, name: str, text: str | bytes, encoding: str = "utf-8") -> Path:
    """A file with this text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def gzipped(folder: Path, name: str, text: str) -> Path:
    return written(folder, name, gzip.compress(text.encode()))


def zipped(folder: Path, name: str, members: dict[str, str | bytes]) -> Path:
    path = folder / name
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return path


def entries_of(kind: str, path: Path, quarter: str | None = None) -> list[Entry]:
    """Every entry of a file."""
    with opened(KINDS[kind], path, Quarter.parse(quarter) if quarter else None) as reading:
        return list(reading.entries())


def rows_of(kind: str, path: Path, quarter: str | None = None) -> list[Row]:
    """The rows of a file that are kept."""
    return [entry.row for entry in entries_of(kind, path, quarter) if entry.row]
