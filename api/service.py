"""Everything one server has at hand while it answers calls."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from api.jobs.child import warm
from api.jobs.dispatcher import Dispatcher
from api.jobs.pool import Pool
from api.metrics import Metrics
from api.store.database import Database
from api.store.presence import Presence
from api.store.upgrade import upgrade
from api.who.desk import FrontDesk

if TYPE_CHECKING:
    from api.settings import Settings

READERS_OF_BODIES = 2  # mornings that are read at once: each may take some memory, and a processor


@dataclass
class Waiting:
    """Callers who wait for a job to end; told by whichever thread hears of it."""

    loop: asyncio.AbstractEventLoop | None = None
    _for: dict[str, set[asyncio.Event]] = field(default_factory=lambda: defaultdict(set))

    async def until_told(self, job_id: str, seconds: float) -> None:
        """Wait until something is said of a job, or the time is up."""
        told = asyncio.Event()
        self._for[job_id].add(told)
        try:
            async with asyncio.timeout(seconds):
                await told.wait()
        except TimeoutError:
            return
        finally:
            self._for[job_id].discard(told)
            if not self._for[job_id]:
                del self._for[job_id]

    def tell(self, job_id: str) -> None:
        """Say that something happened to a job, from any thread."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._tell, job_id)

    def _tell(self, job_id: str) -> None:
        for each in self._for.get(job_id, ()):
            each.set()


class Service:
    """One server. `executor` runs its jobs (left out: processes of this machine).

    Raises DatabaseUnusableError, among other things when another server has the database.
    """

    def __init__(
        self, settings: Settings, *, open_here: bool = False, executor: Executor | None = None
    ) -> None:
        self.settings = settings
        self.database = Database(settings.database_url)
        presence = Presence(self.database)
        upgrade(self.database)
        presence.enter()
        self.desk = FrontDesk(settings, self.database, open_here=open_here)
        self.metrics = Metrics()
        self.waiting = Waiting()
        self.reading = ThreadPoolExecutor(READERS_OF_BODIES, thread_name_prefix="reading")
        self.executor = executor or Pool(settings.solves, settings.job_memory_mebibytes)
        self.dispatcher = Dispatcher(self.database, settings, self.executor, presence, self.waiting.tell)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to work on jobs, first on those that a server left which is gone."""
        self.waiting.loop = loop
        self.dispatcher.start()
        for _ in range(self.settings.solves):
            self.executor.submit(warm)

    def stop(self) -> None:
        """Take no more jobs, wait a little for those that run, give back the rest."""
        self.dispatcher.stop()
        self.executor.shutdown(wait=True, cancel_futures=True)
        self.reading.shutdown(wait=False, cancel_futures=True)
        self.database.close()
