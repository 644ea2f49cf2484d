"""What the wings cost the unit, in sentences that can be said aloud."""

from __future__ import annotations

from roster.exports.words import count, lasting
from roster.whatif.compare import Difference, Known, wing_minutes

PROVED = "Proved: these differences are exact."
FOUND = "Not proved: these are the differences between the rosters found."


def wing_price(now: Known, without: Difference) -> tuple[str, ...]:
    """Say what goes to the wings, and what the same roster would reach without any wing posts."""
    lost = wing_minutes(now)
    if not lost:
        return ()
    net = len(without.gained) - len(without.lost)
    return (
        f"{lasting(lost)} of time that could be planned go to the wings.",
        f"Without any wing posts {lasting(-without.wing_minutes)} of it would be free for the unit.",
        f"Then {_more_or_fewer(net, 'due task')} would be on time.",
        f"Due work would be late by {_more_or_fewer(without.days_late, 'working day')}, all tasks together.",
        PROVED if without.exact else FOUND,
    )


def _more_or_fewer(number: int, what: str) -> str:
    if not number:
        return f"no more and no fewer {what}s"
    return count(abs(number), f"{'more' if number > 0 else 'fewer'} {what}")
