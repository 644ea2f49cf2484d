"""What callers read: jobs, rosters, answers, papers, events; always through the fence of the caller's own prisons.

There is no other way to a record by its id: somebody else's is as if it were not there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, insert, select, true

from api.store.audit import Deed, record
from api.store.database import now
from api.store.packing import unpack, unpack_json
from api.store.tables import ROSTER_KINDS, event, job, paper, problem, publication, result

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Row

    from api.store.accepting import By
    from api.store.database import Database
    from api.who.caller import Caller

PUBLISHED = "published"


@dataclass(frozen=True)
class Record:
    """A job and what has come of it. `content` is the roster or answer as JSON text (None: nothing yet)."""

    number: int
    id: str
    establishment: str
    kind: str
    parent: str | None
    state: str
    created_by: str
    created_at: str
    started_at: str | None
    ended_at: str | None
    printed: bool
    errors: list[dict[str, Any]] | None
    published: dict[str, Any] | None
    problem: int
    content: bytes | None = None

    @property
    def is_roster(self) -> bool:
        """Tell whether it is a roster, not an answer about one."""
        return self.kind in ROSTER_KINDS

    def summary(self) -> dict[str, Any]:
        """Give all but the content, as an answer has it."""
        return {
            "id": self.id,
            "status": self.state,
            "kind": self.kind,
            "establishment": self.establishment,
            "parent": self.parent,
            "created_at": self.created_at,
            "started_at": self.started_at,
            "ended_at": self.ended_at,
            "created_by": self.created_by,
            "published": self.published,
            "errors": self.errors,
        }


@dataclass(frozen=True)
class Event:
    """One step of a job; `data` is JSON text."""

    number: int
    name: str
    data: str


@dataclass(frozen=True)
class Fence:
    """One caller's view of the database."""

    database: Database
    caller: Caller

    def find(self, job_id: str, *, content: bool = False) -> Record | None:
        """Find a job by its id among those of the caller's prisons."""
        query = _query(content).where(job.c.id == job_id, self.own())
        with self.database.reading() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else _record(row, content)

    def rosters(self, establishment: str | None, before: int | None, most: int) -> list[Record]:
        """List rosters, the newest first, those before a number if one is given."""
        query = _query(content=False).where(job.c.kind.in_(ROSTER_KINDS), self.own())
        if establishment is not None:
            query = query.where(job.c.establishment == establishment)
        if before is not None:
            query = query.where(job.c.number < before)
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(job.c.number.desc()).limit(most))
            return [_record(row, content=False) for row in rows]

    def events(self, record: Record, after: int) -> list[Event]:
        """Give what has happened to a job after an event's number."""
        query = (
            select(event.c.number, event.c.name, event.c.data)
            .where(event.c.job == record.number, event.c.number > after)
            .order_by(event.c.number)
        )
        with self.database.reading() as connection:
            return [Event(*row) for row in connection.execute(query)]

    def paper(self, record: Record, name: str) -> bytes | None:
        """Give one of a roster's files."""
        query = select(paper.c.content).where(paper.c.job == record.number, paper.c.name == name)
        with self.database.reading() as connection:
            packed = connection.execute(query).scalar_one_or_none()
            return None if packed is None else unpack(packed)

    def morning(self, record: Record) -> dict[str, Any]:
        """Give the morning that a roster was made for, as JSON."""
        query = select(problem.c.body).where(problem.c.number == record.problem)
        with self.database.reading() as connection:
            body: dict[str, Any] = unpack_json(connection.execute(query).scalar_one())
            return body

    def publish(self, record: Record, signed_by: str, spo_consulted: str, note: str, by: By) -> bool:
        """Write down that a roster was decided on; False when it was before. Nothing alters it from here on."""
        with self.database.writing() as connection:
            there = select(publication.c.job).where(publication.c.job == record.number)
            if connection.execute(there).one_or_none() is not None:
                return False
            values = {"job": record.number, "signed_by": signed_by, "spo_consulted": spo_consulted}
            connection.execute(insert(publication).values(**values, note=note, by=by.who, at=now()))
            _tell(connection, record, by)
            return True

    def own(self) -> ColumnElement[bool]:
        """Hold for jobs of the caller's prisons."""
        prisons = self.caller.prisons
        return true() if prisons is None else job.c.establishment.in_(sorted(prisons))


def _tell(connection: Connection, found: Record, by: By) -> None:
    connection.execute(insert(event).values(job=found.number, name=PUBLISHED, data="{}"))
    record(connection, Deed(by.who, PUBLISHED, found.establishment, found.kind, found.id, {}, by.request_id))


def _query(content: bool) -> Any:  # noqa: ANN401  # its columns depend on what is asked for
    columns: Sequence[Any] = [job, publication]
    query = select(*columns, *([result.c.content] if content else []))
    tables = job.outerjoin(publication, publication.c.job == job.c.number)
    if content:
        tables = tables.outerjoin(result, result.c.job == job.c.number)
    return query.select_from(tables).set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)


def _record(row: Row[Any], content: bool) -> Record:
    found = dict(zip(row._fields, row, strict=True))
    at = found["publication_at"]
    published = {
        "at": at,
        "signed_by": found["publication_signed_by"],
        "spo_consulted": found["publication_spo_consulted"],
        "note": found["publication_note"],
    }
    packed = found["result_content"] if content else None
    names = (
        "number",
        "id",
        "establishment",
        "kind",
        "parent",
        "state",
        "created_by",
        "created_at",
        "started_at",
    )
    return Record(
        **{name: found[f"job_{name}"] for name in (*names, "ended_at", "printed", "problem")},
        errors=json.loads(found["job_error"]) if found["job_error"] else None,
        published=None if at is None else published,
        content=None if packed is None else unpack(packed),
    )
