"""The same officer for the same prisoner: a task is done by the person who knows the case."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class ContinuityRule(Rule):
    """An owned task given to somebody else costs points, more where cases are held."""

    name = "continuity"
    sentence = "A task goes to the person who knows the case."
    trace = "S2, O4 (003:424; 002:23; 000:108)"
    priced = "always"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Charge each task that another person is given."""
        weight = self.settings.option("points")[problem.setting]
        for kind in port.kinds:
            if kind.task.owner in problem.person and not kind.task.type.pair:
                for person in port.holders(kind):
                    if person.staff_id != kind.task.owner:
                        port.charge(port.given(kind, person), weight=weight)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each owned task that somebody else works on."""
        points = self.settings.option("points")[view.problem.setting]
        for task_id, pieces in view.by_task.items():
            task = pieces[0].task
            others = set(view.holders(task)) - {task.owner}
            if task.owner in view.problem.person and not task.type.pair and others:
                yield self.breach(
                    f"{task_id} belongs to {task.owner} and is given to {', '.join(sorted(others))}.",
                    tasks=[task],
                    amount=points * len(others),
                )


RULE = ContinuityRule
