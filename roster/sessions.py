"""Working days and sessions: when the unit works, and how days are counted for deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LOCAL = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class SessionTimes:
    """One session of every working day, as the establishment keeps it; `unlock` is when prisoners can be seen."""

    name: str
    start: time
    end: time
    unlock: tuple[time, time] | None = None


@dataclass(frozen=True, order=True)
class Session:
    """One session of one working day of the horizon; `index` counts from 0 through the horizon. Local times."""

    index: int
    day: date
    name: str
    start: datetime
    end: datetime
    unlock: tuple[datetime, datetime] | None = None

    @property
    def minutes(self) -> int:
        """Length of the session in minutes."""
        return whole_minutes(self.end - self.start)

    def moment(self, clock: time) -> datetime:
        """Give the moment at which clocks show a time on that day."""
        return datetime.combine(self.day, clock)

    @property
    def label(self) -> str:
        """The session as people say it: `Mon 23 Nov AM`."""
        return f"{self.day:%a} {self.day.day} {self.day:%b} {self.name}"


def whole_minutes(span: timedelta) -> int:
    """Give the length of a time span in whole minutes, rounded down."""
    return span // timedelta(minutes=1)


def add_elapsed_hours(moment: datetime, hours: int) -> datetime:
    """Add hours as a clock that runs through the night of a clock change would count them (local time in and out)."""
    there = moment.replace(tzinfo=LOCAL).astimezone(ZoneInfo("UTC")) + timedelta(hours=hours)
    return there.astimezone(LOCAL).replace(tzinfo=None)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays of England and Wales, in which both countries agree."""
    import holidays  # heavy: only when a date is asked for

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True)
class Calendar:
    """The working days of one establishment: its weekdays, less the bank holidays of England and Wales."""

    weekdays: frozenset[int] = frozenset(range(5))

    def is_working(self, day: date) -> bool:
        """Tell whether the unit works on that day."""
        return day.weekday() in self.weekdays and day not in _bank_holidays(day.year)

    def first_from(self, day: date) -> date:
        """Give that day, or the next working day when it is none."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def days_from(self, day: date, count: int) -> tuple[date, ...]:
        """Give `count` working days, the first one on or after `day`."""
        days: list[date] = []
        while len(days) < count:
            day = self.first_from(day)
            days.append(day)
            day += timedelta(days=1)
        return tuple(days)

    def after(self, day: date, count: int) -> date:
        """Give the `count`-th working day after `day` (`count` of at least 1)."""
        return self.days_from(day + timedelta(days=1), count)[-1]

    def count(self, after: date, until: date) -> int:
        """Count the working days later than `after`, up to and including `until` (0 when there are none)."""
        days = (until - after).days
        return sum(self.is_working(after + timedelta(days=step)) for step in range(1, days + 1))


def sessions_of(day: date, times: tuple[SessionTimes, ...], first_index: int = 0) -> tuple[Session, ...]:
    """Lay the establishment's session times on a day, numbering them from `first_index`."""
    return tuple(
        Session(
            first_index + position,
            day,
            each.name,
            datetime.combine(day, each.start),
            datetime.combine(day, each.end),
            (datetime.combine(day, each.unlock[0]), datetime.combine(day, each.unlock[1]))
            if each.unlock
            else None,
        )
        for position, each in enumerate(times)
    )
