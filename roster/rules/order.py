"""A task that waits for another starts after the other is finished."""

from __future__ import annotations

from collections.abc import Iterable

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.view import View


class OrderRule(Rule):
    """`after`: every task named there is finished first, on the clock."""

    name = "order"
    sentence = "A task starts only after the tasks it waits for are finished."
    trace = "contract, section 2 (`after`)"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Let no session hold the later task before the earlier is finished."""
        kinds = {kind.task.task_id: kind for kind in port.kinds}
        for kind in port.kinds:
            for first_id in kind.task.after:
                first = kinds.get(first_id)
                for session in problem.sessions:
                    pieces = [
                        term for person in port.holders(kind) for term in port.pieces(kind, person, session)
                    ]
                    if pieces:
                        finished = port.finished(first, session) if first else []
                        port.at_most([*pieces, *((-factor, amount) for factor, amount in finished)], 0)
                if first:
                    port.in_order(first, kind)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each task that begins before one it waits for has ended."""
        for task_id, pieces in view.by_task.items():
            task = pieces[0].task
            begins = min(each.begins for each in pieces)
            for first_id in task.after:
                first = view.problem.task.get(first_id)
                last = view.finished(first) if first else None
                if last is None or last.finishes > begins:
                    yield self.breach(
                        f"{task_id} begins before {first_id}, which it waits for, is finished.",
                        people=view.holders(task).values(),
                        tasks=[task, *([first] if first else [])],
                        session=pieces[0].session,
                    )


RULE = OrderRule
