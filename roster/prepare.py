"""From what was typed to what is planned: the days asked for, and everything worth a warning on the way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from roster.cautions import input_cautions
from roster.faults import Fault, InputRefusedError
from roster.problem import Problem, first_day_of, resolve
from roster.reading.complaints import TOO_MANY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roster.reading import Morning
    from roster.tables import Tables

MOST = {"staff": 1_000, "tasks": 10_000, "overrides": 2_000}  # rows; the largest prison has a tenth of each
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
    """Refuse more than any unit has: rules compare each with each, and who waits meanwhile is another prison."""
    faults = [
        _fault(tables, key, f"these are {many} rows; at most {most} can be planned together.")
        for key, most in MOST.items()
        if (many := len(getattr(tables, key))) > most
    ]
    sessions = len(tables.establishment.sessions)
    presences = len(tables.staff) * working_days * sessions
    if presences > MOST_PRESENCES:
        message = (
            f"{len(tables.staff)} people in {working_days} days of {sessions} sessions are {presences} sessions to"
            f" plan; at most {MOST_PRESENCES} can be."
        )
        faults.append(_fault(tables, "staff", message))
    if faults:
        raise InputRefusedError(faults)


def _fault(tables: Tables, key: str, message: str) -> Fault:
    return Fault(tables.file(key), 0, "", message, code=TOO_MANY)
