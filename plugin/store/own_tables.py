"""The tables of a site's own lists: coverage policies, contract rates, and authorizations of patients.

What an authorization says is sealed; it is found by marks of the record number and of its own number.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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

from plugin.reference.own_rows import OwnRow, PolicyRow, RateRow
from plugin.store.reference_tables import CODE, WORD, Exact
from plugin.store.tables import METADATA, NUMBER

MARK = String(64)

OWN_LIST = Table(
    "own_list",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("about", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("name", String(300), nullable=False),
    Column("loaded_at", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("first", Date),
    Column("last", Date),
    UniqueConstraint("kind", "about", name="one_own_list_about_each"),
)
POLICY = Table(
    "own_policy",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("list", NUMBER, ForeignKey("own_list.id"), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    Column("contractor", String(100), nullable=False),
    Column("policy", String(32), nullable=False),
    Column("hcpcs", CODE, nullable=False),
    Column("diagnosis", CODE, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("attestation", WORD, nullable=False),
)
RATE = Table(
    "own_rate",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("list", NUMBER, ForeignKey("own_list.id"), nullable=False, index=True),
    Column("line", Integer, nullable=False),
    Column("payer", String(200), nullable=False),
    Column("code", CODE, nullable=False),
    Column("modifier", CODE, nullable=False),
    Column("rate", Exact(), nullable=False),
    Column("basis", WORD, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date),
)
AUTHORIZATION = Table(
    "own_authorization",
    METADATA,
    Column("id", NUMBER, primary_key=True),
    Column("ehr", String(64), nullable=False),
    Column("patient", MARK, nullable=False),
    Column("number", MARK, nullable=False),
    Column("sealed", Text, nullable=False),
    Index("own_authorization_of_a_patient", "ehr", "patient"),
    Index("own_authorization_of_a_number", "ehr", "number"),
)
OWN_ROWS: dict[type[OwnRow], Table] = {PolicyRow: POLICY, RateRow: RATE}
