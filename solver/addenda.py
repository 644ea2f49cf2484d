"""What a roster is printed with beside the work: receipts for urgent work not done, and the price of the wings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from roster.check import judge
from roster.explain.receipt import Explanation
from roster.problem import Problem
from roster.roster import LevelValue, Plan
from roster.rule import Rule
from roster.whatif.compare import Known, difference
from roster.whatif.wings import wing_price
from solver.beforehand import Beforehand
from solver.receipts import Receipts
from solver.search import Search
from solver.stopping import Stop

LAST_LEVEL = "due.5"  # what is due is what the wings cost


def receipts(
    problem: Problem, rules: Sequence[Rule], plan: Plan, workers: int, stop: Stop
) -> Explanation | None:
    """Explain urgent work that is not done, as long as the policy allows (None: not at all, or after a replan)."""
    seconds = problem.policy.receipt_seconds
    if not seconds or problem.revision is not None:
        return None
    return Receipts(problem, rules, plan, seconds=seconds, workers=workers, stop=stop).explain()


def price_of_the_wings(
    problem: Problem,
    rules: Sequence[Rule],
    plan: Plan,
    levels: Sequence[LevelValue],
    workers: int,
    stop: Stop,
) -> tuple[str, ...]:
    """Solve the same morning without wing posts, as long as the policy allows, and say what it would gain."""
    seconds = problem.policy.wings_price_seconds
    if not seconds or not problem.posts or problem.revision is not None:
        return ()
    free = replace(problem, posts={})
    known = Beforehand(replace(plan, wing_duty=()))
    outcome = Search(
        free, rules, seconds=seconds, workers=workers, stop=stop, through=LAST_LEVEL, beforehand=known
    ).run()
    if not judge(free, outcome.plan, outcome.levels, rules).clean:
        raise AssertionError("the checker rejects a roster without wing posts")
    through = [each.name for each in levels].index(LAST_LEVEL) + 1
    now = Known(problem, plan, tuple(levels[:through]))
    return wing_price(now, difference(now, Known(free, outcome.plan, outcome.levels[:through])))
