"""Invents who arrives and who leaves in the days of the folder, and the work that each of them brings."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roster.demo.shapes import ArrivalStep, ReleaseStep
    from roster.demo.tasktable import TaskTable


def add_arrivals(table: TaskTable) -> None:
    """Add the work of everybody who comes on the evening before each of the days."""
    for day in table.days:
        evening = table.back(day, 1)
        for _ in range(max(1, table.scaled(table.dice.between(table.shape.receptions)))):
            clock = time.fromisoformat(table.dice.pick(table.shape.clock.reception_times))
            _add_arrival(table, day, datetime.combine(evening, clock))


def _add_arrival(table: TaskTable, morning: date, evening: datetime) -> None:
    case, made = table.cases.arrival(), dict[str, str]()
    for step in table.shape.arrival_steps:
        kind = table.kinds[step.type]
        share = table.shape.arrival.get(step.type, 0)
        if _happens(table, step, share, made) and not (kind.pair and not case.owner):
            ready = evening if step.ready == "evening" else morning
            made[step.type] = table.add(step.type, case, ready, after=_after(step, made))


def add_releases(table: TaskTable) -> None:
    """Add the work of all who leave in these days, or so soon after that work begins in them."""
    longest = max(step.ready_before for step in table.shape.release_steps)
    for day in table.calendar.days_from(table.days[0], len(table.days) + longest):
        for _ in range(max(1, table.scaled(table.dice.between(table.shape.releases)))):
            _add_release(table, day)


def _add_release(table: TaskTable, day: date) -> None:
    case, made = table.cases.somebody_else(), dict[str, str]()
    for step in table.shape.release_steps:
        ready, due = table.back(day, step.ready_before), table.back(day, step.due_before)
        here = ready <= table.days[-1] and due >= table.days[0]  # what was due earlier has been done
        if here and _happens(table, step, table.shape.release.get(step.type, 0), made):
            made[step.type] = table.add(step.type, case, ready, due=due, after=_after(step, made))


def _happens(table: TaskTable, step: ArrivalStep | ReleaseStep, share: float, made: dict[str, str]) -> bool:
    """Tell whether a step is taken: in its share of cases, a check wherever there is something to check."""
    kind = table.kinds[step.type]
    if not table.possible(kind) or (step.after and step.after not in made):
        return False
    return kind.checking or table.dice.happens(share)


def _after(step: ArrivalStep | ReleaseStep, made: dict[str, str]) -> tuple[str, ...]:
    return (made[step.after],) if step.after else ()
