"""The invented task table in the making, and what its parts have in common."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypedDict, Unpack

from roster.demo.cases import NO_CASE, Case, Cases
from roster.demo.people import FIRST_ROW
from roster.policy import load
from roster.sessions import Calendar
from roster.tables import TaskRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roster.demo.dice import Dice
    from roster.demo.people import Team
    from roster.demo.shapes import Shape
    from roster.tasks import TaskType


class Cells(TypedDict, total=False):
    """The cells of a task that are empty unless something is said about them."""

    due: date
    after: tuple[str, ...]
    doer: str
    fixed_date: date
    fixed_start: time


class TaskTable:
    """Rows so far, and the people, cases, days and numbers they are made from."""

    def __init__(self, team: Team, shape: Shape, days: Sequence[date], dice: Dice) -> None:
        self.team, self.shape, self.days, self.dice = team, shape, days, dice
        self.calendar = Calendar()
        self.kinds = load({}).catalogue(shape.setting, shape.function)
        self.scale = len(team.staff) / sum(shape.staff.values())
        self.rows: list[TaskRow] = []
        self.cases = Cases(team, shape, self.scaled(sum(shape.backlog.values())), dice)

    def scaled(self, count: float) -> int:
        """Turn a number of the usual unit into one of this size."""
        return round(count * self.scale)

    def back(self, day: date, count: int) -> date:
        """Go back so many working days."""
        while count > 0:
            day -= timedelta(days=1)
            count -= self.calendar.is_working(day)
        return day

    def possible(self, kind: TaskType) -> bool:
        """Tell whether anybody here has a grade for it: small units get no work that is not theirs."""
        return bool(self._grades(kind) & self.team.grades)

    def _grades(self, kind: TaskType) -> frozenset[str]:
        return frozenset[str]().union(*kind.grades_by_holder.values()) or kind.grades

    def case_for(self, kind: TaskType) -> Case | None:
        """Give a case for a task, or None where there is none (nobody owns cases for an advice session)."""
        if kind.key in self.shape.kinds.no_prisoner:
            return NO_CASE
        return self.cases.owned_in_pair() if kind.pair else self.cases.somebody()

    def _may_own(self, key: str, staff_id: str) -> bool:
        """Tell whether an owner's name helps: they may do it, or it is an advice session about their case."""
        kind = self.kinds[key]
        grade = next((each.grade for each in self.team.staff if each.staff_id == staff_id), "")
        return kind.pair or kind.owner_first or grade in self._grades(kind)

    def add(self, kind: str, case: Case, ready: date | datetime, **cells: Unpack[Cells]) -> str:
        """Add a task and give its id."""
        row = TaskRow(
            row=len(self.rows) + FIRST_ROW,
            task_id=f"T{len(self.rows) + 1:04d}",
            type=kind,
            prison_number=case.number,
            risk=case.risk,
            case_holder=case.holder,
            owner=case.owner if self._may_own(kind, case.owner) else "",
            ready=ready,
        )
        self.rows.append(replace(row, **cells))
        return row.task_id
