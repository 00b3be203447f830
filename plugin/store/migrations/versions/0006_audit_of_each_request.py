"""Audit rows say at which EHR, and what exactly was asked of it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns; rows written before are kept as written, with nothing in them."""
    op.add_column("audit", sa.Column("ehr", sa.String(64), nullable=False, server_default=""))
    op.add_column("audit", sa.Column("query", sa.String(2000), nullable=False, server_default=""))
