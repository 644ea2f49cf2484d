"""Find the best roster, level by level: solve, keep value and bound, hold what was reached, go on.

The best laid-out roster so far is always kept outside the solver, so that stopping at any moment leaves one.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from roster.kinds import Kind, group
from roster.levels import level_values, most, tolerance
from roster.problem import Problem
from roster.roster import LevelValue, Plan
from roster.rule import Rule
from roster.view import look
from solver.aims import aim, concerned
from solver.clock import Clock, clashing
from solver.draft import Draft, Part, Times, as_plan
from solver.drafting import forbid, hint, read_draft, solution_values
from solver.model import Model
from solver.outcome import Outcome
from solver.seats import find_seats

Progress = Callable[[str, int, int | None, float], None]
"""Called with level, value, bound (None = unknown) and seconds since the start."""

# How a level's share of the remaining time compares with the others': due work is what the day is about.
SHARE = {"wing_posts": 1, "due": 3, "changes": 2, "rest": 1, "quality": 3}


class Stop:
    """A way to ask a running search, from any thread, to finish with the best so far."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self._solver: cp_model.CpSolver | None = None

    def request(self) -> None:
        """Ask it to stop."""
        self.asked.set()
        if self._solver is not None:
            self._solver.stop_search()

    def watch(self, solver: cp_model.CpSolver | None) -> None:
        """Note the solver that is running now (None: none is)."""
        self._solver = solver


