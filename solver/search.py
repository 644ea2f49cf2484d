"""Find the best roster, level by level: bound, improve, prove, hold what was reached, go on.

The best laid-out roster so far is always kept outside the solver, so that stopping at any moment leaves one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum, auto
from functools import partial

from roster.levels import tolerance
from roster.problem import CHANGES, PREFERENCES, Problem
from roster.roster import LevelValue, Plan
from roster.rule import Rule
from solver.beforehand import Beforehand
from solver.bounds import bound, hear, worth_waiting
from solver.filling import Filling
from solver.freeing import give_back
from solver.highs import Process
from solver.improving import Improving
from solver.islands import Island, apart, everything, islands
from solver.keeper import Keeper
from solver.mending import Mending
from solver.model import Model
from solver.names import Names, names_of
from solver.neighbourhood import PEOPLE_AT_ONCE, opened
from solver.outcome import Outcome
from solver.relaxation import Relaxation
from solver.repairing import Repair
from solver.shares import time_for
from solver.side_by_side import Asking
from solver.stating import NAMED, Stating
from solver.stopping import Stop, Tally

Progress = Callable[[str, int, int | None, float], None]
"""Called with level, value, bound (None = unknown) and seconds since the start."""

WHOLE_SHARE = 0.8  # of the rest for everything that work which waits can touch, where it is large
WORTH_WHOLE = 20_000  # seats: above this, no engine has got anywhere with an island as a whole
MOSTLY_FIXED = 5  # where few diaries may change, so many times as many seats are worth it
SMALL = 3_000  # variables: up to this, an island as a whole gets all of the time
PARTS_SHARE = 0.15  # of a day's time for opening up parts before it is tried as a whole
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


class Search:
    """One search over one problem. `seconds` is the wall time for all levels together, `through` the last to solve."""

    def __init__(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        *,
        seconds: float = 20.0,
        workers: int = 2,
        seed: int = 0,
        progress: Progress | None = None,
        stop: Stop | None = None,
        through: str | None = None,
        beforehand: Beforehand | None = None,
    ) -> None:
        self.problem = problem
        self.rules = rules
        self.workers = workers
        self.one_day = len(problem.days) == 1
        self.seed = seed
        self.progress = progress or (lambda *_: None)
        self.stop = stop or Stop()
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.tally = Tally()
        self.keeper = Keeper(problem, rules, self.tally)
        self.stating = Stating(problem, rules, self.keeper, self.tally)
        self.beforehand = beforehand or Beforehand()
        self.enough = 0  # the value at which the level that is being solved is left
        begun = problem.revision.begun if problem.revision is not None else None
        if self.beforehand.plan is not None or begun is not None:
            self.keeper.begin(self.beforehand.plan or begun or Plan())
        levels = problem.levels
        self.to_solve = levels[: levels.index(through) + 1] if through else levels
        self.filling = Filling(self.stating, self.keeper, self.tally, self.begun)
        self.mending = Mending(self.stating, self.stop, workers, self.deadline)
        self.highs = Process()
        self.improving = Improving(self.stating, self.mending, self.stop, workers, seed, self.highs)

    def run(self) -> Outcome:
        """Go through the levels and give the best roster found, with value and bound of each level."""
        with self.highs:
            self._all_levels()
        self.tally.beside_mebibytes = self.highs.mebibytes
        return Outcome(
            plan=self.keeper.best.plan,
            levels=tuple(self._as_delivered(level) for level in self.stating.reached),
            seconds=time.monotonic() - self.begun,
            tally=self.tally,
            stopped=self.stop.asked.is_set(),
        )

    def _all_levels(self) -> None:
        Repair(self.stating, self.keeper, self.stop).run(self.workers, self.seed, self.deadline)
        self.filling.run()
        for number, name in enumerate(self.problem.levels):
            begun, self.enough = time.monotonic(), 0
            least = self._level(number, name) if name in self.to_solve else None
            value = self.keeper.best.values[name]
            limit = tolerance(self.problem.policy, name, value)
            if CHANGES in self.problem.levels[number:]:
                self.keeper.enough[name] = self.enough
            self.stating.reached.append(
                LevelValue(
                    name, max(value, self.enough), least, limit, max(value, self.stating.most.get(name, 0))
                )
            )
            self.tally.level_seconds[name] = time.monotonic() - begun
            self.progress(name, value, least, time.monotonic() - self.begun)

    def _as_delivered(self, level: LevelValue) -> LevelValue:
        """Give a level its final value: work added at lower levels may have made it better than it was left."""
        value = self.keeper.best.values[level.name]
        return replace(level, value=value, tolerance=tolerance(self.problem.policy, level.name, value))

    # -- one level ------------------------------------------------------------------------------------------------

    def _level(self, number: int, name: str) -> int | None:
        """Improve the best roster at one level as far as the time allows; give the level's bound."""
        until = time_for(self.to_solve[number:], self.deadline)
        known = self.beforehand.least(name, self.stating.reached)
        self.enough = self.beforehand.enough(self.problem, name, self.stating.reached)
        before = self.keeper.best
        if name == CHANGES:
            self.keeper.go_back(self.problem.levels[: number + 1])
        value = self.keeper.best.values[name]
        known = min(known, value)  # a detail may fill a post that nobody could be sent to
        if value <= self.enough:
            self.enough = value  # so good as it stands: nothing below may cost any of it
        if value <= self.enough or self._over(until):
            return known or (None if value else 0)
        bounds = self._each_island(number, name, until)
        summed = None if None in bounds else sum(filter(None, bounds))
        least = max(known, summed or 0) if known else summed
        if self.keeper.best is not before:
            self.filling.run()
        return least

    def _is_met(self, number: int, island: Island, least: int | None) -> bool:
        name = self.problem.levels[number]
        value = self.keeper.best.values[name]
        met = least is not None and value <= self.stating.others(name, island) + least
        return met or value <= self.enough

    def _each_island(self, number: int, name: str, until: float) -> list[int | None]:
        """Bound and solve what waits, island by island; give each one's bound."""
        waiting = [everything(self.problem)]
        if name in NAMED:
            return [self._by_turns(number, waiting[0], 0, until)]  # nothing is below 0
        unlike = self.problem.revision is not None and bool(self.problem.revision.unlike)
        together = unlike or CHANGES in self.problem.levels[:number]  # what is counted across all islands
        kinds, seats = self.stating.seated(number)
        heard = hear(self.problem, self.rules, kinds)
        if "." in name:
            separate = islands(kinds, seats, [ids for ids, _, _ in heard.clock.crowds])
            waiting = [each for each in separate if not each.task_ids.isdisjoint(self.stating.waiting(name))]
        waiting.sort(key=_size)  # what is soon done first
        bounds: list[int | None] = []
        for place, island in enumerate(waiting):
            now = time.monotonic()
            part = now + (until - now) * _size(island) / sum(map(_size, waiting[place:]))
            least = self._bound(number, island, heard, part)
            give_back()
            bounds.append(least if together else self._by_turns(number, island, least, part))
        if together:
            summed = None if None in bounds else sum(filter(None, bounds))
            return [self._by_turns(number, everything(self.problem), summed, until)]
        return bounds

    def _by_turns(self, number: int, island: Island, least: int | None, until: float) -> int | None:
        """Solve an island as a whole, then part by part, and so on until it is proved or time is up; give its bound.

        Parts come first where it is much larger than a part: they make quick work of a poor start. Of a day for a
        while; of several days, for as long as they do: the whole seldom gives anything there but at the first level of
        work, which has nothing to hold above it.
        """
        if self._much_larger_than_a_part(number, island):
            now = time.monotonic()
            share = PARTS_SHARE if self.one_day else 1
            settled_first = not (self.one_day or self._above(number))
            fruitless = FRUITLESS_AT_FIRST if settled_first else FRUITLESS * len(self.improving.ways)
            self._improve(number, island, least, now + share * max(0.0, until - now), fruitless=fruitless)
        while not (self._over(until) or self._is_met(number, island, least)):
            begun = time.monotonic()
            turn, least = self._whole(number, island, least, until)
            give_back()
            if turn is Turn.SETTLED:
                break  # nothing here can be done better while all else stays
            if turn is Turn.REFUSED:
                continue  # ask again, knowing why
            now = time.monotonic()
            longest = until - now if turn is Turn.TOO_LARGE else max(LEAST_TURN, now - begun)
            self._improve(number, island, least, min(until, now + longest))
        return least

    def _above(self, number: int) -> bool:
        """Tell whether any work is held at a level above."""
        return any("." in name for name in self.problem.levels[:number])

    def _much_larger_than_a_part(self, number: int, island: Island) -> bool:
        if self.problem.levels[number] in NAMED:
            return False  # what is small as a whole, or never met
        if self.one_day:
            return len(island.people) > MANY_PARTS * PEOPLE_AT_ONCE
        return self._seats(number, island) > MANY_SEATS

    def _seats(self, number: int, island: Island) -> int:
        """Count who could do what when."""
        _, seats = island.among(*self.stating.seated(number))
        return sum(len(each) for by_person in seats.by_kind for each in by_person.values())

    def _bound(self, number: int, island: Island, heard: Model, until: float) -> int | None:
        """Ask the nameless model of an island."""
        name = self.problem.levels[number]
        if not island.people:
            return self.keeper.best.values[name] - self.stating.others(name, island)
        now = time.monotonic()
        if now >= until or self.stop.asked.is_set():
            return None
        kinds, seats = island.among(*self.stating.seated(number))
        relaxation = Relaxation(self.problem, kinds, seats, heard)
        seconds = worth_waiting(until - now, one_day=self.one_day)
        return bound(relaxation, name, self.stating.held(number, island), seconds).bound

    def _whole(self, number: int, island: Island, least: int | None, until: float) -> tuple[Turn, int | None]:
        """Solve an island as a whole if it is not too large, as far as its share of the time goes; give its bound."""
        kinds, seats = self.stating.seated(number)
        worth = WORTH_WHOLE * (MOSTLY_FIXED if self.problem.levels[number] == CHANGES else 1)
        if self._seats(number, island) > worth:
            return Turn.TOO_LARGE, least
        region = island.region(self.problem)
        free = opened(kinds, seats, self.keeper.best.draft, region, island.task_ids)
        stated = self.stating.state(number, kinds, free)
        now = time.monotonic()
        part = now + (until - now) * (1 if len(stated.lean.upper) <= SMALL else WHOLE_SHARE)
        few = CHANGES in self.problem.levels[: number + 1]  # nearly all is as it was: nothing for diaries
        # of few and of preferences the bound is hardly met
        hopeful = stated.name == CHANGES or not (few or stated.name == PREFERENCES)
        question = self.stating.question(stated, island, least)
        self.seed += 1  # another try, another luck
        names = Names() if few else names_of(stated.model, stated.lean)
        asking = Asking(
            question,
            names,
            part,
            self.workers,
            self.seed,
            self.stop,
            self.tally,
            self.highs,
            hopeful=hopeful,
            one_day=self.one_day,
        )
        solved = asking.run()
        offset = self.stating.offset(stated, island)
        alone = not any(self.stating.spare(number, island))
        if solved.bound is not None and alone and apart(stated.model, island, stated.rows):
            least = max(solved.bound + offset, least or 0)
        stands = self.mending.keep(number, stated, solved, self.seed)
        if not solved.optimal:
            return Turn.OPEN, least
        return Turn.SETTLED if stands else Turn.REFUSED, least

    def _improve(
        self, number: int, island: Island, least: int | None, until: float, fruitless: int | None = None
    ) -> None:
        """Open up parts of an island until its bound is met, or the time or patience is up."""
        met = partial(self._is_met, number, island, least)
        self.improving.run(number, island, least, until, self.seed, met=met, fruitless=fruitless)

    def _over(self, until: float) -> bool:
        return self.stop.asked.is_set() or time.monotonic() >= until


def _size(island: Island) -> int:
    """Tell roughly how much there is to decide."""
    return 1 + len(island.task_ids) * len(island.people)
