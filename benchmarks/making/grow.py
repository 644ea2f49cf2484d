"""Makes a case larger by copying its tasks: interchangeable with what was there, or of new kinds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.making.pool import odd_minutes
from roster.demo.cases import HIGHEST_DIGITS, LETTERS, NUMBER_FORM
from roster.demo.dice import Dice

if TYPE_CHECKING:
    from benchmarks.making.scene import Scene
    from benchmarks.making.shapes import Grown
    from roster.tables import TaskRow


def grown(scene: Scene, rows: list[TaskRow], asked: Grown) -> list[TaskRow]:
    """Give the tasks and their copies, each copy about somebody else; none waits for another."""
    dice = Dice(asked.seed, asked.name)
    copies = [_copy(scene, row, asked, turn, dice) for turn in range(1, asked.times) for row in rows]
    return [*rows, *copies]


def _copy(scene: Scene, row: TaskRow, asked: Grown, turn: int, dice: Dice) -> TaskRow:
    digits, letter = dice.between([1, HIGHEST_DIGITS]), dice.pick(LETTERS)
    copied = replace(row, task_id=f"{row.task_id}-{turn}", after=())
    if row.prison_number:
        copied = replace(copied, prison_number=NUMBER_FORM.format(digits=digits, letter=letter))
    if asked.kinds == "same":
        return copied
    return replace(copied, minutes=odd_minutes(scene, scene.catalogue[row.type], dice))
