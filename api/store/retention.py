"""Deletes what has been kept long enough: rosters, and all that hangs on them. The audit stays, and says what went.

A roster stays as long as a revision of it stays: a revision cannot be read without what it revises. A job that is not
finished stays, and so does what it rests on. Answers about a roster go with it at the latest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, func, or_, select

from api.store.audit import SERVICE, Deed, record
from api.store.database import stored
from api.store.tables import ROSTER_KINDS, UNFINISHED, event, job, paper, problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from api.store.database import Database

BATCH = 10  # jobs in one transaction: a matter of milliseconds, and nobody who writes waits longer
PAGES = 500  # given back at once, 2 MB: the same
DELETED = "deleted"
MORNING = "morning"


@dataclass(frozen=True)
class Gone:
    """How much was deleted."""

    rosters: int = 0
    answers: int = 0
    mornings: int = 0

    def __bool__(self) -> bool:
        """Tell whether anything was."""
        return bool(self.rosters or self.answers)

    def __add__(self, other: Gone) -> Gone:
        """Add up."""
        return Gone(
            self.rosters + other.rosters, self.answers + other.answers, self.mornings + other.mornings
        )


def limit_of(keep_days: int, moment: datetime) -> str:
    """Give the moment, as it is stored, before which a job must have ended to be deleted."""
    return stored(moment - timedelta(days=keep_days))


def forget(database: Database, before: str, most: int = BATCH) -> Gone:
    """Delete some of the jobs that ended before a moment, and write down which; nothing: there are no more.

    A roster can only go after its revisions, so call it again until it gives nothing.
    """
    with database.writing() as connection:
        doomed = _doomed(connection, before, most)
        if not doomed:
            return Gone()
        numbers = [each.number for each in doomed]
        events, papers = _count(connection, event.c.job, numbers), _count(connection, paper.c.job, numbers)
        answers = [each for each in doomed if each.kind not in ROSTER_KINDS]
        rosters = [each for each in doomed if each.kind in ROSTER_KINDS]
        for some in (answers, rosters):  # what hangs on them goes with them: the database sees to it
            connection.execute(delete(job).where(job.c.number.in_([each.number for each in some])))
        for each in doomed:
            counts = {"events": events.get(each.number, 0), "papers": papers.get(each.number, 0)}
            deed = Deed(SERVICE, DELETED, each.establishment, each.kind, each.id, counts)
            record(connection, deed)
        mornings = _mornings(connection, {each.problem for each in doomed})
        return Gone(len(rosters), len(answers), mornings)


def _doomed(connection: Connection, before: str, most: int) -> Sequence[Any]:
    """Find jobs that may go, at most so many, with the answers about them."""
    columns = (job.c.number, job.c.id, job.c.establishment, job.c.kind, job.c.problem)
    old = and_(job.c.ended_at < before, job.c.state.not_in(UNFINISHED), ~_needed())
    found = select(job.c.number).where(old).order_by(job.c.number).limit(most)
    # Held from here on: on PostgreSQL nobody can ask about a roster, or revise it, while it is being deleted.
    numbers = connection.execute(found.with_for_update(skip_locked=True)).scalars().all()
    ids = connection.execute(select(job.c.id).where(job.c.number.in_(numbers), ~_needed())).scalars().all()
    return connection.execute(
        select(*columns).where(or_(job.c.id.in_(ids), job.c.parent.in_(ids))).order_by(job.c.number)
    ).all()


def _needed() -> ColumnElement[bool]:
    """Hold for a roster that a revision follows, or that is being asked about."""
    child = job.alias("child")
    kept = or_(child.c.kind.in_(ROSTER_KINDS), child.c.state.in_(UNFINISHED))
    return exists().where(child.c.parent == job.c.id, kept)


def _count(connection: Connection, column: ColumnElement[int], numbers: Sequence[int]) -> dict[int, int]:
    query = select(column, func.count()).where(column.in_(numbers)).group_by(column)
    return {number: count for number, count in connection.execute(query)}  # noqa: C416  # rows, not pairs


def _mornings(connection: Connection, numbers: set[int]) -> int:
    """Delete the mornings that no job needs any more."""
    unused = and_(problem.c.number.in_(numbers), ~exists().where(job.c.problem == problem.c.number))
    gone = connection.execute(
        delete(problem).where(unused).returning(problem.c.number, problem.c.establishment)
    )
    rows = sorted(gone.all())
    for number, establishment in rows:
        record(connection, Deed(SERVICE, DELETED, establishment, MORNING, str(number)))
    return len(rows)
