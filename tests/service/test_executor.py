"""The work goes through one seam: any executor of the standard shape can take the place of the embedded processes."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from api.jobs.dispatcher import Dispatcher
from api.settings import Settings
from api.store.database import Database
from api.store.presence import Presence
from api.store.tables import DONE
from api.store.upgrade import upgrade
from tests.service.keeping import accepted, column

DEADLINE = 60.0
OPTIONS = {"days": 1, "seconds": 5.0, "workers": 1, "seed": 0}


def test_another_executor_does_the_jobs(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'roster.db'}")
    upgrade(database)
    jobs = [accepted(database, asked={"options": OPTIONS}) for _ in range(3)]
    settings = Settings(database_url=database.url, solves=2, stop_seconds=20)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        dispatcher = Dispatcher(database, settings, executor, Presence(database))
        dispatcher.start()
        until = time.monotonic() + DEADLINE
        while any(column(database, job, "state") != DONE for job in jobs) and time.monotonic() < until:
            time.sleep(0.1)
        dispatcher.stop()
    assert [column(database, job, "state") for job in jobs] == [DONE] * 3
    assert [column(database, job, "attempt") for job in jobs] == [1] * 3
    database.close()
