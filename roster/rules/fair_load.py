"""Tasks are shared fairly within a grade, counting the last four weeks."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.staff import History
from roster.view import View


def _tasks_so_far(problem: Problem) -> dict[str, int]:
    """Count tasks in the last 28 days above the least loaded of the same grade who is there, by staff id."""
    there = {staff_id for staff_id, _ in problem.presence}
    people = [each for each in problem.staff if each.staff_id in there]
    had = {each.staff_id: problem.history.get(each.staff_id, History()).tasks for each in people}
    least = {
        each.grade: min(had[other.staff_id] for other in people if other.grade == each.grade)
        for each in people
    }
    return {each.staff_id: had[each.staff_id] - least[each.grade] for each in people}


class FairLoadRule(Rule):
    """Each task costs a point for every full step of tasks the person has had before it, above the least loaded."""

    name = "fair_load"
    sentence = "Tasks are shared fairly within a grade."
    trace = "S3 (000:205)"
    priced = "always"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Charge what lies above each step, less what history alone already had above it."""
        step = self.settings.option("step")
        for staff_id, had in _tasks_so_far(problem).items():
            person = problem.person[staff_id]
            given = [term for kind in port.kinds for term in port.given(kind, person)]
            possible = sum(kind.count for kind in port.kinds if port.given(kind, person))
            for above in range(step, had + possible, step):
                if above <= had:
                    port.charge(given)
                else:
                    port.at_most(given, above - had)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Add up, task by task, the full steps each person had before."""
        for staff_id, had in _tasks_so_far(view.problem).items():
            tasks = {each.task.task_id for each in view.pieces if each.person.staff_id == staff_id}
            amount = sum((had + number) // self.settings.option("step") for number in range(len(tasks)))
            if amount:
                yield self.breach(
                    f"{staff_id} is given {len(tasks)} tasks on top of {had} more than the least loaded.",
                    people=[view.problem.person[staff_id]],
                    amount=amount,
                )


RULE = FairLoadRule
