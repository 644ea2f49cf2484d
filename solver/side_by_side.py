"""Two engines on one question: one looks for a roster that meets the bound, the other moves the bound.

CP-SAT's local search is quick to find values that meet a bound, and slow to say that none do; SCIP's cuts are the
other way round. Whoever settles the question first stops the other. With one worker they take turns instead, so that
the same question gets the same answer.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock, Thread

from solver import scip
from solver.cpsat import Engine
from solver.model import total
from solver.question import Question, Solved
from solver.stopping import Stop, Tally

FIRST_TRY = 6.0  # deterministic time for meeting the bound, then for coming nearer to it, then again


@dataclass
class Asking:
    """One question on its way to an answer."""

    question: Question
    until: float  # by the monotonic clock
    workers: int
    seed: int
    stop: Stop
    tally: Tally
    hopeful: bool = True  # the known bound may well be met: worth asking for outright
    best: Sequence[int] = ()
    least: int | None = None
    settled: bool = False
    searching: Engine | None = None
    lock: Lock = field(default_factory=Lock)

    def run(self) -> Solved:
        """Ask both; give the best values found and the best bound known."""
        self.best = self.question.start
        self.least = self.question.at_least
        if self.workers > 1:
            self._at_once()
        else:
            self._in_turn()
        better = self._value(self.best) < self._value(self.question.start)
        return Solved(self.best if better or self.settled else None, self.least, optimal=self.settled)

    def _in_turn(self) -> None:
        self._search(FIRST_TRY if self.hopeful else None)
        if not self._over():
            self._prove(scip.Engine())

    def _at_once(self) -> None:
        prover = scip.Engine()
        proving = Thread(target=self._prove, args=(prover,))
        proving.start()
        try:
            while not self._over():
                self._search(FIRST_TRY if self.hopeful else None)
        finally:
            prover.stop()
            proving.join()

    def _over(self) -> bool:
        return self.settled or self.stop.asked.is_set() or time.monotonic() >= self.until

    # -- the two engines ------------------------------------------------------------------------------------------

    def _search(self, effort: float | None) -> None:
        """Try to meet the bound; failing that, to come nearer to it."""
        least = self.least
        if least is not None and self.hopeful:
            with self._engine() as engine:
                tried = engine.reach(self.question, least, seconds=self._left(), effort=effort)
            self._hear(replace(tried, bound=least + 1 if tried.infeasible else None))
        if not self._over() and (self.workers > 1 or not self.hopeful):
            with self._engine() as engine:
                nearer = replace(self.question, start=self.best, at_least=self.least)
                self._hear(engine.solve(nearer, seconds=self._left(), effort=effort))
            self.seed += 1

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        self.searching = Engine(workers=self.workers, seed=self.seed)
        with self.stop.watching(self.searching):
            yield self.searching

    def _prove(self, engine: scip.Engine) -> None:
        with self.stop.watching(engine):
            self._hear(engine.solve(replace(self.question, start=self.best), seconds=self._left()))
        if self.settled and self.searching:
            self.searching.stop()

    def _left(self) -> float:
        return self.until - time.monotonic()

    def _hear(self, answer: Solved) -> None:
        """Keep what an engine found out."""
        with self.lock:
            self.tally.add(answer)
            if answer.bound is not None:
                self.least = answer.bound if self.least is None else max(self.least, answer.bound)
            if answer.values is not None and self._value(answer.values) < self._value(self.best):
                self.best = answer.values
            self.settled = self.least is not None and self._value(self.best) <= self.least

    def _value(self, values: Sequence[int]) -> int:
        return total(self.question.aim, values)
