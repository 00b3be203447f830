"""The tables, as the newest migration leaves them. Times are seconds since 1970, UTC."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

METADATA = MetaData()
# SQLite counts only an INTEGER primary key up by itself.
NUMBER = BigInteger().with_variant(Integer, "sqlite")

VAULT = Table(
    "vault",
    METADATA,
    Column("kind", String(16), primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("expires", BigInteger, nullable=False, index=True),
)
PROPOSALS = Table(
    "proposals",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("ehr", String(64), nullable=False),
    Column("encounter", String(200), nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("chart", String(64), nullable=False),
    Column("proposal", Text, nullable=False),
    UniqueConstraint("ehr", "encounter", "version", name="one_proposal_a_version"),
)
ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("ehr", String(64), nullable=False),
    Column("encounter", String(200), nullable=False),
    Column("kind", String(64), nullable=False),
    Column("about", String(200), nullable=False),
    Column("choice", String(32), nullable=False),
    Column("value", Text, nullable=False),
    Column("by", Text().with_variant(String(200), "sqlite"), nullable=False),
    Column("user", String(500), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("answers_of_a_visit", "ehr", "encounter"),
)
CHOICES = Table(
    "choices",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("launch", String(64), nullable=False, index=True),
    Column("encounter", String(200), nullable=False),
    Column("user", String(500), nullable=False),
    Column("at", BigInteger, nullable=False),
)
AUDIT = Table(
    "audit",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("at", BigInteger, nullable=False, index=True),
    Column("launch", String(64), nullable=False),
    Column("user", String(500), nullable=False),
    Column("action", String(32), nullable=False),
    Column("what", String(200), nullable=False),
    Column("count", Integer, nullable=False),
    Column("patient", String(200), nullable=False, server_default="", index=True),
    Column("encounter", String(200), nullable=False, server_default=""),
    Column("outcome", String(64), nullable=False, server_default=""),
    Column("ehr", String(64), nullable=False, server_default=""),
    Column("query", String(2000), nullable=False, server_default=""),
)
