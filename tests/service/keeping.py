"""Puts jobs into a database as callers and servers do, without a solver and without waiting."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from sqlalchemy import Table, func, select, update

from api.settings import Settings
from api.store import working
from api.store.accepting import By, Wish, accept
from api.store.database import Database
from api.store.printing import print_out
from api.store.tables import job
from tests.service.running import small_morning

WHO = By("key:0123456789ab", "request-1")
PAPERS = ("roster.xlsx", "roster.html", "roster.csv", "roster.ics")
ROOMY = Settings(database_url="sqlite:///unused.db", queue=10_000, queue_per_prison=10_000)


def accepted(
    database: Database,
    kind: str = "roster",
    parent: str | None = None,
    *,
    code: str = "ZZI",
    problem: dict[str, Any] | int | None = None,
    asked: dict[str, Any] | None = None,
) -> str:
    """Take a job in, and give its id."""
    morning = small_morning(code) if problem is None else problem
    return accept(database, ROOMY, Wish(kind, code, morning, asked or {"options": {}}, parent), WHO)


def done(
    database: Database, kind: str = "roster", parent: str | None = None, *, content: Any = None, **more: Any
) -> str:
    """Take a job in and finish it at once; a roster is printed as well."""
    job_id = accepted(database, kind, parent, **more)
    turn = working.claim(database, server=1)
    assert turn is not None
    assert turn.id == job_id, "another job was waiting"
    assert working.complete(database, turn, content or {"work": []}, [{"level": "due.1"}])
    if kind in ("roster", "replan"):
        print_out(database, turn, dict.fromkeys(PAPERS, b"a"))
    return job_id


def ended(database: Database, moment: str, *ids: str) -> None:
    """Say that jobs ended at a moment."""
    with database.writing() as connection:
        connection.execute(update(job).where(job.c.id.in_(ids)).values(ended_at=moment))


def column(database: Database, job_id: str, name: str) -> Any:
    """Give what is stored in a column of a job."""
    with database.reading() as connection:
        return connection.execute(select(job.c[name]).where(job.c.id == job_id)).scalar_one()


def ids(database: Database) -> set[str]:
    """Give the ids of every job that is there."""
    with database.reading() as connection:
        return set(connection.execute(select(job.c.id)).scalars())


def count(database: Database, table: Table) -> int:
    """Count the rows of a table."""
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


class NoExecutor(Executor):
    """Takes jobs, and never does them."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ARG002
        return Future()
