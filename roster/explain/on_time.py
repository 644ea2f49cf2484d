"""A rule for one question, what it would take to finish a task on time: closes the sessions that are too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.policy import RuleSettings
from roster.rule import Breach, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roster.problem import Problem
    from roster.sessions import Session
    from roster.tasks import Task
    from roster.view import View


class OnTimeOnly(Rule):
    """Keeps one task out of the sessions in which it would be late. Never part of a policy."""

    name = "on_time"
    sentence = "This task is worked on in time, or not at all."

    def __init__(self, task_id: str) -> None:
        super().__init__(RuleSettings(must=True))
        self.task_id = task_id

    def when(self, problem: Problem, task: Task, session: Session) -> bool:  # noqa: ARG002
        """Close the sessions that end after the due moment."""
        return task.task_id != self.task_id or session.end <= task.due_by

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each piece that lies too late."""
        for piece in view.by_task.get(self.task_id, []):
            if piece.task.due_by < piece.session.end:
                yield self.breach(f"{self.task_id} would be late.", tasks=[piece.task], session=piece.session)
