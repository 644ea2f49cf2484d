"""What would it take? Force one wish into a roster, hold what ranks as high, and see which level gives way first."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from roster.check import judge
from roster.explain.on_time import OnTimeOnly
from roster.explain.verdict import Answer
from roster.kinds import Kind, group
from roster.levels import not_as_decided
from roster.problem import DECIDED, PREFERENCES, Problem
from roster.revision import Revision
from roster.roster import LevelValue, Plan
from roster.rule import Rule
from roster.sessions import Session
from roster.view import look
from solver.aims import aim, concerned
from solver.beforehand import Beforehand
from solver.cpsat import Engine
from solver.draft import Taken, taken_by
from solver.drafting import hints, read_draft
from solver.keeper import Keeper
from solver.lean import Lean
from solver.lessons import teach
from solver.model import Model
from solver.question import Question
from solver.search import Search
from solver.seats import Seats, find_seats
from solver.stopping import Stop

TRIES = 3  # as long as the clock objects
LARGEST_SUM = 2**60  # a sum of levels beyond this is more than an engine can count
EFFORT = 1.0  # deterministic time for making room, so that the same roster gets the same receipt


@dataclass(frozen=True)
class Wish:
    """One task to be finished: by anybody or by one person, at any time of these days or on time."""

    task_id: str
    staff_id: str = ""
    on_time: bool = False


class _Heeding:
    """Passes a request to stop on to a search that runs inside."""

    def __init__(self, inner: Stop) -> None:
        self.inner = inner

    def stop(self) -> None:
        """Finish with the best so far."""
        self.inner.request()


class Wishes:
    """Grants wishes against one roster, each on its own."""

    def __init__(
        self, problem: Problem, rules: Sequence[Rule], plan: Plan, workers: int = 1, stop: Stop | None = None
    ) -> None:
        self.problem = problem
        self.rules = rules
        self.plan = plan
        self.workers = workers
        self.stop = stop or Stop()
        self.view = look(problem, plan)
        self.values = judge(problem, plan, rules=rules).levels

    def grant(
        self,
        wish: Wish,
        through: str,
        seconds: float,
        problem: Problem | None = None,
        *,
        gain: int = 0,
        quick: bool = False,
    ) -> Answer:
        """Find the best roster that fulfils a wish, as far as the level `through`.

        `problem` is one with a change, `gain` what that should make better at the last level. First nothing else
        may move, only give way; then, unless a `quick` answer is asked for or nothing had to give way, everything may.
        """
        until = time.monotonic() + seconds
        asked = _wished(problem or self.problem, self.plan, wish)
        rules = (*self.rules, OnTimeOnly(wish.task_id)) if wish.on_time else tuple(self.rules)
        names = asked.levels[: asked.levels.index(through) + 1]
        held = {name: self.values[name] for name in names if name != DECIDED}
        held[through] -= gain
        held[DECIDED] = sum(each != wish.task_id for each in not_as_decided(self.view))
        if self._cannot_be(asked, rules, held[DECIDED], until):
            return Answer(impossible=True)
        plan = self._room(asked, rules, wish, names, until)
        values = judge(asked, plan, rules=rules).levels
        fulfilled = values[DECIDED] <= held[DECIDED]
        if (fulfilled and all(values[name] <= held[name] for name in names)) or quick:
            return Answer(look(asked, plan), values) if fulfilled else Answer()
        if time.monotonic() >= until or self.stop.asked.is_set():
            return Answer(look(asked, plan), values) if fulfilled else Answer()
        return self._searched(asked, rules, plan, held, through, until)

    def _searched(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        plan: Plan,
        held: dict[str, int],
        through: str,
        until: float,
    ) -> Answer:
        """Let everything move; stop at the first level that cannot be kept as it is in the roster.

        A level that is as good as in the roster is good enough: this is what the values handed over say. They are
        not bounds, and a bound that is no more than such a value says nothing here.
        """
        inner = Stop()

        def progress(name: str, value: int, _: int | None, __: float) -> None:
            if value > held.get(name, value):
                inner.request()

        good_enough = tuple(LevelValue(name, held[name], held[name]) for name in held)
        with self.stop.watching(_Heeding(inner)):
            outcome = Search(
                problem,
                rules,
                seconds=max(0.0, until - time.monotonic()),
                workers=self.workers,
                progress=progress,
                stop=inner,
                through=through,
                beforehand=Beforehand(plan, good_enough),
            ).run()
        judgement = judge(problem, outcome.plan, outcome.levels, rules)
        assert judgement.clean, "a search gave a roster that the checker rejects"
        least = {each.name: each.bound for each in outcome.levels if each.bound is not None}
        if judgement.levels[DECIDED] > held[DECIDED]:
            return Answer(impossible=least.get(DECIDED, 0) > held[DECIDED])
        return Answer(look(problem, outcome.plan), judgement.levels, least)

    def _cannot_be(self, problem: Problem, rules: Sequence[Rule], held: int, until: float) -> bool:
        """Tell whether even without any other work no roster could fulfil the wish; False where that is not proved."""
        wanted = concerned(problem, ())
        kinds = [Kind(problem.task[each], (each,)) for each in sorted(wanted)]  # none of them is like another
        model = Model(problem, rules, kinds, find_seats(problem, rules, kinds), priced=False)
        terms, constant = aim(model, DECIDED)
        question = Question(model.upper, model.rows, terms, [0] * len(model.upper))
        left = until - time.monotonic()
        if left <= 0 or self.stop.asked.is_set():
            return False
        engine = Engine(workers=self.workers, seed=0)
        with self.stop.watching(engine):
            solved = engine.solve(question, seconds=left, effort=EFFORT)
        return solved.bound is not None and solved.bound + constant > held

    def _room(
        self, problem: Problem, rules: Sequence[Rule], wish: Wish, names: Sequence[str], until: float
    ) -> Plan:
        """Make room for the wish where the rest of the roster stays where it is or gives way."""
        keeper = Keeper(_at_any_time(problem), rules)
        keeper.begin(self.plan)
        free = {wish.task_id, *_firsts(problem, wish.task_id)}
        placed = {part.task_id for part in keeper.best.draft.parts}
        wanted = concerned(problem, names) & (placed | free)
        for _ in range(TRIES):
            kinds = [each for each in group(problem, keeper.alone) if not wanted.isdisjoint(each.task_ids)]
            seats = self._seats(problem, rules, kinds, keeper, free)
            model = Model(problem, rules, kinds, seats, priced=PREFERENCES in names)
            teach(model, keeper.conflicts)
            lean = Lean(model, _combined(model, names))
            start = lean.gather(hints(model, keeper.best.draft))
            left = until - time.monotonic()
            if left <= 0 or self.stop.asked.is_set():
                break
            engine = Engine(workers=self.workers, seed=0)
            with self.stop.watching(engine):
                question = Question(lean.upper, lean.rows, lean.aim, start)
                solved = engine.solve(question, seconds=left, effort=EFFORT)
            if solved.values is None:
                break
            if keeper.accept(model, read_draft(model, lean.spread(solved.values)), names):
                break
        return keeper.best.plan

    def _seats(
        self,
        problem: Problem,
        rules: Sequence[Rule],
        kinds: Sequence[Kind],
        keeper: Keeper,
        free: set[str],
    ) -> Seats:
        """Give the wish every seat, and everything else those that it has."""
        seats = find_seats(problem, rules, [kind for kind in kinds if not free.isdisjoint(kind.task_ids)])
        found = iter(seats.by_kind)
        now = keeper.best.draft.seats()
        by_kind = [
            _as_now(problem, kind, now) if free.isdisjoint(kind.task_ids) else next(found) for kind in kinds
        ]
        return Seats(tuple(by_kind), seats.wings)


def _as_now(problem: Problem, kind: Kind, now: Taken) -> dict[str, tuple[Session, ...]]:
    """Give the seats that a kind has; of a pair, those of whoever joins the owner."""
    indices: dict[str, set[int]] = defaultdict(set)
    for staff_id, index in taken_by(now, kind.task_ids):
        if not (kind.task.type.pair and staff_id == kind.task.owner):
            indices[staff_id].add(index)
    return {
        staff_id: tuple(problem.sessions[index] for index in sorted(each))
        for staff_id, each in sorted(indices.items())
    }


def _wished(problem: Problem, plan: Plan, wish: Wish) -> Problem:
    """Put a wish on top of what has been decided about these days."""
    earlier = problem.revision or Revision()
    pins = earlier.pins
    if wish.staff_id:
        others = (each for each in pins if each[0] != wish.task_id)
        pins = frozenset({*others, (wish.task_id, wish.staff_id)})
    revision = replace(earlier, published=plan, told=False, pins=pins, wanted=earlier.wanted | {wish.task_id})
    return replace(problem, revision=revision)


def _at_any_time(problem: Problem) -> Problem:
    """Let go of the clock times that people were told: for a price they do not matter, and keeping them takes long."""
    assert problem.revision is not None
    return replace(problem, revision=replace(problem.revision, published=Plan()))


def _firsts(problem: Problem, task_id: str) -> set[str]:
    """Give all open tasks that a task waits for, directly or not."""
    found: set[str] = set()
    waiting = [task_id]
    while waiting:
        for first in problem.task[waiting.pop()].after:
            if first in problem.task and first not in found:
                found.add(first)
                waiting.append(first)
    return found


def _combined(model: Model, names: Sequence[str]) -> list[tuple[int, int]]:
    """State the levels as one sum, each far above the next; of many levels, as many as the numbers allow."""
    aims = [aim(model, name)[0] for name in names]
    spans = [1 + sum(abs(factor) * model.upper[amount] for factor, amount in terms) for terms in aims]
    kept = next((n for n in range(len(spans), 1, -1) if prod(spans[:n]) < LARGEST_SUM), 1)
    return [
        (prod(spans[number + 1 : kept]) * factor, amount)
        for number in range(kept)
        for factor, amount in aims[number]
    ]
