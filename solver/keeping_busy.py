"""Keep processes busy for a turn: each has something to solve, and the next thing as soon as that is done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from typing import Protocol, TypeVar

from solver.highs import Engine
from solver.mending import Mending
from solver.open_parts import Trial
from solver.process import Process, Processes
from solver.question import Solved
from solver.stating import Stated, Stating
from solver.stopping import Stop


class Going(Protocol):
    """What a process is at, and the engine that asks it."""

    @property
    def engine(self) -> Engine:
        """May be stopped meanwhile."""
        ...

    @property
    def process(self) -> Process:
        """Idle again when the engine is done."""
        ...


class Opening:
    """Whoever opens parts of the best roster, in the first of the `processes`, and offers what is found in them."""

    def __init__(
        self, stating: Stating, mending: Mending, stop: Stop, rng: Random, processes: Processes
    ) -> None:
        self.stating = stating
        self.keeper = stating.keeper
        self.mending = mending
        self.stop = stop
        self.rng = rng
        self.processes = processes

    def offer(self, number: int, stated: Stated, solved: Solved, trial: Trial) -> bool:
        """Offer what was found for a level (its place in the order), mended close by; tell whether it is better now."""
        before = self.keeper.best.values[stated.name]
        self.mending.keep(number, stated, solved, trial.seed, trial.workers, close_by=True, until=trial.until)
        return self.keeper.best.values[stated.name] < before


Each = TypeVar("Each", bound=Going)


@dataclass(frozen=True)
class Turn:
    """Nothing more is begun `until` then (monotonic clock), or after so many in a row that gave nothing (`patience`).

    Once it is `over`, what goes on is ended too.
    """

    until: float
    over: Callable[[], bool]
    patience: int | None

    def may_begin(self, fruitless: int) -> bool:
        """Tell whether one more is worth it, after so many in a row that gave nothing."""
        return time.monotonic() < self.until and (self.patience is None or fruitless < self.patience)


def keep_busy(
    processes: Sequence[Process],
    stop: Stop,
    turn: Turn,
    *,
    begin: Callable[[Process, Sequence[Each]], Each | None],
    solve: Callable[[Each], Solved],
    keep: Callable[[Each, Solved, int], bool],
) -> int:
    """Let each process solve one thing after the other; give how many were begun.

    `begin` gives the next for a process, beside those that are going (None: there is none); `solve` is called in a
    thread; `keep` gets what it gave and how many processes are idle by then, and tells whether that was of use.
    """
    idle, going = list(processes), dict[Future[Solved], Each]()
    begun, fruitless = 0, 0
    with ThreadPoolExecutor(len(processes)) as pool, ExitStack() as watched:
        while True:
            if turn.over():
                for each in going.values():
                    each.engine.stop()
            elif idle and turn.may_begin(fruitless):
                more = begin(idle[-1], list(going.values()))
                if more is not None:
                    idle.pop()
                    watched.enter_context(stop.watching(more.engine))
                    going[pool.submit(solve, more)] = more
                    begun += 1
                    continue
            if not going:
                return begun
            for done in wait(going, return_when=FIRST_COMPLETED).done:
                each = going.pop(done)
                idle.append(each.process)
                fruitless = 0 if keep(each, done.result(), len(idle)) else fruitless + 1
