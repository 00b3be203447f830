"""Who answered is sealed like the answer, and so needs more room than a name."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Widen the column. SQLite holds no text to the length declared, and so stays as it is."""
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("answers", "by", type_=sa.Text, existing_type=sa.String(200), existing_nullable=False)
