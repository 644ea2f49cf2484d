"""Understands the evening's ticks, and finds every one that cannot be right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roster.exports.sheets import DONE, MINUTES_LEFT, TASK_ID
from roster.faults import Fault
from roster.ticks import DONE_OPTION, LEFT_OPTION, Tick
from roster.wording import maybe, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roster.problem import Problem

YES = frozenset({"yes", "y", "x", "true", "done", "1", "✓", "✔"})
NO = frozenset({"no", "n", "false", "0", "-", ""})
OPTIONS = (DONE_OPTION, LEFT_OPTION)


@dataclass(frozen=True)
class Marks:
    """What became of tasks: finished ones, and minutes left of those that were begun."""

    done: frozenset[str]
    left: dict[str, int]


def read_marks(problem: Problem, ticks: Iterable[Tick]) -> tuple[Marks, list[Fault]]:
    """Give what the ticks say, and every fault in them."""
    had = {each.task_id: each.minutes_left for each in (*problem.tasks, *problem.blocked)}
    done: dict[str, Tick] = {}
    left: dict[str, tuple[int, Tick]] = {}
    faults: list[Fault] = []
    for tick in ticks:
        found = [] if tick.empty else list(_faults(tick, had))
        faults += found
        if found or tick.empty:
            continue
        minutes = int(tick.left or 0)
        if tick.done.casefold() in YES:
            done[tick.task_id] = tick
        elif minutes and left.get(tick.task_id, (minutes, tick))[0] != minutes:
            faults.append(_fault(tick, MINUTES_LEFT, f"{tick.task_id} has other minutes left elsewhere."))
        elif minutes:
            left[tick.task_id] = minutes, tick
    for task_id in sorted(set(done) & set(left)):
        faults.append(_fault(left[task_id][1], MINUTES_LEFT, _both(task_id)))
    begun = {task_id: minutes for task_id, (minutes, _) in left.items() if minutes < had[task_id]}
    return Marks(frozenset(done), begun), faults


def _both(task_id: str) -> str:
    return f"{task_id} is ticked as done and has minutes left; it can only be one of the two."


def _faults(tick: Tick, had: dict[str, int]) -> Iterator[Fault]:
    if tick.task_id not in had:
        message = f"{shown(tick.task_id)} is not on the task list."
        yield _fault(tick, TASK_ID, message, maybe(tick.task_id, had), "unknown")
        return
    answer = tick.done.casefold()
    if answer not in YES | NO:
        yield _fault(tick, DONE, f"{shown(tick.done)} is neither yes nor no.", "Write yes, no or nothing.")
    if not tick.left:
        return
    if not (tick.left.isascii() and tick.left.isdecimal()):
        yield _fault(
            tick, MINUTES_LEFT, f"{shown(tick.left)} is not a whole number of minutes.", _example(tick)
        )
        return
    minutes, most = int(tick.left), had[tick.task_id]
    if minutes > most:
        yield _fault(tick, MINUTES_LEFT, f"{tick.task_id} had only {most} minutes left, not {minutes}.")
    elif minutes and answer in YES:
        yield _fault(tick, MINUTES_LEFT, _both(tick.task_id))
    elif not minutes and answer not in YES:
        yield _fault(
            tick, MINUTES_LEFT, "0 minutes left means that it is finished.", "Tick it as done instead."
        )


def _example(tick: Tick) -> str:
    return f"Write {LEFT_OPTION} {tick.task_id}=90." if tick.file in OPTIONS else "Write for example 90."


def _fault(tick: Tick, column: str, message: str, suggestion: str = "", code: str = "invalid") -> Fault:
    """Name the cell, or the option, that is wrong."""
    return Fault(tick.file, tick.row, "" if tick.file in OPTIONS else column, message, suggestion, code)
