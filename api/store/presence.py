"""Tells which servers are alive: each holds a lock that the database lets go the moment its process ends.

So nobody has to guess from clocks whether a server is slow or gone.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from sqlalchemy import Connection, delete, insert, text

from api.store.database import Database, DatabaseUnusableError, now
from api.store.tables import server
from api.store.working import servers_at_work

LOCKS = 0x6F6D75  # the first half of our advisory locks' names: "omu"
SUFFIX = "-serving"  # of the file that a server on SQLite holds


class Presence:
    """A server among those that use the database. Raises DatabaseUnusableError if there can be only one."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._held: sqlite3.Connection | Connection | None = None
        self.number = 0
        self.enter()

    def enter(self) -> None:
        """Take a number, and hold its lock."""
        if self.database.is_sqlite:
            self._held = _hold_file(self.database)
        with self.database.writing() as connection:
            values = insert(server).values(started_at=now()).returning(server.c.number)
            self.number = int(connection.execute(values).scalar_one())
        if not self.database.is_sqlite:
            self._held = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._held.execute(text("SELECT pg_advisory_lock(:kind, :number)"), self._names(self.number))

    def stay(self) -> None:
        """Make sure the lock is still held; a connection that broke has lost it, and a new number is taken."""
        if isinstance(self._held, Connection):
            try:
                self._held.execute(text("SELECT 1"))
            except Exception:
                with suppress(Exception):
                    self._held.invalidate()
                    self._held.close()
                self.enter()
                raise

    def dead(self) -> list[int]:
        """Give the servers that have jobs and are no longer there."""
        return [
            number
            for number in servers_at_work(self.database)
            if number != self.number and self._gone(number)
        ]

    def leave(self) -> None:
        """Let go of the lock."""
        if self._held is not None:
            self._held.close()
            self._held = None
        with suppress(Exception), self.database.writing() as connection:
            connection.execute(delete(server).where(server.c.number == self.number))

    def _gone(self, number: int) -> bool:
        if self.database.is_sqlite:
            return True  # there is never more than one, and this is it
        with self.database.reading() as connection:
            query = text("SELECT pg_try_advisory_xact_lock(:kind, :number)")
            return bool(connection.execute(query, self._names(number)).scalar_one())

    @staticmethod
    def _names(number: int) -> dict[str, int]:
        return {"kind": LOCKS, "number": number}


def _hold_file(database: Database) -> sqlite3.Connection:
    """Lock a small file beside the database; the system lets go of it when the process ends, however it ends."""
    assert database.file is not None
    held = sqlite3.connect(
        f"{database.file}{SUFFIX}", timeout=0, isolation_level=None, check_same_thread=False
    )
    try:
        held.execute("PRAGMA locking_mode=EXCLUSIVE")
        held.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        held.close()
        raise DatabaseUnusableError(
            f"Another omu-roster server uses {database.file.name}. Stop it first, or use PostgreSQL for several."
        ) from None
    return held
