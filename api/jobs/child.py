"""What happens in a job's own process: it is done, written down, and printed, or it is ended by the watchdog."""

from __future__ import annotations

import faulthandler
import functools
import multiprocessing
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from api.jobs.asking import errors_of, question_of_job
from api.jobs.watching import Watch
from api.store import working
from api.store.database import Database
from roster.faults import InputRefusedError

if TYPE_CHECKING:
    from api.store.working import Job, Turn

NICENESS = 10  # answers to callers go before the search
ORPHANED = 3  # exit status of a process whose server is gone
MEBIBYTE = 1024 * 1024


def begin(memory_mebibytes: int) -> None:
    """Set a fresh process up: the server handles the keyboard, and when the server is gone, so is this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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


def work(url: str, turn: Turn, seconds: float) -> None:
    """Do one job and write its result down. After `seconds` the process is ended, whatever it is doing.

    Raises what the database raises when it cannot be written to: the job is then still to be done.
    """
    database = _database(url)
    # A watchdog of the interpreter's own that needs no turn: not even a solver that never comes back holds it up.
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        job = working.load(database, turn)
        if job is not None and _do(database, job):
            print_out(url, turn)
    finally:
        faulthandler.cancel_dump_traceback_later()


def print_out(url: str, turn: Turn, seconds: float = 0) -> None:
    """Make the papers of a roster that is done: what is printed is what is stored."""
    from api.jobs.papers import papers

    database = _database(url)
    if seconds:
        faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        working.print_out(database, turn, papers(database, turn))
    finally:
        if seconds:
            faulthandler.cancel_dump_traceback_later()


@functools.cache
def _database(url: str) -> Database:
    return Database(url, pooled=False)


def _do(database: Database, job: Job) -> bool:
    """Do a job; True when it is a roster that is done now."""
    from api.kinds import KINDS
    from api.store.tables import ROSTER_KINDS

    with Watch(database, job.turn) as watch:
        try:
            content = KINDS[job.kind].do(question_of_job(job), watch.work)
        except InputRefusedError as error:
            return _failed(database, job.turn, errors_of(error))
        except (SQLAlchemyError, MemoryError):
            raise
        except Exception as error:
            # The text of an error may hold what a caller sent; its type does not.
            message = f"This is a fault of the program, not of your input ({type(error).__name__})."
            _failed(database, job.turn, [{"where": "", "code": "fault", "message": message}])
            raise
    done = working.complete(database, job.turn, content, watch.untold())
    return done and job.kind in ROSTER_KINDS


def _failed(database: Database, turn: Turn, errors: list[dict[str, Any]]) -> bool:
    working.fail(database, turn, errors)
    return False
