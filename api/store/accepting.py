"""Takes a job in: on disk, once, within the limits of the queue, before anybody is told that it was accepted."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from api.store.audit import Deed, record
from api.store.database import now, stored
from api.store.packing import as_text, pack_json
from api.store.tables import QUEUED, event, idempotency, job, problem

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from api.settings import Settings
    from api.store.database import Database

ACCEPTED = "accepted"


class QueueFullError(Exception):
    """No more jobs are taken at the moment; `seconds` is when to try again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(f"The queue is full; try again in {seconds} seconds.")


class KeyUsedError(Exception):
    """An Idempotency-Key came a second time with another body."""


@dataclass(frozen=True)
class Wish:
    """What a caller wants done. `problem` is a morning as JSON, or the number of one that is stored already."""

    kind: str
    establishment: str
    problem: dict[str, Any] | int
    asked: dict[str, Any]
    parent: str | None = None


@dataclass(frozen=True)
class By:
    """Who asks, in which call, and how they name the wish so that asking twice is asking once."""

    who: str
    request_id: str = ""
    key: str = ""
    request_sha256: str = ""


def sha256_of(path: str, body: bytes) -> str:
    """Give the fingerprint of a call, to tell whether it is the same one again."""
    return hashlib.sha256(path.encode() + b"\0" + body).hexdigest()


def accept(database: Database, settings: Settings, wish: Wish, by: By) -> str:
    """Take a job in, and give its id. Raises QueueFullError and KeyUsedError; when it returns, the job is on disk."""
    try:
        return _accept(database, settings, wish, by)
    except IntegrityError:  # another server has taken in the same key a moment before: now it is known
        return _accept(database, settings, wish, by)


def _accept(database: Database, settings: Settings, wish: Wish, by: By) -> str:
    with database.writing() as connection:
        if by.key and (known := _known(connection, settings, by)):
            return known
        _refuse_if_full(connection, settings, wish.establishment)
        number = wish.problem if isinstance(wish.problem, int) else _store(connection, wish)
        job_id = uuid.uuid4().hex
        stored = connection.execute(
            insert(job)
            .values(
                id=job_id,
                establishment=wish.establishment,
                kind=wish.kind,
                parent=wish.parent,
                problem=number,
                asked=as_text(wish.asked),
                state=QUEUED,
                created_by=by.who,
                created_at=now(),
            )
            .returning(job.c.number)
        ).scalar_one()
        connection.execute(insert(event).values(job=stored, name=QUEUED, data="{}"))
        if by.key:
            connection.execute(
                insert(idempotency).values(
                    caller=by.who, key=by.key, request=by.request_sha256, job=stored, at=now()
                )
            )
        deed = Deed(
            by.who, ACCEPTED, wish.establishment, wish.kind, job_id, {"parent": wish.parent}, by.request_id
        )
        record(connection, deed)
        return job_id


def _known(connection: Connection, settings: Settings, by: By) -> str | None:
    oldest = stored(datetime.now(UTC) - timedelta(hours=settings.idempotency_hours))
    connection.execute(delete(idempotency).where(idempotency.c.at < oldest))
    row = connection.execute(
        select(idempotency.c.request, job.c.id)
        .join(job, job.c.number == idempotency.c.job)
        .where(idempotency.c.caller == by.who, idempotency.c.key == by.key)
    ).one_or_none()
    if row is None:
        return None
    if row.request != by.request_sha256:
        raise KeyUsedError
    return str(row.id)


def _refuse_if_full(connection: Connection, settings: Settings, establishment: str) -> None:
    """Refuse when too many wait. How long to wait follows from how many are before and how many run at once."""
    waiting = connection.execute(
        select(job.c.establishment, func.count()).where(job.c.state == QUEUED).group_by(job.c.establishment)
    ).all()
    counts = {code: count for code, count in waiting}  # noqa: C416  # rows, not pairs
    total = sum(counts.values())
    if total >= settings.queue or counts.get(establishment, 0) >= settings.queue_per_prison:
        raise QueueFullError(max(1, total // settings.solves))


def _store(connection: Connection, wish: Wish) -> int:
    values = {"establishment": wish.establishment, "body": pack_json(wish.problem)}
    return int(connection.execute(insert(problem).values(values).returning(problem.c.number)).scalar_one())
