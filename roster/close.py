"""The evening step: what was ticked today leaves the list, the rest is tomorrow's morning."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from roster.exports.folder import write_tables
from roster.exports.words import count, long_date
from roster.faults import Fault, InputRefusedError
from roster.problem import Problem, first_day_of
from roster.tables import AvailabilityRow, HistoryRow, OverrideRow, Tables, TaskRow
from roster.tick_check import Marks, read_marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from roster.exports.roster_json import StatedRoster
    from roster.roster import Work
    from roster.ticks import Tick

__all__ = ["close_day", "summary", "write_tables"]

ROSTER = "roster"
LISTED = 12  # more task ids than this nobody reads


def close_day(tables: Tables, problem: Problem, stated: StatedRoster, ticks: Iterable[Tick]) -> Tables:
    """Close the roster's first day and give the tables of the next working day's morning.

    Raises InputRefusedError naming every tick that cannot be right. A task without a tick stays as it was.
    """
    marks, faults = read_marks(problem, ticks)
    faults += _misfits(tables, problem, stated)
    if faults:
        raise InputRefusedError(faults)
    evening = _Evening(problem, stated, marks)
    tomorrow = problem.calendar.after(evening.day, 1)
    return replace(
        tables,
        establishment=replace(tables.establishment, date=tomorrow),
        availability=tuple(_still_counting(tables.availability, tomorrow)),
        wing_posts=tuple(each for each in tables.wing_posts if each.date >= tomorrow),
        tasks=tuple(evening.tasks(tables.tasks)),
        history=tuple(evening.history(tables)),
        overrides=tuple(_still_valid(tables.overrides, tomorrow, marks.done)),
        input_sha256="",
    )


def _misfits(tables: Tables, problem: Problem, stated: StatedRoster) -> Iterator[Fault]:
    """Find signs that the roster and the folder do not belong together."""
    day, earliest = stated.days[0], first_day_of(tables, None)
    if day < earliest:
        message = (
            f"this roster is for {long_date(day)}, the folder for {long_date(earliest)}: that day is closed."
        )
        yield Fault(ROSTER, 0, "from", message, "Give the folder that the roster was made from.", "closed")
    if not problem.calendar.is_working(day):
        yield Fault(ROSTER, 0, "from", f"{long_date(day)} is not a working day.", code="closed")
    known = {each.task_id for each in tables.tasks}
    for place, staff_id, task_id in _named(stated, day):
        if staff_id not in problem.person:
            yield Fault(ROSTER, 0, place, f"{staff_id} is not on the staff list.", code="unknown")
        if task_id and task_id not in known:
            yield Fault(ROSTER, 0, place, f"{task_id} is not on the task list.", code="unknown")


def _named(stated: StatedRoster, day: date) -> Iterator[tuple[str, str, str]]:
    yield from (("work", each.staff_id, each.task_id) for each in stated.plan.work if each.day == day)
    yield from (("wing_duty", each.staff_id, "") for each in stated.plan.wing_duty if each.day == day)


def _still_counting(rows: Iterable[AvailabilityRow], tomorrow: date) -> Iterator[AvailabilityRow]:
    """Drop what is past, except earlier days of tomorrow's week: weekly hours still count them."""
    monday = tomorrow - timedelta(days=tomorrow.weekday())
    yield from (each for each in rows if each.date >= monday)


def _still_valid(rows: Iterable[OverrideRow], tomorrow: date, done: frozenset[str]) -> Iterator[OverrideRow]:
    """Keep overrides that name a later day; those without a day were for this folder only."""
    for each in rows:
        if each.expires is not None and each.expires >= tomorrow and each.task_id not in done:
            yield each


@dataclass(frozen=True)
class _Evening:
    """The closed day: what was planned on it, and what people say became of it."""

    problem: Problem
    stated: StatedRoster
    marks: Marks

    @property
    def day(self) -> date:
        return self.stated.days[0]

    def pieces(self, task_id: str) -> list[Work]:
        return [each for each in self.stated.plan.work if (each.day, each.task_id) == (self.day, task_id)]

    def worker(self, row: TaskRow) -> str:
        """Name who worked on a task: of two people its owner, with nobody planned who had started it."""
        people = sorted({each.staff_id for each in self.pieces(row.task_id)})
        if not people:
            return row.started_by
        return row.owner if row.owner in people else people[0]

    def tasks(self, rows: tuple[TaskRow, ...]) -> Iterator[TaskRow]:
        by_id = {each.task_id: each for each in rows}
        for row in rows:
            if row.task_id not in self.marks.done:
                yield self._reduced(self._freed(row, by_id))

    def _reduced(self, row: TaskRow) -> TaskRow:
        left = self.marks.left.get(row.task_id)
        if left is None:
            return row
        return replace(row, minutes=left, started_by=self.worker(row))

    def _freed(self, row: TaskRow, by_id: dict[str, TaskRow]) -> TaskRow:
        """Drop finished tasks from `after`; a checking task keeps in mind whose work it checks."""
        gone = [each for each in row.after if each in self.marks.done]
        if not gone:
            return row
        after = tuple(each for each in row.after if each not in self.marks.done)
        checking = self.problem.policy.tasks[row.type].checking
        doers = [self.worker(by_id[each]) for each in gone if each in by_id] if checking else []
        return replace(row, after=after, doer=row.doer or next(filter(None, doers), ""))

    def history(self, tables: Tables) -> Iterator[HistoryRow]:
        """Count the day's wing duties and finished tasks; people without either keep their row."""
        wings = Counter(each.staff_id for each in self.stated.plan.wing_duty if each.day == self.day)
        finished = Counter(
            staff_id
            for task_id in self.marks.done
            for staff_id in {each.staff_id for each in self.pieces(task_id)}
        )
        for row in tables.history:
            yield replace(
                row,
                wing_sessions_28_days=row.wing_sessions_28_days + wings.pop(row.staff_id, 0),
                tasks_28_days=row.tasks_28_days + finished.pop(row.staff_id, 0),
            )
        for person in tables.staff:
            if person.staff_id in {*wings, *finished}:
                yield HistoryRow(0, person.staff_id, wings[person.staff_id], finished[person.staff_id])


def summary(tables: Tables, tomorrow: Tables, stated: StatedRoster) -> str:
    """Say in a few lines what the evening step did, and what a person should still look at."""
    before, after = ({each.task_id: each for each in these.tasks} for these in (tables, tomorrow))
    part = [each for each in after.values() if each.minutes != before[each.task_id].minutes]
    planned = {each.task_id for each in stated.plan.work if each.day == stated.days[0]}
    unticked = sorted(planned & set(after) - {each.task_id for each in part})
    missed = sorted(
        each.task_id for each in after.values() if each.fixed_date and each.fixed_date <= stated.days[0]
    )
    lines = [
        f"Closed {long_date(stated.days[0])}: {count(len(before) - len(after), 'task')} finished,"
        f" {len(part)} part done, {len(after)} still on the list.",
        f"The next morning is {long_date(tomorrow.establishment.date)}.",
    ]
    if unticked:
        lines.append(f"Planned but not ticked, so kept as they were: {_few(unticked)}.")
    if missed:
        lines.append(f"Their appointment has passed, give them a new one: {_few(missed)}.")
    return "\n".join(lines) + "\n"


def _few(task_ids: list[str]) -> str:
    more = len(task_ids) - LISTED
    return ", ".join(task_ids[:LISTED]) + (f" and {more} more" if more > 0 else "")
