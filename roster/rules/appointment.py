"""An appointment is kept at its time."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.sessions import Session
from roster.tasks import Task
from roster.view import View


class AppointmentRule(Rule):
    """A task with `fixed_date` and `fixed_start` begins exactly then."""

    name = "appointment"
    sentence = "An appointment is kept at its time."
    trace = "contract, section 3"

    def when(self, problem: Problem, task: Task, session: Session) -> bool:  # noqa: ARG002
        """Hold it in the session its time is in."""
        return task.fixed is None or session.start <= task.fixed < session.end

    def enforce(self, problem: Problem, port: Port) -> None:  # noqa: ARG002
        """Pin it on the clock."""
        for kind in port.kinds:
            if kind.task.fixed is not None:
                port.starts_at(kind, kind.task.fixed)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each appointment that begins at another time."""
        for piece in view.pieces:
            if piece.task.fixed is not None and piece.begins != piece.task.fixed:
                yield self.breach(
                    f"{piece.task.task_id} is an appointment at {piece.task.fixed:%Y-%m-%d %H:%M},"
                    f" not at {piece.begins:%Y-%m-%d %H:%M}.",
                    people=[piece.person],
                    tasks=[piece.task],
                    session=piece.session,
                )


RULE = AppointmentRule
