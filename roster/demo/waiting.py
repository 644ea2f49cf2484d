"""Invents what is waiting on the first morning: old work, part-done reports, cells typed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from roster.demo.cases import HUNDRED, Case

if TYPE_CHECKING:
    from roster.demo.tasktable import TaskTable
    from roster.tables import TaskRow
    from roster.tasks import TaskType


def add_backlog(table: TaskTable) -> None:
    """Add everything that is waiting."""
    first = len(table.rows)
    for key, count in table.shape.backlog.items():
        kind = table.kinds[key]
        for _ in range(table.scaled(count) if table.possible(kind) else 0):
            _add_waiting(table, kind)
    table.rows[first:] = [_odd(table, row) for row in table.rows[first:]]


def _add_waiting(table: TaskTable, kind: TaskType) -> None:
    checks = next((step.after for step in table.shape.arrival_steps if step.type == kind.key), "")
    if kind.checking and checks:
        _add_check_of(table, kind, checks)
        return
    case = table.case_for(kind)
    if case is None:
        return
    ready = table.back(table.shape.first_day, table.dice.between(table.shape.clock.age[kind.key]))
    known = kind.checking and not table.dice.happens(table.shape.oddities.doer_unknown)
    table.add(kind.key, case, ready, doer=_author(table) if known else "")


def _add_check_of(table: TaskTable, kind: TaskType, checked: str) -> None:
    """Link a check to the first piece of work of that type that has none yet."""
    linked = {first for row in table.rows for first in row.after}
    work = next((row for row in table.rows if row.type == checked and row.task_id not in linked), None)
    if work is not None and work.ready is not None:
        table.add(kind.key, _case_of(work), work.ready, after=(work.task_id,))


def _case_of(row: TaskRow) -> Case:
    return Case(row.prison_number, row.risk, row.case_holder, row.owner)


def _author(table: TaskTable) -> str:
    """Give somebody whose work is checked."""
    authors = table.team.skilled(table.shape.cases.pair_owners, "oasys")
    return table.dice.pick(authors).staff_id if authors else ""


def _odd(table: TaskTable, row: TaskRow) -> TaskRow:
    """Fill the cells that are mostly empty, now and then; a check and what it checks stay plain."""
    odd, dice, kind = table.shape.oddities, table.dice, table.kinds[row.type]
    if row.after or any(step.after == row.type for step in table.shape.arrival_steps):
        return row
    if kind.split and dice.happens(odd.started):
        row = _started(table, row, kind)
    elif dice.happens(odd.minutes):
        row = replace(row, minutes=kind.minutes * dice.between(odd.minutes_percent) // HUNDRED)
    if dice.happens(odd.due) and isinstance(row.ready, date):
        row = replace(row, due=table.calendar.after(row.ready, dice.between(odd.due_working_days)))
    if dice.happens(odd.tier):
        row = replace(row, tier=dice.pick(odd.tiers))
    if not row.started_by and dice.happens(odd.blocked):
        row = replace(row, status="blocked", note=dice.pick(odd.blocked_notes))
    return row


def _started(table: TaskTable, row: TaskRow, kind: TaskType) -> TaskRow:
    """Let a long report be part done by its owner, or by somebody else who may do it."""
    grades = table.shape.cases.owners[table.cases.owner_key(_case_of(row))]
    able = table.team.skilled(grades, kind.skill)
    able = [each for each in able if each.staff_id == row.owner] or able
    if not able:
        return row
    left = kind.minutes * table.dice.between(table.shape.oddities.started_percent) // HUNDRED
    return replace(row, started_by=table.dice.pick(able).staff_id, minutes=left)
