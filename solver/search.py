"""Find the best roster, level by level: bound, improve, prove, hold what was reached, go on.

The best laid-out roster so far is always kept outside the solver, so that stopping at any moment leaves one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from roster.check import judge
from roster.kinds import Kind, group
from roster.levels import lateness, level_values, most, tolerance
from roster.problem import Problem
from roster.roster import LevelValue
from roster.rule import Rule
from roster.view import look
from solver.aims import aim, concerned
from solver.bounds import bound, hear
from solver.clock import Clock, clashing
from solver.cpsat import Engine, Solved
from solver.draft import Draft, Incumbent, Part, Times, as_plan
from solver.drafting import forbid, hints, read_draft
from solver.greedy import Filler
from solver.model import Model
from solver.neighbourhood import opened, region_around
from solver.outcome import Outcome
from solver.relaxation import Relaxation
from solver.seats import Seats, find_seats
from solver.shares import time_for
from solver.stopping import Stop, Tally

Progress = Callable[[str, int, int | None, float], None]
"""Called with level, value, bound (None = unknown) and seconds since the start."""

BOUND_SHARE = 0.4  # of a level's time for the nameless model
IMPROVE_SHARE = 0.5  # of the rest for opening up parts of the roster, where the whole is still worth trying
WORTH_WHOLE = 6000  # variables: above this, solving the whole model at once has never paid
SMALL = 1500  # variables: below this, the whole model is solved at once
EFFORT = 0.5  # deterministic time for one part of the roster


class Search:
    """One search over one problem. `seconds` is the wall time for all levels together."""

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
    ) -> None:
        self.problem = problem
        self.rules = rules
        self.workers = workers
        self.seed = seed
        self.progress = progress or (lambda *_: None)
        self.stop = stop or Stop()
        self.begun = time.monotonic()
        self.deadline = self.begun + seconds
        self.alone: set[str] = set()
        self.cuts: list[list[Part]] = []
        self.tally = Tally()
        self.reached: list[LevelValue] = []
        self.most = most(problem)
        self.rng = Random(seed)
        self._filler: tuple[int, Filler] | None = None
        self._grouped: tuple[int, list[Kind], Seats] | None = None
        self.best = self._incumbent(Draft(), {})

    def run(self) -> Outcome:
        """Go through the levels and give the best roster found, with value and bound of each level."""
        names = self.problem.policy.levels
        self._fill()
        for number, name in enumerate(names):
            begun = time.monotonic()
            least = self._level(number, name)
            value = self.best.values[name]
            limit = tolerance(self.problem.policy, name, value)
            self.reached.append(LevelValue(name, value, least, limit, max(value, self.most.get(name, 0))))
            self.tally.level_seconds[name] = time.monotonic() - begun
            self.progress(name, value, least, time.monotonic() - self.begun)
        return Outcome(
            plan=self.best.plan,
            levels=tuple(self._as_delivered(level) for level in self.reached),
            seconds=time.monotonic() - self.begun,
            stopped=self.stop.asked.is_set(),
            **vars(self.tally),
        )

    def _as_delivered(self, level: LevelValue) -> LevelValue:
        """Give a level its final value: work added at lower levels may have made it better than it was left."""
        value = self.best.values[level.name]
        return replace(level, value=value, tolerance=tolerance(self.problem.policy, level.name, value))

    # -- one level ------------------------------------------------------------------------------------------------

    def _level(self, number: int, name: str) -> int | None:
        """Improve the best roster at one level as far as the time allows; give the level's bound."""
        until = time_for(self.problem.policy.levels[number:], self.deadline)
        kinds, seats = self._seated(number)
        least = self._bound(number, kinds, seats, until)
        if self._is_met(name, least) or self._over(until):
            return least
        size = sum(len(each) for by_person in seats.by_kind for each in by_person.values())
        if size > SMALL:
            whole = size <= WORTH_WHOLE
            now = time.monotonic()
            before = self.best
            self._improve(number, name, least, now + (until - now) * (IMPROVE_SHARE if whole else 1))
            if self.best is not before:
                self._fill()
        if size <= WORTH_WHOLE and not self._is_met(name, least):
            least = self._whole(number, name, least, until)
        return least

    def _is_met(self, name: str, least: int | None) -> bool:
        return least is not None and self.best.values[name] <= least

    def _bound(self, number: int, kinds: list[Kind], seats: Seats, until: float) -> int | None:
        """Ask the nameless model; nothing can be below 0 in any case."""
        name = self.problem.policy.levels[number]
        if self.best.values[name] == 0 or name == "quality":
            return 0
        now = time.monotonic()
        if now >= until or self.stop.asked.is_set():
            return None
        relaxation = Relaxation(self.problem, kinds, seats, hear(self.problem, self.rules, kinds))
        reached = [(level.name, level.value) for level in self.reached if level.name != "quality"]
        return bound(relaxation, name, reached, (until - now) * BOUND_SHARE).bound

    def _whole(self, number: int, name: str, least: int | None, until: float) -> int | None:
        """Solve the whole model, learning from the clock, until it is proved or the time is up."""
        while not self._over(until):
            kinds, seats = self._seated(number)
            model = self._model(number, kinds, seats)
            terms, constant = aim(model, name)
            if name == "quality":
                self.most[name] = model.highest(terms) + constant
            solved = self._solve(model, terms, None if least is None else least - constant, until)
            if solved.values is None:
                return least
            if solved.bound is not None:
                least = max(solved.bound + constant, least or 0)
            if self._accept(model, read_draft(model, solved.values), number):
                return least
        return least

    def _improve(self, number: int, name: str, least: int | None, until: float) -> None:
        """Open up one part of the roster after the other, until the bound is met or the time is up."""
        while not (self._over(until) or self._is_met(name, least)):
            kinds, seats = self._seated(number)
            waiting = self._waiting(name)
            region = region_around(self.problem, kinds, seats, waiting, self.rng)
            free = waiting | {first for each in waiting for first in self.problem.task[each].after}
            model = self._model(number, kinds, opened(kinds, seats, self.best.draft, region, free))
            terms, constant = aim(model, name)
            if name == "quality":
                self.most[name] = max(self.most.get(name, 0), model.highest(terms) + constant)
            solved = self._solve(model, terms, None if least is None else least - constant, until, EFFORT)
            if solved.values is not None:
                self._accept(model, read_draft(model, solved.values), number)

    def _waiting(self, name: str) -> set[str]:
        """Tasks of this level alone that are not finished, or finished late."""
        view = look(self.problem, self.best.plan)
        return {
            task_id
            for task_id in concerned(self.problem, [name])
            if lateness(view, self.problem.task[task_id])
        }

    def _over(self, until: float) -> bool:
        return self.stop.asked.is_set() or time.monotonic() >= until

    def _seated(self, number: int) -> tuple[list[Kind], Seats]:
        """Give the kinds that this level and those above it concern, with their seats."""
        if self._grouped is None or self._grouped[0] != len(self.alone):
            kinds = list(group(self.problem, self.alone))
            self._grouped = (len(self.alone), kinds, find_seats(self.problem, self.rules, kinds))
        _, kinds, seats = self._grouped
        wanted = concerned(self.problem, self.problem.policy.levels[: number + 1])
        chosen = [position for position, kind in enumerate(kinds) if kind.task.task_id in wanted]
        by_kind = tuple(seats.by_kind[position] for position in chosen)
        return [kinds[position] for position in chosen], Seats(by_kind, seats.wings)

    def _model(self, number: int, kinds: Sequence[Kind], seats: Seats) -> Model:
        """Build the model of what this level and those above it concern, holding what was reached above."""
        begun = time.monotonic()
        names = self.problem.policy.levels
        model = Model(self.problem, self.rules, kinds, seats, priced="quality" in names[: number + 1])
        for level in self.reached:
            terms, constant = aim(model, level.name)
            model.limit(terms, level.value - constant)
        for cut in self.cuts:
            forbid(model, cut)
        self.tally.build_seconds += time.monotonic() - begun
        return model

    def _solve(
        self,
        model: Model,
        terms: Sequence[tuple[int, int]],
        at_least: int | None,
        until: float,
        effort: float | None = None,
    ) -> Solved:
        engine = Engine(workers=self.workers, seed=self.seed)
        self.stop.watch(engine)
        solved = engine.solve(
            model,
            terms,
            hints(model, self.best.draft),
            at_least=at_least,
            seconds=until - time.monotonic(),
            effort=effort,
        )
        self.stop.watch(None)
        self.tally.deterministic_time += solved.deterministic_time
        self.tally.branches += solved.branches
        self.tally.variables = max(self.tally.variables, len(model.upper))
        self.tally.constraints = max(self.tally.constraints, len(model.rows))
        return solved

    # -- keeping a roster -----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Put whatever still fits into the best roster, the most important first."""
        last = len(self.problem.policy.levels) - 1
        if self._filler is None or self._filler[0] != len(self.alone):
            kinds, seats = self._seated(last)
            model = Model(self.problem, self.rules, kinds, seats, priced=False)
            self._filler = (len(self.alone), Filler(model))
        filler = self._filler[1]
        self._accept(filler.model, filler.fill(self.best.draft), last)

    def _accept(self, model: Model, draft: Draft, number: int) -> bool:
        """Lay a draft out and keep it if it is better; where it cannot be laid out, learn why and say no."""
        names = {task_id: kind.task_ids[0] for kind in model.kinds for task_id in kind.task_ids}
        clock = Clock(self.problem, model.clock, names)
        times: Times = {}
        for session in self.problem.sessions:
            placed, conflicts = clock.mend(session, draft.in_session(session.index))
            times |= placed
            for conflict in conflicts:
                self._learn(model, conflict)
        laid_out = len(times) == len(draft.parts)
        if not laid_out:
            draft = self._mended(Draft(tuple(sorted(times)), draft.wings), times)
        self._keep_if_better(draft, times, number)
        return laid_out

    def _mended(self, draft: Draft, times: Times) -> Draft:
        """Leave out, in a draft that has lost pieces, whatever can no longer stand without them."""
        while True:
            view = look(self.problem, as_plan(self.problem, draft, times))
            broken = [breach for rule in self.rules if rule.must for breach in rule.breaches(view)]
            if not broken or not draft.parts:
                return draft
            there = {part.task_id for part in draft.parts}
            named = {
                max(there.intersection(breach.task_ids), key=self._rank)
                for breach in broken
                if not there.isdisjoint(breach.task_ids)
            }
            kept = tuple(part for part in draft.parts if part.task_id not in named)
            draft = replace(draft, parts=kept if named else ())

    def _learn(self, model: Model, conflict: list[Part]) -> None:
        """Remember a conflict of the clock; tasks that clash because of who they concern are no longer a count."""
        self.alone |= clashing(model.clock, {part.task_id for part in conflict})
        self.cuts.append(conflict)

    def _rank(self, task_id: str) -> tuple[object, ...]:
        task = self.problem.task[task_id]
        return (not task.is_due, task.tier, task.due_by, task_id)

    def _incumbent(self, draft: Draft, times: Times) -> Incumbent:
        plan = as_plan(self.problem, draft, times)
        return Incumbent(draft, plan, level_values(look(self.problem, plan), self.rules))

    def _keep_if_better(self, draft: Draft, times: Times, number: int) -> None:
        """Keep a roster that breaks no rule and is at least as good down to this level."""
        found = self._incumbent(draft, times)
        names = self.problem.policy.levels[: number + 1]
        if [found.values[name] for name in names] > [self.best.values[name] for name in names]:
            return
        if judge(self.problem, found.plan, rules=self.rules).clean:
            self.best = found
