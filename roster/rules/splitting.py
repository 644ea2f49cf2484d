"""Short work is done in one go; reports may be laid down and taken up again, by one person, in fair pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from roster.problem import Problem
from roster.rule import Breach, Port, Rule
from roster.tasks import Task
from roster.view import Piece, View


class SplittingRule(Rule):
    """One person; one piece a session; whole, or in pieces of at least the smallest size on the grid."""

    name = "splitting"
    sentence = "Work is done in one go, reports in pieces of at least an hour by one person."
    trace = "contract, section 3; the smallest piece is a local setting"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Tell the engine the smallest piece; one person and one piece a session are in its nature."""
        port.smallest_piece(problem.policy.smallest_piece)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each task whose pieces are too many, too short, too long or spread over people."""
        for task_id, pieces in view.by_task.items():
            task = view.problem.task[task_id]
            for message in self._wrong(view, task, pieces):
                yield self.breach(
                    f"{task_id} {message}",
                    people=view.holders(task).values(),
                    tasks=[task],
                    session=pieces[0].session,
                )

    def _wrong(self, view: View, task: Task, pieces: list[Piece]) -> Iterator[str]:
        policy, minutes = view.problem.policy, [each.minutes for each in pieces]
        if not task.type.pair and len(view.holders(task)) > 1:
            yield "is shared between people; one person does it."
        if task.type.pair:
            return
        if not task.splittable or task.minutes < policy.smallest_piece:
            if minutes != [task.minutes]:
                yield f"is {task.minutes} minutes in one piece, not {' + '.join(map(str, minutes))}."
            return
        if len({each.session.index for each in pieces}) < len(pieces):
            yield "has more than one piece in a session."
        if min(minutes) < policy.smallest_piece:
            yield f"has a piece of {min(minutes)} minutes; the smallest is {policy.smallest_piece}."
        if any(each % policy.grid_minutes for each in minutes):
            yield f"has a piece that is not a multiple of {policy.grid_minutes} minutes."
        if sum(minutes) > task.minutes:
            yield f"is given {sum(minutes)} minutes and needs {task.minutes}."


RULE = SplittingRule
