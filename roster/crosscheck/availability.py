"""Checks exceptions to the pattern: what they say of a person's day fits together and fits the sessions."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from roster.crosscheck.facts import Complaint, Facts
from roster.sessions import SessionTimes, whole_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.tables import AvailabilityRow


def check_availability(row: AvailabilityRow, facts: Facts) -> Iterator[Complaint]:
    """Check one row of availability.csv."""
    yield from facts.unknown_person("staff_id", row.staff_id)
    if row.status == "wing" and not row.reason:
        yield Complaint("reason", "status `wing` needs the name of the wing here, for example B.")
    if row.status != "present":
        yield from _only_with_present(row)
        return
    yield from _span(row)
    sessions = facts.tables.establishment.sessions
    if sessions:
        yield from _in_session(row, sessions)
        yield from _minutes(row, sessions)


def _only_with_present(row: AvailabilityRow) -> Iterator[Complaint]:
    for column, value in (("minutes", row.minutes), ("start", row.start), ("end", row.end)):
        if value is not None:
            yield Complaint(
                column, f"only status `present` may have `{column}`; this row says `{row.status}`."
            )


def _span(row: AvailabilityRow) -> Iterator[Complaint]:
    if row.minutes is not None and (row.start is not None or row.end is not None):
        yield Complaint("minutes", "write either `minutes`, or `start` and `end`, not both.")
    if row.start is not None and row.end is not None and row.end <= row.start:
        yield Complaint("end", f"the end {row.end:%H:%M} is not after the start {row.start:%H:%M}.")


def _in_session(row: AvailabilityRow, sessions: tuple[SessionTimes, ...]) -> Iterator[Complaint]:
    session = next((each for each in sessions if each.name == row.session), None)
    if session is None:
        return
    where = f"the session {session.name}, {session.start:%H:%M} to {session.end:%H:%M}"
    if row.start is not None and not session.start <= row.start < session.end:
        yield Complaint("start", f"{row.start:%H:%M} is not inside {where}.")
    if row.end is not None and not session.start < row.end <= session.end:
        yield Complaint("end", f"{row.end:%H:%M} is not inside {where}.")


def _minutes(row: AvailabilityRow, sessions: tuple[SessionTimes, ...]) -> Iterator[Complaint]:
    meant = [each for each in sessions if row.session in ("", each.name)]
    length = sum(_length(each) for each in meant)
    if row.minutes is not None and meant and row.minutes > length:
        what = f"the session {row.session}" if row.session else "the day's sessions together"
        yield Complaint("minutes", f"{row.minutes} minutes are more than {what}: {length}.")


def _length(session: SessionTimes) -> int:
    return whole_minutes(_on_some_day(session.end) - _on_some_day(session.start))


def _on_some_day(clock: time) -> datetime:
    return datetime.combine(date.min, clock)
