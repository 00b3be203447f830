"""Official reference files and their rows; an amount is kept as the digits it was published with."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
CODE, WORD, EXACT = sa.String(8), sa.String(16), sa.String(32)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "reference_file",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("quarter", sa.String(6), nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("loaded_at", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("flagged", sa.Integer, nullable=False),
        sa.Column("left_out", sa.Integer, nullable=False),
        sa.UniqueConstraint("kind", "quarter", "part", name="one_reference_file_a_quarter"),
    )
    _of_drugs()
    _of_payment()
    _of_edits()


def _of_drugs() -> None:
    package = dict.fromkeys(("pkg_size", "pkg_qty", "billunits", "billunits_pkg"), EXACT)
    words = {"labeler": sa.Text, "drug_name": sa.Text, "dosage": sa.Text}
    _rows("reference_ndc", ("ndc", "hcpcs"), {"hcpcs": CODE, "ndc": sa.String(11), **words, **package})
    _rows(
        "reference_code",
        ("code",),
        {"code": CODE, "short_description": sa.Text, "long_description": sa.Text, "coverage": WORD, "added": sa.Date},
        {"action_effective": sa.Date, "ended": sa.Date},
        {"action": WORD},
    )
    _rows("reference_diagnosis", ("code",), {"code": CODE, "description": sa.Text, "billable": sa.Boolean})


def _of_payment() -> None:
    amounts = ("payment_rate", "minimum_copayment", "adjusted_copayment")
    values = ("work", "practice_office", "practice_facility", "malpractice", "total_office", "total_facility")
    _rows(
        "reference_payment_limit",
        ("hcpcs",),
        {"hcpcs": CODE, "dosage": sa.Text},
        {"payment_limit": EXACT, "coinsurance_pct": EXACT},
        {"notes": sa.Text},
    )
    _rows(
        "reference_status",
        ("hcpcs",),
        {"hcpcs": CODE, "status": WORD, "apc": WORD},
        dict.fromkeys(amounts, EXACT),
    )
    _rows(
        "reference_fee",
        ("hcpcs", "modifier"),
        {"hcpcs": CODE, "modifier": WORD, "status": WORD, **dict.fromkeys(values, EXACT)},
        {},
        {"global_days": WORD, "conversion": EXACT},
    )


def _of_edits() -> None:
    days = {"effective": sa.Date, "deleted": sa.Date}
    _rows(
        "reference_pair",
        ("column1", "column2", "effective", "deleted"),
        {"column1": CODE, "column2": CODE},
        days,
        {"indicator": sa.Integer},
    )
    _rows("reference_unit_limit", ("hcpcs",), {"hcpcs": CODE, "units": sa.Integer, "indicator": sa.Integer})
    _rows("reference_add_on", ("add_on", "primary"), {"add_on": CODE, "primary": CODE, "kind": sa.Integer}, days)


def _rows(
    name: str,
    key: tuple[str, ...],
    needed: dict[str, Any],
    maybe: dict[str, Any] | None = None,
    further: dict[str, Any] | None = None,
) -> None:
    """A table of rows with their file and line; the columns of `maybe` may be empty."""
    op.create_table(
        name,
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("file", NUMBER, sa.ForeignKey("reference_file.id"), nullable=False),
        sa.Column("line", sa.Integer, nullable=False),
        sa.Column("flag", sa.String(100), nullable=False),
        *(sa.Column(column, kind, nullable=False) for column, kind in needed.items()),
        *(sa.Column(column, kind, nullable=True) for column, kind in (maybe or {}).items()),
        *(sa.Column(column, kind, nullable=False) for column, kind in (further or {}).items()),
        sa.Index(f"{name}_key", "file", *key),
    )
