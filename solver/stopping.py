"""Stopping a search from outside, and what it has cost so far."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from solver.cpsat import Engine


class Stop:
    """A way to ask a running search, from any thread, to finish with the best so far."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._engine: Engine | None = None

    def request(self) -> None:
        """Ask it to stop."""
        self.asked.set()
        engine = self._engine
        if engine is not None:
            engine.stop()

    def watch(self, engine: Engine | None) -> None:
        """Note the engine that is running now (None: none is)."""
        self._engine = engine


@dataclass
class Tally:
    """What the search has cost so far, in counts that repeat."""

    deterministic_time: float = 0.0
    branches: int = 0
    variables: int = 0
    constraints: int = 0
    build_seconds: float = 0.0
    level_seconds: dict[str, float] = field(default_factory=dict)
