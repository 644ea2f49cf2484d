"""How the time is shared out between the levels."""

from __future__ import annotations

import time
from collections.abc import Sequence

# How a level's share of the remaining time compares with the others': due work is what the day is about.
SHARE = {"wing_posts": 1, "due.1": 60, "due.2": 25, "due": 12, "changes": 60, "rest": 1, "quality": 4}


def time_for(names: Sequence[str], deadline: float) -> float:
    """Give the moment (monotonic clock) by which the first of the levels still to do should be through."""
    weights = [SHARE.get(name, SHARE.get(name.partition(".")[0], 1)) for name in names]
    now = time.monotonic()
    return now + max(0.0, deadline - now) * weights[0] / sum(weights)
