"""Parts of a week opened at once: HiGHS has one for each worker, in a process of its own, and the next when it is done.

What one finds is carried over to what others have found meanwhile. HiGHS with one thread finds as much in a part of a
week as CP-SAT with two.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from solver import highs
from solver.blocks import by_person
from solver.carrying import carried
from solver.freeing import give_back
from solver.keeping_busy import Opening, Turn, keep_busy
from solver.model import total
from solver.open_parts import OpenPart, Stage, Trial, open_part
from solver.process import MOST_AT_ONCE, Process
from solver.question import Solved

TURN = 5.0  # seconds in which parts are opened before somebody else may have a turn
SECONDS = 2.5  # for a part, which has no deterministic time
LONGEST = 4.0  # seconds, however large the part


@dataclass(frozen=True)
class Going:
    """A part that HiGHS is at, in which process."""

    part: OpenPart
    engine: highs.Engine
    process: Process


class AtOnce(Opening):
    """Opens parts and has them solved at once, in the first of the `processes`."""

    def run(self, stage: Stage, trial: Trial, over: Callable[[], bool], patience: int | None = None) -> int:
        """Let each of a trial's workers have parts for a while, until it is `over`; give how many were opened.

        No more are opened after so many in a row that gave nothing, where `patience` says how many.
        """
        give_back()  # what CP-SAT has freed, before others need it
        workers = min(trial.workers, MOST_AT_ONCE)
        trial = replace(trial, workers=workers)
        return keep_busy(
            self.processes.first(workers),
            self.stop,
            Turn(time.monotonic() + TURN, over, patience),
            begin=lambda process, going: self._open(stage, trial, [each.part for each in going], process),
            solve=lambda going: self._solved(going, trial),
            keep=lambda going, solved, idle: self._keep(
                stage, going.part, solved, replace(trial, workers=idle)
            ),
        )

    def _open(self, stage: Stage, trial: Trial, beside: Sequence[OpenPart], process: Process) -> Going:
        """Open a part beside those that are going."""
        part = open_part(
            self.stating, stage, self.rng, larger=trial.larger, at_once=trial.workers, beside=beside
        )
        return Going(part, highs.Engine(process, seed=trial.seed), process)

    def _solved(self, going: Going, trial: Trial) -> Solved:
        """Ask HiGHS, by person."""
        seconds = min(SECONDS * trial.size, LONGEST, trial.until - time.monotonic())
        question = going.part.question
        return by_person(question, going.part.names, lambda each: going.engine.solve(each, seconds=seconds))

    def _keep(self, stage: Stage, part: OpenPart, solved: Solved, trial: Trial) -> bool:
        """Offer what was found, carried over to the best roster there is by now; tell whether that is better then."""
        self.stating.tally.add(solved)
        values = solved.values
        if values is not None and part.around != self.keeper.best.draft:
            better = total(part.question.aim, values) < total(part.question.aim, part.question.start)
            there = carried(self.stating, stage, part, values) if better else None
            if there is None:
                return False
            part, solved = there
        return self.offer(stage.number, part.stated, solved, trial)
