"""Work that somebody has started stays with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class StartedRule(Rule):
    """A started task is finished by its starter, unless an override hands it over."""

    name = "started"
    sentence = "A started task stays with the person who started it."
    trace = "contract, section 2 (`started_by`)"

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:
        """Keep everybody but the starter off it (in a pair, the owner stays in)."""
        if not task.started_by or person.staff_id == task.started_by:
            return True
        if task.type.pair and person.staff_id == task.owner:
            return True
        return problem.lifted(self.name, person.staff_id, day, task.task_id) is not None

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each piece of a started task that is done by somebody else."""
        for piece in view.pieces:
            task, staff_id = piece.task, piece.person.staff_id
            theirs = task.started_by in ("", staff_id) or (task.type.pair and staff_id == task.owner)
            if theirs:
                continue
            if not view.problem.lifted(self.name, staff_id, piece.session.day, task.task_id):
                yield self.breach(
                    f"{task.task_id} was started by {task.started_by} and is given to {staff_id}.",
                    people=[piece.person],
                    tasks=[task],
                    session=piece.session,
                )


RULE = StartedRule
