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
    from roster.tables import Tables

MOST_PRESENCES = 250_000  # people × sessions; a hundred people in twelve weeks of three sessions are 18,000


def problem_of(morning: Morning, asked: date | None, working_days: int, today: date) -> Problem:
    """Resolve a morning for `working_days` from the day asked for (None: the folder's own date)."""
    tables, policy = morning.tables, morning.policy
    _refuse_huge(tables, working_days)
    problem = resolve(tables, policy, first_day_of(tables, asked), working_days)
    return replace(problem, warnings=input_cautions(tables, problem, asked, today))


def problem_of_days(morning: Morning, days: Sequence[date], file: str) -> Problem:
    """Resolve a morning for a given roster's days. Raises InputRefusedError when they do not follow on."""
    _refuse_huge(morning.tables, len(days))
    problem = resolve(morning.tables, morning.policy, days[0], len(days))
    if problem.days != tuple(days):
        right = ", ".join(each.isoformat() for each in problem.days)
        message = f"these are not the working days from {days[0]} on, which are {right}."
        raise InputRefusedError([Fault(file, 0, "days", message)])
    return problem


def _refuse_huge(tables: Tables, working_days: int) -> None:
    """Refuse more people, days and sessions together than any unit has: each may be many, all of them may not."""
    many = len(tables.staff) * working_days * len(tables.establishment.sessions)
    if many > MOST_PRESENCES:
        message = (
            f"{len(tables.staff)} people in {working_days} days of {len(tables.establishment.sessions)} sessions"
            f" are {many} sessions to plan; at most {MOST_PRESENCES} can be."
        )
        raise InputRefusedError([Fault(tables.file("staff"), 0, "", message, code="too_large")])
