"""A whole island of several days asked about while parts of it are opened up: what no roster can beat, at once or soon.

HiGHS tells more than the nameless model where it gets through its cuts in the time there is, and with luck finds at
one stroke what part after part does not; what is too large for it is left to the nameless model. One worker is taken
for either, and a process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from solver import highs
from solver.blocks import by_person
from solver.bounds import least_of, question_apart, worth_waiting
from solver.islands import Island
from solver.mending import Mending
from solver.model import Model
from solver.names import names_of
from solver.process import Process
from solver.question import Solved, higher
from solver.relaxation import Relaxation
from solver.stating import Stated, Stating, Whole


@dataclass(frozen=True)
class Told:
    """What was found out: the least that the island adds, or what HiGHS says of how it was stated."""

    least: int | None = None
    whole: Whole | None = None
    solved: Solved | None = None


class Meanwhile:
    """Asks about one island at a level (its place in the order) until a moment of the monotonic clock, in a thread.

    `heard` is what the rules say of room and clock; `by_highs`: HiGHS is asked, else the nameless model.
    """

    def __init__(
        self,
        stating: Stating,
        mending: Mending,
        number: int,
        island: Island,
        heard: Model,
        until: float,
        seed: int,
        *,
        by_highs: bool,
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
        self.asked: Future[Told] | None = None
        self._begin(self._of_highs(0) if by_highs else self._of_nameless(heard))

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
        told, self.asked = self.asked.result(), None
        if told.whole is None or told.solved is None:
            return higher(least, told.least)
        self.stating.tally.add(told.solved)
        least = higher(least, told.whole.least(told.solved.bound))
        if self._helped(told.whole.stated, told.solved) and not told.solved.optimal:
            self._begin(self._of_highs(least))
        return least

    def _helped(self, stated: Stated, solved: Solved) -> bool:
        """Offer what HiGHS has found, unless parts have by now found as much; tell whether it helped."""
        keeper, name = self.stating.keeper, stated.name
        before = keeper.best.values[name]
        if solved.values is None or stated.value(solved.values) >= before:
            return False
        self.mending.keep(self.number, stated, solved, self.seed)
        return keeper.best.values[name] < before

    def _begin(self, ask: Callable[[], Told] | None) -> None:
        if ask is not None:
            self.asked = self.pool.submit(ask)

    def _seconds(self) -> float:
        return worth_waiting(self.until - time.monotonic(), one_day=False)

    def _of_highs(self, least: int | None) -> Callable[[], Told]:
        """Ask HiGHS about everything, from the best roster so far."""
        whole = self.stating.whole(self.number, self.island, least)
        names = names_of(whole.stated.model, whole.stated.lean)

        def ask() -> Told:
            seconds = self._seconds()
            solved = by_person(whole.question, names, lambda asked: self.engine.solve(asked, seconds=seconds))
            return Told(whole=whole, solved=solved)

        return ask

    def _of_nameless(self, heard: Model) -> Callable[[], Told] | None:
        """Ask the nameless model for a bound."""
        name = self.stating.problem.levels[self.number]
        relaxation = Relaxation(
            self.stating.problem, *self.island.among(*self.stating.seated(self.number)), heard
        )
        held = self.stating.held(self.number, self.island)
        question = question_apart(relaxation, name, held, self._seconds())
        if question is None:
            return None
        asked, constant = question

        def ask() -> Told:
            answer = self.process.ask(asked, self.engine.stopped)
            return Told(None if answer is None else least_of(answer.bound, constant))

        return ask
