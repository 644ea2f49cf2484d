"""How the time is shared out between the levels."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

# How a level's share of the remaining time compares with the others': due work is what the day is about.
SHARE = {"wing_posts": 1, "due.1": 60, "due.2": 25, "due": 12, "changes": 60, "rest": 1, "quality": 4}
LEAST = 1.0  # seconds for each level: on a busy machine its bound alone may take longer than a small share
NOTHING_LEFT = 0.25  # of its share for a level at 0: only what is done above could make it worse


def time_for(names: Sequence[str], deadline: float, values: Mapping[str, int]) -> float:
    """Give the moment (monotonic clock) by which the first of the levels still to do should be through.

    `values` are the levels' values so far: what has nothing left to do needs little of the time.
    """
    weights = [_share(name) * (1.0 if values[name] else NOTHING_LEFT) for name in names]
    now = time.monotonic()
    left = max(0.0, deadline - now)
    return now + min(left, max(LEAST, left * weights[0] / sum(weights)))


def _share(name: str) -> float:
    return SHARE.get(name, SHARE.get(name.partition(".")[0], 1))
