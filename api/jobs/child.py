"""What happens in a job's own process: it is done, written down, and printed, or it is ended by the watchdog."""

from __future__ import annotations

import faulthandler
import functools
import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError

from api.jobs.asking import errors_of, question_of_job
from api.jobs.watching import Watch
from api.store import printing, working
from api.store.database import Database
from roster.faults import InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from api.store.working import Job, Turn

NICENESS = 10  # answers to callers go before the search
UNUSABLE = (OperationalError, InterfaceError, InternalError)  # the database, not what is asked of it
PATIENCE_SECONDS = 30.0  # a result is offered to a database that cannot be written to for so long …
REST_SECONDS = 1.0  # … this often
ORPHANED = 3  # exit status of a process whose server is gone
MEBIBYTE = 1024 * 1024


class PostponedError(Exception):
    """The database cannot be used. The job is still to be done, and it is not its fault."""


def begin(memory_mebibytes: int) -> None:
    """Set a fresh process up: the server handles the keyboard, and when the server is gone, so is this."""
    for each in (
        signal.SIGINT,
        signal.SIGTERM,
    ):  # they come to all processes at once; the server tells what to do
        signal.signal(each, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_server, name="server", daemon=True).start()
    if sys.platform != "win32":
        import resource

        os.nice(NICENESS)
        if memory_mebibytes:
            most = memory_mebibytes * MEBIBYTE
            resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _end_with_the_server() -> None:
    server = multiprocessing.parent_process()
    if server is not None:
        server.join()
        os._exit(ORPHANED)


def warm() -> int:
    """Load the solver before the first job comes; give the process's id."""
    import solver.search  # noqa: F401

    return os.getpid()


def work(url: str, turn: Turn, spare_seconds: float) -> None:
    """Do one job and write its result down; it may take `spare_seconds` longer than it was asked to search.

    Raises PostponedError.
    """
    database = _database(url)
    with _postponing():
        job = working.load(database, turn)
        if job is not None:
            with _watchdog(job.asked["options"]["seconds"] + spare_seconds):
                _do(database, job)


def print_out(url: str, turn: Turn, seconds: float) -> None:
    """Make the papers of a roster that is done: what is printed is what is stored. Raises PostponedError."""
    from api.jobs.papers import papers

    database = _database(url)
    with _postponing(), _watchdog(seconds):
        printing.print_out(database, turn, papers(database, turn))


@contextmanager
def _postponing() -> Iterator[None]:
    """Tell the database's faults from the job's own, in words that pass from process to process whatever happened."""
    try:
        yield
    except UNUSABLE as error:
        raise PostponedError(type(error).__name__) from None
    except Exception as error:
        raise RuntimeError(type(error).__name__) from None


@contextmanager
def _watchdog(seconds: float) -> Iterator[None]:
    """End the process after so many seconds, whatever it is doing.

    It is the interpreter's own, and needs no turn of its own: not even a solver that never comes back holds it up.
    """
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


@functools.cache
def _database(url: str) -> Database:
    return Database(url, pooled=False)


def _do(database: Database, job: Job) -> None:
    """Do a job, and write down its result or why there is none."""
    from api.kinds import KINDS

    with Watch(database, job.turn) as watch:
        try:
            content = KINDS[job.kind].do(question_of_job(job), watch.work)
        except InputRefusedError as error:
            working.fail(database, job.turn, errors_of(error))
            return
        except (SQLAlchemyError, MemoryError):
            raise
        except Exception as error:
            # The text of an error may hold what a caller sent; its type does not.
            message = f"This is a fault of the program, not of your input ({type(error).__name__})."
            working.fail(database, job.turn, [{"where": "", "code": "fault", "message": message}])
            raise
    untold = watch.untold()
    _patiently(lambda: working.complete(database, job.turn, content, untold))


def _patiently(write: Callable[[], object]) -> None:
    """Write down what took long to find, even if the database is away for a moment just then.

    Trying again is safe: an attempt that has ended, because only the answer was lost, ends no second time.
    """
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            write()
        except UNUSABLE:
            if time.monotonic() > until:
                raise
            time.sleep(REST_SECONDS)
        else:
            return
