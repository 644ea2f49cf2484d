"""The first form of the database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step forward."""
    op.create_table(
        "api_key",
        sa.Column(
            "id", sa.String(length=12), nullable=False, comment="the first part of the key, to name it by"
        ),
        sa.Column(
            "sha256",
            sa.String(length=64),
            nullable=False,
            comment="of the whole key; the key itself is not kept",
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column(
            "prisons", sa.Text(), nullable=False, comment="codes with spaces between; * = every prison"
        ),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("expires_at", sa.String(length=32), nullable=True),
        sa.Column("revoked_at", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("sha256", name=op.f("uq_api_key_sha256")),
    )
    op.create_table(
        "audit",
        sa.Column(
            "number", sa.Integer(), autoincrement=False, nullable=False, comment="1, 2, 3 … without gaps"
        ),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("establishment", sa.String(length=3), nullable=False),
        sa.Column("subject_type", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.String(length=200), nullable=False),
        sa.Column("details", sa.Text(), nullable=False, comment="as JSON; ids only"),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False, comment="of all of the above"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_establishment_number"), ["establishment", "number"], unique=False
        )

    op.create_table(
        "audit_head",
        sa.Column("only", sa.Integer(), autoincrement=False, nullable=False, comment="1: there is one row"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("only", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "problem",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("establishment", sa.String(length=3), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="the morning as JSON, packed with zlib"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_problem")),
    )
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problem_establishment"), ["establishment"], unique=False)

    op.create_table(
        "server",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_server")),
    )
    op.create_table(
        "job",
        sa.Column(
            "number", sa.Integer(), autoincrement=True, nullable=False, comment="in the order of acceptance"
        ),
        sa.Column("id", sa.String(length=32), nullable=False, comment="what callers name it by"),
        sa.Column("establishment", sa.String(length=3), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column(
            "parent", sa.String(length=32), nullable=True, comment="the roster it follows or asks about"
        ),
        sa.Column("problem", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False, comment="what was asked for, as JSON"),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column(
            "wanted",
            sa.String(length=10),
            server_default="",
            nullable=False,
            comment="`finish`: stop and keep the best",
        ),
        sa.Column(
            "attempt", sa.Integer(), server_default="0", nullable=False, comment="who writes must name it"
        ),
        sa.Column(
            "failures", sa.Integer(), server_default="0", nullable=False, comment="processes that died on it"
        ),
        sa.Column("server", sa.Integer(), nullable=True, comment="who runs it"),
        sa.Column("error", sa.Text(), nullable=True, comment="why it failed, as a list of errors in JSON"),
        sa.Column(
            "printed",
            sa.Boolean(),
            server_default=sa.text("(false)"),
            nullable=False,
            comment="its papers are there",
        ),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.String(length=32), nullable=False),
        sa.Column("started_at", sa.String(length=32), nullable=True),
        sa.Column("ended_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["parent"], ["job.id"], name=op.f("fk_job_parent")),
        sa.ForeignKeyConstraint(["problem"], ["problem.number"], name=op.f("fk_job_problem")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_job")),
        sa.UniqueConstraint("id", name=op.f("uq_job_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_job_establishment_number"), ["establishment", "number"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_job_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_problem"), ["problem"], unique=False)
        batch_op.create_index(batch_op.f("ix_job_state_number"), ["state", "number"], unique=False)

    op.create_table(
        "event",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("data", sa.Text(), nullable=False, comment="as JSON"),
        sa.ForeignKeyConstraint(["job"], ["job.number"], name=op.f("fk_event_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_job_number"), ["job", "number"], unique=False)

    op.create_table(
        "idempotency",
        sa.Column("caller", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False, comment="fingerprint of path and body"),
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.number"], name=op.f("fk_idempotency_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_idempotency")),
    )
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_idempotency_job"), ["job"], unique=False)

    op.create_table(
        "paper",
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column(
            "name", sa.String(length=160), nullable=False, comment="roster.xlsx, calendars/S01.ics and so on"
        ),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="the file, packed with zlib"),
        sa.ForeignKeyConstraint(["job"], ["job.number"], name=op.f("fk_paper_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job", "name", name=op.f("pk_paper")),
    )
    op.create_table(
        "publication",
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("spo_consulted", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False, comment="the caller"),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.number"], name=op.f("fk_publication_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_publication")),
    )
    op.create_table(
        "result",
        sa.Column("job", sa.Integer(), nullable=False),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="roster or answer as JSON, packed with zlib"
        ),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["job.number"], name=op.f("fk_result_job"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_result")),
    )
    op.execute(f"INSERT INTO audit_head (\"only\", number, hash) VALUES (1, 0, '{'0' * 64}')")
    for statement in _append_only():
        op.execute(statement)


def _append_only() -> list[str]:
    """Let the database itself refuse to change or remove what the audit says."""
    if op.get_bind().dialect.name == "sqlite":
        return [
            f"CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit "
            "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END"
            for verb in ("update", "delete")
        ]
    return [
        "CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit is only added to'; END $$",
        "CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to()",
    ]


def downgrade() -> None:
    """Go one step back: to an empty database."""
    op.drop_table("result")
    op.drop_table("publication")
    op.drop_table("paper")
    with op.batch_alter_table("idempotency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotency_job"))

    op.drop_table("idempotency")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_job_number"))

    op.drop_table("event")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state_number"))
        batch_op.drop_index(batch_op.f("ix_job_problem"))
        batch_op.drop_index(batch_op.f("ix_job_parent"))
        batch_op.drop_index(batch_op.f("ix_job_establishment_number"))

    op.drop_table("job")
    op.drop_table("server")
    with op.batch_alter_table("problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problem_establishment"))

    op.drop_table("problem")
    op.drop_table("audit_head")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_establishment_number"))

    op.drop_table("audit")
    op.drop_table("api_key")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_is_only_added_to()")
