"""Who is there when, and how much of each week may be planned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from roster.policy import Policy
from roster.sessions import Calendar, Session, sessions_of
from roster.staff import Person, Presence
from roster.tables import AvailabilityRow, Tables

DAYS_IN_A_WEEK = 7


class Rota:
    """Who is there when: the weekly pattern, and over it the exceptions of `availability.csv`."""

    def __init__(self, tables: Tables, calendar: Calendar) -> None:
        self.rows = {(row.staff_id, row.date, row.session): row for row in tables.availability}
        self.times = tables.establishment.sessions
        self.calendar = calendar

    def presence(self, person: Person, session: Session) -> Presence | None:
        """Give the time somebody is there in a session, or None."""
        row = self.rows.get((person.staff_id, session.day, session.name))
        row = row or self.rows.get((person.staff_id, session.day, ""))
        if row is None:
            planned = (session.day.weekday(), session.name) in person.pattern
            return Presence(session.start, session.end, whole=True) if planned else None
        if row.status == "absent":
            return None
        if row.status == "wing":
            return Presence(session.start, session.end, whole=True, wing=row.reason)
        return self._part(row, session)

    def _part(self, row: AvailabilityRow, session: Session) -> Presence | None:
        start, end = session.start, session.end
        if row.start is not None:
            start = max(start, datetime.combine(session.day, row.start))
        if row.end is not None:
            end = min(end, datetime.combine(session.day, row.end))
        if row.minutes is not None:
            earlier = self._minutes_before(row, session)
            end = min(end, session.start + timedelta(minutes=max(0, row.minutes - earlier)))
        if end <= start:
            return None
        return Presence(start, end, whole=(start, end) == (session.start, session.end))

    def _minutes_before(self, row: AvailabilityRow, session: Session) -> int:
        """Count the minutes of the day's earlier sessions (a whole-day row's `minutes` are the first of the day)."""
        if row.session:
            return 0
        return sum(
            each.minutes for each in sessions_of(session.day, self.times) if each.start < session.start
        )


def weeks_of(
    staff: Iterable[Person], sessions: tuple[Session, ...], rota: Rota, policy: Policy
) -> tuple[dict[tuple[str, date], int], dict[tuple[str, date], int]]:
    """Work out, per person and Monday, the minutes that may be planned and those already gone (rules H1, G3)."""
    limits: dict[tuple[str, date], int] = {}
    before: dict[tuple[str, date], int] = {}
    for monday in sorted({each.day - timedelta(days=each.day.weekday()) for each in sessions}):
        week = [
            each
            for step in range(DAYS_IN_A_WEEK)
            if rota.calendar.is_working(day := monday + timedelta(days=step))
            for each in sessions_of(day, rota.times)
        ]
        for person in staff:
            key = (person.staff_id, monday)
            contracted = person.minutes_per_week
            if contracted is None:
                contracted = sum(
                    each.minutes for each in week if (each.day.weekday(), each.name) in person.pattern
                )
            limits[key] = (contracted + person.overtime_minutes) * policy.taskable_percent // 100
            before[key] = sum(
                presence.minutes * policy.taskable_percent // 100
                for each in week
                if each.day < sessions[0].day and (presence := rota.presence(person, each)) is not None
            )
    return limits, before
