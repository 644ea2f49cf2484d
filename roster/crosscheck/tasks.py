"""Checks the task table: deadlines, appointments, who goes on with started work, and what waits for what."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from roster.crosscheck.facts import Complaint, Facts
from roster.deadlines import end_of
from roster.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roster.tables import TaskRow
    from roster.tasks import TaskType

SHOWN_OF_A_CYCLE = 10  # ids named in the message of one cycle


def check_task(row: TaskRow, facts: Facts) -> Iterator[Complaint]:
    """Check one row of tasks.csv."""
    if row.status == "blocked" and not row.note:
        yield Complaint("note", "a blocked task needs a note that says what it waits for.", code="missing")
    yield from facts.unknown_person("started_by", row.started_by)
    for other in row.after:
        if other == row.task_id:
            yield Complaint("after", f"{shown(other)} is this task itself; a task cannot wait for itself.")
        else:
            yield from facts.unknown_task("after", other)
    kind = facts.catalogue.get(row.type)
    if kind is not None:
        yield from _deadline(row, kind)
        yield from _appointment(row, kind, facts)


def _ready(row: TaskRow) -> datetime | None:
    if row.ready is None or isinstance(row.ready, datetime):
        return row.ready
    return datetime.combine(row.ready, time.min)


def _deadline(row: TaskRow, kind: TaskType) -> Iterator[Complaint]:
    ready = _ready(row)
    if row.due is None:
        if ready is None and kind.due_rule[0] != "appointment":
            message = "write `due`, or write `ready` so that the deadline can be worked out from it."
            yield Complaint("due", message, code="missing")
        return
    if ready is not None and _is_before(row.due, ready):
        yield Complaint("due", f"due ({_said(row.due)}) lies before ready ({_said(row.ready)}).")


def _is_before(due: date | datetime, ready: datetime) -> bool:
    """Tell whether no moment is left; a date ends at the midnight that starts the next."""
    return due < ready if isinstance(due, datetime) else end_of(due) <= ready


def _said(moment: date | datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment}"


def _appointment(row: TaskRow, kind: TaskType, facts: Facts) -> Iterator[Complaint]:
    day, start = row.fixed_date, row.fixed_start
    if day is not None and start is not None:
        yield from _at_a_possible_time(row, datetime.combine(day, start), kind, facts)
        return
    if day is None and start is None and (not kind.fixed or row.status == "blocked"):
        return  # a blocked appointment may still wait for its day
    for column, value, other in (("fixed_date", day, start), ("fixed_start", start, day)):
        if value is None:
            why = (
                f"`{row.type}` is an appointment" if other is None else "an appointment has a day and a start"
            )
            yield Complaint(column, f"{why}; write both `fixed_date` and `fixed_start`.", code="missing")


def _at_a_possible_time(row: TaskRow, fixed: datetime, kind: TaskType, facts: Facts) -> Iterator[Complaint]:
    ready = _ready(row)
    if ready is not None and fixed < ready:
        message = f"the appointment ({_said(fixed)}) lies before ready ({_said(row.ready)})."
        yield Complaint("fixed_date" if fixed.date() < ready.date() else "fixed_start", message)
    if facts.tables.establishment.sessions:
        yield from _in_a_session(row, fixed, kind, facts)


def _in_a_session(row: TaskRow, fixed: datetime, kind: TaskType, facts: Facts) -> Iterator[Complaint]:
    sessions = facts.tables.establishment.sessions
    if not facts.calendar.is_working(fixed.date()):
        message = (
            f"{fixed:%A} {fixed.date()} is not a working day here (bank holiday, or not in working.days)."
        )
        yield Complaint("fixed_date", message)
    session = next((each for each in sessions if each.start <= fixed.time() < each.end), None)
    if session is None:
        times = ", ".join(f"{each.name} {each.start:%H:%M}-{each.end:%H:%M}" for each in sessions)
        yield Complaint("fixed_start", f"{fixed:%H:%M} is not inside a session; the sessions are {times}.")
        return
    minutes = facts.policy.up_to_grid(row.minutes or kind.minutes)
    end = fixed + timedelta(minutes=minutes)
    if end > datetime.combine(fixed.date(), session.end):
        message = (
            f"{minutes} minutes from {fixed:%H:%M} end at {end:%H:%M}, after the session {session.name} "
            f"({session.end:%H:%M}); start earlier or write fewer minutes."
        )
        yield Complaint("fixed_start", message)


def cycles(tasks: Sequence[TaskRow]) -> Iterator[tuple[str, str]]:
    """Find tasks that wait for each other in a circle: (id of the first, the circle in words)."""
    waits_for = {row.task_id: [each for each in row.after if each != row.task_id] for row in tasks}
    finished: set[str] = set()
    for start in waits_for:
        path: dict[str, Iterator[str]] = {}  # the tasks followed so far, each with what is left to follow
        step: str | None = start if start not in finished else None
        while step is not None:
            path[step] = iter(waits_for[step])
            step = None
            while path and step is None:
                last = next(reversed(path))
                step = next((each for each in path[last] if each in waits_for and each not in finished), None)
                if step is None:
                    finished.add(last)
                    del path[last]
                elif step in path:
                    yield step, _in_words(list(path), step)
                    step = None


def _in_words(path: list[str], first: str) -> str:
    circle = path[path.index(first) :]
    named = circle[:SHOWN_OF_A_CYCLE]
    more = ["…"] if len(circle) > len(named) else []
    return " after ".join([*named, *more, first])
