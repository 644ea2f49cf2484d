"""What becomes of an accepted job: claimed by one server, worked on, finished once.

Whoever works on a job names the attempt. A process that was given up, and comes back, names an old one and is ignored:
so nothing is done twice, and nothing that is done is written over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from api.store.audit import SERVICE, Deed, record
from api.store.database import now
from api.store.packing import as_text, pack_json, unpack_json
from api.store.tables import (
    CANCELLED,
    DONE,
    FAILED,
    QUEUED,
    SOLVING,
    UNFINISHED,
    event,
    job,
    problem,
    result,
)

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

    from api.store.accepting import By
    from api.store.database import Database

PROGRESS = "level"


@dataclass(frozen=True)
class Turn:
    """One attempt at one job."""

    number: int
    id: str
    attempt: int


@dataclass(frozen=True)
class Job:
    """A job as whoever works on it needs it: what to do, on which morning, after which roster."""

    turn: Turn
    kind: str
    asked: dict[str, Any]
    problem: dict[str, Any]
    parent: dict[str, Any] | None


# -- by the server ---------------------------------------------------------------------------------------------------


def claim(database: Database, server: int) -> Turn | None:
    """Take the next job that waits (None: none does): of the prison with the fewest at work, the oldest."""
    with database.writing() as connection:
        other = job.alias("other")
        busy = (
            select(func.count())
            .select_from(other)
            .where(other.c.state == SOLVING, other.c.establishment == job.c.establishment)
            .scalar_subquery()
        )
        waiting = select(job.c.number).where(job.c.state == QUEUED).order_by(busy, job.c.number).limit(1)
        if not database.is_sqlite:
            waiting = waiting.with_for_update(skip_locked=True)
        number = connection.execute(waiting).scalar_one_or_none()
        if number is None:
            return None
        row = connection.execute(
            update(job)
            .where(job.c.number == number, job.c.state == QUEUED)
            .values(state=SOLVING, server=server, attempt=job.c.attempt + 1, started_at=now())
            .returning(job.c.number, job.c.id, job.c.attempt)
        ).one()
        connection.execute(insert(event).values(job=row.number, name=SOLVING, data="{}"))
        return Turn(row.number, row.id, row.attempt)


def give_back(database: Database, turn: Turn, *, died: bool, most: int) -> None:
    """Put a job back into the queue because its process ended; after `most` deaths it has failed."""
    with database.writing() as connection:
        row = connection.execute(
            update(job)
            .where(_mine(turn))
            .values(failures=job.c.failures + int(died), server=None, state=QUEUED)
            .returning(job.c.failures)
        ).one_or_none()
        if row is None:
            return
        if row.failures < most:
            connection.execute(insert(event).values(job=turn.number, name=QUEUED, data="{}"))
            return
        times = "once" if most == 1 else f"{most} times"
        message = f"The process that worked on it ended {times} without a result."
        end(connection, turn.number, FAILED, [{"where": "", "code": "died", "message": message}])


def take_over(database: Database, dead: Sequence[int]) -> int:
    """Put the jobs of servers that are no longer there back into the queue; give how many."""
    if not dead:
        return 0
    with database.writing() as connection:
        rows = connection.execute(
            update(job)
            .where(job.c.state == SOLVING, job.c.server.in_(dead))
            .values(state=QUEUED, server=None)
            .returning(job.c.number)
        ).all()
        for row in rows:
            connection.execute(insert(event).values(job=row.number, name=QUEUED, data="{}"))
        return len(rows)


def servers_at_work(database: Database) -> list[int]:
    """Give the numbers of the servers whose jobs are being worked on."""
    with database.reading() as connection:
        query = select(job.c.server).where(job.c.state == SOLVING, job.c.server.is_not(None)).distinct()
        return [number for (number,) in connection.execute(query)]


def adopt(database: Database, earlier: int, number: int) -> None:
    """Let a server's jobs go on under its new number: their processes know the attempt, and need no more."""
    with database.writing() as connection:
        connection.execute(
            update(job).where(job.c.state == SOLVING, job.c.server == earlier).values(server=number)
        )


def turns_of(database: Database, server: int) -> list[Turn]:
    """Give the jobs that a server should be working on."""
    with database.reading() as connection:
        query = select(job.c.number, job.c.id, job.c.attempt)
        rows = connection.execute(query.where(job.c.state == SOLVING, job.c.server == server))
        return [Turn(row.number, row.id, row.attempt) for row in rows]


def waiting(database: Database) -> dict[str, int]:
    """Count the jobs by state, of those that are not finished."""
    with database.reading() as connection:
        query = select(job.c.state, func.count()).where(job.c.state.in_(UNFINISHED)).group_by(job.c.state)
        counts = {state: count for state, count in connection.execute(query)}  # noqa: C416  # rows, not pairs
        return {state: counts.get(state, 0) for state in UNFINISHED}


