"""Why a task is not done: the first reason in the contract's order that is true of this roster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.explain.full import no_time
from roster.explain.nobody import nobody_may, starter_away
from roster.explain.rights import Rights
from roster.explain.room import Room
from roster.exports.words import deadline
from roster.wording import listing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roster.roster import LevelValue
    from roster.rule import Rule
    from roster.tasks import Task
    from roster.view import View

NOBODY_MAY, WAITS, NOT_YET_DUE = "NOBODY_MAY", "WAITS", "NOT_YET_DUE"
NO_TIME, DISPLACED, NOT_PROVED = "NO_TIME", "DISPLACED", "NOT_PROVED"


class Undone:
    """Finds reasons. `displaced` says what doing a task would cost, or None when that is not known."""

    def __init__(
        self,
        view: View,
        rules: Sequence[Rule],
        levels: Sequence[LevelValue],
        displaced: Callable[[str], str | None] | None = None,
    ) -> None:
        self.view = view
        self.levels = {each.name: each for each in levels}
        self.displaced = displaced
        self.rights = Rights(view.problem, rules)
        self.room = Room(view, rules)
        self.ways: tuple[tuple[str, Callable[[Task], str | None]], ...] = (
            (NOBODY_MAY, lambda task: nobody_may(self.rights, task)),
            (WAITS, self._waits),
            (NOT_YET_DUE, self._not_yet_due),
            (NO_TIME, lambda task: no_time(self.rights, self.room, task)),
            (DISPLACED, lambda task: self.displaced(task.task_id) if self.displaced else None),
        )

    def why(self, task: Task) -> tuple[str, str]:
        """Give the code and the sentence."""
        for code, find in self.ways:
            message = find(task)
            if message:
                return code, message
        return NOT_PROVED, self._not_proved(task)

    def _waits(self, task: Task) -> str | None:
        problem = self.view.problem
        firsts = [each for each in task.after if not self._is_finished(each)]
        if not firsts:
            return starter_away(self.rights, task)
        blocked = {each.task_id for each in problem.blocked}
        if len(firsts) == 1:
            why = "blocked" if firsts[0] in blocked else "not finished in these days"
            return f"It waits for {firsts[0]}, which is {why}."
        return f"It waits for {listing(firsts, 'and')}, which are not finished in these days."

    def _is_finished(self, task_id: str) -> bool:
        task = self.view.problem.task.get(task_id)
        return task is not None and self.view.finished(task) is not None

    def _not_yet_due(self, task: Task) -> str | None:
        if task.is_due:
            return None
        day = deadline(task.due, self.view.problem.days[0].year)
        return f"It is not due until {day}, which leaves sessions for it after these days."

    def _not_proved(self, task: Task) -> str:
        above = self.view.problem.levels[: self.room.levels[f"due.{task.tier}"] + 1]
        if all(self.levels[name].proved for name in above if name in self.levels):
            return (
                f"No roster does better at the due work of tier {task.tier} without a loss above it;"
                " whether this task could take another's place was not tried."
            )
        return "The search stopped before it could tell whether this could be done as well."
