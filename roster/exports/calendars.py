"""Calendar files for Outlook and the phone, one a person or one for all: when, and task ids only, never a case."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import quote

from icalendar import Calendar, Event

from roster.exports.words import made_at
from roster.faults import Fault, InputRefusedError
from roster.sessions import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roster.exports.facts import Facts
    from roster.roster import WingDuty, Work

MADE_BY = "-//omu-roster//roster//EN"
WING_DUTY = "Wing duty"


def calendars(facts: Facts) -> dict[str, bytes]:
    """Give the calendar of everybody on the staff list, by file name."""
    return {file_name(person.staff_id): one_person(facts, person.staff_id) for person in facts.problem.staff}


def one_person(facts: Facts, staff_id: str) -> bytes:
    """Give one person's calendar. Raises InputRefusedError for somebody who is not on the staff list."""
    if staff_id not in facts.problem.person:
        raise InputRefusedError([Fault("calendar", 0, "staff_id", f"{staff_id} is not on the staff list.")])
    pieces = (_piece(facts, each) for each in facts.work if each.staff_id == staff_id)
    duties = (_duty(facts, each) for each in _duties(facts) if each.staff_id == staff_id)
    return _calendar([*pieces, *duties])


def everyone(facts: Facts) -> bytes:
    """Give one calendar with everybody's entries; each says whose it is by staff id, before the task id."""
    pieces = (_piece(facts, each, f"{each.staff_id} ") for each in facts.work)
    duties = (_duty(facts, each, f"{each.staff_id} ") for each in _duties(facts))
    return _calendar([*pieces, *duties])


def file_name(staff_id: str) -> str:
    """Name a person's calendar file; signs that do not belong in a file name are written as %XX."""
    return f"{quote(staff_id, safe=' ')}.ics"


def is_ours(content: bytes) -> bool:
    """Tell whether a calendar file was written here, and so may be replaced or removed."""
    return f"PRODID:{MADE_BY}".encode() in content.splitlines()


def _calendar(events: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for each in events:
        calendar.add_component(each)
    content: bytes = calendar.to_ical()
    return content


def _duties(facts: Facts) -> list[WingDuty]:
    """Give the wing duties whose times are known."""
    return [each for each in facts.duties if (each.day, each.session) in facts.problem.session]


def _piece(facts: Facts, piece: Work, whose: str = "") -> Event:
    key = (piece.day.isoformat(), piece.session, piece.staff_id, piece.task_id)
    return _event(facts, key, f"{whose}{piece.task_id}", piece.begins, piece.finishes)


def _duty(facts: Facts, duty: WingDuty, whose: str = "") -> Event:
    session = facts.problem.session[duty.day, duty.session]
    key = (duty.day.isoformat(), duty.session, duty.staff_id, "wing")
    return _event(facts, key, f"{whose}{WING_DUTY}", session.start, session.end)


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
