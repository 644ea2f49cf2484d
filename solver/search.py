"""Find the best roster, level by level: bound, improve, prove, hold what was reached, go on.

The best laid-out roster so far is always kept outside the solver, so that stopping at any moment leaves one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from roster.levels import tolerance
from roster.problem import CHANGES, Problem
from roster.roster import LevelValue, Plan
from roster.rule import Rule
from solver.beforehand import Beforehand
from solver.bounds import bound, hear, worth_solving, worth_waiting
from solver.filling import Filling
from solver.freeing import give_back
from solver.garbage import COLLECTOR
from solver.islands import Island, everything, islands
from solver.keeper import Keeper
from solver.model import Model
from solver.outcome import Outcome
from solver.question import higher
from solver.relaxation import Relaxation
from solver.remembering import Remembering
from solver.repairing import Repair
from solver.settling import Settling
from solver.shares import time_for
from solver.stating import NAMED, Stating
from solver.stopping import Stop, Tally

Progress = Callable[[str, int, int | None, float], None]
"""Called with level, value, bound (None = unknown) and seconds since the start."""


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
        self.settling = Settling(
            self.stating,
            self.stop,
            workers=workers,
            seed=seed,
            deadline=self.deadline,
            met=self._is_met,
            remembering=Remembering(self.beforehand.diaries),
        )

    def run(self) -> Outcome:
        """Go through the levels and give the best roster found, with value and bound of each level."""
        with self.settling, COLLECTOR.on_request():
            self._all_levels()
        return Outcome(
            plan=self.keeper.best.plan,
            levels=tuple(self._as_delivered(level) for level in self.stating.reached),
            seconds=time.monotonic() - self.begun,
            tally=self.tally,
            stopped=self.stop.asked.is_set(),
            diaries=self.settling.remembering.by_level,
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
            COLLECTOR.look()
            self.tally.level_seconds[name] = time.monotonic() - begun
            self.progress(name, value, least, time.monotonic() - self.begun)

    def _as_delivered(self, level: LevelValue) -> LevelValue:
        """Give a level its final value: work added at lower levels may have made it better than it was left."""
        value = self.keeper.best.values[level.name]
        return replace(level, value=value, tolerance=tolerance(self.problem.policy, level.name, value))

    # -- one level ------------------------------------------------------------------------------------------------

    def _level(self, number: int, name: str) -> int | None:
        """Improve the best roster at one level as far as the time allows; give the level's bound."""
        until = time_for(self.to_solve[number:], self.deadline, self.keeper.best.values)
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
            return [self.settling.settle(number, waiting[0], 0, until)]  # nothing is below 0
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
            if not together:
                least = self.settling.settle(number, island, least, part)
            bounds.append(least)
        if together:
            summed = None if None in bounds else sum(filter(None, bounds))
            return [self.settling.settle(number, everything(self.problem), summed, until)]
        return bounds

    def _bound(self, number: int, island: Island, heard: Model, until: float) -> int | None:
        """Ask the nameless model of an island."""
        name = self.problem.levels[number]
        if not island.people:
            return self.keeper.best.values[name] - self.stating.others(name, island)
        now = time.monotonic()
        if now >= until or self.stop.asked.is_set():
            return None
        kinds, seats = island.among(*self.stating.seated(number))
        if not worth_solving(self.problem, kinds, seats):
            return 0  # no level counts below nothing
        relaxation = Relaxation(self.problem, kinds, seats, heard)
        seconds = worth_waiting(until - now)
        return higher(0, bound(relaxation, name, self.stating.held(number, island), seconds))

    def _over(self, until: float) -> bool:
        return self.stop.asked.is_set() or time.monotonic() >= until


def _size(island: Island) -> int:
    """Tell roughly how much there is to decide."""
    return 1 + len(island.task_ids) * len(island.people)
