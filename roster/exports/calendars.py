"""One calendar file a person, for Outlook and the phone: when, and task ids only, never a case."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import quote

from icalendar import Calendar, Event

from roster.exports.words import made_at
from roster.sessions import LOCAL

if TYPE_CHECKING:
    from roster.exports.facts import Facts
    from roster.roster import WingDuty, Work

MADE_BY = "-//omu-roster//roster//EN"
WING_DUTY = "Wing duty"


def calendars(facts: Facts) -> dict[str, bytes]:
    """Give the calendar of everybody on the staff list, by file name."""
    return {
        file_name(person.staff_id): _calendar(facts, person.staff_id).to_ical()
        for person in facts.problem.staff
    }


def file_name(staff_id: str) -> str:
    """Name a person's calendar file; signs that do not belong in a file name are written as %XX."""
    return f"{quote(staff_id, safe=' ')}.ics"


def is_ours(content: bytes) -> bool:
    """Tell whether a calendar file was written here, and so may be replaced or removed."""
    return f"PRODID:{MADE_BY}".encode() in content.splitlines()


def _calendar(facts: Facts, staff_id: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for piece in facts.work:
        if piece.staff_id == staff_id:
            calendar.add_component(_piece(facts, piece))
    for duty in facts.duties:
        if duty.staff_id == staff_id and (duty.day, duty.session) in facts.problem.session:
            calendar.add_component(_duty(facts, duty))
    return calendar


def _piece(facts: Facts, piece: Work) -> Event:
    key = (piece.day.isoformat(), piece.session, piece.staff_id, piece.task_id)
    return _event(facts, key, piece.task_id, piece.begins, piece.finishes)


def _duty(facts: Facts, duty: WingDuty) -> Event:
    session = facts.problem.session[duty.day, duty.session]
    key = (duty.day.isoformat(), duty.session, duty.staff_id, "wing")
    return _event(facts, key, WING_DUTY, session.start, session.end)


def _event(facts: Facts, key: tuple[str, ...], summary: str, start: datetime, end: datetime) -> Event:
    """Make one entry. The UID depends on what and when only, so a new roster replaces the entry."""
    event = Event()
    event.add("uid", quote("/".join((facts.problem.establishment.code, *key)), safe="/") + "@omu-roster")
    event.add("dtstamp", _stamp(facts))
    event.add("dtstart", utc(start))
    event.add("dtend", utc(end))
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    return event


def _stamp(facts: Facts) -> datetime:
    """Give the moment the roster was made; where it is not recorded, the start of its first day."""
    made = made_at(facts.roster.made)
    return utc(datetime.combine(facts.roster.days[0], time.min)) if made is None else made.astimezone(UTC)


def utc(moment: datetime) -> datetime:
    """Turn local time into UTC."""
    return moment.replace(tzinfo=LOCAL).astimezone(UTC)