@dataclass
class Tally:
    """What the search has cost so far, in counts that repeat."""

    deterministic_time: float = 0.0
    branches: int = 0
    variables: int = 0
    constraints: int = 0
    build_seconds: float = 0.0
    level_seconds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Incumbent:
    """The best laid-out roster so far, with its levels' values by name."""

    draft: Draft
    plan: Plan
    values: dict[str, int]


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
        empty = Draft()
        self.best = self._incumbent(empty, {})

    def run(self) -> Outcome:
        """Go through the levels and give the best roster found, with value and bound of each level."""
        names = self.problem.policy.levels
        for number, name in enumerate(names):
            begun = time.monotonic()
            bound = self._level(number, name)
            value = self.best.values[name]
            limit = tolerance(self.problem.policy, name, value)
            self.reached.append(LevelValue(name, value, bound, limit, max(value, self.most.get(name, 0))))
            self.tally.level_seconds[name] = time.monotonic() - begun
            self.progress(name, value, bound, time.monotonic() - self.begun)
        return Outcome(
            plan=self.best.plan,
            levels=tuple(self.reached),
            seconds=time.monotonic() - self.begun,
            stopped=self.stop.asked.is_set(),
            deterministic_time=self.tally.deterministic_time,
            branches=self.tally.branches,
            variables=self.tally.variables,
            constraints=self.tally.constraints,
            build_seconds=self.tally.build_seconds,
            level_seconds=self.tally.level_seconds,
        )

    # -- one level ------------------------------------------------------------------------------------------------

    def _level(self, number: int, name: str) -> int | None:
        """Improve the best roster at one level as far as the time allows; give the level's bound."""
        until = self._share(number)
        bound: int | None = None
        while not self._over(until):
            model = self._model(number)
            terms, constant = aim(model, name)
            if name == "quality":
                self.most[name] = model.highest(terms) + constant
            lowest = -sum(-f * model.upper[a] for f, a in terms if f < 0) + constant
            if self.best.values[name] <= max(0, lowest):
                return max(0, lowest)
            solver, status = self._solve(model, terms, until)
            if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                return self._bound(solver, status, constant, bound)
            bound = self._bound(solver, status, constant, bound)
            draft = read_draft(model, solution_values(model, solver))
            if self._accept(model, draft, number):
                return bound
        return bound

    def _bound(
        self, solver: cp_model.CpSolver, status: object, constant: int, known: int | None
    ) -> int | None:
        if status == cp_model.MODEL_INVALID or (status == cp_model.UNKNOWN and not math.isfinite(solver.best_objective_bound)):
            return known
        found = math.ceil(round(solver.best_objective_bound, 6)) + constant
        return max(found, known if known is not None else 0, 0)

    def _share(self, number: int) -> float:
        """Give the moment by which this level should be through: its share of what is left."""
        weights = [SHARE.get(name.partition(".")[0], 1) for name in self.problem.policy.levels[number:]]
        now = time.monotonic()
        return now + max(0.0, self.deadline - now) * weights[0] / sum(weights)

    def _over(self, until: float) -> bool:
        return self.stop.asked.is_set() or time.monotonic() >= until

    def _kinds(self, number: int) -> list[Kind]:
        wanted = concerned(self.problem, self.problem.policy.levels[: number + 1])
        return [kind for kind in group(self.problem, self.alone) if kind.task.task_id in wanted]

    def _model(self, number: int) -> Model:
        """Build the model of what this level and those above it concern, holding what was reached above."""
        begun = time.monotonic()
        names = self.problem.policy.levels
        kinds = self._kinds(number)
        seats = find_seats(self.problem, self.rules, kinds)
        model = Model(self.problem, self.rules, kinds, seats, priced="quality" in names[: number + 1])
        for level in self.reached:
            terms, constant = aim(model, level.name)
            model.limit(terms, level.value - constant)
        for cut in self.cuts:
            forbid(model, cut)
        self.tally.build_seconds += time.monotonic() - begun
        return model

    def _solve(
        self, model: Model, terms: Sequence[tuple[int, int]], until: float
    ) -> tuple[cp_model.CpSolver, object]:
        hint(model, self.best.draft)
        model.cp.minimize(model.expression(terms))
        solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = self.workers
        parameters.random_seed = self.seed
        parameters.max_time_in_seconds = max(0.01, until - time.monotonic())
        parameters.catch_sigint_signal = False  # Ctrl-C is the command's to handle
        self.stop.watch(solver)
        status = solver.solve(model.cp)
        self.stop.watch(None)
        self.tally.deterministic_time += solver.response_proto.deterministic_time
        self.tally.branches += solver.num_branches
        self.tally.variables = max(self.tally.variables, len(model.variables))
        self.tally.constraints = max(self.tally.constraints, len(model.cp.proto.constraints))
        return solver, status

    # -- the clock ------------------------------------------------------------------------------------------------

    def _accept(self, model: Model, draft: Draft, number: int) -> bool:
        """Lay a draft out and keep it if it is better; where it cannot be laid out, learn why and say no."""
        clock = self._clock(model)
        times: Times = {}
        kept: list[Part] = []
        learned = False
        for session in self.problem.sessions:
            parts = draft.in_session(session.index)
            found = clock.lay_out(session, parts)
            if found is None:
                learned = True
                self._learn(model, clock.conflict(session, parts))
                parts = clock.most_that_fit(session, parts, self._rank)
                found = clock.lay_out(session, parts) or {}
            kept += parts
            times |= found
        if learned:
            return self._keep_repaired(Draft(tuple(kept), draft.wings), times, number)
        self._keep_if_better(self._incumbent(draft, times), number)
        return True

    def _clock(self, model: Model) -> Clock:
        names = {task_id: kind.task_ids[0] for kind in model.kinds for task_id in kind.task_ids}
        return Clock(self.problem, model.clock, names)

    def _learn(self, model: Model, conflict: list[Part]) -> None:
        """Remember a conflict of the clock; tasks that clash because of who they concern are no longer a count."""
        ids = {part.task_id for part in conflict}
        self.alone |= clashing(model.clock, ids)
        self.cuts.append(conflict)

    def _rank(self, part: Part) -> tuple[object, ...]:
        task = self.problem.task[part.task_id]
        return (not task.is_due, task.tier, task.due_by, task.task_id, part.staff_id)

    def _keep_repaired(self, draft: Draft, times: Times, number: int) -> bool:
        """Keep what is left of a draft if it is sound and better; the search goes on in any case."""
        plan = as_plan(self.problem, draft, times)
        view = look(self.problem, plan)
        if not any(list(rule.breaches(view)) for rule in self.rules if rule.must):
            self._keep_if_better(self._incumbent(draft, times), number)
        return False

    def _incumbent(self, draft: Draft, times: Times) -> Incumbent:
        plan = as_plan(self.problem, draft, times)
        return Incumbent(draft, plan, level_values(look(self.problem, plan), self.rules))

    def _keep_if_better(self, found: Incumbent, number: int) -> None:
        names = self.problem.policy.levels[: number + 1]
        if [found.values[name] for name in names] < [self.best.values[name] for name in names]:
            self.best = found
