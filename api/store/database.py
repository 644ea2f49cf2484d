"""Opens the database and gives reading and writing transactions; what is written is on disk before it is promised."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from roster.faults import OmuRosterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

SQLITE, POSTGRES = "sqlite", "postgresql"
BUSY_MILLISECONDS = 30_000  # how long to wait for another process that is writing
WRITING = "omu_writing"
# PostgreSQL is to be no slower to say that it is gone than SQLite that it is busy; and a process that is held up in
# the middle of a transaction, with the audit locked, is to hold up nobody else.
OPTIONS = "-c lock_timeout=30s -c idle_in_transaction_session_timeout=10s"
PATIENCE = {"connect_timeout": 5, "tcp_user_timeout": 15_000, "keepalives_idle": 5, "keepalives_interval": 5}
INCREMENTAL = 2  # what SQLite says of a file that can be made shorter bit by bit
READERS = 40  # as many as the web framework has threads


class DatabaseUnusableError(OmuRosterError):
    """The database cannot be used as it is set up; the message says why."""


class Database:
    """One database. `url` is `sqlite:///file` or `postgresql://…`; raises DatabaseUnusableError for any other."""

    def __init__(self, url: str, *, pooled: bool = True) -> None:
        self.url = url
        self.engine = _engine(url, pooled)
        self.is_sqlite = self.engine.dialect.name == SQLITE
        self._writer = threading.Lock()

    @property
    def file(self) -> Path | None:
        """The SQLite file, if it is one."""
        from pathlib import Path

        name = self.engine.url.database
        return Path(name) if self.is_sqlite and name else None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads: all of it sees the same moment."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:  # there each statement would see a moment of its own
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; on disk when it is left without an error, undone otherwise.

        One at a time in this process: SQLite lets only one write, and who waits in a line waits fairly.
        """
        with self._writer, self.engine.connect() as connection:
            connection = connection.execution_options(**{WRITING: True})
            with connection.begin():
                yield connection

    def give_room_back(self, pages: int) -> bool:
        """Make the file of a SQLite database shorter by at most so many empty pages; tell whether there are more.

        PostgreSQL does this by itself: it writes what is new where something was deleted.
        """
        if not self.is_sqlite:
            return False
        with self._writer, closing(self.engine.raw_connection()) as borrowed:
            connection = borrowed.driver_connection
            assert isinstance(connection, sqlite3.Connection)
            # A script, because `execute` stops after the first page.
            connection.executescript(f"PRAGMA incremental_vacuum({pages})")
            left: int = connection.execute("PRAGMA freelist_count").fetchone()[0]
            by_bits = connection.execute("PRAGMA auto_vacuum").fetchone() == (INCREMENTAL,)
            return by_bits and left > 0

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _engine(url: str, pooled: bool) -> Engine:
    try:
        parsed = make_url(url)
    except Exception:  # the library has several; the text might hold a password, so it is not shown
        raise DatabaseUnusableError(
            "OMU_DATABASE_URL is not a database's address, for example sqlite:///omu-roster.db."
        ) from None
    kind = parsed.get_backend_name()
    if kind == SQLITE:
        if not parsed.database or parsed.database == ":memory:":
            raise DatabaseUnusableError(
                "OMU_DATABASE_URL needs a file: nothing that is only in memory is kept."
            )
        return _sqlite(url, pooled)
    if kind in (POSTGRES, "postgres"):
        return _postgres(url, pooled)
    raise DatabaseUnusableError(
        f"OMU_DATABASE_URL names a database of kind {kind}; sqlite and postgresql can be used."
    )


def _sqlite(url: str, pooled: bool) -> Engine:
    pool: dict[str, Any] = {"pool_size": READERS} if pooled else {"poolclass": NullPool}
    engine = create_engine(url, connect_args={"check_same_thread": False}, **pool)

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None  # transactions begin and end where it is said below, nowhere else
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        if connection.execute("PRAGMA page_count").fetchone() == (0,):
            # Only a file that is still empty can be made so that room is given back bit by bit, while others write.
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a commit is on disk when it returns
            "foreign_keys=ON",
            "secure_delete=FAST",  # what is deleted is not left in pages that are written anyway
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that will write says so at once: it waits for its turn, and cannot fail half-way for it.
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _postgres(url: str, pooled: bool) -> Engine:
    try:
        import psycopg  # noqa: F401
    except ImportError:
        raise DatabaseUnusableError(
            "PostgreSQL needs the extra: pip install 'omu-roster[postgres]'."
        ) from None
    pool: dict[str, Any] = (
        {"pool_size": READERS, "pool_pre_ping": True} if pooled else {"poolclass": NullPool}
    )
    driver = make_url(url).set(drivername="postgresql+psycopg")
    arguments: dict[str, Any] = {**PATIENCE, "options": OPTIONS}
    for name in driver.query:  # what an operator says in the address counts
        arguments.pop(name, None)
    return create_engine(driver, connect_args=arguments, **pool)


def now() -> str:
    """Give this moment as it is stored."""
    return stored(datetime.now(UTC))


def stored(moment: datetime) -> str:
    """Write a moment as the database keeps it: UTC, to the microsecond, sortable as text."""
    return moment.isoformat(timespec="microseconds")
