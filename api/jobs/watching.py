"""Stands beside a job while it is done: writes down how far it is, and hears whether it should stop."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from api.jobs.snapshot import Snapshot
from api.kinds.kind import Work
from api.store import working
from api.store.tables import CANCELLED, FINISH

if TYPE_CHECKING:
    from api.store.database import Database
    from api.store.working import Turn
    from solver.search import Search

LISTEN_SECONDS = 0.25  # how soon a request to stop is heard, and progress written down
PATIENCE_SECONDS = 5.0  # after which a job that nobody wants any more is ended with its process
NOT_WANTED = 4  # the exit status of such a process
BEST_SECONDS = 2.0  # the best so far is written down this often …
BEST_SHARE = 10  # … and rarer where putting it together takes long: at most a tenth of the time goes into it


class Watch:
    """Used as `with Watch(database, turn) as watch: do(…, watch.work)`."""

    def __init__(self, database: Database, turn: Turn) -> None:
        self.database = database
        self.turn = turn
        self.work = Work(tell=self._hear, show=self._see)
        self._told: list[Mapping[str, Any]] = []
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._snapshot: Snapshot | None = None
        self._next_best = 0.0
        self._given_up: float | None = None
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)

    def __enter__(self) -> Watch:
        self._listen()  # it may have been asked to finish while it waited
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def untold(self) -> list[Mapping[str, Any]]:
        """Give the progress that is not written down yet, and forget it."""
        with self._lock:
            told, self._told = self._told, []
            return told

    def _hear(self, progress: Mapping[str, Any]) -> None:
        with self._lock:
            self._told.append(dict(progress))

    def _see(self, search: Search) -> None:
        self._snapshot = Snapshot(search)
        self._next_best = time.monotonic() + BEST_SECONDS

    def _watch(self) -> None:
        while not self._ended.wait(LISTEN_SECONDS):
            with suppress(SQLAlchemyError):  # it matters at the end, when the result is written down
                self._listen()
                self._report()

    def _listen(self) -> None:
        wish = working.wish(self.database, self.turn)
        if wish in (FINISH, CANCELLED):
            self.work.stop.request()
        if wish == CANCELLED:
            self._given_up = self._given_up or time.monotonic()
            if time.monotonic() - self._given_up > PATIENCE_SECONDS:
                os._exit(NOT_WANTED)

    def _report(self) -> None:
        best = self._best()
        told = self.untold()
        if told or best is not None:
            working.report(self.database, self.turn, told, best)

    def _best(self) -> dict[str, Any] | None:
        begun = time.monotonic()
        if self._snapshot is None or begun < self._next_best:
            return None
        best = self._snapshot.take()
        taken = time.monotonic() - begun
        self._next_best = time.monotonic() + max(BEST_SECONDS, BEST_SHARE * taken)
        return best
