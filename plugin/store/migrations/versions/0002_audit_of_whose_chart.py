"""Audit rows say whose chart and which visit they are about, and what came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ADDED = {"patient": 200, "encounter": 200, "outcome": 64}


def upgrade() -> None:
    """Add the columns; rows written before are kept as written, with nothing in them."""
    for name, length in ADDED.items():
        op.add_column("audit", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.create_index("ix_audit_patient", "audit", ["patient"])
