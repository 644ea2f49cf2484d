"""Probation officers are not spent on work that others may do while work that only they may do waits."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.tasks import Task
from roster.view import View


class ScarceGradesRule(Rule):
    """Each task given to a probation officer that others may do costs points, as many times as reserved work waits."""

    name = "scarce_grades"
    sentence = "Probation officers are kept for the work that only they may do."
    trace = "M1 (001:87)"
    priced = "always"

    def _reserved(self, task: Task) -> bool:
        return task.qualified <= frozenset(self.settings.option("grades"))

    def _could_be_done(self, problem: Problem, task: Task) -> bool:
        if task.fixed is not None:
            return problem.sessions[0].start <= task.fixed < problem.sessions[-1].end
        return task.ready <= problem.sessions[-1].start

    def enforce(self, problem: Problem, port: Port) -> None:
        """Charge the lesser of the two counts: others' work done by them, and their own work left waiting."""
        done: list[tuple[int, int]] = []
        waiting, total = [], 0
        for kind in port.kinds:
            if not self._reserved(kind.task):
                for person in problem.staff:
                    if person.grade in self.settings.option("grades"):
                        done += port.given(kind, person)
            elif self._could_be_done(problem, kind.task):
                total += kind.count
                waiting += [(-factor, amount) for factor, amount in port.finished(kind, problem.sessions[-1])]
        port.charge(port.lesser(done, waiting, total))

    def breaches(self, view: View) -> Iterable[Breach]:
        """Compare what probation officers do for others with what of their own waits."""
        grades = set(self.settings.option("grades"))
        spent = {
            (each.person.staff_id, each.task.task_id)
            for each in view.pieces
            if each.person.grade in grades and not each.task.qualified <= grades
        }
        waits = [
            task
            for task in view.problem.tasks
            if task.qualified <= grades
            and self._could_be_done(view.problem, task)
            and view.finished(task) is None
        ]
        if spent and waits:
            yield self.breach(
                f"{len(spent)} tasks that others may do are with probation officers while {len(waits)} tasks wait"
                " that only they may do.",
                tasks=waits,
                amount=min(len(spent), len(waits)),
            )


RULE = ScarceGradesRule
