"""Nothing is worked on before it is ready."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.sessions import Session
from roster.tasks import Task
from roster.view import View


class WindowRule(Rule):
    """A session may hold a task's work if it starts at or after `ready`."""

    name = "window"
    sentence = "Nothing is worked on before it is ready."
    trace = "contract, section 3"

    def when(self, problem: Problem, task: Task, session: Session) -> bool:  # noqa: ARG002
        """Wait until it is ready."""
        return session.start >= task.ready

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each piece in a session that starts too early."""
        for piece in view.pieces:
            if piece.task.ready > piece.session.start:
                yield self.breach(
                    f"{piece.task.task_id} is not ready before {piece.task.ready:%Y-%m-%d %H:%M}"
                    f" but is worked on in the session {piece.session.label}.",
                    people=[piece.person],
                    tasks=[piece.task],
                    session=piece.session,
                )


RULE = WindowRule
