"""Cells that hold numbers, yes or no, dates and clock times."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta

from roster.reading import limits
from roster.reading.cells import CellError, Kind, Known
from roster.wording import shown

WHOLE_NUMBER = re.compile(r"-?[0-9]{1,12}(\.0{1,6})?")
ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
BRITISH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?")
BETWEEN_DAY_AND_CLOCK = re.compile(r"[T ]")
ONE_DAY = timedelta(days=1)
TEXT_ALONE = ("string",)  # JSON has no dates and times
YES, NO = ("yes", "y", "true"), ("no", "n", "false")


def whole(lowest: int, highest: int) -> Kind:
    """Describe a whole number, both ends allowed."""
    expects = f"a whole number from {lowest} to {highest}"

    def read(found: object, _: Known) -> int:
        number = _whole_number(found)
        if number is None or not lowest <= number <= highest:
            raise CellError(f"{shown(found)} is not {expects}.")
        return number

    return Kind(expects, read, "whole", bounds=(lowest, highest), json=("integer", "string"))


def _whole_number(found: object) -> int | None:
    if isinstance(found, bool):
        return None
    if isinstance(found, float):
        return int(found) if math.isfinite(found) and found.is_integer() else None
    if isinstance(found, str):
        typed = found.strip()
        return int(typed.partition(".")[0]) if WHOLE_NUMBER.fullmatch(typed) else None
    return found if isinstance(found, int) else None


def _yes_no(found: object, _: Known) -> bool:
    if isinstance(found, bool):
        return found
    word = found.strip().casefold() if isinstance(found, str) else ""
    if word not in YES + NO:
        raise CellError(f"{shown(found)} is neither yes nor no; write `yes` or `no`.")
    return word in YES


YES_OR_NO = Kind("yes or no", _yes_no, choices=("yes", "no"), json=("boolean", "string"))


def _day(found: object, _: Known) -> date:
    day = _as_day(found)
    if day is None:
        raise CellError(f"{shown(found)} is not a date; write it as 2026-11-23 or 23/11/2026.")
    return _of_our_time(day)


DAY = Kind("a date, as 2026-11-23 or 23/11/2026", _day, "date", json=TEXT_ALONE)


def _as_day(found: object) -> date | None:
    if isinstance(found, datetime):
        return found.date() if found.time() == time.min and found.tzinfo is None else None
    if isinstance(found, date):
        return found
    typed = found.strip() if isinstance(found, str) else ""
    if match := ISO_DAY.fullmatch(typed):
        year, month, day = match.groups()
    elif match := BRITISH_DAY.fullmatch(typed):
        day, month, year = match.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _of_our_time(day: date) -> date:
    if not limits.FIRST_YEAR <= day.year <= limits.LAST_YEAR:
        raise CellError(
            f"{shown(day)} is outside the years {limits.FIRST_YEAR} to {limits.LAST_YEAR}; correct the year."
        )
    return day


def _moment(found: object, names: Known) -> date | datetime:
    if isinstance(found, datetime):
        moment = found
    elif _as_day(found) is not None:
        return _day(found, names)
    else:
        moment = _moment_of_text(found)
    if moment.tzinfo is not None:
        raise CellError(
            f"{shown(found)} has a time zone; write the local time, for example 2026-11-23T18:00."
        )
    _of_our_time(moment.date())
    return moment


def _moment_of_text(found: object) -> datetime:
    typed = found.strip() if isinstance(found, str) else ""
    if typed.endswith("Z") or re.search(r"[+-][0-9]{2}:?[0-9]{2}$", typed[len("2026-11-23") :]):
        raise CellError(
            f"{shown(found)} has a time zone; write the local time, for example 2026-11-23T18:00."
        )
    first, *rest = BETWEEN_DAY_AND_CLOCK.split(typed, maxsplit=1)
    day, clock = _as_day(first), _as_clock(rest[0]) if rest else None
    if day is None or clock is None:
        raise CellError(
            f"{shown(found)} is neither a date nor a moment; write it as 2026-11-23 or 2026-11-23T18:00."
        )
    return datetime.combine(day, clock)


MOMENT = Kind("a date or a moment, as 2026-11-23 or 2026-11-23T18:00", _moment, json=TEXT_ALONE)


def _clock(found: object, _: Known) -> time:
    clock = _as_clock(found)
    if clock is None:
        raise CellError(f"{shown(found)} is not a time of day; write hours and minutes as 09:30.")
    if clock.second or clock.microsecond:
        raise CellError(f"{shown(found)} is not on a whole minute; write hours and minutes as 09:30.")
    return clock


CLOCK_TIME = Kind("a time of day, as 09:30", _clock, "time", json=TEXT_ALONE)


def _as_clock(found: object) -> time | None:
    if isinstance(found, time):
        return found if found.tzinfo is None else None
    if isinstance(found, timedelta) and timedelta(0) <= found < ONE_DAY:
        return (datetime.min + found).time()
    match = CLOCK.fullmatch(found.strip()) if isinstance(found, str) else None
    if match is None:
        return None
    try:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return time(hours, minutes, seconds)
    except ValueError:
        return None
