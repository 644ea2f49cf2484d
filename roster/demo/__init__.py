"""Invents a morning folder of any size, so that anybody can try the program without real people's data."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from roster.demo.days import make_availability, make_wing_posts
from roster.demo.dice import Dice
from roster.demo.moves import add_arrivals, add_releases
from roster.demo.people import FIRST_ROW, Team, make_history, make_team, rotation_overrides
from roster.demo.shapes import Shape, prisons, shape_of
from roster.demo.tasktable import TaskTable
from roster.demo.waiting import add_backlog
from roster.demo.week import add_appointments, add_daily
from roster.demo.writing import write_folder
from roster.exports.request_json import as_request
from roster.problem import HIGH_RISKS
from roster.sessions import Calendar
from roster.tables import EstablishmentRow, OverrideRow, Tables, TaskRow

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["demo_request", "make_folder", "make_tables", "prisons"]

SEARCH = {"seconds": 20, "workers": 2, "seed": 0}  # what the command takes when nothing is said


def make_folder(out: Path, prison: str, staff: int | None, seed: int, *, force: bool = False) -> None:
    """Write an invented morning folder: same prison, staff and seed, same bytes.

    Raises InputRefusedError when there is no such prison, the unit is too small, or a file is in the way.
    """
    write_folder(make_tables(prison, staff, seed), out, force=force)


def demo_request(prison: str, staff: int | None = None, seed: int = 0) -> dict[str, Any]:
    """Give an invented morning as the body of a request, ready to be sent: all its days, the usual search.

    Raises InputRefusedError when there is no such prison or the unit is too small.
    """
    days = shape_of(prison).days
    return as_request(make_tables(prison, staff, seed)) | {"options": {"days": days, **SEARCH}}


def make_tables(prison: str, staff: int | None = None, seed: int = 0) -> Tables:
    """Invent the tables of one morning."""
    shape = shape_of(prison)
    days = Calendar().days_from(shape.first_day, shape.days)

    def dice(part: str) -> Dice:
        return Dice(seed, f"{shape.code} {part}")  # of the prison: the shock week has the local's people

    team = make_team(shape, staff, dice("people"))
    tasks = _tasks(TaskTable(team, shape, days, dice("work")))
    return Tables(
        establishment=_establishment(shape),
        staff=team.staff,
        availability=make_availability(team, shape, days, dice("availability")),
        wing_posts=make_wing_posts(team, shape, days, dice("wings")),
        tasks=tasks,
        history=make_history(team, shape, dice("history")),
        overrides=_overrides(team, tasks, shape),
    )


def _tasks(table: TaskTable) -> tuple[TaskRow, ...]:
    for add in (add_backlog, add_arrivals, add_releases, add_daily, add_appointments):
        add(table)
    return tuple(table.rows)


def _establishment(shape: Shape) -> EstablishmentRow:
    return EstablishmentRow(
        code=shape.code,
        name=shape.name,
        estate=shape.estate,
        mode=shape.mode,
        function=shape.function,
        date=shape.first_day,
        sessions=shape.session_times,
        rooms=shape.rooms,
    )


def _overrides(team: Team, tasks: tuple[TaskRow, ...], shape: Shape) -> tuple[OverrideRow, ...]:
    rows = [*rotation_overrides(team, shape), *_high_risk_overrides(team, tasks, shape)]
    return tuple(replace(each, row=position + FIRST_ROW) for position, each in enumerate(rows))


def _high_risk_overrides(team: Team, tasks: tuple[TaskRow, ...], shape: Shape) -> list[OverrideRow]:
    """Give high-risk handovers to an experienced Band 4, overseen by a probation officer."""
    able = [each for each in team.of_grade("B4") if each.experience == "experienced"]
    overseen_by = team.of_grade("PO")
    high = [each for each in tasks if each.type == "handover" and each.risk in HIGH_RISKS and not each.owner]
    if not (able and overseen_by):
        return []
    return [
        OverrideRow(
            0,
            "high_risk",
            able[0].staff_id,
            task.task_id,
            team.manager,
            shape.lifted.high_risk_reason,
            overseen_by[0].staff_id,
        )
        for task in high[: shape.lifted.high_risk]
    ]
