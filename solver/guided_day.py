"""Parts of a day that a linear program shows: what it would have otherwise is open, and some people's whole day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from solver.blocks import Blocks
from solver.cpsat import SEEDS
from solver.guide import Beside, Choice, Guide
from solver.highs import Engine
from solver.keeping_busy import Turn, keep_busy
from solver.known import Known
from solver.process import Process
from solver.question import Solved

PATIENCE = 8  # parts in a row that gave nothing: others are worth more
SOON_PATIENCE = 3  # the same where diaries will prove most of it
SHARE = 0.5  # of the time left, at most, for the linear program


@dataclass(frozen=True)
class Going:
    """A part that HiGHS is at: in which process, around which values, with whose day open."""

    engine: Engine
    process: Process
    start: list[int]
    choice: Choice


class GuidedDay:
    """Opens parts of a day's question where its linear program differs from the best values known.

    No more are opened after so many in a row that gave nothing (`patience`).
    """

    def __init__(
        self, known: Known, blocks: Blocks, processes: Sequence[Process], seed: int, patience: int
    ) -> None:
        self.known = known
        self.guide = Guide(known.now(), blocks, Beside())
        self.processes = processes
        self.rng = Random(seed)
        self.patience = patience

    def run(self) -> None:
        """Let each process have parts until the values are at the bound, or patience is up."""
        if self._follow():
            keep_busy(
                self.processes,
                self.known.stop,
                Turn(self.known.until, self.known.over, self.patience),
                begin=lambda process, _: self._open(process),
                solve=lambda going: self.guide.solve(
                    going.engine, going.start, going.choice, self.known.until
                ),
                keep=lambda _, solved, __: self._keep(solved),
            )

    def _follow(self) -> bool:
        """Ask the linear program, and keep its bound; tell whether that was in time and more is to be had."""
        engine = self._engine(self.processes[0])
        with self.known.watching(engine):
            relaxed = self.guide.follow(engine, SHARE * self.known.left())
        if relaxed is not None:
            self.known.hear(Solved(None, relaxed.bound, optimal=False))
        return relaxed is not None and not self.known.over()

    def _open(self, process: Process) -> Going:
        """Open a part of the best values known by now."""
        start = self.guide.blocks.whole(self.known.best)
        return Going(self._engine(process), process, start, self.guide.choose(self.rng))

    def _engine(self, process: Process) -> Engine:
        return Engine(process, seed=self.rng.randrange(SEEDS))

    def _keep(self, solved: Solved) -> bool:
        """Keep what was found; tell whether the values are better then."""
        before = self.known.reached()
        self.known.hear(solved)
        return self.known.reached() < before
