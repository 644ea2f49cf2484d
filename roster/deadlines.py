"""When tasks may start, when they are due, and whether they can wait (contract, section 3; domain.md 1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from roster.sessions import Calendar, Session, add_elapsed_hours, sessions_of
from roster.tables import EstablishmentRow, TaskRow
from roster.tasks import TaskType


@dataclass(frozen=True)
class Deadlines:
    """How deadlines read in this horizon: when a task may start, when it is due, whether it can wait for later."""

    establishment: EstablishmentRow
    calendar: Calendar
    sessions: tuple[Session, ...]

    @property
    def opens(self) -> datetime:
        """The start of the horizon: the start of its first day."""
        return datetime.combine(self.sessions[0].day, time.min)

    @property
    def closes(self) -> datetime:
        """The end of the horizon: the end of its last working day."""
        return end_of(self.sessions[-1].day)

    def ready(self, row: TaskRow) -> datetime:
        """When it may start: as typed, else from the start of the horizon."""
        if row.ready is None:
            return self.opens
        return row.ready if isinstance(row.ready, datetime) else datetime.combine(row.ready, time.min)

    def due(self, row: TaskRow, kind: TaskType) -> datetime:
        """When it falls due: as typed, or by the catalogue's rule from `ready` (domain.md 1.2, T-numbers)."""
        if row.due is not None:
            return row.due if isinstance(row.due, datetime) else end_of(row.due)
        return due_by_rule(kind, self.ready(row), row.fixed_date, self.calendar)

    def is_overdue(self, due: datetime) -> bool:
        """Tell whether it fell due before the first day; the midnight that opens that day closes the day before."""
        return due <= self.opens

    def on_time_until(self, due: datetime) -> datetime:
        """Give the last moment that is in time; for an overdue task, the end of the horizon."""
        return self.closes if self.is_overdue(due) else due

    def working_days_overdue(self, due: datetime) -> int:
        """Working days since it fell due, the first day of the horizon included."""
        return self.calendar.count(last_day(due), self.sessions[0].day) if self.is_overdue(due) else 0

    def is_due(self, ready: datetime, due: datetime, fixed: datetime | None) -> bool:
        """Tell whether no session after the horizon could finish it on time (contract, section 3)."""
        if fixed is not None:
            return not (self.closes <= fixed and self._session_end(fixed) <= due)
        after = max(self.closes, ready)
        day = self.calendar.first_from(max(after.date(), self.sessions[-1].day + timedelta(days=1)))
        while True:
            for session in sessions_of(day, self.establishment.sessions):
                if session.start >= after:
                    return session.end > due
            day = self.calendar.first_from(day + timedelta(days=1))

    def _session_end(self, moment: datetime) -> datetime:
        ends = [each.end for each in sessions_of(moment.date(), self.establishment.sessions)]
        return next((end for end in sorted(ends) if end > moment), moment)


def due_by_rule(kind: TaskType, ready: datetime, fixed_date: date | None, calendar: Calendar) -> datetime:
    """Work out a due moment from the catalogue's rule.

    `hours` are elapsed hours (72 for the basic custody screening); `working_days` end with the N-th working day;
    `categorisation` adds 14 calendar days, 16 from a Saturday, 15 from a Sunday, as the Digital Prison Services
    code does; `appointment` is the appointment's own day.
    """
    name, number = kind.due_rule
    if name == "appointment" and fixed_date is not None:
        return end_of(fixed_date)
    if name == "hours":
        return add_elapsed_hours(ready, number)
    if name == "categorisation":
        weekend = {5: 2, 6: 1}.get(ready.weekday(), 0)
        return end_of(ready.date() + timedelta(days=number + weekend))
    if number == 0:
        return end_of(calendar.first_from(ready.date()))
    return end_of(calendar.after(ready.date(), number))


def end_of(day: date) -> datetime:
    """Give the end of a day: the midnight that closes it."""
    return datetime.combine(day + timedelta(days=1), time.min)


def last_day(moment: datetime) -> date:
    """Give the last day that a due moment still belongs to (midnight closes the day before)."""
    return (moment - timedelta(microseconds=1)).date()
