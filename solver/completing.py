"""Complete a roster in which some diaries are settled: all else is asked outright, several beginnings at a time.

Where most people's days are settled, what is left is small, and tight. Asked for nothing but to meet the bound, HiGHS
does in a second or two what SCIP does not in six, and mostly tells in a quarter of a second that it cannot be
(docs/speed.md). With one worker SCIP is asked, by nodes, so that the same question gets the same answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from functools import partial

from solver import highs, scip
from solver.diaries import Diaries
from solver.diving import Settled
from solver.process import Process
from solver.question import Question, Solved
from solver.remainder import Remainder
from solver.stopping import Stop

EFFORT = 1_500_000  # nodes of SCIP's tree, times variables: what is found is mostly found in half of them
LONGEST = (
    6.0  # seconds for HiGHS, which has no deterministic time: what is found is mostly found in half of them
)
HIGHS_SHARE, SCIP_SHARE = 0.9, 0.5  # of what is left, for all beginnings together


class Completing:
    """Several beginnings, as many at a time as there are workers; `stop` ends them all.

    HiGHS is asked, for each in one of the `processes`, or SCIP where there are none.
    """

    def __init__(
        self,
        diaries: Diaries,
        beginnings: Sequence[Settled],
        processes: Sequence[Process] = (),
        seed: int = 0,
    ) -> None:
        self.diaries = diaries
        self.beginnings = beginnings
        self.processes = processes
        self.idle = list(processes)
        self.seed = seed
        self.halt = Stop()
        now = time.monotonic()
        self.until = now + (diaries.until - now) * (HIGHS_SHARE if processes else SCIP_SHARE)

    def stop(self) -> None:
        """Ask all of them to finish with the best so far."""
        self.halt.request()

    def answers(self, enough: Callable[[int], int | None]) -> Iterator[Solved]:
        """Give the best values that each beginning leaves, whoever is ready first.

        Each ends when its sum is down to what is `enough` for it, by its place.
        """
        workers = len(self.processes) or len(self.beginnings)
        with self.diaries.halt.watching(self), ThreadPoolExecutor(workers) as pool:
            asked = [
                pool.submit(self._ask, settled, partial(enough, place))
                for place, settled in enumerate(self.beginnings)
            ]
            for answer in as_completed(asked):
                yield answer.result()

    def _ask(self, settled: Settled, enough: Callable[[], int | None]) -> Solved:
        """Ask for all else; what is said of the sum is true only beside what is settled, so no bound is given on."""
        parted = self.diaries.parted
        given = parted.settled(settled)
        if given is None or self.halt.asked.is_set() or time.monotonic() >= self.until:
            return Solved(None, None, optimal=False)
        remainder = Remainder(parted.blocks.asked(enough()), parted.blocks.person, *given)
        question = replace(remainder.question, start=())
        answer = self._by_highs(question) if self.processes else self._by_scip(question)
        beside = replace(answer, bound=None, optimal=False, infeasible=False)
        if answer.values is None:
            return beside
        return replace(beside, values=parted.blocks.for_question(remainder.whole(answer.values)))

    def _by_scip(self, question: Question) -> Solved:
        engine = scip.Engine(diving=True)
        with self.halt.watching(engine):
            nodes = EFFORT // max(1, len(question.upper))
            return engine.solve(question, seconds=self.until - time.monotonic(), nodes=nodes)

    def _by_highs(self, question: Question) -> Solved:
        process = self.idle.pop()
        engine = highs.Engine(process, seed=self.seed)
        seconds = min(LONGEST, self.until - time.monotonic())
        with self.halt.watching(engine):
            if question.at_least is None:
                answer = engine.solve(question, seconds=seconds)
            else:
                answer = engine.reach(question, question.at_least, seconds=seconds)
        self.idle.append(process)
        return answer
