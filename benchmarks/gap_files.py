"""Read generalized assignment problems as the OR-library writes them, and what is published about each.

A file is whole numbers: agents, jobs; each agent's cost of each job; each agent's minutes for each job; each agent's
minutes in all. Where the lines break means nothing. Costs are always to be made small here: the figures of
`best_known.csv` are the least costs, also of the files (gap1 to gap12) that other papers read as profits.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PUBLISHED = "best_known.csv"
COLUMNS = ("path", "lower_bound", "best_known", "status")


class GapFaultError(Exception):
    """Something in the folder cannot be read; the message names the file and what would be right."""


@dataclass(frozen=True)
class Instance:
    """People (agents) with minutes, tasks (jobs) whose price and minutes depend on the person."""

    name: str
    prices: tuple[tuple[int, ...], ...]  # by person, then task
    minutes: tuple[tuple[int, ...], ...]
    room: tuple[int, ...]  # minutes of each person

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self.room)

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return len(self.prices[0])


@dataclass(frozen=True)
class Published:
    """What is known of one instance: no solution costs less than `least`, and one of cost `best` exists."""

    name: str
    least: int
    best: int
    optimal: bool


def read_published(folder: Path) -> list[Published]:
    """Read the list of instances with their published costs, in the order of the list."""
    path = folder / PUBLISHED
    lines = csv.DictReader(_text(path).splitlines())
    missing = [column for column in COLUMNS if column not in (lines.fieldnames or ())]
    if missing:
        raise GapFaultError(f"{path.name}: the columns {', '.join(missing)} are missing.")
    found = []
    for row, line in enumerate(lines, start=2):  # the header is row 1, as a spreadsheet numbers them
        least, best = (_whole(path.name, f"row {row}, {key}", line[key]) for key in COLUMNS[1:3])
        if least > best:
            raise GapFaultError(f"{path.name}, row {row}: lower_bound {least} is above best_known {best}.")
        optimal = line["status"] == "optimal" and least == best
        found.append(Published((line["path"] or "").rpartition("/")[2], least, best, optimal))
    return found


def read_instance(path: Path) -> Instance:
    """Read one file. Raises GapFaultError if it is not what its first two numbers promise."""
    words = _text(path).split()
    numbers = [_whole(path.name, f"number {place}", word) for place, word in enumerate(words, start=1)]
    if len(numbers) < 2 or not (numbers[0] and numbers[1]):
        raise GapFaultError(
            f"{path.name}: it must begin with the numbers of agents and of jobs, both above 0."
        )
    agents, jobs = numbers[:2]
    wanted = 2 + 2 * agents * jobs + agents
    if len(numbers) != wanted:
        raise GapFaultError(
            f"{path.name}: {agents} agents and {jobs} jobs need {wanted} numbers; there are {len(numbers)}."
        )
    table = agents * jobs
    prices, minutes, room = numbers[2 : 2 + table], numbers[2 + table : 2 + 2 * table], numbers[-agents:]
    return Instance(path.name, _by_person(prices, jobs), _by_person(minutes, jobs), tuple(room))


def _by_person(numbers: Sequence[int], jobs: int) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(numbers[first : first + jobs]) for first in range(0, len(numbers), jobs))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise GapFaultError(f"{path.name}: it cannot be read ({reason}).") from None


def _whole(file: str, where: str, word: str | None) -> int:
    if word is None or not (word.isascii() and word.isdigit()):
        raise GapFaultError(f"{file}, {where}: `{word or ''}` is not a whole number of 0 or more.")
    return int(word)
