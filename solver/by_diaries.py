"""Diaries as an engine: a bound from prices, whole diaries settled as far as they go, and the rest asked outright."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from solver.cpsat import Engine as Searching
from solver.diaries import Diaries
from solver.diving import Settled, dive
from solver.model import total
from solver.names import Names
from solver.parted import Parted
from solver.question import Question, Solved
from solver.stopping import Stop

NEAR = 1  # steps below the best bound that prices could give: near enough to look for whole diaries
STEP_BACK = 2  # steps of settling that are taken back each time the rest does not work out
EFFORT = 1.0  # deterministic time for asking the rest


class Engine:
    """One question solved by diaries; `stop` may be called from another thread."""

    def __init__(self, *, workers: int, seed: int) -> None:
        self.workers = workers
        self.seed = seed
        self.halt = Stop()

    def stop(self) -> None:
        """Ask it to finish with the best so far."""
        self.halt.request()

    def solve(self, question: Question, names: Names, *, seconds: float) -> Solved:
        """Find a bound, and values that come as near to it as they can be found."""
        until = time.monotonic() + seconds
        best, values = total(question.aim, question.start), question.start
        diaries = Diaries(Parted(question, names), workers=self.workers, halt=self.halt, until=until)
        diaries.price(best, near=NEAR)
        least = _greater(diaries.bound, question.at_least)
        for answer in self._tries(diaries, best, least):
            diaries.tally.add(answer)
            if answer.values is not None and total(question.aim, answer.values) < best:
                best, values = total(question.aim, answer.values), answer.values
            if least is not None and best <= least:
                break
        else:
            diaries.price(best)
            least = _greater(diaries.bound, least)
        return Solved(
            values,
            least,
            optimal=least is not None and best <= least,
            deterministic_time=diaries.tally.deterministic_time,
            branches=diaries.tally.branches,
            iterations=diaries.tally.iterations,
        )

    def _tries(self, diaries: Diaries, best: int, least: int | None) -> Iterator[Solved]:
        """Settle diaries and ask for the rest; settle fewer each time."""
        steps = dive(diaries, best) if least is None or best > least else []
        while steps and not diaries.over():
            yield self._rest(diaries, steps[-1], least)
            steps = steps[:-STEP_BACK]

    def _rest(self, diaries: Diaries, settled: Settled, least: int | None) -> Solved:
        """Ask for everything beside the settled diaries."""
        narrowed = diaries.parted.narrowed(settled)
        if narrowed is None:
            return Solved(None, None, optimal=False)
        engine = Searching(workers=self.workers, seed=self.seed)
        with self.halt.watching(engine):
            narrowed = replace(narrowed, at_least=least)
            return engine.solve(narrowed, seconds=diaries.until - time.monotonic(), effort=EFFORT)


def _greater(one: int | None, other: int | None) -> int | None:
    return max((each for each in (one, other) if each is not None), default=None)
