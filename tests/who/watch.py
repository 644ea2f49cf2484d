"""A watch that a test sets, instead of waiting."""

from __future__ import annotations

from datetime import UTC, datetime

from api.who.clock import Clock

BEGIN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


class Watch:
    """Both clocks, moved by hand only."""

    def __init__(self) -> None:
        self.now = BEGIN.timestamp()
        self.steady = 0.0
        self.clock = Clock(lambda: self.now, lambda: self.steady)

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.steady += seconds
