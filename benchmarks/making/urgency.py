"""Gives chosen tasks their deadlines and tiers: late, due in the days planned, or due later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.making.scene import Scene
    from roster.demo.dice import Dice
    from roster.tables import TaskRow


def with_urgency(scene: Scene, rows: Iterable[TaskRow]) -> list[TaskRow]:
    """Give every task a deadline as the load says and, where the case asks, a tier of its own."""
    dice = scene.dice("urgency")
    return [_tiered(scene, _dated(scene, row, dice), dice) for row in rows]


def _dated(scene: Scene, row: TaskRow, dice: Dice) -> TaskRow:
    if row.fixed_date is not None:
        return row  # an appointment is due on its own day
    load = scene.load
    fate = dice.weighted(
        {"overdue": load.overdue, "due": load.due, "later": max(0.0, 1 - load.overdue - load.due)}
    )
    if fate == "overdue":
        due = scene.back(scene.days[0], dice.between(load.overdue_days))
        return replace(row, due=due, ready=scene.back(due, dice.between(scene.every.overdue_ready_days)))
    if fate == "later":
        return _ready_before(scene, replace(row, due=_after(scene, dice.between(load.later_days))), dice)
    day = dice.pick([each for each in scene.days if each >= _day_of(row.ready, scene.days[0])])
    due_at = datetime.combine(day, scene.every.noon) if dice.happens(scene.shape.noon) else day
    return _ready_before(scene, replace(row, due=due_at), dice)


def _after(scene: Scene, count: int) -> date:
    return scene.calendar.after(scene.days[-1], count)


def _day_of(moment: date | datetime | None, otherwise: date) -> date:
    if moment is None:
        return otherwise
    return moment.date() if isinstance(moment, datetime) else moment


def _ready_before(scene: Scene, row: TaskRow, dice: Dice) -> TaskRow:
    """Let work that would start on the day it is due, or later, have been ready before the first day instead."""
    if _day_of(row.ready, scene.days[0]) < _day_of(row.due, scene.days[-1]):
        return row
    return replace(row, ready=scene.back(scene.days[0], dice.between(scene.every.ready_days)))


def _tiered(scene: Scene, row: TaskRow, dice: Dice) -> TaskRow:
    if scene.shape.tiers == "types":
        return row
    return replace(row, tier=int(dice.weighted(scene.every.shuffled_tiers)))
