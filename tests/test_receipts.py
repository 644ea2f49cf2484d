"""Receipts tell the truth: against exhaustive search, and by applying each named change and solving again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from random import Random

from roster.check import judge
from roster.explain.on_time import OnTimeOnly
from roster.explain.price import first_worse
from roster.explain.receipt import (
    COSTS,
    DONE,
    DUE_LATER,
    EXAMPLE,
    HOUR,
    IMPOSSIBLE,
    INSTEAD,
    LATE,
    NOBODY,
    NOT_DONE,
    OTHER_CANNOT,
    OTHER_COSTS,
    OTHER_FREE,
    OVERRIDE,
    POSSIBLE,
    POST,
    Receipt,
)  # fmt: skip
from roster.explain.single import Option, Options
from roster.levels import lateness
from roster.problem import DECIDED, Problem
from roster.revision import Revision
from roster.roster import Plan
from roster.rule import rules_in_force
from roster.tasks import Task
from roster.view import View, look
from solver.helping import MOST_CHANGES
from solver.receipts import Receipts
from solver.search import Search
from tests.brute import best_values
from tests.hand import solved
from tests.tiny import PLAIN, tiny

CASES = 120  # random small mornings, of which at least a hundred tasks have a receipt
MORE_CASES = 160  # few of them make it dearer if somebody else does a task
SECONDS = 60.0
WEEKS = (30, 60, 90, 10_000)  # minutes that somebody may work; the last is no limit


@cache
def best_plan(seed: int) -> Plan:
    """The best roster of a random morning, made once for all tests."""
    return solved(crowded(seed)).plan


def explained(seed: int) -> tuple[View, Receipts]:
    """Make the best roster of a random morning, and get ready to explain it."""
    morning, found = crowded(seed), best_plan(seed)
    rules = rules_in_force(morning.policy)
    return look(morning, found), Receipts(morning, rules, found, seconds=SECONDS)


def crowded(seed: int) -> Problem:
    """A random tiny morning with less time than usual, so that work is left."""
    rng = Random(seed)
    morning = tiny(seed, rng.choice(["", "lateness", "capacity", *PLAIN]))
    weeks = {key: min(minutes, rng.choice(WEEKS)) for key, minutes in morning.week_limit.items()}
    return replace(morning, week_limit=weeks)


def left(view: View) -> Iterator[Task]:
    """Tasks that are due and not done, or late."""
    for task in view.problem.tasks:
        if task.is_due and lateness(view, task):
            yield task


def best(morning: Problem, task: Task, state: str, who: str = "") -> dict[str, int]:
    """Every level of the best roster in which a task is finished (on time if it was late), by trying all of them."""
    wish = Revision(
        told=False, wanted=frozenset({task.task_id}), pins=frozenset({(task.task_id, who)} if who else ())
    )
    wished = replace(morning, revision=wish)
    rules = rules_in_force(morning.policy)
    asked = (*rules, OnTimeOnly(task.task_id)) if state == LATE else rules
    return dict(zip(wished.levels, best_values(wished, asked), strict=True))


def kinds(receipt: Receipt) -> set[str]:
    return {each.kind for each in receipt.sentences}


def names_of(morning: Problem, task: Task) -> tuple[str, ...]:
    levels = tuple(morning.policy.levels)
    return levels[: levels.index(f"due.{task.tier}") + 1]


def test_every_verdict_is_what_trying_all_rosters_says() -> None:
    """Impossible, instead of something of the same rank, or at the cost of a named level: nothing else, and always."""
    seen: dict[str, int] = {IMPOSSIBLE: 0, INSTEAD: 0, COSTS: 0, NOBODY: 0}
    for seed in range(CASES):
        view, receipts = explained(seed)
        morning = view.problem
        for task in left(view):
            receipt = receipts.receipt(task.task_id, SECONDS)
            values, names = best(morning, task, receipt.state), names_of(morning, task)
            worse = first_worse(names, receipts.values, values)
            said = kinds(receipt) & {IMPOSSIBLE, INSTEAD, COSTS, NOBODY}

            assert not kinds(receipt) & {EXAMPLE, POSSIBLE}, (seed, task.task_id)
            if values[DECIDED]:
                assert said <= {IMPOSSIBLE, NOBODY}, (seed, task.task_id)
            else:
                assert said == {INSTEAD if worse is None else COSTS}, (seed, task.task_id)
            assert said, (seed, task.task_id)
            for each in said:
                seen[each] += 1
    assert sum(seen.values()) >= 100
    assert all(seen.values()), seen


def test_of_a_roster_that_is_not_the_best_nothing_is_said_that_is_not_so() -> None:
    """Somebody has taken a line out of the roster by hand: what could be better is told, and no cost made up."""
    seen: Counter[str] = Counter()
    for seed in range(CASES):
        morning, rules = crowded(seed), rules_in_force(crowded(seed).policy)
        whole = best_plan(seed)
        lines = [*whole.work, *whole.wing_duty]
        if not lines:
            continue
        gone = Random(seed).choice(lines)
        fewer = Plan(
            tuple(each for each in whole.work if each != gone),
            tuple(each for each in whole.wing_duty if each != gone),
        )
        if not judge(morning, fewer, rules=rules).clean:
            continue
        receipts = Receipts(morning, rules, fewer, seconds=SECONDS)
        for task in left(receipts.view):
            receipt = receipts.receipt(task.task_id, SECONDS)
            values, names = best(morning, task, receipt.state), names_of(morning, task)
            reached = [receipts.values[name] for name in names]
            least = [values[name] for name in names]
            right = COSTS if least > reached else INSTEAD if least == reached else POSSIBLE
            said = kinds(receipt) & {IMPOSSIBLE, INSTEAD, COSTS, POSSIBLE, NOBODY, EXAMPLE}

            assert said <= ({IMPOSSIBLE, NOBODY} if values[DECIDED] else {right, INSTEAD}), (seed, said)
            assert INSTEAD not in said or least <= reached, (seed, task.task_id)
            seen.update(said)
    assert min(seen[each] for each in (IMPOSSIBLE, COSTS, POSSIBLE)) >= 3, seen


def applied(receipts: Receipts, task: Task) -> list[Option]:
    return list(Options(receipts.view, receipts.rules, task))


def helps(receipts: Receipts, task: Task, state: str, changed: Problem) -> bool:
    """Tell by trying all rosters whether a change gets a task done with no loss at its level or above.

    A task that is not done at all is better by two steps if it is done in time, and by one if it is done late.
    """
    names, gain = names_of(receipts.problem, task), lateness(receipts.view, task)
    after = changed.task[task.task_id]
    could_be_late = state == NOT_DONE and after.is_due and after.due_by < changed.sessions[-1].end
    values = best(changed, after, state)
    no_worse = all(values[name] <= receipts.values[name] for name in names)
    least = gain - 1 if could_be_late else gain
    return not values[DECIDED] and no_worse and values[names[-1]] <= receipts.values[names[-1]] - least


def test_every_change_that_is_named_gets_the_task_done_and_none_is_missed() -> None:
    """Exhaustive search over the changed morning agrees, and a search that knows nothing of receipts does so too."""
    named: Counter[str] = Counter()
    for seed in range(CASES):
        view, receipts = explained(seed)
        for task in left(view):
            receipt = receipts.receipt(task.task_id, SECONDS)
            options = applied(receipts, task)
            for change in receipt.changes:
                (option,) = (each for each in options if each.change == change)
                assert helps(receipts, task, receipt.state, option.problem), (seed, task.task_id, change)
                assert done_again(option.problem, task, receipt), (seed, task.task_id, change)
                named[change.kind] += 1
            if len(receipt.changes) < MOST_CHANGES:
                missed = [each for each in options if each.change not in receipt.changes]
                for option in missed:
                    assert not helps(receipts, task, receipt.state, option.problem), (
                        seed,
                        task,
                        option.change,
                    )
    assert sum(named.values()) >= 20
    assert min(named[each] for each in (HOUR, POST, OVERRIDE, DUE_LATER)) >= 1, named


def done_again(changed: Problem, task: Task, receipt: Receipt) -> bool:
    """Plan the changed morning afresh with the task wanted, and look whether it is done (in time if it was late)."""
    wish = Revision(told=False, wanted=frozenset({task.task_id}))
    wished = replace(changed, revision=wish)
    rules = rules_in_force(changed.policy)
    asked = (*rules, OnTimeOnly(task.task_id)) if receipt.state == LATE else rules
    outcome = Search(wished, asked, seconds=SECONDS, workers=1).run()
    assert judge(wished, outcome.plan, outcome.levels, asked).clean
    return look(wished, outcome.plan).finished(wished.task[task.task_id]) is not None


def test_what_another_person_would_cost_is_what_trying_all_rosters_says() -> None:
    """Of everybody else who may do a task that is done: for nothing, at a cost, or not at all."""
    seen = {OTHER_FREE: 0, OTHER_COSTS: 0, OTHER_CANNOT: 0}
    for seed in range(MORE_CASES):
        view, receipts = explained(seed)
        morning = view.problem
        for task in (each for each in morning.tasks if each.is_due and not lateness(view, each)):
            receipt = receipts.receipt(task.task_id, SECONDS)
            assert receipt.state == DONE
            names = tuple(morning.policy.levels)
            names = names[: names.index("due.5") + 1]
            for said in (each for each in receipt.sentences if each.kind in seen):
                values = best(morning, task, DONE, *said.staff_ids)
                worse = first_worse(names, receipts.values, values)
                right = OTHER_FREE if worse is None else OTHER_COSTS

                assert said.kind == (OTHER_CANNOT if values[DECIDED] else right), (seed, said)
                seen[said.kind] += 1
    assert min(seen.values()) >= 3, seen
