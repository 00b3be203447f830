"""A site's own lists: coverage policies, contract rates, and authorizations, whose text is sealed."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
CODE, WORD, EXACT, MARK = sa.String(8), sa.String(16), sa.String(32), sa.String(64)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "own_list",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("loaded_at", sa.BigInteger, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("first", sa.Date),
        sa.Column("last", sa.Date),
        sa.UniqueConstraint("kind", "about", name="one_own_list_about_each"),
    )
    policy = {"contractor": sa.String(100), "policy": sa.String(32), "hcpcs": CODE, "diagnosis": CODE}
    _rows("own_policy", {**policy, "first": sa.Date, "attestation": WORD})
    rate = {"payer": sa.String(200), "code": CODE, "modifier": CODE, "rate": EXACT, "basis": WORD}
    _rows("own_rate", {**rate, "first": sa.Date})
    op.create_table(
        "own_authorization",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("ehr", sa.String(64), nullable=False),
        sa.Column("patient", MARK, nullable=False),
        sa.Column("number", MARK, nullable=False),
        sa.Column("sealed", sa.Text, nullable=False),
        sa.Index("own_authorization_of_a_patient", "ehr", "patient"),
        sa.Index("own_authorization_of_a_number", "ehr", "number"),
    )


def _rows(name: str, columns: dict[str, Any]) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("list", NUMBER, sa.ForeignKey("own_list.id"), nullable=False, index=True),
        sa.Column("line", sa.Integer, nullable=False),
        *(sa.Column(column, kind, nullable=False) for column, kind in columns.items()),
        sa.Column("last", sa.Date),
    )
