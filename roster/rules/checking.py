"""Nobody checks their own work."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View


class CheckingRule(Rule):
    """The checker of a piece of work is not its doer: the named `doer`, else whoever does the `after` task."""

    name = "checking"
    sentence = "Nobody checks their own work."
    trace = "H8 (000:66-68; hub job descriptions)"

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:  # noqa: ARG002
        """Keep the named doer off."""
        return not task.type.checking or person.staff_id != task.doer

    def enforce(self, problem: Problem, port: Port) -> None:
        """Where the doer is not named, give the check and the work to different people."""
        kinds = {kind.task.task_id: kind for kind in port.kinds}
        for kind in port.kinds:
            if not kind.task.type.checking or kind.task.doer:
                continue
            for first in (kinds[each] for each in kind.task.after if each in kinds):
                for person in problem.staff:
                    check, work = port.given(kind, person), port.given(first, person)
                    if check and work:
                        port.at_most([*check, *work], 1)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each check that is done by somebody who did the work."""
        for task_id, pieces in view.by_task.items():
            task = pieces[0].task
            if not task.type.checking:
                continue
            doers = {task.doer} if task.doer else set()
            if not doers:
                first = [view.problem.task[each] for each in task.after if each in view.problem.task]
                doers = {staff_id for each in first for staff_id in view.holders(each)}
            for staff_id in doers & set(view.holders(task)):
                yield self.breach(
                    f"{task_id} checks the work of {staff_id} and is given to {staff_id}.",
                    people=[view.problem.person[staff_id]],
                    tasks=[task],
                    session=pieces[0].session,
                )


RULE = CheckingRule
