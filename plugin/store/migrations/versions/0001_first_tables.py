"""The first tables; what must never be rewritten is guarded by the database itself."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

TEXT = {length: sa.String(length) for length in (16, 32, 64, 128, 200, 500)}
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
KEPT_AS_WRITTEN = ("proposals", "answers", "choices", "audit")


def upgrade() -> None:
    """Create all tables."""
    _vault()
    _proposals()
    _answers()
    _audit()
    for table in KEPT_AS_WRITTEN:
        _refuse(table, "UPDATE")
    _refuse("audit", "DELETE")


def _vault() -> None:
    op.create_table(
        "vault",
        sa.Column("kind", TEXT[16], primary_key=True),
        sa.Column("key", TEXT[128], primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires", sa.BigInteger, nullable=False, index=True),
    )


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("ehr", TEXT[64], nullable=False),
        sa.Column("encounter", TEXT[200], nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("chart", TEXT[64], nullable=False),
        sa.Column("proposal", sa.Text, nullable=False),
        sa.UniqueConstraint("ehr", "encounter", "version", name="one_proposal_a_version"),
    )


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("ehr", TEXT[64], nullable=False),
        sa.Column("encounter", TEXT[200], nullable=False),
        sa.Column("kind", TEXT[64], nullable=False),
        sa.Column("about", TEXT[200], nullable=False),
        sa.Column("choice", TEXT[32], nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("by", TEXT[200], nullable=False),
        sa.Column("user", TEXT[500], nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("answers_of_a_visit", "ehr", "encounter"),
    )
    op.create_table(
        "choices",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("launch", TEXT[64], nullable=False, index=True),
        sa.Column("encounter", TEXT[200], nullable=False),
        sa.Column("user", TEXT[500], nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False, index=True),
        sa.Column("launch", TEXT[64], nullable=False),
        sa.Column("user", TEXT[500], nullable=False),
        sa.Column("action", TEXT[32], nullable=False),
        sa.Column("what", TEXT[200], nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
    )


def _refuse(table: str, verb: str) -> None:
    """A trigger that refuses the verb on every row of the table."""
    name = f"{table}_no_{verb.lower()}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
