"""Where a task type names grades that should rather do it, others cost points."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class PreferredGradeRule(Rule):
    """A type's `prefer` in the catalogue: for example, OASys checks by probation officers before the senior one."""

    name = "preferred_grade"
    sentence = "A task goes to a grade it is better given to, where the catalogue names one."
    trace = "contract, section 3 (`oasys_qa`)"
    priced = "always"

    def enforce(self, problem: Problem, port: Port) -> None:  # noqa: ARG002
        """Charge each task given to another grade."""
        for kind in port.kinds:
            prefer = kind.task.type.prefer
            for person in port.holders(kind) if prefer else ():
                if person.grade not in prefer:
                    port.charge(port.given(kind, person))

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each person of another grade on such a task."""
        for task_id, pieces in view.by_task.items():
            task = pieces[0].task
            for person in view.holders(task).values():
                if task.type.prefer and person.grade not in task.type.prefer:
                    yield self.breach(
                        f"{task_id} would be better with another grade.", people=[person], tasks=[task]
                    )


RULE = PreferredGradeRule
