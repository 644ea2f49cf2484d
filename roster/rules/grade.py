"""A task is done by a grade that may do it here: by mode, estate and, where cases are split, by case holder."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class GradeRule(Rule):
    """Only grades that may do the task; a pair's owner and the owner of a hearing may be of any grade."""

    name = "grade"
    sentence = "Nobody is given a task outside the grades that may do it here."
    trace = "H1, M2, B1, B3, O1, O2 (001:85-91; 001:59,69; 000:24,108)"
    priced = "either"

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:  # noqa: ARG002
        """Let the listed grades in, and the owner where the task is the owner's."""
        owner = problem.person.get(task.owner)
        if task.type.owner_first and owner is not None:
            return person is owner
        if task.type.pair and person is owner:
            return True
        return person.grade in task.grades

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each person who works on a task that is not for their grade."""
        for task_id, pieces in view.by_task.items():
            task = view.problem.task[task_id]
            has_owner = task.owner in view.problem.person
            for staff_id, person in view.holders(task).items():
                owns = staff_id == task.owner
                if task.type.owner_first and has_owner:
                    wrong = not owns
                else:
                    wrong = person.grade not in task.grades and not (owns and task.type.pair)
                if wrong:
                    yield self.breach(
                        f"{task.type.label} ({task_id}) is not for a {view.problem.policy.role(person.grade)}"
                        f" such as {staff_id} here.",
                        people=[person],
                        tasks=[task],
                        session=pieces[0].session,
                    )


RULE = GradeRule
