"""The tables of the database, one for each thing that is kept. Moments are UTC, as ISO text."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

QUEUED, SOLVING, DONE, FAILED, CANCELLED = "queued", "solving", "done", "failed", "cancelled"
UNFINISHED = (QUEUED, SOLVING)
ROSTER, REPLAN = "roster", "replan"
ROSTER_KINDS = (ROSTER, REPLAN)
FINISH = "finish"

NAMING = {  # so that constraints have the same names everywhere, and migrations can speak of them
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
ID, MOMENT, SHA, CODE, NAME = String(32), String(32), String(64), String(3), String(200)

metadata = MetaData(naming_convention=NAMING)

problem = Table(
    "problem",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("establishment", CODE, nullable=False),
    Column("body", LargeBinary, nullable=False, comment="the morning as JSON, packed with zlib"),
    Index(None, "establishment"),
)

job = Table(
    "job",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True, comment="in the order of acceptance"),
    Column("id", ID, nullable=False, unique=True, comment="what callers name it by"),
    Column("establishment", CODE, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("parent", ID, ForeignKey("job.id"), nullable=True, comment="the roster it follows or asks about"),
    Column("problem", ForeignKey("problem.number"), nullable=False),
    Column("asked", Text, nullable=False, comment="what was asked for, as JSON"),
    Column("state", String(10), nullable=False),
    Column(
        "wanted",
        String(10),
        nullable=False,
        server_default=text("''"),
        comment="`finish`: stop and keep the best",
    ),
    Column("attempt", Integer, nullable=False, server_default="0", comment="who writes must name it"),
    Column("failures", Integer, nullable=False, server_default="0", comment="processes that died on it"),
    Column("server", Integer, nullable=True, comment="who runs it"),
    Column("error", Text, nullable=True, comment="why it failed, as a list of errors in JSON"),
    Column("printed", Boolean, nullable=False, server_default=text("false"), comment="its papers are there"),
    Column("created_by", NAME, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("started_at", MOMENT, nullable=True),
    Column("ended_at", MOMENT, nullable=True),
    Index(None, "establishment", "number"),
    Index(None, "state", "number"),
    Index(None, "parent"),
    Index(None, "problem"),
    sqlite_autoincrement=True,  # a number is never used again
)

result = Table(
    "result",
    metadata,
    Column("job", ForeignKey("job.number", ondelete="CASCADE"), primary_key=True),
    Column("content", LargeBinary, nullable=False, comment="roster or answer as JSON, packed with zlib"),
    Column("at", MOMENT, nullable=False),
)

paper = Table(
    "paper",
    metadata,
    Column("job", ForeignKey("job.number", ondelete="CASCADE"), primary_key=True),
    Column("name", String(160), primary_key=True, comment="roster.xlsx, calendars/S01.ics and so on"),
    Column("content", LargeBinary, nullable=False, comment="the file, packed with zlib"),
)

event = Table(
    "event",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("job", ForeignKey("job.number", ondelete="CASCADE"), nullable=False),
    Column("name", String(20), nullable=False),
    Column("data", Text, nullable=False, comment="as JSON"),
    Index(None, "job", "number"),
    sqlite_autoincrement=True,  # callers remember the last number they saw
)

publication = Table(
    "publication",
    metadata,
    Column("job", ForeignKey("job.number", ondelete="CASCADE"), primary_key=True),
    Column("signed_by", NAME, nullable=False),
    Column("spo_consulted", NAME, nullable=False),
    Column("note", Text, nullable=False),
    Column("by", NAME, nullable=False, comment="the caller"),
    Column("at", MOMENT, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("caller", NAME, primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("request", SHA, nullable=False, comment="fingerprint of path and body"),
    Column("job", ForeignKey("job.number", ondelete="CASCADE"), nullable=False),
    Column("at", MOMENT, nullable=False),
    Index(None, "job"),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", String(12), primary_key=True, comment="the first part of the key, to name it by"),
    Column(
        "sha256", SHA, nullable=False, unique=True, comment="of the whole key; the key itself is not kept"
    ),
    Column("name", NAME, nullable=False),
    Column("role", String(10), nullable=False),
    Column("prisons", Text, nullable=False, comment="codes with spaces between; * = every prison"),
    Column("created_at", MOMENT, nullable=False),
    Column("expires_at", MOMENT, nullable=True),
    Column("revoked_at", MOMENT, nullable=True),
)

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False, comment="1, 2, 3 … without gaps"),
    Column("at", MOMENT, nullable=False),
    Column("who", NAME, nullable=False),
    Column("what", String(40), nullable=False),
    Column("establishment", String(3), nullable=False),
    Column("subject_type", String(20), nullable=False),
    Column("subject_id", NAME, nullable=False),
    Column("details", Text, nullable=False, comment="as JSON; ids only"),
    Column("request_id", String(64), nullable=False),
    Column("previous", SHA, nullable=False),
    Column("hash", SHA, nullable=False, comment="of all of the above"),
    Index(None, "establishment", "number"),
)

audit_head = Table(
    "audit_head",
    metadata,
    Column("only", Integer, primary_key=True, autoincrement=False, comment="1: there is one row"),
    Column("number", Integer, nullable=False),
    Column("hash", SHA, nullable=False),
)

server = Table(
    "server",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("started_at", MOMENT, nullable=False),
)
