"""What the checks look things up in: the people, the tasks and the catalogue of this morning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from roster.policy import FUNCTIONS, SETTINGS, Policy
from roster.problem import setting_of
from roster.sessions import Calendar
from roster.wording import maybe, shown

if TYPE_CHECKING:
    from roster.tables import StaffRow, Tables
    from roster.tasks import TaskType


@dataclass(frozen=True)
class Complaint:
    """What is wrong with one cell of a row."""

    column: str
    message: str
    maybe: str = ""
    code: str = "contradiction"


@dataclass(frozen=True)
class Typed:
    """The ids of the staff list and the task table, also of rows with faults; None = nobody can tell."""

    staff: frozenset[str] | None = frozenset()
    tasks: frozenset[str] | None = frozenset()


@dataclass(frozen=True)
class Facts:
    """One morning's tables and policy, with the look-ups that checks share."""

    tables: Tables
    policy: Policy
    typed: Typed

    @staticmethod
    def of(tables: Tables, policy: Policy, typed: Typed | None) -> Facts:
        """Take the typed ids from the rows where nobody says which there were."""
        in_rows = Typed(
            frozenset(row.staff_id for row in tables.staff), frozenset(row.task_id for row in tables.tasks)
        )
        return Facts(tables, policy, typed or in_rows)

    @cached_property
    def person(self) -> dict[str, StaffRow]:
        """Rows of the staff list by id."""
        return {row.staff_id: row for row in self.tables.staff}

    @cached_property
    def catalogue(self) -> dict[str, TaskType]:
        """Task types; what is checked here is the same in every setting, even an unreadable one."""
        setting, function = setting_of(self.tables.establishment), self.tables.establishment.function
        return self.policy.catalogue(
            setting if setting in SETTINGS else SETTINGS[0],
            function if function in FUNCTIONS else FUNCTIONS[0],
        )

    @cached_property
    def calendar(self) -> Calendar:
        """The working days of the establishment."""
        return Calendar(self.tables.establishment.weekdays)

    def unknown_person(self, column: str, staff_id: str) -> list[Complaint]:
        """Complain when an id is not on the staff list."""
        return _unknown(column, staff_id, self.typed.staff, "is not on the staff list")

    def unknown_task(self, column: str, task_id: str) -> list[Complaint]:
        """Complain when an id is not in the task table."""
        return _unknown(column, task_id, self.typed.tasks, "is not the id of a task in the task table")


def _unknown(column: str, name: str, names: frozenset[str] | None, what: str) -> list[Complaint]:
    if names is None or not name or name in names:
        return []
    return [Complaint(column, f"{shown(name)} {what}.", maybe(name, names), "unknown")]
