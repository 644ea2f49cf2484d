"""From what was typed to what is planned: the days asked for, and everything worth a warning on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roster.cautions import input_cautions
from roster.faults import Fault, InputRefusedError
from roster.problem import Problem, first_day_of, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roster.reading import Morning


def problem_of(morning: Morning, asked: date | None, working_days: int, today: date) -> Problem:
    """Resolve a morning for `working_days` from the day asked for (None: the folder's own date)."""
    tables, policy = morning.tables, morning.policy
    problem = resolve(tables, policy, first_day_of(tables, asked), working_days)
    return replace(problem, warnings=input_cautions(tables, problem, asked, today))


def problem_of_days(morning: Morning, days: Sequence[date], file: str) -> Problem:
    """Resolve a morning for a given roster's days. Raises InputRefusedError when they do not follow on."""
    problem = resolve(morning.tables, morning.policy, days[0], len(days))
    if problem.days != tuple(days):
        right = ", ".join(each.isoformat() for each in problem.days)
        message = f"these are not the working days from {days[0]} on, which are {right}."
        raise InputRefusedError([Fault(file, 0, "days", message)])
    return problem
