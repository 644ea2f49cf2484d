"""A whole island of several days asked about while parts of it are opened up: what no roster can beat, at once or soon.

HiGHS tells more than the nameless model where it gets through its cuts in the time there is, and with luck finds at
one stroke what part after part does not. It takes one worker, and a process of its own.
"""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

from solver import highs
from solver.blocks import by_person
from solver.bounds import worth_waiting
from solver.islands import Island
from solver.mending import Mending
from solver.names import names_of
from solver.process import Process
from solver.question import Solved, higher
from solver.stating import Stated, Stating, Whole


class Meanwhile:
    """Asks about one island at a level (its place in the order) until a moment of the monotonic clock, in a thread.

    `least` is what the island is known to add at least (None: unknown).
    """

    def __init__(
        self,
        stating: Stating,
        mending: Mending,
        number: int,
        island: Island,
        least: int | None,
        until: float,
        seed: int,
    ) -> None:
        self.stating = stating
        self.mending = mending
        self.number = number
        self.island = island
        self.until = until
        self.seed = seed
        self.process = Process()
        self.engine = highs.Engine(self.process, seed=seed)
        self.pool = ThreadPoolExecutor(1)
        self.asked: Future[tuple[Whole, Solved]] | None = None
        self._begin(least)

    def __enter__(self) -> Meanwhile:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.pool.shutdown()
        self.process.end()

    @property
    def busy(self) -> bool:
        """Tell whether it has a worker."""
        return self.asked is not None

    def stop(self) -> None:
        """End it at once; may be called from another thread."""
        self.engine.stop()

    def hear(self, least: int | None) -> int | None:
        """Take note of what was found out, if it is known by now; give the least that the island adds.

        What HiGHS has found is offered, and where it helped, HiGHS goes on from there.
        """
        if self.asked is None or not self.asked.done():
            return least
        (whole, solved), self.asked = self.asked.result(), None
        self.stating.tally.add(solved)
        least = higher(least, whole.least(solved.bound))
        if self._helped(whole.stated, solved) and not solved.optimal:
            self._begin(least)
        else:
            self.process.end()  # and with it what it holds of memory
        return least

    def _helped(self, stated: Stated, solved: Solved) -> bool:
        """Offer what HiGHS has found, unless parts have by now found as much; tell whether it helped."""
        keeper, name = self.stating.keeper, stated.name
        before = keeper.best.values[name]
        if solved.values is None or stated.value(solved.values) >= before:
            return False
        self.mending.keep(self.number, stated, solved, self.seed)
        return keeper.best.values[name] < before

    def _begin(self, least: int | None) -> None:
        """Ask HiGHS about everything, from the best roster so far."""
        whole = self.stating.whole(self.number, self.island, least)
        names = names_of(whole.stated.model, whole.stated.lean)

        def ask() -> tuple[Whole, Solved]:
            seconds = worth_waiting(self.until - time.monotonic())
            solved = by_person(whole.question, names, lambda asked: self.engine.solve(asked, seconds=seconds))
            return whole, solved

        self.asked = self.pool.submit(ask)
