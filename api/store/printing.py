"""A roster's papers: which are still to be made, from what, and kept with the roster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select, update

from api.store.packing import pack, unpack_json
from api.store.tables import DONE, ROSTER_KINDS, job, paper, problem, result
from api.store.working import Turn, content_of

if TYPE_CHECKING:
    from api.store.database import Database


def unprinted(database: Database, but: Sequence[int]) -> Turn | None:
    """Give a roster that is done and whose papers are not made yet, other than those under way."""
    with database.reading() as connection:
        row = connection.execute(
            select(job.c.number, job.c.id, job.c.attempt)
            .where(
                job.c.state == DONE,
                job.c.kind.in_(ROSTER_KINDS),
                job.c.printed.is_(False),
                job.c.number.not_in(but),
            )
            .order_by(job.c.number)
            .limit(1)
        ).one_or_none()
        return None if row is None else Turn(row.number, row.id, row.attempt)


@dataclass(frozen=True)
class Stored:
    """A roster that is done: its morning as JSON, itself, and the roster it follows."""

    problem: dict[str, Any]
    roster: dict[str, Any]
    parent: dict[str, Any] | None


def stored(database: Database, turn: Turn) -> Stored:
    """Read a roster that is done, with all that it rests on."""
    with database.reading() as connection:
        row = connection.execute(
            select(job.c.parent, problem.c.body, result.c.content)
            .join(problem, problem.c.number == job.c.problem)
            .join(result, result.c.job == job.c.number)
            .where(job.c.number == turn.number, job.c.state == DONE)
        ).one()
        parent = content_of(connection, row.parent) if row.parent else None
        return Stored(unpack_json(row.body), unpack_json(row.content), parent)


def print_out(database: Database, turn: Turn, files: Mapping[str, bytes]) -> None:
    """Store a roster's papers, in the place of any that are there."""
    with database.writing() as connection:
        connection.execute(delete(paper).where(paper.c.job == turn.number))
        for name, content in files.items():
            connection.execute(insert(paper).values(job=turn.number, name=name, content=pack(content)))
        connection.execute(update(job).where(job.c.number == turn.number).values(printed=True))
