"""Warnings about appointments that can no longer be kept, or never could."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from roster.cautions.saying import about, tasks
from roster.sessions import sessions_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.problem import Problem
    from roster.roster import Message
    from roster.tasks import Task


def cautions(problem: Problem) -> Iterator[Message]:
    """Give every warning about appointments."""
    opens = problem.sessions[0].start
    past = tasks(each.task_id for each in problem.tasks if each.fixed is not None and each.fixed < opens)
    had = past.verb("The appointment of {} has", "The appointments of {} have").format(past)
    message = f"{had} passed; give a new time."
    yield from about("APPOINTMENT_PAST", past, message)
    locked = tasks(
        each.task_id for each in problem.tasks if each.fixed is not None and _locked(problem, each)
    )
    message = f"{locked} cannot be kept, because the prisoner is not unlocked at the time of the appointment."
    yield from about("APPOINTMENT_LOCKED", locked, message)


def _locked(problem: Problem, task: Task) -> bool:
    """Tell whether the prisoner is to be seen at a time outside the unlock window."""
    if task.fixed is None or not task.seen:
        return False
    end = task.fixed + timedelta(minutes=task.minutes)
    for session in sessions_of(task.fixed.date(), problem.establishment.sessions):
        if session.start <= task.fixed < session.end and session.unlock is not None:
            return not session.unlock[0] <= task.fixed <= end <= session.unlock[1]
    return False
