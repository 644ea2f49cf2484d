"""Tells the time, so that a test can say what time it is instead of waiting for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Clock:
    """Two clocks, both in seconds: `now` since 1970 (UTC), `steady` since any moment and never set back."""

    now: Callable[[], float] = time.time
    steady: Callable[[], float] = time.monotonic

    def moment(self) -> datetime:
        """Give the moment it is, in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)


CLOCK = Clock()