# -- by whoever works on it ------------------------------------------------------------------------------------------


def load(database: Database, turn: Turn) -> Job | None:
    """Read a job (None: it is no longer this attempt's)."""
    with database.reading() as connection:
        row = connection.execute(
            select(job, problem.c.body)
            .join(problem, problem.c.number == job.c.problem)
            .where(job.c.number == turn.number, job.c.attempt == turn.attempt)
        ).one_or_none()
        if row is None:
            return None
        return Job(
            turn=turn,
            kind=row.kind,
            asked=json.loads(row.asked),
            problem=unpack_json(row.body),
            parent=content_of(connection, row.parent) if row.parent else None,
        )


def content_of(connection: Connection, job_id: str) -> dict[str, Any] | None:
    """Give a job's roster or answer, in the caller's transaction."""
    query = select(result.c.content).join(job, job.c.number == result.c.job).where(job.c.id == job_id)
    packed = connection.execute(query).scalar_one_or_none()
    return None if packed is None else unpack_json(packed)


def wish(database: Database, turn: Turn) -> str:
    """Say what is wanted of a job now: "" = go on, `finish`, or `cancelled` if it is no longer this attempt's."""
    with database.reading() as connection:
        row = connection.execute(select(job.c.wanted).where(_mine(turn))).one_or_none()
        return CANCELLED if row is None else str(row.wanted)


def report(
    database: Database, turn: Turn, events: Sequence[Mapping[str, Any]], best: Mapping[str, Any] | None
) -> None:
    """Write down how far it is, and the best roster so far."""
    with database.writing() as connection:
        if connection.execute(select(job.c.number).where(_mine(turn))).one_or_none() is None:
            return
        _events(connection, turn, events)
        if best is not None:
            _put(connection, turn.number, pack_json(best))


def complete(
    database: Database, turn: Turn, content: Mapping[str, Any], events: Sequence[Mapping[str, Any]] = ()
) -> bool:
    """Finish a job with its roster or answer; False when it is no longer this attempt's, and nothing is written."""
    with database.writing() as connection:
        if not end(connection, turn.number, DONE, attempt=turn.attempt, events=events):
            return False
        _put(connection, turn.number, pack_json(content))
        return True


def fail(database: Database, turn: Turn, errors: Sequence[Mapping[str, Any]]) -> bool:
    """Finish a job without a result, saying why; False when it is no longer this attempt's."""
    with database.writing() as connection:
        return end(connection, turn.number, FAILED, errors, attempt=turn.attempt)


# -- shared ----------------------------------------------------------------------------------------------------------


def _mine(turn: Turn) -> ColumnElement[bool]:
    """Hold for a job only while this attempt works on it."""
    return and_(job.c.number == turn.number, job.c.attempt == turn.attempt, job.c.state == SOLVING)


def end(
    connection: Connection,
    number: int,
    state: str,
    errors: Sequence[Mapping[str, Any]] = (),
    *,
    attempt: int | None = None,
    events: Sequence[Mapping[str, Any]] = (),
    by: By | None = None,
) -> bool:
    """End a job that is not ended, in this attempt if one is named, and write it down; False otherwise."""
    whose = (
        job.c.state.in_(UNFINISHED)
        if attempt is None
        else and_(job.c.attempt == attempt, job.c.state == SOLVING)
    )
    row = connection.execute(
        update(job)
        .where(job.c.number == number, whose)
        .values(state=state, ended_at=now(), server=None, error=as_text(list(errors)) if errors else None)
        .returning(job.c.id, job.c.establishment, job.c.kind, job.c.attempt)
    ).one_or_none()
    if row is None:
        return False
    _events(connection, Turn(number, row.id, row.attempt), events)
    connection.execute(insert(event).values(job=number, name=state, data="{}"))
    who, request_id = (by.who, by.request_id) if by else (SERVICE, "")
    details = {"attempt": row.attempt}
    record(connection, Deed(who, state, row.establishment, row.kind, row.id, details, request_id))
    return True


def _events(connection: Connection, turn: Turn, events: Sequence[Mapping[str, Any]]) -> None:
    if events:
        rows = [{"job": turn.number, "name": PROGRESS, "data": as_text(dict(each))} for each in events]
        connection.execute(insert(event), rows)


def _put(connection: Connection, number: int, packed: bytes) -> None:
    """Store a job's result, in the place of what was the best so far."""
    dialect = sqlite if connection.dialect.name == sqlite.dialect.name else postgresql
    row = dialect.insert(result).values(job=number, content=packed, at=now())
    fresh = {"content": row.excluded.content, "at": row.excluded.at}
    connection.execute(row.on_conflict_do_update(index_elements=[result.c.job], set_=fresh))
