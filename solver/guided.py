"""Parts of a week that a linear program shows: what it would have otherwise is open, and some people's whole week.

It has everybody's week at once, in parts of tasks, and says where the best roster so far is wrong. All that the two
agree on is held, and HiGHS is asked for the rest (a relaxation-induced neighbourhood: Danna, Rothberg and Le Pape
2005); beside it some people's weeks are open too, as many as there is time for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from solver.cpsat import SEEDS
from solver.draft import Draft
from solver.freeing import give_back
from solver.guide import Guide
from solver.highs import Engine
from solver.islands import Island
from solver.keeping_busy import Opening, Turn, keep_busy
from solver.mending import Mending
from solver.open_parts import Stage, Trial
from solver.process import MOST_AT_ONCE, Process, Processes
from solver.question import Solved
from solver.stating import Stating
from solver.stopping import Stop

TURN = 5.0  # seconds in which parts are opened before somebody else may have a turn
SECONDS = 3.0  # for a part, which has no deterministic time
ALL_OF_IT = (
    0.9  # of that time: a part that took less is followed by one with more people, another by one with fewer
)
QUICK = 2.0  # seconds for the linear program: up to this, each part has one of its own
OFF = 0.005  # so much may each variable's part in the sum be off: another linear program, nearly as good
PACE = 4_000  # seats that are stated, and for which the linear program is solved, in a second
SHARE = 0.5  # of the time left, at most, for these two
LARGEST = 25_000  # seats: of more, stating and two linear programs at a time take over 800 MB
FEWEST = 1  # people whose whole week is open


@dataclass(frozen=True)
class Going:
    """A part that HiGHS is at: in which process, around which roster, with whose weeks open."""

    engine: Engine
    process: Process
    around: Draft
    start: list[int]
    people: list[str]


class Guided(Opening):
    """Opens parts where the linear program differs from the best roster, in the first of the `processes`."""

    def __init__(
        self, stating: Stating, mending: Mending, stop: Stop, rng: Random, processes: Processes
    ) -> None:
        super().__init__(stating, mending, stop, rng, processes)
        self.guide: Guide | None = None
        self.took = 0.0  # seconds, by the linear program
        self.people = FEWEST
        self.too_large: set[tuple[int, Island]] = (
            set()
        )  # for the time there was, by level (its place in the order)

    def run(self, stage: Stage, trial: Trial, over: Callable[[], bool], patience: int | None = None) -> int:
        """Let each of a trial's workers have parts for a while, until it is `over`; give how many were opened.

        No more are opened after so many in a row that gave nothing, where `patience` says how many.
        """
        guide = self._guide(stage, trial)
        if guide is None:
            return 0
        give_back()  # what stating has freed, before others need it

        def begin(process: Process, _: object) -> Going | None:
            start = guide.now(stage, self.keeper)
            return None if start is None else self._open(guide, process, start)

        return keep_busy(
            self.processes.first(min(trial.workers, MOST_AT_ONCE)),
            self.stop,
            Turn(time.monotonic() + TURN, over, patience),
            begin=begin,
            solve=lambda going: self._solved(guide, going, trial),
            keep=lambda going, solved, idle: self._keep(guide, going, solved, replace(trial, workers=idle)),
        )

    def least(self, stage: Stage) -> int | None:
        """Give what the linear program has proved of a stage: the least that its island adds (None: nothing)."""
        guide = self.guide
        if guide is None or guide.stage.asked != stage.asked:
            return None
        return guide.least

    def _guide(self, stage: Stage, trial: Trial) -> Guide | None:
        """Give the stage with its linear program's values, if there is the time (None: not)."""
        if self.guide is not None and self.guide.stands(stage, self.keeper):
            return self.guide
        self.guide, longest = None, SHARE * (trial.until - time.monotonic())
        worth = min(LARGEST, PACE * longest)
        if stage.asked in self.too_large or self.stating.count_seats(*stage.asked) > worth:
            return None
        until = time.monotonic() + longest
        guide = Guide(self.stating, stage)
        engine = Engine(self.processes.first(1)[0], seed=trial.seed)
        with self.stop.watching(engine):
            begun = time.monotonic()
            in_time = guide.follow(engine, until - begun)
            self.took = time.monotonic() - begun
        if not in_time:
            self.too_large.add(stage.asked)
            return None
        self.guide = guide
        return guide

    def _open(self, guide: Guide, process: Process, start: list[int]) -> Going:
        """Open a part of the best roster there is now, with these values."""
        people = self.rng.sample(guide.people, min(self.people, len(guide.people)))
        engine = Engine(process, seed=self.rng.randrange(SEEDS))
        return Going(engine, process, self.keeper.best.draft, start, people)

    def _solved(self, guide: Guide, going: Going, trial: Trial) -> Solved:
        """Ask for another linear program, if that is quick, and for what it and the roster do not agree on."""
        values = guide.values
        if self.took < QUICK:
            relaxed = going.engine.relax(guide.written, seconds=trial.until - time.monotonic(), off=OFF)
            values = values if relaxed is None else relaxed.values
        held = guide.agreed(values, going.start, going.people)
        begun = time.monotonic()
        solved = going.engine.solve_part(
            guide.written, held, start=going.start, seconds=min(SECONDS, trial.until - begun)
        )
        longer = time.monotonic() - begun > ALL_OF_IT * SECONDS
        self.people = max(FEWEST, len(going.people) + (-1 if longer else 1))
        found = None if solved.values is None else guide.blocks.for_question(solved.values)
        return replace(solved, values=found, bound=None, optimal=False)  # proved of the part alone

    def _keep(self, guide: Guide, going: Going, solved: Solved, trial: Trial) -> bool:
        """Offer what was found, in the best roster there is by now; tell whether that is better then."""
        self.stating.tally.add(solved)
        stated, best = guide.stated, self.keeper.best
        before, values = best.values[stated.name], solved.values
        if values is None or stated.value(values) >= stated.value(going.start):
            return False
        if going.around != best.draft:
            values = guide.carried(best.draft, going.around, values) or values
        if stated.value(values) >= before:
            return False
        return self.offer(guide.stage.number, stated, replace(solved, values=values), trial)
