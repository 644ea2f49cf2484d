"""Ties tasks to people, to times and to each other: owners, appointments, and what waits for what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from benchmarks.making.pool import HUNDRED

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.making.scene import Scene
    from roster.demo.dice import Dice
    from roster.sessions import Session
    from roster.tables import StaffRow, TaskRow
    from roster.tasks import Task


def tied(scene: Scene, rows: list[TaskRow]) -> list[TaskRow]:
    """Give tasks the ties that the case asks for, in the shares it asks for."""
    rows = _with_appointments(scene, rows, scene.dice("appointments"))
    rows = _with_owners(scene, rows, scene.dice("owners"))
    rows = _with_starters(scene, rows, scene.dice("started"))
    return _with_links(scene, rows, scene.dice("links"))


def _with_appointments(scene: Scene, rows: list[TaskRow], dice: Dice) -> list[TaskRow]:
    """Leave as many appointments as asked for; where the demo has fewer, put other short work at fixed times."""
    wanted = round(scene.shape.appointments * len(rows))
    fixed = dice.shuffled([row.task_id for row in rows if row.fixed_date is not None])
    dropped = set(fixed[wanted:])
    kept = [row for row in rows if row.task_id not in dropped]
    task = scene.problem(tuple(kept)).task
    able = [row for row in kept if _may_be_fixed(scene, task[row.task_id])]
    moved = {row.task_id for row in dice.shuffled(able)[: max(0, wanted - len(fixed))]}
    sessions = scene.problem(()).sessions
    return [
        _at_a_time(scene, row, task[row.task_id], dice.pick(sessions), dice) if row.task_id in moved else row
        for row in kept
    ]


def _may_be_fixed(scene: Scene, task: Task) -> bool:
    plain = not (task.splittable or task.seen or task.fixed or task.type.pair or task.after)
    return plain and task.type.supervision and task.minutes <= scene.every.longest_appointment


def _at_a_time(scene: Scene, row: TaskRow, task: Task, session: Session, dice: Dice) -> TaskRow:
    """Make a task an appointment of a session that can hold it, due on its own day."""
    step = scene.every.appointment_step
    start = session.start + timedelta(
        minutes=step * dice.between([0, (session.minutes - task.minutes) // step])
    )
    day = session.day
    ready = scene.back(scene.days[0], dice.between(scene.every.ready_days))
    return replace(row, fixed_date=day, fixed_start=start.time(), due=day, ready=ready)


def _with_owners(scene: Scene, rows: list[TaskRow], dice: Dice) -> list[TaskRow]:
    """Let somebody who may do it own each task of the share; pairs keep theirs."""
    task = scene.problem(tuple(rows)).task

    def owner_of(row: TaskRow) -> str:
        able = [each.staff_id for each in scene.tables.staff if each.grade in task[row.task_id].qualified]
        return dice.pick(able) if able and dice.happens(scene.shape.owners) else ""

    return [row if task[row.task_id].type.pair else replace(row, owner=owner_of(row)) for row in rows]


def _with_starters(scene: Scene, rows: list[TaskRow], dice: Dice) -> list[TaskRow]:
    """Let somebody who may do it have begun a share of the reports, so that only part of them is left."""
    task = scene.problem(tuple(rows)).task

    def begun(row: TaskRow) -> TaskRow:
        able = [each.staff_id for each in scene.tables.staff if may_do(scene, each, task[row.task_id])]
        if not (task[row.task_id].splittable and dice.happens(scene.shape.started) and able):
            return row
        left = task[row.task_id].minutes_left * dice.between(scene.every.started_percent) // HUNDRED
        return replace(row, started_by=dice.pick(able), minutes=left)

    return [begun(row) for row in rows]


def may_do(scene: Scene, person: StaffRow, task: Task) -> bool:
    """Tell whether somebody has the grade and the training for a task."""
    trained = scene.policy.grades[person.grade].trained or not task.type.skill
    return person.grade in task.qualified and (trained or task.type.skill in (person.skills or ()))


def _with_links(scene: Scene, rows: list[TaskRow], dice: Dice) -> list[TaskRow]:
    """Keep the demo's own links if the case wants any, and add more until the share is reached."""
    if not scene.shape.after:
        return [replace(row, after=()) for row in rows]
    there = {row.task_id for row in rows}
    rows = [replace(row, after=tuple(each for each in row.after if each in there)) for row in rows]
    order = {task_id: number for number, task_id in enumerate(_first_things_first(rows))}
    missing = round(scene.shape.after * len(rows)) - sum(bool(row.after) for row in rows)
    free = [row for row in rows if not row.after and row.fixed_date is None and order[row.task_id]]
    late = {row.task_id for row in dice.shuffled(free)[: max(0, missing)]}
    by_place = sorted(rows, key=lambda row: order[row.task_id])
    return [
        replace(row, after=(_earlier(by_place[: order[row.task_id]], dice),)) if row.task_id in late else row
        for row in rows
    ]


def _first_things_first(rows: Iterable[TaskRow]) -> list[str]:
    """Put tasks in an order in which none comes before what it waits for, so that no circle can be made."""
    placed: dict[str, None] = {}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if all(first in placed for first in row.after)]
        placed |= dict.fromkeys(row.task_id for row in ready)
        waiting = [row for row in waiting if row.task_id not in placed]
    return list(placed)


def _earlier(before: list[TaskRow], dice: Dice) -> str:
    """Give a task that can come first: the one that was ready soonest, of three."""
    three = [dice.pick(before) for _ in range(3)]
    return min(three, key=lambda row: (_moment(row), row.task_id)).task_id


def _moment(row: TaskRow) -> datetime:
    if isinstance(row.ready, datetime):
        return row.ready
    return datetime.min if row.ready is None else datetime.combine(row.ready, datetime.min.time())
