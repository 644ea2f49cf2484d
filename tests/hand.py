"""Plans made by hand, one line of text a piece, and small problems solved: for tests of one rule at its exact limit.

A piece reads `S1: T1 Mon AM 08:00-08:45`, a wing duty `S1: wing B Mon AM`; days are those of the week of 23 November
2026 (`Mon+` is in the week after).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any

from roster.check import judge
from roster.levels import level_values
from roster.roster import Plan, WingDuty, Work
from roster.rule import rules_in_force
from roster.sessions import WEEKDAYS
from roster.view import look
from solver.search import Search
from tests.builders import MONDAY, task

if TYPE_CHECKING:
    from roster.problem import Problem
    from roster.roster import LevelValue
    from roster.rule import Rule
    from roster.tables import TaskRow

FINE: dict[str, Any] = {"grid_minutes": 1, "tolerance": {"rest": 0, "quality_percent": 0}}
"""A policy in which one minute makes a difference."""

Found = tuple[str, str, str, int]
"""A breach in short: staff ids, task ids, session, amount (ids joined by a blank)."""

DAYS_IN_A_WEEK = 7
SEARCH_SECONDS = 10.0  # for a small problem, which takes a hundredth of it; a broken rule may take them all


def due_today(task_id: str, kind: str = "recategorisation", **cells: Any) -> TaskRow:
    """One line of tasks.csv: tier 1, due at the end of Monday."""
    return task(task_id, kind, **{"due": MONDAY, "tier": 1, "ready": "2026-11-16", **cells})


def meeting(task_id: str, starts: str, minutes: int, kind: str = "safety_review", **cells: Any) -> TaskRow:
    """One line of tasks.csv: an appointment on Monday (unless said otherwise), tier 1."""
    fixed = {"fixed_date": MONDAY, "fixed_start": time.fromisoformat(starts), "ready": "2026-11-16"}
    return task(task_id, kind, **{"tier": 1, "minutes": minutes, **fixed, **cells})


def plan(*lines: str) -> Plan:
    """Read a plan from lines of text."""
    duties = [_duty(line) for line in lines if ": wing " in line]
    work = [_work(line) for line in lines if ": wing " not in line]
    return Plan(tuple(sorted(work)), tuple(sorted(duties)))


def _work(line: str) -> Work:
    who, _, rest = line.partition(": ")
    task_id, day, session, clock = rest.split()
    start, end = (time.fromisoformat(each) for each in clock.split("-"))
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return Work(_day(day), session, start, end, who, task_id, minutes)


def _duty(line: str) -> WingDuty:
    who, _, rest = line.partition(": wing ")
    wing, day, session = rest.split()
    return WingDuty(_day(day), session, wing, who)


def _day(text: str) -> date:
    weeks = text.count("+")
    return MONDAY + timedelta(days=WEEKDAYS.index(text.rstrip("+")) + DAYS_IN_A_WEEK * weeks)


def lines(found: Plan) -> list[str]:
    """Write a plan as lines of text, work first."""
    return [
        *(
            f"{e.staff_id}: {e.task_id} {_name(e.day)} {e.session} {e.start:%H:%M}-{e.end:%H:%M}"
            for e in found.work
        ),
        *(f"{each.staff_id}: wing {each.wing} {_name(each.day)} {each.session}" for each in found.wing_duty),
    ]


def _name(day: date) -> str:
    return WEEKDAYS[day.weekday()] + "+" * ((day - MONDAY).days // DAYS_IN_A_WEEK)


def rule_of(problem: Problem, name: str) -> Rule:
    """Give the rule of that name, as the problem's policy sets it."""
    return next(each for each in rules_in_force(problem.policy) if each.name == name)


def breaches(problem: Problem, rule: str, *texts: str) -> list[Found]:
    """Give what one rule finds in a plan made by hand."""
    view = look(problem, plan(*texts))
    found = list(rule_of(problem, rule).breaches(view))
    assert {each.rule for each in found} <= {rule}
    assert all(each.message.endswith(".") for each in found)
    return sorted(
        (" ".join(sorted(each.staff_ids)), " ".join(sorted(each.task_ids)), each.session, each.amount)
        for each in found
    )


def values_of(problem: Problem, *texts: str) -> dict[str, int]:
    """Give every level's value of a plan made by hand."""
    return level_values(look(problem, plan(*texts)), rules_in_force(problem.policy))


@dataclass(frozen=True)
class Solved:
    """What the search made of a problem, in short."""

    plan: Plan
    levels: tuple[LevelValue, ...]

    @property
    def values(self) -> dict[str, int]:
        """Every level's value."""
        return {each.name: each.value for each in self.levels}

    @property
    def lines(self) -> list[str]:
        """The roster as text."""
        return lines(self.plan)

    @property
    def given(self) -> set[str]:
        """Who works on what: `S1 T1`."""
        return {f"{each.staff_id} {each.task_id}" for each in self.plan.work}


def solved(problem: Problem, **options: Any) -> Solved:
    """Solve a small problem: everything proved, bounds never above values, the checker content."""
    rules = rules_in_force(problem.policy)
    outcome = Search(problem, rules, **{"seconds": SEARCH_SECONDS, "workers": 1, **options}).run()
    judgement = judge(problem, outcome.plan, outcome.levels, rules)
    assert judgement.breaches == ()
    assert outcome.tally.refused == 0
    assert [each.name for each in outcome.levels if not each.proved] == []
    assert [each.name for each in outcome.levels if (each.bound or 0) > each.value] == []
    return Solved(outcome.plan, outcome.levels)


MORNINGS = frozenset((weekday, "AM") for weekday in range(5))
"""The pattern of somebody who only works mornings."""
