"""The morning's tables as they were typed: one frozen row a line, every cell of the right kind, nothing resolved.

`row` is the row's number in messages (a spreadsheet's for files, from 0 for the HTTP API). None or "" = empty cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from roster.sessions import SessionTimes


@dataclass(frozen=True)
class EstablishmentRow:
    """The prison: estate, mode, function, session times, rooms and working days."""

    code: str
    name: str
    estate: str
    function: str
    date: date
    sessions: tuple[SessionTimes, ...]
    mode: str = ""
    rooms: int | None = None
    weekdays: frozenset[int] = frozenset(range(5))


@dataclass(frozen=True)
class StaffRow:
    """One person of `staff.csv`; `pattern` None = every working day, `skills` None = empty cell."""

    row: int
    staff_id: str
    name: str
    grade: str
    skills: frozenset[str] | None = None
    pattern: frozenset[tuple[int, str]] | None = None
    minutes_per_week: int | None = None
    experience: str = "experienced"
    cross_deployable: bool | None = None
    wing_risk_percent: int = 0
    overtime_minutes: int = 0
    overtime_agreed_by: str = ""
    dual_role_since: date | None = None
    dual_role_group: str = ""


@dataclass(frozen=True)
class AvailabilityRow:
    """One exception to the pattern; `session` "" = the whole day."""

    row: int
    staff_id: str
    date: date
    session: str
    status: str
    minutes: int | None = None
    start: time | None = None
    end: time | None = None
    reason: str = ""


@dataclass(frozen=True)
class WingPostRow:
    """Band 4 posts that a wing needs from the unit in one session."""

    row: int
    date: date
    session: str
    wing: str
    posts: int


@dataclass(frozen=True)
class TaskRow:
    """One task; a `date` in `ready` or `due` stands for the start or the end of that day."""

    row: int
    task_id: str
    type: str
    prison_number: str = ""
    risk: str = ""
    case_holder: str = ""
    ready: date | datetime | None = None
    due: date | datetime | None = None
    minutes: int | None = None
    owner: str = ""
    tier: int | None = None
    fixed_date: date | None = None
    fixed_start: time | None = None
    after: tuple[str, ...] = ()
    doer: str = ""
    started_by: str = ""
    status: str = "open"
    note: str = ""


@dataclass(frozen=True)
class HistoryRow:
    """What a person did in the last 28 days."""

    row: int
    staff_id: str
    wing_sessions_28_days: int = 0
    tasks_28_days: int = 0


@dataclass(frozen=True)
class OverrideRow:
    """A rule lifted by a named manager."""

    row: int
    rule: str
    staff_id: str
    task_id: str
    by: str
    reason: str
    oversight: str = ""
    expires: date | None = None


@dataclass(frozen=True)
class Tables:
    """Everything that was in the folder, the workbook or the request, each cell checked by itself."""

    establishment: EstablishmentRow
    staff: tuple[StaffRow, ...] = ()
    availability: tuple[AvailabilityRow, ...] = ()
    wing_posts: tuple[WingPostRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    history: tuple[HistoryRow, ...] = ()
    overrides: tuple[OverrideRow, ...] = ()
    policy: dict[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    input_sha256: str = ""

    def file(self, table: str) -> str:
        """Give the name under which a person knows that table (`staff.csv`, sheet `Staff`, key `staff`)."""
        return self.names.get(table, table)
