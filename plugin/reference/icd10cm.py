"""The ICD-10-CM code list: the order file of CDC and CMS, or a table of code, description and billable."""

from __future__ import annotations

import re

from plugin.reference.cells import Unreadable, tidy
from plugin.reference.kind import Cells, FixedWidth, Kind
from plugin.reference.rows import DiagnosisRow, Row
from plugin.reference.sheet import Columns

CODE = re.compile(r"[A-Z]\d[0-9A-Z]\.?[0-9A-Z]{0,4}", re.ASCII)


def _diagnosis(cells: Cells) -> Row:
    plain = cells["code"].replace(".", "")
    if cells["billable"] not in ("0", "1"):
        raise Unreadable("billable is neither 0 nor 1", f"{cells['code']} {cells['billable']!r}")
    code = f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 else plain
    return DiagnosisRow(code, tidy(cells["description"]), cells["billable"] == "1")


ICD10CM = Kind(
    name="icd10cm",
    title="ICD-10-CM codes",
    row_type=DiagnosisRow,
    columns=Columns(
        code="code",
        needed={"code": ("code",), "description": ("description",), "billable": ("billable",)},
        also={},
    ),
    row=_diagnosis,
    code=CODE,
    editions=frozenset({2, 4}),
    fixed=FixedWidth(
        begins=re.compile(r"\d{5} [A-Z]\d[0-9A-Z]{1,5} +[01] \S", re.ASCII),
        fields={"code": slice(6, 13), "billable": slice(14, 15), "description": slice(77, None)},
        shortest=78,
    ),
)
