"""Has what was kept long enough deleted, a little at a time between other work, at the start and once a day."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from api.store.retention import PAGES, Gone, forget, limit_of
from api.who.clock import CLOCK, Clock

if TYPE_CHECKING:
    from api.store.database import Database

EVERY_SECONDS = 24 * 60 * 60.0

log = structlog.get_logger()


@dataclass
class Tidying:
    """One server's share of it; several on one database do not get in each other's way."""

    database: Database
    keep_days: int
    clock: Clock = CLOCK
    _due: float = field(default=0.0, init=False)
    _gone: Gone = field(default_factory=Gone, init=False)

    def __post_init__(self) -> None:
        self._due = self.clock.steady()

    def step(self) -> bool:
        """Do a little, if it is time; tell whether there is more to do at once. It never raises for the database."""
        if not self.keep_days or self.clock.steady() < self._due:
            return False
        try:
            gone = forget(self.database, limit_of(self.keep_days, self.clock.moment()))
            self._gone += gone
            if gone or self.database.give_room_back(PAGES):
                return True
        except (SQLAlchemyError, sqlite3.Error) as error:
            # Jobs matter more: what could not be deleted today is deleted tomorrow, or at the next start.
            log.warning("what was kept long enough could not be deleted", error=type(error).__name__)
        if self._gone:
            log.info("what was kept long enough was deleted", **vars(self._gone))
        self._gone, self._due = Gone(), self.clock.steady() + EVERY_SECONDS
        return False
