"""Invents what else the days bring: new requests each morning, and the appointments in the diary."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from roster.demo.cases import NO_CASE

if TYPE_CHECKING:
    from datetime import date

    from roster.demo.tasktable import TaskTable


def add_daily(table: TaskTable) -> None:
    """Add what comes in each morning besides arrivals and releases."""
    for key, count in table.shape.daily.items():
        kind = table.kinds[key]
        for turn in range(table.scaled(count * len(table.days)) if table.possible(kind) else 0):
            case = table.case_for(kind)
            if case is not None:
                table.add(key, case, table.days[turn % len(table.days)])


def add_appointments(table: TaskTable) -> None:
    """Add the appointments, spread over the days and the usual times; at least one of each sort."""
    of_the_week = len(table.days) / len(table.calendar.weekdays)
    for key, count in table.shape.appointments.items():
        starts = table.shape.clock.starts[key]
        slots = table.dice.shuffled([(day, start) for day in table.days for start in starts])
        wanted = max(1, table.scaled(count * of_the_week)) if table.possible(table.kinds[key]) else 0
        for turn in range(wanted):
            _add_appointment(table, key, *slots[turn % len(slots)])


def _add_appointment(table: TaskTable, key: str, day: date, start: str) -> None:
    """Add an appointment, and who sits with it; each about somebody else, since nobody is in two places."""
    with_it = table.shape.clock.together.get(key)
    for each in (key, with_it) if with_it else (key,):
        alone = each in table.shape.kinds.no_prisoner
        case = NO_CASE if alone else table.cases.somebody_else()
        ready = table.back(table.days[0], 1)
        table.add(each, case, ready, fixed_date=day, fixed_start=time.fromisoformat(start))
