"""Small invented mornings for tests: rows, tables and a resolved problem; what is not named keeps a default.

Monday 23 November 2026 at HMP Example; AM 08:00-12:00 (unlocked 09:00-11:30), PM 13:30-17:00 (14:00-16:30).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from roster import policy as policies
from roster.problem import Problem, first_day_of, resolve
from roster.revision import Revision
from roster.sessions import SessionTimes
from roster.tables import (
    AvailabilityRow,
    EstablishmentRow,
    HistoryRow,
    OverrideRow,
    StaffRow,
    Tables,
    TaskRow,
    WingPostRow,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
FRIDAY = date(2026, 11, 27)
FIRST_ROW = 2  # the header is row 1
SESSIONS = (
    SessionTimes("AM", time(8), time(12), (time(9), time(11, 30))),
    SessionTimes("PM", time(13, 30), time(17), (time(14), time(16, 30))),
)


def establishment(**changes: Any) -> EstablishmentRow:
    """A local prison in the task-based mode, closed male estate."""
    usual = EstablishmentRow("ZZI", "HMP Example", "closed_male", "local", MONDAY, SESSIONS, mode="mtt")
    return replace(usual, **changes)


def staff(staff_id: str, grade: str = "PO", **cells: Any) -> StaffRow:
    """One line of staff.csv; the name is `Name of <staff_id>` unless given; `skills` may be `;` text."""
    if isinstance(cells.get("skills"), str):
        cells["skills"] = frozenset(filter(None, cells["skills"].split(";")))
    return StaffRow(
        **{"row": 0, "staff_id": staff_id, "name": f"Name of {staff_id}", "grade": grade, **cells}
    )


def task(task_id: str, kind: str = "recategorisation", **cells: Any) -> TaskRow:
    """One line of tasks.csv; `ready` and `due` take dates, moments or ISO text; `after` may be `;` text."""
    for name in ("ready", "due"):
        if isinstance(cells.get(name), str):
            cells[name] = moment(cells[name])
    if isinstance(cells.get("after"), str):
        cells["after"] = tuple(filter(None, cells["after"].split(";")))
    return TaskRow(**{"row": 0, "task_id": task_id, "type": kind, **cells})


def moment(text: str) -> date | datetime:
    """Read `2026-11-23` as a date and `2026-11-23T18:00` as a moment."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def away(
    staff_id: str, day: date = MONDAY, session: str = "", status: str = "absent", **cells: Any
) -> AvailabilityRow:
    """One line of availability.csv: absent all day unless said otherwise."""
    return AvailabilityRow(0, staff_id, day, session, status, **cells)


def wing_post(wing: str = "B", session: str = "AM", posts: int = 1, day: date = MONDAY) -> WingPostRow:
    """One line of wing_posts.csv."""
    return WingPostRow(0, day, session, wing, posts)


def history(staff_id: str, wing_sessions: int = 0, tasks_done: int = 0) -> HistoryRow:
    """One line of history.csv."""
    return HistoryRow(0, staff_id, wing_sessions, tasks_done)


def override(rule: str, staff_id: str = "", task_id: str = "", **cells: Any) -> OverrideRow:
    """One line of overrides.csv, decided by an invented manager."""
    usual = {
        "row": 0,
        "rule": rule,
        "staff_id": staff_id,
        "task_id": task_id,
        "by": "A Manager",
        "reason": "agreed",
    }
    return OverrideRow(**{**usual, **cells})


def numbered(rows: Sequence[Any]) -> tuple[Any, ...]:
    """Number rows as a spreadsheet does, unless they have numbers."""
    return tuple(row if row.row else replace(row, row=FIRST_ROW + index) for index, row in enumerate(rows))


def tables(
    staff: Sequence[StaffRow] = (),
    tasks: Sequence[TaskRow] = (),
    availability: Sequence[AvailabilityRow] = (),
    wing_posts: Sequence[WingPostRow] = (),
    history: Sequence[HistoryRow] = (),
    overrides: Sequence[OverrideRow] = (),
    policy: dict[str, Any] | None = None,
    **changes: Any,
) -> Tables:
    """A whole morning; further keywords change the establishment (`rooms=2`, `mode="steady_state"`)."""
    names = ("staff", "availability", "wing_posts", "tasks", "history", "overrides", "policy")
    return Tables(
        establishment=establishment(**changes),
        staff=numbered(staff),
        availability=numbered(availability),
        wing_posts=numbered(wing_posts),
        tasks=numbered(tasks),
        history=numbered(history),
        overrides=numbered(overrides),
        policy=policy or {},
        names={name: f"{name}.csv" for name in names} | {"policy": "policy.toml"},
        input_sha256="0" * 64,
    )


def problem(
    *, days: int = 1, first_day: date | None = None, revision: Revision | None = None, **content: Any
) -> Problem:
    """The problem of `tables(**content)` over `days` working days from Monday (or `first_day`)."""
    morning = tables(**content)
    found = resolve(morning, policies.load(morning.policy), first_day_of(morning, first_day), days)
    return replace(found, revision=revision)
