"""Complete a roster in which some diaries are settled: SCIP is asked for all else, several beginnings at a time.

Where most people's days are settled, what is left is small, and tight: SCIP's cuts find in seconds what CP-SAT does not
find in a quarter of a minute (docs/speed.md).
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace

from solver.diaries import Diaries
from solver.diving import Settled
from solver.question import Solved
from solver.remainder import Remainder
from solver.scip import Engine

EFFORT = 1_500_000  # nodes of SCIP's tree, times variables: what is found is mostly found in half of them
TIME_SHARE = 0.5  # of what is left


class Completing:
    """Several beginnings, each with an engine of its own; `stop` ends them all."""

    def __init__(self, diaries: Diaries, beginnings: Sequence[Settled]) -> None:
        self.diaries = diaries
        self.beginnings = beginnings
        self.engines = [Engine(diving=True) for _ in beginnings]
        now = time.monotonic()
        self.until = now + (diaries.until - now) * TIME_SHARE

    def stop(self) -> None:
        """Ask all of them to finish with the best so far."""
        for engine in self.engines:
            engine.stop()

    def answers(self, enough: Sequence[int | None]) -> Iterator[Solved]:
        """Give the best values that each beginning leaves, whoever is ready first.

        Each ends when its sum is down to what is `enough` for it.
        """
        with ThreadPoolExecutor(len(self.engines)) as pool:
            asked = [
                pool.submit(self._ask, *each)
                for each in zip(self.beginnings, self.engines, enough, strict=True)
            ]
            for answer in as_completed(asked):
                yield answer.result()

    def _ask(self, settled: Settled, engine: Engine, enough: int | None) -> Solved:
        """Ask one engine; what it says of the sum is true only beside what is settled, so no bound is given on."""
        parted = self.diaries.parted
        given = parted.settled(settled)
        if given is None:
            return Solved(None, None, optimal=False)
        remainder = Remainder(parted.blocks.asked(enough), parted.blocks.person, *given)
        question = replace(remainder.question, start=())
        with self.diaries.halt.watching(engine):
            left = self.until - time.monotonic()
            nodes = EFFORT // max(1, len(question.upper))
            answer = engine.solve(question, seconds=left, nodes=nodes)
        beside = replace(answer, bound=None, optimal=False, infeasible=False)
        if answer.values is None:
            return beside
        return replace(beside, values=parted.blocks.for_question(remainder.whole(answer.values)))
