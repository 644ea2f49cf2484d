"""Make the committed instances from `shapes.toml`: the same numbers give the same bytes on every computer.

python -m benchmarks.generate [--out DIR] [NAME …]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from benchmarks.making.grow import grown
from benchmarks.making.jars import chosen_tasks
from benchmarks.making.scene import Scene, make_scene
from benchmarks.making.shapes import Shapes, load_shapes
from benchmarks.making.ties import tied
from benchmarks.making.urgency import with_urgency
from roster.demo.people import FIRST_ROW
from roster.demo.writing import folder_texts, write_folder
from roster.reading.folder import INPUT_FILES
from roster.tables import Tables, TaskRow

HERE = Path(__file__).parent
INSTANCES, CASES_FILE = "instances", "cases.toml"
HEADER = """\
# The committed cases, in the order in which they are run. Written by `python -m benchmarks.generate` from shapes.toml;
# change that file, not this one. It lies here and not in the folders, where a `case.toml` would be taken for a
# misspelt `policy.toml`. `staff`, `tasks` and `due` (in the days planned) are counts, for reading only.
"""


@dataclass(frozen=True)
class Made:
    """One case, ready to be written."""

    name: str
    group: str
    days: int
    seconds: int
    tables: Tables
    due: int

    @property
    def entry(self) -> str:
        """The case as `cases.toml` has it."""
        return (
            f'\n[[case]]\nname = "{self.name}"\ngroup = "{self.group}"\ndays = {self.days}\n'
            f"seconds = {self.seconds}\nstaff = {len(self.tables.staff)}\n"
            f"tasks = {len(self.tables.tasks)}\ndue = {self.due}\n"
        )


def names_of(shapes: Shapes) -> list[str]:
    """Give the names of all cases, in their order."""
    return [*(each.name for each in shapes.case), *(each.name for each in shapes.grown)]


def make_all(shapes: Shapes) -> Iterator[Made]:
    """Make every case, in the order of the shapes file."""
    for name in names_of(shapes):
        yield make(shapes, name)


def make(shapes: Shapes, name: str) -> Made:
    """Make one case."""
    enlarged = next((each for each in shapes.grown if each.name == name), None)
    shape = shapes.named(enlarged.of if enlarged else name)
    scene, rows = _work(shapes, shape.name)
    if enlarged:
        rows = grown(scene, rows, enlarged)
    tables = replace(scene.tables, tasks=tuple(_numbered(rows)))
    due = sum(each.is_due for each in scene.problem(tables.tasks).tasks)
    return Made(name, shape.group, shape.days, (enlarged or shape).seconds, tables, due)


@lru_cache(maxsize=1)  # a case is made once for itself and once for each that is grown from it
def _cached(text: str, name: str) -> tuple[Scene, list[TaskRow]]:
    shapes = Shapes.model_validate_json(text)
    scene = make_scene(shapes, shapes.named(name))
    return scene, tied(scene, with_urgency(scene, chosen_tasks(scene)))


def _work(shapes: Shapes, name: str) -> tuple[Scene, list[TaskRow]]:
    return _cached(shapes.model_dump_json(), name)


def _numbered(rows: list[TaskRow]) -> Iterator[TaskRow]:
    """Give short ids in the order of the table, and follow them where one task names another."""
    ids = {row.task_id: f"T{number:04d}" for number, row in enumerate(rows, 1)}
    for position, row in enumerate(rows):
        after = tuple(ids[each] for each in row.after)
        yield replace(row, row=position + FIRST_ROW, task_id=ids[row.task_id], after=after)


def cases_text(made: list[Made]) -> str:
    """Give the text of `cases.toml`."""
    return HEADER + "".join(each.entry for each in made)


def write(made: Made, folder: Path) -> None:
    """Write the folder of a case; a table that it no longer has is taken away."""
    for name in set(INPUT_FILES) - set(folder_texts(made.tables)):
        (folder / name).unlink(missing_ok=True)
    write_folder(made.tables, folder, force=True)


def main() -> None:
    """Write the folders asked for (all of them, with `cases.toml`, when none is named)."""
    parser = argparse.ArgumentParser(description="Make the committed instances from shapes.toml.")
    parser.add_argument("names", nargs="*", help="cases to make; all of them when none is named")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for instances/ and cases.toml")
    asked = parser.parse_args()
    shapes = load_shapes()
    unknown = sorted(set(asked.names) - set(names_of(shapes)))
    if unknown:
        parser.error(f"no case is called {', '.join(unknown)}; there are {', '.join(names_of(shapes))}")
    made = [make(shapes, name) for name in asked.names] if asked.names else list(make_all(shapes))
    for each in made:
        write(each, asked.out / INSTANCES / each.name)
        print(f"{each.name}: {len(each.tables.staff)} staff, {len(each.tables.tasks)} tasks, {each.due} due")
    if not asked.names:
        (asked.out / CASES_FILE).write_text(cases_text(made), encoding="utf-8")


if __name__ == "__main__":
    main()
