"""How dates, times, lengths and counts are said on screen and on paper."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from roster.sessions import LOCAL

MINUTES_IN_AN_HOUR = 60
LENGTH_OF_AN_ISO_DATE = len("2026-11-23")
NOT_RECORDED = "time not recorded"


def long_date(day: date) -> str:
    """Say a day in full: `Monday 23 November 2026`."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def short_date(day: date, year: int | None = None) -> str:
    """Say a day briefly, `Mon 23 Nov`; the year is added when it is not the one that is meant."""
    brief = f"{day:%a} {day.day} {day:%b}"
    return brief if year in (None, day.year) else f"{brief} {day.year}"


def span_of_days(days: tuple[date, ...]) -> str:
    """Say which days a roster is for: one day in full, or the first and the last."""
    if len(days) == 1:
        return long_date(days[0])
    return f"{long_date(days[0])} to {long_date(days[-1])}"


def clock(moment: datetime | time) -> str:
    """Say a time of day: `09:05`."""
    return f"{moment:%H:%M}"


def from_to(start: datetime | time, end: datetime | time) -> str:
    """Say from when to when: `09:00–09:45`."""
    return f"{clock(start)}–{clock(end)}"


def lasting(minutes: int) -> str:
    """Say a length of time: `45 min`, `2 h`, `3 h 25 min`."""
    hours, rest = divmod(minutes, MINUTES_IN_AN_HOUR)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def deadline(moment: datetime, year: int | None = None) -> str:
    """Say when something falls due; the midnight that closes a day is said as that day."""
    if moment.time() == time.min:
        return short_date((moment - timedelta(days=1)).date(), year)
    return f"{short_date(moment.date(), year)} {clock(moment)}"


def iso_deadline(text: str, year: int | None = None) -> str:
    """Say a deadline given as ISO text (a date, or a date and time); other text is given back as it is."""
    try:
        if len(text) == LENGTH_OF_AN_ISO_DATE:
            return short_date(date.fromisoformat(text), year)
        return deadline(datetime.fromisoformat(text), year)
    except ValueError:
        return text


def count(number: int, one: str, more: str = "") -> str:
    """Say a number of things: `1 task`, `2 tasks`, `1,240 points`."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def made_at(made: dict[str, Any]) -> datetime | None:
    """Give the moment a roster was made, with its time zone (local time where it names none), or None."""
    try:
        moment = datetime.fromisoformat(str(made.get("at", "")))
    except ValueError:
        return None
    return moment.replace(tzinfo=LOCAL) if moment.tzinfo is None else moment


def made_text(made: dict[str, Any]) -> str:
    """Say when a roster was made, in local time: `Monday 23 November 2026 at 07:31`."""
    moment = made_at(made)
    if moment is None:
        return NOT_RECORDED
    there = moment.astimezone(LOCAL)
    return f"{long_date(there.date())} at {clock(there)}"
