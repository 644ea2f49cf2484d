"""What a manager decided about a person and a task counts: who is to do it, and who is not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class DecidedRule(Rule):
    """A pinned task is for whom it is pinned to (and, of a pair, its owner); a banned person has no part in it."""

    name = "decided"
    sentence = "A manager's decision on who does a task counts."
    trace = "contract, section 1 (replan)"

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:  # noqa: ARG002
        """Keep everybody else off a pinned task, and the banned person off theirs."""
        if problem.revision is None:
            return True
        pinned = {staff_id for task_id, staff_id in problem.revision.pins if task_id == task.task_id}
        if pinned and person.staff_id not in pinned and not self._joins(person, task):
            return False
        return (task.task_id, person.staff_id) not in problem.revision.bans

    def _joins(self, person: Person, task: Task) -> bool:
        return task.type.pair and person.staff_id == task.owner

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each piece that is given to somebody else than was decided."""
        revision = view.problem.revision
        if revision is None:
            return
        pinned: dict[str, list[str]] = {}
        for task_id, staff_id in sorted(revision.pins):
            pinned.setdefault(task_id, []).append(staff_id)
        for piece in view.pieces:
            task, staff_id = piece.task, piece.person.staff_id
            theirs = pinned.get(task.task_id)
            if theirs and staff_id not in theirs and not (task.type.pair and task.owner == staff_id):
                message = f"{task.task_id} is pinned to {' and '.join(theirs)} and given to {staff_id}."
            elif (task.task_id, staff_id) in revision.bans:
                message = f"{task.task_id} is not to be given to {staff_id}."
            else:
                continue
            yield self.breach(message, people=[piece.person], tasks=[task], session=piece.session)


RULE = DecidedRule
