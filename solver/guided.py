"""Parts of a week that a linear program shows: what it would have otherwise is open, and some people's whole week."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from solver.cpsat import SEEDS
from solver.draft import Draft
from solver.freeing import give_back
from solver.guide import Beside, Choice
from solver.highs import Engine
from solver.islands import Island
from solver.keeping_busy import Opening, Turn, keep_busy
from solver.mending import Mending
from solver.open_parts import Stage, Trial
from solver.process import MOST_AT_ONCE, Process, Processes
from solver.question import Solved
from solver.shown import Shown
from solver.stating import Stating
from solver.stopping import Stop

TURN = 5.0  # seconds in which parts are opened before somebody else may have a turn
PACE = 4_000  # seats that are stated, and for which the linear program is solved, in a second
SHARE = 0.5  # of the time left, at most, for these two
LARGEST = 25_000  # seats: of more, stating and two linear programs at a time take over 800 MB


@dataclass(frozen=True)
class Going:
    """A part that HiGHS is at: in which process, around which roster, with whose weeks open."""

    engine: Engine
    process: Process
    around: Draft
    start: list[int]
    choice: Choice


class Guided(Opening):
    """Opens parts where the linear program differs from the best roster, in the first of the `processes`."""

    def __init__(
        self, stating: Stating, mending: Mending, stop: Stop, rng: Random, processes: Processes
    ) -> None:
        super().__init__(stating, mending, stop, rng, processes)
        self.shown: Shown | None = None
        self.beside = Beside()
        self.too_large: set[tuple[int, Island]] = (
            set()
        )  # for the time there was, by level (its place in the order)

    def run(self, stage: Stage, trial: Trial, over: Callable[[], bool], patience: int | None = None) -> int:
        """Let each of a trial's workers have parts for a while, until it is `over`; give how many were opened.

        No more are opened after so many in a row that gave nothing, where `patience` says how many.
        """
        shown = self._shown(stage, trial)
        if shown is None:
            return 0
        give_back()  # what stating has freed, before others need it

        def begin(process: Process, _: object) -> Going | None:
            start = shown.now(stage, self.keeper)
            return None if start is None else self._open(shown, process, start)

        def solve(going: Going) -> Solved:
            return shown.guide.solve(going.engine, going.start, going.choice, trial.until)

        return keep_busy(
            self.processes.first(min(trial.workers, MOST_AT_ONCE)),
            self.stop,
            Turn(time.monotonic() + TURN, over, patience),
            begin=begin,
            solve=solve,
            keep=lambda going, solved, idle: self._keep(shown, going, solved, replace(trial, workers=idle)),
        )

    def least(self, stage: Stage) -> int | None:
        """Give what the linear program has proved of a stage: the least that its island adds (None: nothing)."""
        if self.shown is None or self.shown.stage.asked != stage.asked:
            return None
        return self.shown.least

    def _shown(self, stage: Stage, trial: Trial) -> Shown | None:
        """Give the stage with its linear program's values, if there is the time (None: not)."""
        if self.shown is not None and self.shown.stands(stage, self.keeper):
            return self.shown
        self.shown, longest = None, SHARE * (trial.until - time.monotonic())
        worth = min(LARGEST, PACE * longest)
        if stage.asked in self.too_large or self.stating.count_seats(*stage.asked) > worth:
            return None
        until = time.monotonic() + longest
        shown = Shown(self.stating, stage, self.beside)
        engine = Engine(self.processes.first(1)[0], seed=trial.seed)
        with self.stop.watching(engine):
            in_time = shown.follow(engine, until - time.monotonic())
        if not in_time:
            self.too_large.add(stage.asked)
            return None
        self.shown = shown
        return shown

    def _open(self, shown: Shown, process: Process, start: list[int]) -> Going:
        """Open a part of the best roster there is now, with these values."""
        choice = shown.guide.choose(self.rng)
        engine = Engine(process, seed=self.rng.randrange(SEEDS))
        return Going(engine, process, self.keeper.best.draft, start, choice)

    def _keep(self, shown: Shown, going: Going, solved: Solved, trial: Trial) -> bool:
        """Offer what was found, in the best roster there is by now; tell whether that is better then."""
        self.stating.tally.add(solved)
        stated, best = shown.stated, self.keeper.best
        before, values = best.values[stated.name], solved.values
        if values is None or stated.value(values) >= stated.value(going.start):
            return False
        if going.around != best.draft:
            values = shown.carried(best.draft, going.around, values) or values
        if stated.value(values) >= before:
            return False
        return self.offer(shown.stage.number, stated, replace(solved, values=values), trial)
