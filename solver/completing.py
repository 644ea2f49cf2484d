"""Complete a roster in which some diaries are settled: all else is asked outright, several beginnings at a time.

Where most people's days are settled, what is left is small, and tight. Asked for nothing but to meet the bound, HiGHS
does in a second or two what SCIP does not in six, and mostly tells in a quarter of a second that it cannot be
(docs/speed.md). With one worker SCIP is asked, by nodes, so that the same question gets the same answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import replace
from functools import partial
from heapq import heappop, heappush
from threading import Lock

from solver import highs, scip
from solver.diaries import Diaries
from solver.diving import Settled
from solver.process import Process
from solver.question import Question, Solved
from solver.remainder import Remainder
from solver.stopping import Stop

EFFORT = 1_500_000  # nodes of SCIP's tree, times variables: what is found is mostly found in half of them
LONGEST = 6.0  # seconds for HiGHS, which has no deterministic time: mostly half of them are enough
AS_LARGE = 5_000  # variables that have this long; more have longer, in proportion
HIGHS_SHARE, SCIP_SHARE = 0.9, 0.5  # of what is left, for all beginnings together


def complete(
    diaries: Diaries, settled: Settled, enough: int | None, ask: Callable[[Question], Solved]
) -> Solved:
    """Ask for all that is not settled; what is said of the sum is true only beside that, so no bound is given on.

    `infeasible`: `enough` cannot be reached beside what is settled.
    """
    parted = diaries.parted
    given = parted.settled(settled)
    if given is None:
        return Solved(None, None, optimal=False)
    remainder = Remainder(parted.blocks.asked(enough), parted.blocks.person, *given)
    answer = ask(replace(remainder.question, start=()))
    beside = replace(answer, bound=None, optimal=False)
    if answer.values is None:
        return beside
    return replace(beside, values=parted.blocks.for_question(remainder.whole(answer.values)))


def by_scip(diaries: Diaries, settled: Settled, enough: int | None) -> Solved:
    """Complete one beginning with SCIP, so that the same question gets the same answer."""
    seconds = (diaries.until - time.monotonic()) * SCIP_SHARE

    def ask(question: Question) -> Solved:
        engine = scip.Engine(diving=True)
        with diaries.halt.watching(engine):
            return engine.solve(question, seconds=seconds, nodes=EFFORT // max(1, len(question.upper)))

    return complete(diaries, settled, enough, ask)


class Completing:
    """Beginnings that HiGHS completes, whichever has least left first, while others are looked for.

    `enough` gives the sum that will do for a beginning, by its place among those that came together; `heard` gets each
    answer, in a thread.
    """

    def __init__(
        self,
        diaries: Diaries,
        processes: Sequence[Process],
        seed: int,
        *,
        enough: Callable[[int], int | None],
        heard: Callable[[Solved], None],
    ) -> None:
        self.diaries = diaries
        self.idle = list(processes)
        self.seed = seed
        self.enough = enough
        self.heard = heard
        self.until = time.monotonic() + (diaries.until - time.monotonic()) * HIGHS_SHARE
        self.halt = Stop()
        self.lock = Lock()
        self.waiting: list[tuple[int, int, int, Settled]] = []
        self.asked: list[Future[Solved]] = []
        self.pool = ThreadPoolExecutor(len(processes))

    def __enter__(self) -> Completing:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self.pool.shutdown()

    def stop(self) -> None:
        """Ask all of them to finish with the best so far."""
        self.halt.request()

    def add(self, beginnings: Sequence[Settled]) -> None:
        """Let these be completed too."""
        for place, settled in enumerate(beginnings):
            with self.lock:
                left = -sum(map(len, settled))
                heappush(self.waiting, (left, len(self.asked), place, settled))
            self.asked.append(self.pool.submit(self._next))

    def answers(self) -> Iterator[Solved]:
        """Wait for all of them, and give each one's answer, whichever is ready first; it has been heard by then."""
        for each in as_completed(self.asked):
            yield each.result()

    def _next(self) -> Solved:
        with self.lock:
            _, _, place, settled = heappop(self.waiting)
            process = self.idle.pop()
        try:
            if self.halt.asked.is_set() or time.monotonic() >= self.until:
                return Solved(None, None, optimal=False)
            answer = complete(self.diaries, settled, self.enough(place), partial(self._ask, process))
            self.heard(answer)
            return answer
        finally:
            self.idle.append(process)

    def _ask(self, process: Process, question: Question) -> Solved:
        engine = highs.Engine(process, seed=self.seed)
        longest = LONGEST * max(1.0, len(question.upper) / AS_LARGE)
        seconds = min(longest, self.until - time.monotonic())
        with self.halt.watching(engine):
            if question.at_least is None:
                return engine.solve(question, seconds=seconds)
            return engine.reach(question, question.at_least, seconds=seconds)
