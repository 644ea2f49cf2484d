"""What callers may do to a job under way: ask for the best so far, or throw it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from api.store.audit import Deed, record
from api.store.tables import CANCELLED, FINISH, UNFINISHED, job, result
from api.store.working import end

if TYPE_CHECKING:
    from api.store.accepting import By
    from api.store.database import Database


def ask_to_finish(database: Database, job_id: str, by: By) -> bool:
    """Ask for the best so far; False when the job has ended already."""
    with database.writing() as connection:
        row = connection.execute(
            update(job)
            .where(job.c.id == job_id, job.c.state.in_(UNFINISHED))
            .values(wanted=FINISH)
            .returning(job.c.establishment, job.c.kind)
        ).one_or_none()
        if row is None:
            return False
        record(
            connection,
            Deed(by.who, "asked to finish", row.establishment, row.kind, job_id, {}, by.request_id),
        )
        return True


def cancel(database: Database, job_id: str, by: By) -> bool:
    """Throw a job away, whatever has been found; False when it has ended already."""
    with database.writing() as connection:
        row = connection.execute(
            select(job.c.number).where(job.c.id == job_id, job.c.state.in_(UNFINISHED))
        ).one_or_none()
        if row is None or not end(connection, row.number, CANCELLED, by=by):
            return False
        connection.execute(delete(result).where(result.c.job == row.number))
        return True
