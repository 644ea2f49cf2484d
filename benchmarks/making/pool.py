"""Plain work to choose from: the demo's tasks of several weeks at once, with the types and minutes a case asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from roster.demo import make_tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.making.scene import Scene
    from roster.demo.dice import Dice
    from roster.tables import TaskRow
    from roster.tasks import TaskType

GRID = 5  # minutes; what "odd" is measured by, whatever a prison's own grid is
HUNDRED = 100


def pools(scene: Scene) -> Iterator[list[tuple[TaskRow, ...]]]:
    """Give the prison's usual work again and again, each time made with other dice; ids are never used twice.

    Each piece of work comes in the forms it may take: as it is, or as a report and as work in one piece.
    """
    for turn in range(scene.every.pools):
        seed = scene.shape.seed + HUNDRED * HUNDRED * turn  # far from the seeds of the other cases
        rows = make_tables(scene.shape.prison, scene.shape.staff, seed).tasks
        plain = [_plain(row, turn) for row in rows if _wanted(scene, row)]
        dice = scene.dice(f"work {turn}")
        yield [_forms(scene, row, dice) for row in dice.shuffled(plain)]


def _wanted(scene: Scene, row: TaskRow) -> bool:
    """Leave out what cannot be planned: blocked work, work of later days, advice on a case that nobody owns."""
    kind = scene.catalogue[row.type]
    last = datetime.combine(scene.days[-1], time.max)
    ready = row.ready if isinstance(row.ready, datetime) or row.ready is None else _start_of(row)
    if row.status != "open" or (ready is not None and ready > last):
        return False
    if row.fixed_date is not None:
        return scene.shape.appointments > 0 and row.fixed_date in scene.days
    return not kind.pair or scene.shape.owners > 0


def _start_of(row: TaskRow) -> datetime | None:
    return None if row.ready is None else datetime.combine(row.ready, time.min)


def _plain(row: TaskRow, turn: int) -> TaskRow:
    """Take out every cell that was typed by hand; pairs keep their owner, without whom nobody may do them."""
    return replace(
        row,
        task_id=_id(row.task_id, turn),
        after=tuple(_id(each, turn) for each in row.after),
        minutes=None,
        due=None,
        tier=None,
        started_by="",
        note="",
    )


def _id(task_id: str, turn: int) -> str:
    return f"{turn}-{task_id}"


def _forms(scene: Scene, row: TaskRow, dice: Dice) -> tuple[TaskRow, ...]:
    """Give the work as one that may be split and one that may not, where it can be either."""
    forms = (True, False) if convertible(scene.catalogue[row.type]) else (None,)
    return tuple(_with_minutes(scene, _of_sort(scene, row, dice, split), dice) for split in forms)


def convertible(kind: TaskType) -> bool:
    """Tell whether a task may be made one of another type: offender supervision at no fixed time."""
    return kind.supervision and not kind.fixed and not kind.pair


def _of_sort(scene: Scene, row: TaskRow, dice: Dice, split: bool | None) -> TaskRow:
    types = scene.every.types
    lasting = types.split_week if len(scene.days) > 1 else types.split_day
    changed = row
    if split is True and row.type not in lasting:
        changed = replace(row, type=dice.pick(lasting))
    elif split is False and scene.catalogue[row.type].split:
        changed = replace(row, type=dice.pick(types.unsplit))
    return changed if split is None else replace(changed, task_id=f"{row.task_id}{'s' if split else ''}")


def _with_minutes(scene: Scene, row: TaskRow, dice: Dice) -> TaskRow:
    kind = scene.catalogue[row.type]
    if row.fixed_date is not None:
        return row
    if scene.shape.minutes == "odd":
        return replace(row, minutes=odd_minutes(scene, kind, dice))
    return row


def odd_minutes(scene: Scene, kind: TaskType, dice: Dice) -> int:
    """Give minutes that add up badly: five times an odd number, or off the grid altogether."""
    every = scene.every
    if kind.split:
        lasting = every.report_minutes_week if len(scene.days) > 1 else every.report_minutes_day
        minutes = dice.between(lasting)
    else:
        minutes = min(every.longest_unsplit, kind.minutes * dice.between(every.odd_percent) // HUNDRED)
    fives = max(1, minutes // GRID)
    if dice.happens(every.odd_off_grid):
        return fives * GRID - dice.between([1, GRID - 1])
    return (fives if fives % 2 else fives - 1) * GRID
