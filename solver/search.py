"""Find the best roster, level by level: bound, improve, prove, hold what was reached, go on.

The best laid-out roster so far is always kept outside the solver, so that stopping at any moment leaves one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum, auto
from random import Random

from roster.levels import tolerance
from roster.problem import Problem
from roster.roster import LevelValue, Plan
from roster.rule import Rule
from solver.bounds import bound, hear
from solver.cpsat import Engine
from solver.greedy import Filler
from solver.islands import Island, apart, everything, islands
from solver.keeper import Keeper
from solver.lessons import forbid
from solver.model import Model
from solver.names import names_of
from solver.neighbourhood import opened, region_around
from solver.outcome import Outcome
from solver.question import Solved
from solver.relaxation import Relaxation
from solver.shares import time_for
from solver.side_by_side import Asking
from solver.stating import Stated, Stating
from solver.stopping import Stop, Tally

Progress = Callable[[str, int, int | None, float], None]
"""Called with level, value, bound (None = unknown) and seconds since the start."""

PREFERENCES = "quality"  # the level of all priced rules: what makes it easier may make it dearer
BOUND_SHARE = 0.4  # of a level's time for the nameless model
WHOLE_SHARE = 0.8  # of the rest for everything that work which waits can touch, where it is large
WORTH_WHOLE = 20_000  # seats: above this, no engine has got anywhere with an island as a whole
SMALL = 3_000  # variables: up to this, an island as a whole gets all of the time
LEAST_TURN = 3.0  # seconds of opening up parts, at least, after an island has been tried as a whole
FILLINGS = 3  # tries to fill a roster by hand before it is left as the clock allows
EFFORT = 0.5  # deterministic time for one part of the roster


class Turn(Enum):
    """How far an island was solved as a whole."""

    TOO_LARGE = auto()
    OPEN = auto()
    SETTLED = auto()


class Search:
    """One search over one problem. `seconds` is the wall time for all levels together, `through` the last to solve.

    `start` is an earlier roster, to begin with what still stands of it. `no_harder` are the levels of a problem in
    which everything possible here was possible: their bounds hold here too.
    """

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
        start: Plan | None = None,
        no_harder: Sequence[LevelValue] = (),
    ) -> None:
        self.problem = problem
        self.rules = rules
        self.workers = workers
        self.seed = seed
        self.progress = progress or (lambda *_: None)
        self.stop = stop or Stop()
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.tally = Tally()
        self.rng = Random(seed)
        self.keeper = Keeper(problem, rules)
        self.stating = Stating(problem, rules, self.keeper, self.tally)
        self.no_harder = {level.name: level for level in no_harder if level.name != PREFERENCES}
        self.known = 0  # what is known beforehand of the level that is being solved
        if start is not None:
            self.keeper.begin(start)
        levels = problem.policy.levels
        self.to_solve = levels[: levels.index(through) + 1] if through else levels
        self._filler: tuple[int, Filler] | None = None
        self._forbidden = 0  # how many of the clock's lessons the filler knows

    def run(self) -> Outcome:
        """Go through the levels and give the best roster found, with value and bound of each level."""
        self._fill()
        for number, name in enumerate(self.problem.policy.levels):
            begun = time.monotonic()
            least = self._level(number, name) if name in self.to_solve else None
            value = self.keeper.best.values[name]
            limit = tolerance(self.problem.policy, name, value)
            self.stating.reached.append(
                LevelValue(name, value, least, limit, max(value, self.stating.most.get(name, 0)))
            )
            self.tally.level_seconds[name] = time.monotonic() - begun
            self.progress(name, value, least, time.monotonic() - self.begun)
        return Outcome(
            plan=self.keeper.best.plan,
            levels=tuple(self._as_delivered(level) for level in self.stating.reached),
            seconds=time.monotonic() - self.begun,
            tally=self.tally,
            stopped=self.stop.asked.is_set(),
        )

    def _as_delivered(self, level: LevelValue) -> LevelValue:
        """Give a level its final value: work added at lower levels may have made it better than it was left."""
        value = self.keeper.best.values[level.name]
        return replace(level, value=value, tolerance=tolerance(self.problem.policy, level.name, value))

    # -- one level ------------------------------------------------------------------------------------------------

    def _level(self, number: int, name: str) -> int | None:
        """Improve the best roster at one level as far as the time allows; give the level's bound."""
        until = time_for(self.to_solve[number:], self.deadline)
        self.known = self._known(number)
        if self.keeper.best.values[name] <= self.known or self._over(until):
            return self.known or (None if self.keeper.best.values[name] else 0)
        before = self.keeper.best
        bounds = self._each_island(number, name, until)
        summed = None if None in bounds else sum(filter(None, bounds))
        least = max(self.known, summed or 0) if self.known else summed
        if self.keeper.best is not before:
            self._fill()
        return least

    def _known(self, number: int) -> int:
        """Give the bound of the problem that is no harder, as long as no level above is worse here (0: unknown)."""
        known = self.no_harder.get(self.problem.policy.levels[number])
        no_worse = [
            level.value <= self.no_harder.get(level.name, level).value for level in self.stating.reached
        ]
        return known.bound or 0 if known is not None and all(no_worse) else 0

    def _is_met(self, number: int, island: Island, least: int | None) -> bool:
        value = self.keeper.best.values[self.problem.policy.levels[number]]
        if value <= self.known:
            return True
        name = self.problem.policy.levels[number]
        return least is not None and value <= self.stating.others(name, island) + least

    def _each_island(self, number: int, name: str, until: float) -> list[int | None]:
        """Bound and solve what waits, island by island; give each one's bound."""
        waiting = [everything(self.problem)]
        if name == PREFERENCES:
            return [self._by_turns(number, waiting[0], 0, until)]  # no price is below 0
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
            bounds.append(self._by_turns(number, island, least, part))
        return bounds

    def _by_turns(self, number: int, island: Island, least: int | None, until: float) -> int | None:
        """Solve an island as a whole, then part by part, and so on until it is proved or time is up; give its bound."""
        while not (self._over(until) or self._is_met(number, island, least)):
            begun, lessons = time.monotonic(), len(self.keeper.cuts)
            turn, least = self._whole(number, island, least, until)
            taught = len(self.keeper.cuts) > lessons
            if turn is Turn.SETTLED and not taught:
                break  # nothing here can be done better while all else stays
            if turn is Turn.SETTLED:
                continue  # the clock could not lay it out: ask again, knowing that
            now = time.monotonic()
            longest = until - now if turn is Turn.TOO_LARGE else max(LEAST_TURN, now - begun)
            self._improve(number, island, least, min(until, now + longest))
        return least

    def _bound(self, number: int, island: Island, heard: Model, until: float) -> int | None:
        """Ask the nameless model of an island."""
        name = self.problem.policy.levels[number]
        if not island.people:
            return self.keeper.best.values[name] - self.stating.others(name, island)
        now = time.monotonic()
        if now >= until or self.stop.asked.is_set():
            return None
        kinds, seats = island.among(*self.stating.seated(number))
        relaxation = Relaxation(self.problem, kinds, seats, heard)
        return bound(relaxation, name, self.stating.held(number, island), (until - now) * BOUND_SHARE).bound

    def _whole(self, number: int, island: Island, least: int | None, until: float) -> tuple[Turn, int | None]:
        """Solve an island as a whole if it is not too large, as far as its share of the time goes; give its bound."""
        kinds, seats = self.stating.seated(number)
        _, own = island.among(kinds, seats)
        if sum(len(each) for by_person in own.by_kind for each in by_person.values()) > WORTH_WHOLE:
            return Turn.TOO_LARGE, least
        region = island.region(self.problem)
        free = opened(kinds, seats, self.keeper.best.draft, region, island.task_ids)
        stated = self.stating.state(number, kinds, free)
        now = time.monotonic()
        part = now + (until - now) * (1 if len(stated.lean.upper) <= SMALL else WHOLE_SHARE)
        hopeful = stated.name != PREFERENCES  # a bound of 0 is hardly ever met
        question = self.stating.question(stated, island, least)
        self.seed += 1  # another try, another luck
        names = names_of(stated.model, stated.lean)
        asking = Asking(
            question, names, part, self.workers, self.seed, self.stop, self.tally, hopeful=hopeful
        )
        solved = asking.run()
        offset = self.stating.offset(stated, island)
        alone = not any(self.stating.spare(number, island))
        if solved.bound is not None and alone and apart(stated.model, island, stated.rows):
            least = max(solved.bound + offset, least or 0)
        self._keep(stated, solved, number)
        return Turn.SETTLED if solved.optimal else Turn.OPEN, least

    def _improve(self, number: int, island: Island, least: int | None, until: float) -> None:
        """Open up one part of an island after the other, until its bound is met or the time is up."""
        name = self.problem.policy.levels[number]
        while not (self._over(until) or self._is_met(number, island, least)):
            kinds, seats = self.stating.seated(number)
            waiting = self.stating.waiting(name) & island.task_ids
            region = region_around(self.problem, kinds, seats, waiting, self.rng)
            free = waiting | {first for each in waiting for first in self.problem.task[each].after}
            stated = self.stating.state(
                number, kinds, opened(kinds, seats, self.keeper.best.draft, region, free)
            )
            engine = Engine(workers=self.workers, seed=self.seed)
            with self.stop.watching(engine):
                question = self.stating.question(stated, island, least)
                solved = engine.solve(question, seconds=until - time.monotonic(), effort=EFFORT)
            self.tally.add(solved)
            self._keep(stated, solved, number)

    def _over(self, until: float) -> bool:
        return self.stop.asked.is_set() or time.monotonic() >= until

    # -- keeping a roster -----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Put whatever still fits into the best roster, the most important first; again where the clock objects."""
        levels = self.problem.policy.levels
        for _ in range(FILLINGS):
            if self._filler is None or self._filler[0] != len(self.keeper.alone):
                kinds, seats = self.stating.seated(len(levels) - 1)
                filler = Filler(Model(self.problem, self.rules, kinds, seats, priced=False))
                self._filler, self._forbidden = (len(self.keeper.alone), filler), 0
            filler = self._filler[1]
            for cut in self.keeper.cuts[self._forbidden :]:
                forbid(filler.model, cut)
            self._forbidden = len(self.keeper.cuts)
            draft = filler.fill(self.keeper.best.draft)
            laid_out = self.keeper.accept(filler.model, draft, levels, adding=True)
            self.tally.first_seconds = self.tally.first_seconds or time.monotonic() - self.begun
            if laid_out:
                return

    def _keep(self, stated: Stated, solved: Solved, number: int) -> None:
        if solved.values is not None:
            levels = self.problem.policy.levels[: number + 1]
            self.keeper.accept(stated.model, stated.draft(solved.values), levels)


def _size(island: Island) -> int:
    """Tell roughly how much there is to decide."""
    return 1 + len(island.task_ids) * len(island.people)
