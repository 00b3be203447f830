"""The tables of official reference files: one row a loaded file and quarter, and its rows in a table for each shape.

Amounts are kept as written, so that no database rounds them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from plugin.reference.rows import (
    KEYS,
    AddOnRow,
    CodeRow,
    DiagnosisRow,
    FeeRow,
    NdcRow,
    PairRow,
    PaymentLimitRow,
    Row,
    StatusRow,
    UnitLimitRow,
)
from plugin.store.tables import METADATA, NUMBER

CODE, WORD = String(8), String(16)


class Exact(TypeDecorator[Decimal]):
    """A decimal as the digits it was published with."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Digits, never an exponent."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """The decimal again."""
        return None if value is None else Decimal(value)


REFERENCE_FILE = Table(
    "reference_file",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("quarter", String(6), nullable=False),
    Column("part", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("name", String(300), nullable=False),
    Column("loaded_at", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("flagged", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    UniqueConstraint("kind", "quarter", "part", name="one_reference_file_a_quarter"),
)


def _rows(name: str, row: type[Row], **columns: TypeEngine[Any]) -> Table:
    """A table with a column for each field of a row, and with the file and line it came from."""
    nullable = {field for field, hint in row.__annotations__.items() if "None" in str(hint)}
    return Table(
        name,
        METADATA,
        Column("id", NUMBER, primary_key=True),
        Column("file", NUMBER, ForeignKey("reference_file.id"), nullable=False),
        Column("line", Integer, nullable=False),
        Column("flag", String(100), nullable=False),
        *(Column(field, kind, nullable=field in nullable) for field, kind in columns.items()),
        Index(f"{name}_key", "file", *KEYS[row]),
    )


TABLES: dict[type[Row], Table] = {
    NdcRow: _rows(
        "reference_ndc",
        NdcRow,
        hcpcs=CODE,
        ndc=String(11),
        labeler=Text(),
        drug_name=Text(),
        dosage=Text(),
        pkg_size=Exact(),
        pkg_qty=Exact(),
        billunits=Exact(),
        billunits_pkg=Exact(),
    ),
    PaymentLimitRow: _rows(
        "reference_payment_limit",
        PaymentLimitRow,
        hcpcs=CODE,
        dosage=Text(),
        payment_limit=Exact(),
        coinsurance_pct=Exact(),
        notes=Text(),
    ),
    CodeRow: _rows(
        "reference_code",
        CodeRow,
        code=CODE,
        short_description=Text(),
        long_description=Text(),
        coverage=WORD,
        added=Date(),
        action_effective=Date(),
        ended=Date(),
        action=WORD,
    ),
    StatusRow: _rows(
        "reference_status",
        StatusRow,
        hcpcs=CODE,
        status=WORD,
        apc=WORD,
        payment_rate=Exact(),
        minimum_copayment=Exact(),
        adjusted_copayment=Exact(),
    ),
    PairRow: _rows(
        "reference_pair",
        PairRow,
        column1=CODE,
        column2=CODE,
        effective=Date(),
        deleted=Date(),
        indicator=Integer(),
    ),
    UnitLimitRow: _rows("reference_unit_limit", UnitLimitRow, hcpcs=CODE, units=Integer(), indicator=Integer()),
    AddOnRow: _rows(
        "reference_add_on",
        AddOnRow,
        add_on=CODE,
        primary=CODE,
        kind=Integer(),
        effective=Date(),
        deleted=Date(),
    ),
    FeeRow: _rows(
        "reference_fee",
        FeeRow,
        hcpcs=CODE,
        modifier=WORD,
        status=WORD,
        work=Exact(),
        practice_office=Exact(),
        practice_facility=Exact(),
        malpractice=Exact(),
        total_office=Exact(),
        total_facility=Exact(),
        global_days=WORD,
        conversion=Exact(),
    ),
    DiagnosisRow: _rows(
        "reference_diagnosis", DiagnosisRow, code=CODE, description=Text(), billable=Boolean(create_constraint=False)
    ),
}
