"""Settle one island at one level: as a whole and part by part, until nothing more can be done or the time is up."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import Enum, auto
from functools import partial

from roster.problem import CHANGES, PREFERENCES
from solver.freeing import give_back
from solver.improving import Improving
from solver.islands import Island
from solver.mending import Mending
from solver.names import Names, names_of
from solver.neighbourhood import PEOPLE_AT_ONCE
from solver.process import Processes
from solver.question import higher
from solver.remembering import Remembering
from solver.side_by_side import Asking
from solver.stating import NAMED, Stating
from solver.stopping import Stop

WHOLE_SHARE = 0.8  # of the rest for everything that work which waits can touch, where it is large
WORTH_WHOLE = 20_000  # seats: above this, no engine has got anywhere with an island as a whole
MOSTLY_FIXED = 5  # where few diaries may change, so many times as many seats are worth it
SMALL = 3_000  # variables: up to this, an island as a whole gets all of the time
PARTS_SHARE = 0.15  # of a day's time for opening up parts before it is tried as a whole
PARTS_LONGEST = 3.0  # seconds for the same: what parts can give at all of a day, they mostly give by then
MANY_PARTS = 3  # times as many people as are in a part of a day: more than that is much larger
MANY_SEATS = 3_000  # of several days: more than this is much larger than a part
FRUITLESS = 3  # parts in a row, for each way to solve them, that gave nothing: the whole is worth more
FRUITLESS_AT_FIRST = 1  # the same in several days with no work held above: the whole is mostly settled
LEAST_TURN = 3.0  # seconds of opening up parts, at least, after an island has been tried as a whole


class Turn(Enum):
    """How far an island was solved as a whole."""

    TOO_LARGE = auto()
    OPEN = auto()
    REFUSED = auto()  # settled, but the clock cannot lay it out
    SETTLED = auto()


class Settling:
    """Settles islands at a level (its place in the order); `deadline` is the whole search's.

    `met` tells of such a level and an island with a bound whether nothing more is to be had.
    """

    def __init__(
        self,
        stating: Stating,
        stop: Stop,
        *,
        workers: int,
        seed: int,
        deadline: float,
        met: Callable[[int, Island, int | None], bool],
        remembering: Remembering,
    ) -> None:
        self.problem = stating.problem
        self.one_day = len(self.problem.days) == 1
        self.stating = stating
        self.keeper = stating.keeper
        self.tally = stating.tally
        self.stop = stop
        self.workers = workers
        self.seed = seed
        self.met = met
        self.remembering = remembering
        self.processes = Processes()
        self.mending = Mending(stating, stop, workers, deadline)
        self.improving = Improving(stating, self.mending, stop, workers, seed, self.processes)

    def __enter__(self) -> Settling:
        return self

    def __exit__(self, *_: object) -> None:
        self.processes.end()

    def settle(self, number: int, island: Island, least: int | None, until: float) -> int | None:
        """Solve an island, of which a bound may be known, until it is proved or time is up; give its bound.

        Parts come first where it is much larger than a part: they make quick work of a poor start. Of a day for a
        while; of several days, for as long as they do: the whole seldom gives anything there but at the first level of
        work, which has nothing to hold above it.
        """
        over = self._over(until) or self.met(number, island, least)
        if not over and self._much_larger_than_a_part(number, island):
            now = time.monotonic()
            longest = max(0.0, until - now)
            if self.one_day:
                longest = min(PARTS_LONGEST, PARTS_SHARE * longest)
            least = self._improve(number, island, least, now + longest, fruitless=self._patience(number))
        return self._by_turns(number, island, least, until)

    def _by_turns(self, number: int, island: Island, least: int | None, until: float) -> int | None:
        """Solve an island as a whole, then part by part, and so on."""
        while not (self._over(until) or self.met(number, island, least)):
            begun = time.monotonic()
            turn, least = self._whole(number, island, least, until)
            give_back()
            if turn is Turn.SETTLED:
                break  # nothing here can be done better while all else stays
            if turn is Turn.REFUSED:
                continue  # ask again, knowing why
            now = time.monotonic()
            longest = until - now if turn is Turn.TOO_LARGE else max(LEAST_TURN, now - begun)
            least = self._improve(number, island, least, min(until, now + longest))
        return least

    def _patience(self, number: int) -> int:
        """Give how many parts in a row may give nothing before the whole is worth more."""
        mostly_settled = not (self.one_day or self._above(number))
        return FRUITLESS_AT_FIRST if mostly_settled else FRUITLESS * len(self.improving.ways)

    def _above(self, number: int) -> bool:
        """Tell whether any work is held at a level above."""
        return any("." in name for name in self.problem.levels[:number])

    def _much_larger_than_a_part(self, number: int, island: Island) -> bool:
        if self.problem.levels[number] in NAMED:
            return False  # what is small as a whole, or never met
        if self.one_day:
            return len(island.people) > MANY_PARTS * PEOPLE_AT_ONCE
        return self.stating.count_seats(number, island) > MANY_SEATS

    def _whole(self, number: int, island: Island, least: int | None, until: float) -> tuple[Turn, int | None]:
        """Solve an island as a whole if it is not too large, as far as its share of the time goes; give its bound."""
        worth = WORTH_WHOLE * (MOSTLY_FIXED if self.problem.levels[number] == CHANGES else 1)
        if self.stating.count_seats(number, island) > worth:
            return Turn.TOO_LARGE, least
        if self.one_day and least is None:
            least = 0  # nothing is below: HiGHS is good at telling whether nothing need be late
        whole = self.stating.whole(number, island, least)
        stated = whole.stated
        now = time.monotonic()
        part = now + (until - now) * (1 if len(stated.lean.upper) <= SMALL else WHOLE_SHARE)
        few = CHANGES in self.problem.levels[: number + 1]  # nearly all is as it was: nothing for diaries
        # of few and of preferences the bound is hardly met
        hopeful = stated.name == CHANGES or not (few or stated.name == PREFERENCES)
        self.seed += 1  # another try, another luck
        names = Names() if few else names_of(stated.model, stated.lean)
        asking = Asking(
            whole.question,
            names,
            part,
            self.workers,
            self.seed,
            self.stop,
            self.tally,
            self.processes,
            hopeful=hopeful,
            one_day=self.one_day,
            remembered=self.remembering.recall(stated),
        )
        solved = asking.run()
        self.remembering.keep(stated, asking.dealt_out())
        least = higher(least, whole.least(solved.bound))
        stands = self.mending.keep(number, stated, solved, self.seed)
        if not solved.optimal:
            return Turn.OPEN, least
        return Turn.SETTLED if stands else Turn.REFUSED, least

    def _improve(
        self, number: int, island: Island, least: int | None, until: float, *, fruitless: int | None = None
    ) -> int | None:
        """Open up parts of an island until its bound is met, or the time or patience is up; give its bound."""
        met = partial(self.met, number, island)
        return self.improving.run(number, island, least, until, self.seed, met=met, fruitless=fruitless)

    def _over(self, until: float) -> bool:
        return self.stop.asked.is_set() or time.monotonic() >= until
