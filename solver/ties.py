"""What belongs together: things tied to each other, directly or through others."""

from __future__ import annotations

from collections.abc import Hashable


class Ties:
    """Which things are tied together."""

    def __init__(self) -> None:
        self.above: dict[Hashable, Hashable] = {}

    def root(self, thing: Hashable) -> Hashable:
        """Give the one that stands for all that a thing is tied to."""
        while (above := self.above.setdefault(thing, thing)) != thing:
            self.above[thing] = self.above[above]
            thing = above
        return thing

    def tie(self, one: Hashable, other: Hashable) -> None:
        """Tie two things."""
        self.above[self.root(one)] = self.root(other)
