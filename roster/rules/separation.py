"""No prisoner is in two places at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.tasks import Task
from roster.view import View


class SeparationRule(Rule):
    """Two tasks of one prisoner never go on at the same time when either needs the prisoner."""

    name = "separation"
    sentence = "No prisoner is in two places at once."
    trace = "contract, section 3"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Keep each prisoner's tasks apart on the clock."""
        tasks: dict[str, list[Task]] = defaultdict(list)
        for task in problem.tasks:
            if task.prison_number:
                tasks[task.prison_number].append(task)
        for same in tasks.values():
            for first, second in combinations(same, 2):
                if first.held or second.held:
                    port.apart(first.task_id, second.task_id)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each pair of overlapping pieces of one prisoner."""
        for pieces in view.by_session.values():
            for one, other in combinations(pieces, 2):
                number = one.task.prison_number
                if not number or number != other.task.prison_number or one.task is other.task:
                    continue
                if (one.task.held or other.task.held) and one.overlaps(other):
                    yield self.breach(
                        f"{one.task.task_id} and {other.task.task_id} concern the same prisoner and overlap"
                        f" at {max(one.begins, other.begins):%H:%M}.",
                        people=[one.person, other.person],
                        tasks=[one.task, other.task],
                        session=one.session,
                    )


RULE = SeparationRule
