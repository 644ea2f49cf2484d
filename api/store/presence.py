"""Tells which servers are alive: each holds a lock that the database lets go the moment its process ends.

So nobody has to guess from clocks whether a server is slow or gone.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, text

from api.store import working
from api.store.database import Database, DatabaseUnusableError, now
from api.store.tables import server

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOCKS = 0x6F6D75  # the first half of our advisory locks' names: "omu"
SUFFIX = "-serving"  # of the file that a server on SQLite holds
# A machine that loses its power says no goodbye: PostgreSQL asks after it, or it would hold the lock for two hours.
KEEPALIVE = ("tcp_keepalives_idle = 5", "tcp_keepalives_interval = 2", "tcp_keepalives_count = 3")


class Presence:
    """A server among those that use the database. Raises DatabaseUnusableError if there can be only one.

    On SQLite it is alone from the first moment, so that it may change the database's form; `enter` needs the tables.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.number = 0
        self._file = _hold_file(database) if database.is_sqlite else None
        self._lock: Connection | None = None

    def enter(self) -> None:
        """Take a number and hold its lock; what was being done under an earlier number goes on under this one."""
        earlier = self.number
        with self.database.writing() as connection:
            values = insert(server).values(started_at=now()).returning(server.c.number)
            number = int(connection.execute(values).scalar_one())
        if not self.database.is_sqlite:
            self._lock = self._locked(number)
        self.number = number
        if earlier:
            working.adopt(self.database, earlier, number)

    def stay(self) -> None:
        """Make sure the lock is still held; a connection that broke has lost it, and a new number is taken."""
        if self.database.is_sqlite:
            return
        if self._lock is not None:
            try:
                self._lock.execute(text("SELECT 1"))
            except Exception:  # whatever the driver says of it, it is of no use any more
                self._let_go()
        if self._lock is None:
            self.enter()

    def dead(self) -> list[int]:
        """Give the servers that have jobs and are no longer there."""
        return [
            number
            for number in working.servers_at_work(self.database)
            if number != self.number and self._gone(number)
        ]

    def leave(self) -> None:
        """Let go of the lock."""
        self._let_go()
        if self._file is not None:
            self._file.close()
            self._file = None
        with suppress(Exception), self.database.writing() as connection:
            connection.execute(delete(server).where(server.c.number == self.number))

    def _gone(self, number: int) -> bool:
        if self.database.is_sqlite:
            return True  # there is never more than one, and this is it
        with self.database.reading() as connection:
            query = text("SELECT pg_try_advisory_xact_lock(:kind, :number)")
            return bool(connection.execute(query, self._names(number)).scalar_one())

    def _locked(self, number: int) -> Connection:
        """Hold a number's lock on a connection that is nobody else's: closing it lets go."""
        connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()
        try:
            for setting in KEEPALIVE:
                connection.exec_driver_sql(f"SET {setting}")
            connection.execute(text("SELECT pg_advisory_lock(:kind, :number)"), self._names(number))
        except BaseException:
            connection.close()
            raise
        return connection

    def _let_go(self) -> None:
        lock, self._lock = self._lock, None
        if lock is not None:
            with suppress(Exception):
                lock.close()

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
