"""Some work is done by two people together: the owner of the case and a probation officer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class PairsRule(Rule):
    """A pair task has two lines, the owner's and one other person's, at the same time; without an owner, none."""

    name = "pairs"
    sentence = "A task for two is done by its owner and one other person at the same time."
    trace = "contract, section 3 (000:82-88)"

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:  # noqa: ARG002
        """Let nobody do it without an owner; that two people take part is in the engine's nature."""
        return not task.type.pair or task.owner in problem.person

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each pair task that is not exactly two people at one time for the whole length."""
        for task_id, pieces in view.by_task.items():
            task = pieces[0].task
            if not task.type.pair:
                continue
            people = [each.person.staff_id for each in pieces]
            times = {(each.session.index, each.begins, each.finishes) for each in pieces}
            if len(pieces) != 2 or len(set(people)) != 2 or task.owner not in people:
                wrong = "is for its owner and one other person"
            elif len(times) != 1 or pieces[0].minutes != task.minutes:
                wrong = f"is {task.minutes} minutes for both at the same time"
            else:
                continue
            yield self.breach(
                f"{task_id} {wrong}.",
                people=view.holders(task).values(),
                tasks=[task],
                session=pieces[0].session,
            )


RULE = PairsRule
