"""Nobody stays in the supervision half of the dual role beyond two years unless the Head extends it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from roster.problem import Problem
from roster.rule import Breach, Rule
from roster.staff import Person
from roster.tasks import Task
from roster.view import View

MONTHS_IN_A_YEAR = 12


def whole_months(since: date, day: date) -> int:
    """Count the whole months from one date to another (22 March to 21 April is 0, to 22 April is 1)."""
    months = (day.year - since.year) * MONTHS_IN_A_YEAR + day.month - since.month
    return months - (day.day < since.day)


class RotationRule(Rule):
    """After the longest stay in the group, no new offender-supervision work; what is theirs they keep."""

    name = "rotation"
    sentence = (
        "After two years in the supervision group, no new offender-supervision work without an override."
    )
    trace = "B6 (001:71)"

    def _over(self, person: Person, day: date) -> bool:
        return (
            person.dual_role_since is not None
            and person.dual_role_group in self.settings.option("groups")
            and whole_months(person.dual_role_since, day) >= self.settings.option("most_months")
        )

    def who(self, problem: Problem, person: Person, task: Task, day: date) -> bool:
        """Give nobody over the limit work that is not theirs already."""
        if problem.setting not in self.settings.option("settings") or not task.type.supervision:
            return True
        if not self._over(person, day) or person.staff_id in (task.owner, task.started_by):
            return True
        return problem.lifted(self.name, person.staff_id, day, task.task_id) is not None

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name each piece of new supervision work done by somebody over the limit on that day."""
        if view.problem.setting not in self.settings.option("settings"):
            return
        most = self.settings.option("most_months")
        for piece in view.pieces:
            person, task, since = piece.person, piece.task, piece.person.dual_role_since
            if since is None or person.dual_role_group not in self.settings.option("groups"):
                continue
            years, months = divmod(since.month - 1 + most, MONTHS_IN_A_YEAR)
            reached = (since.year + years, months + 1, since.day)
            today = (piece.session.day.year, piece.session.day.month, piece.session.day.day)
            theirs = person.staff_id in (task.owner, task.started_by)
            override = view.problem.lifted(self.name, person.staff_id, piece.session.day, task.task_id)
            if task.type.supervision and today >= reached and not theirs and not override:
                yield self.breach(
                    f"{person.staff_id} has been in the {person.dual_role_group} group for {most} months or more"
                    f" and takes on {task.task_id}.",
                    people=[person],
                    tasks=[task],
                    session=piece.session,
                )


RULE = RotationRule
