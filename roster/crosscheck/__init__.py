"""Checks the tables against each other: that every name is known and no two cells say opposite things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from roster.crosscheck.availability import check_availability
from roster.crosscheck.facts import Complaint, Facts, Typed
from roster.crosscheck.people import check_history, check_override, check_staff
from roster.crosscheck.tasks import check_task, cycles
from roster.faults import Fault

if TYPE_CHECKING:
    from roster.policy import Policy
    from roster.tables import Tables

__all__ = ["Typed", "cross_check"]

Check = Callable[[Any, Facts], Iterable[Complaint]]
CHECKS: dict[str, Check] = {
    "staff": check_staff,
    "availability": check_availability,
    "tasks": check_task,
    "history": check_history,
    "overrides": check_override,
}


def cross_check(tables: Tables, policy: Policy, typed: Typed | None = None) -> list[Fault]:
    """Give every contradiction in and between the tables.

    `typed` has the ids that were typed, also in rows with faults (default: those of the rows); where the
    establishment has no sessions it could not be read, and nothing is checked against them.
    """
    facts = Facts.of(tables, policy, typed)
    return [*_row_faults(facts), *_cycle_faults(facts)]


def _row_faults(facts: Facts) -> Iterator[Fault]:
    for table, check in CHECKS.items():
        for row in getattr(facts.tables, table):
            for found in check(row, facts):
                yield Fault(
                    facts.tables.file(table), row.row, found.column, found.message, found.maybe, found.code
                )


def _cycle_faults(facts: Facts) -> Iterator[Fault]:
    row_of = {row.task_id: row.row for row in facts.tables.tasks}
    for first, chain in cycles(facts.tables.tasks):
        message = f"these tasks wait for each other, so none can start: {chain}; take one `after` out."
        yield Fault(facts.tables.file("tasks"), row_of[first], "after", message, code="cycle")
