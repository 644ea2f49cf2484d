"""Senior probation officers are not used for duties that belong to prison managers, such as chairing boards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class PrisonManagerRule(Rule):
    """No prison-manager duty for the grades named in the policy, unless a named manager lifts it."""

    name = "prison_manager"
    sentence = "A senior probation officer does a prison manager's duty only by a named override."
    trace = "H2 (001:91)"

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:
        """Keep the named grades off the named types."""
        if task.type.key not in self.settings.option("types"):
            return True
        if person.grade not in self.settings.option("grades"):
            return True
        return problem.lifted(self.name, person.staff_id, day, task.task_id) is not None

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each senior probation officer on such a duty without an override for that day."""
        duties, grades = self.settings.option("types"), self.settings.option("grades")
        for piece in view.pieces:
            override = view.problem.lifted(
                self.name, piece.person.staff_id, piece.session.day, piece.task.task_id
            )
            if piece.task.type.key in duties and piece.person.grade in grades and not override:
                yield self.breach(
                    f"{piece.task.type.label} ({piece.task.task_id}) is a prison manager's duty;"
                    f" {piece.person.staff_id} is a {view.problem.policy.role(piece.person.grade)}.",
                    people=[piece.person],
                    tasks=[piece.task],
                    session=piece.session,
                )


RULE = PrisonManagerRule
