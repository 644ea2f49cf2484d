"""Stopping a search from outside, and what it has cost so far."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from solver.question import Solved


class Stoppable(Protocol):
    """An engine at work."""

    def stop(self) -> None:
        """Finish with the best so far."""
        ...


class Stop:
    """A way to ask a running search, from any thread, to finish with the best so far."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._running: list[Stoppable] = []

    def request(self) -> None:
        """Ask it to stop."""
        self.asked.set()
        for engine in list(self._running):
            engine.stop()

    @contextmanager
    def watching(self, engine: Stoppable) -> Iterator[None]:
        """Let a request reach the engine while it runs."""
        self._running.append(engine)
        if self.asked.is_set():  # between making the engine and watching it
            engine.stop()
        try:
            yield
        finally:
            self._running.remove(engine)


@dataclass
class Tally:
    """What the search has cost so far; all but the seconds are counts that repeat.

    `deterministic_time` and `branches` are CP-SAT's, `iterations` SCIP's, HiGHS's and the diaries' linear programs',
    `nodes` SCIP's and HiGHS's, each summed; `variables` and `constraints` are the largest model's; `first_seconds`
    tells when the first checked roster stood.
    `refused` counts rosters that kept every row and that the checker rejected: a rule says two things.
    """

    deterministic_time: float = 0.0
    branches: int = 0
    iterations: int = 0
    nodes: int = 0
    variables: int = 0
    constraints: int = 0
    refused: int = 0
    build_seconds: float = 0.0
    first_seconds: float = 0.0
    level_seconds: dict[str, float] = field(default_factory=dict)

    def add(self, solved: Solved) -> None:
        """Count what one answer took."""
        self.deterministic_time += solved.deterministic_time
        self.branches += solved.branches
        self.iterations += solved.iterations
        self.nodes += solved.nodes
