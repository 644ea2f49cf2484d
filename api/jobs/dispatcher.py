"""Hands the jobs that wait to processes, one for each that is free, and deals with those whose process dies.

All it knows is in the database: killed at any moment and started again, it goes on where it was.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.jobs import child
from api.jobs.tidying import Tidying
from api.store import printing, working

if TYPE_CHECKING:
    from api.settings import Settings
    from api.store.database import Database
    from api.store.presence import Presence
    from api.store.working import Turn

LOOK_SECONDS = 1.0  # how often it looks, when nobody wakes it, for jobs that other servers took in
DEAD_SECONDS = 5.0  # how often it looks for servers that are gone
REST_SECONDS = 2.0  # after a fault of the database
GAP_SECONDS = 0.05  # between two deletions, so that others who write come in between
PRINTINGS = 3  # tries to print a roster, before it is left unprinted until the next start

log = structlog.get_logger()


@dataclass
class Tally:
    """What has been done since the start, for the operator."""

    started: int = 0
    died: int = 0
    restarted: int = 0
    busy: int = 0


@dataclass
class Dispatcher:
    """One server's share of the work. `ended` is called with the id of each job that has ended, from any thread."""

    database: Database
    settings: Settings
    executor: Executor
    presence: Presence
    ended: Callable[[str], None] = lambda _: None
    tally: Tally = field(default_factory=Tally)

    def __post_init__(self) -> None:
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._running: dict[Turn, Future[None]] = {}
        self._given_back: list[tuple[Turn, bool]] = []
        self._printings: dict[int, int] = {}
        self._looked = -DEAD_SECONDS
        self._rest_until = 0.0
        self._tidying = Tidying(self.database, self.settings.keep_days)
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Begin, with what a server left that is gone."""
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Tell whether it is at work."""
        return self._thread.is_alive()

    def wake(self) -> None:
        """Say that there is something to do."""
        self._wake.set()

    def stop(self) -> None:
        """Take nothing more, wait a little for what runs, and give back the rest."""
        self._stopping.set()
        self.wake()
        self._thread.join()
        wait(list(self._running.values()), timeout=self.settings.stop_seconds)
        with self._lock:
            left = list(self._running)
            self._given_back += [(turn, False) for turn in left]
        try:
            self._give_back()
        except SQLAlchemyError:
            log.warning("jobs could not be given back; the next start takes them over", jobs=len(left))
        self.presence.leave()

    # -- its own thread --------------------------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._look()
                rest = GAP_SECONDS if self._tidying.step() else LOOK_SECONDS
            except Exception as error:  # were this thread to end, jobs would be taken in and never done
                log.error("jobs cannot be handed out", error=type(error).__name__)
                self._stopping.wait(REST_SECONDS)
            else:
                self._wake.wait(rest)

    def _look(self) -> None:
        if time.monotonic() - self._looked >= DEAD_SECONDS:
            self.presence.stay()
            self._take_over()
        self._give_back()
        while self._free() and not self._stopping.is_set():
            if not (self._print_one() or self._start_one()):
                return

    def _free(self) -> bool:
        with self._lock:
            return len(self._running) < self.settings.solves and time.monotonic() >= self._rest_until

    def _take_over(self) -> None:
        taken = working.take_over(self.database, self.presence.dead())
        if taken:
            self.tally.restarted += taken
            log.warning("jobs of a server that is gone start again", jobs=taken)
        for turn in self._strays():
            log.warning("a job that nobody works on starts again", job=turn.id)
            working.give_back(self.database, turn, died=False, most=self.settings.attempts)
        self._looked = time.monotonic()

    def _strays(self) -> list[Turn]:
        """Give the jobs that are this server's by the database, and that it never heard it has.

        It happens when a connection breaks between a claim and the word that it is on disk.
        """
        there = working.turns_of(self.database, self.presence.number)
        with self._lock:
            known = {*self._running, *(turn for turn, _ in self._given_back)}
        return [turn for turn in there if turn not in known]

    def _give_back(self) -> None:
        """Put jobs back whose process died; kept until the database has taken it."""
        while self._given_back:
            turn, died = self._given_back[0]
            working.give_back(self.database, turn, died=died, most=self.settings.attempts)
            self._given_back.pop(0)
            self.ended(turn.id)

    def _start_one(self) -> bool:
        turn = working.claim(self.database, self.presence.number)
        if turn is None:
            return False
        self.tally.started += 1
        self._submit(turn, child.work)
        return True

    def _print_one(self) -> bool:
        with self._lock:
            busy = [turn.number for turn in self._running]
            but = [*busy, *(each for each, tries in self._printings.items() if tries >= PRINTINGS)]
        turn = printing.unprinted(self.database, but)
        if turn is None:
            return False
        self._submit(turn, child.print_out)
        return True

    def _submit(self, turn: Turn, what: Callable[[str, Turn, float], None]) -> None:
        with self._lock:
            future = self.executor.submit(what, self.database.url, turn, self.settings.spare_seconds)
            self._running[turn] = future
            self.tally.busy = len(self._running)
        future.add_done_callback(lambda done: self._done(turn, done, printing=what is child.print_out))

    # -- a process's end, in whatever thread hears of it ------------------------------------------------------------

    def _done(self, turn: Turn, done: Future[None], *, printing: bool) -> None:
        error = None if done.cancelled() else done.exception()
        died = error is not None and not isinstance(error, child.PostponedError)
        with self._lock:
            self._running.pop(turn, None)
            self.tally.busy = len(self._running)
            if printing:
                self._printings[turn.number] = self._printings.get(turn.number, 0) + died
            elif error is not None:
                self.tally.died += died
                self._given_back.append((turn, died))
            if error is not None and not died:  # it would only happen again at once
                self._rest_until = time.monotonic() + REST_SECONDS
            elif error is None:
                self._printings.pop(turn.number, None)
        if error is not None:
            log.warning("a job's process failed", job=turn.id, error=type(error).__name__, printing=printing)
        self.ended(turn.id)
        self.wake()
