"""A task goes to somebody trained for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class SkillsRule(Rule):
    """The skill the task type needs; trained grades (probation officers) have them all."""

    name = "skills"
    sentence = "A task is done by somebody with the skill it needs."
    trace = "S4 (001:85; 001:61)"
    priced = "either"

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:  # noqa: ARG002
        """Ask for the skill."""
        trained = problem.policy.grades[person.grade].trained
        return trained or not task.type.skill or task.type.skill in person.skills

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each person who lacks the skill of a task they work on."""
        for task_id, pieces in view.by_task.items():
            needed = pieces[0].task.type.skill
            for person in view.holders(pieces[0].task).values():
                has_all = view.problem.policy.grades[person.grade].trained
                if needed and not has_all and needed not in person.skills:
                    yield self.breach(
                        f"{task_id} needs the skill `{needed}`, which {person.staff_id} does not have.",
                        people=[person],
                        tasks=[pieces[0].task],
                        session=pieces[0].session,
                    )


RULE = SkillsRule
