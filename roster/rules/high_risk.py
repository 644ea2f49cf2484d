"""High-risk supervision and public protection screening are for probation officers, unless a manager says else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class HighRiskRule(Rule):
    """In task-based working, high and very high risk goes to probation officers, or to whom an override names."""

    name = "high_risk"
    sentence = "High-risk work is for a probation officer, unless an override names someone else."
    trace = "H3 (001:87; 003:361)"

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:
        """Keep high-risk work for the grades the setting names."""
        risky = task.type.probation_at_risk and task.risk in self.settings.option("risks")
        if not (risky or task.type.probation_always):
            return True
        if person.grade in problem.policy.supervision[problem.setting].high_risk:
            return True
        return problem.lifted(self.name, person.staff_id, day, task.task_id) is not None

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each piece of high-risk work done by another grade without an override for that day."""
        problem = view.problem
        for piece in view.pieces:
            task, person = piece.task, piece.person
            if not task.type.probation_always and not (
                task.type.probation_at_risk and task.risk in self.settings.option("risks")
            ):
                continue
            if person.grade in problem.policy.supervision[problem.setting].high_risk:
                continue
            if not problem.lifted(self.name, person.staff_id, piece.session.day, task.task_id):
                yield self.breach(
                    f"{task.type.label} ({task.task_id}) is for a probation officer;"
                    f" {person.staff_id} is a {problem.policy.role(person.grade)} and no override names them.",
                    people=[person],
                    tasks=[task],
                    session=piece.session,
                )


RULE = HighRiskRule
