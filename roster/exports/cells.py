"""Reads the cells of a roster file one by one and remembers every fault, so that all are told at once."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from roster.faults import Fault
from roster.reading import limits

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")  # not \d: that takes the digits of every script
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LARGEST = 10**9  # far beyond any count in a roster; larger numbers are slips or attacks


@dataclass
class Cells:
    """The faults found so far in one file."""

    file: str
    faults: list[Fault] = field(default_factory=list)

    def at(self, place: str, index: int, values: dict[str, Any]) -> Entry:
        """Look at one entry of the list `place` (the file itself when `place` is empty)."""
        return Entry(self, place, index, values)

    def entries(self, data: dict[str, Any], key: str) -> Iterator[Entry]:
        """Look at the entries of a list, one after the other."""
        listed = data.get(key)
        if not isinstance(listed, list):
            self.faults.append(Fault(self.file, 0, key, "this should be a list; it may be empty."))
            return
        for index, values in enumerate(listed):
            if len(self.faults) >= limits.MOST_FAULTS:
                return  # who reads more than this, reads none of them
            if isinstance(values, dict):
                yield self.at(key, index, values)
            else:
                self.faults.append(Fault(self.file, index, f"{key}[{index}]", "this should be an object."))


@dataclass
class Entry:
    """One entry of a list; each reader gives the value or remembers a fault and gives an empty one."""

    cells: Cells
    place: str
    index: int
    values: dict[str, Any]
    faulty: bool = False

    def fault(self, key: str, message: str) -> None:
        """Remember a fault of one cell."""
        where = f"{self.place}[{self.index}]" if self.place else ""
        column = ".".join(part for part in (where, key) if part)
        self.cells.faults.append(Fault(self.cells.file, self.index, column, message))
        self.faulty = True

    def text(self, key: str, needed: bool = True, may_be_empty: bool = False) -> str:
        """Read a text."""
        value = self.values.get(key)
        if value is None and not needed:
            return ""
        if not isinstance(value, str) or not (value or may_be_empty or not needed):
            self.fault(key, "this should be a text.")
            return ""
        return value

    def number(self, key: str, needed: bool = True) -> int | None:
        """Read a whole number; an empty cell that is not needed is None."""
        value = self.values.get(key)
        if value is None and not needed:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
            self.fault(key, "this should be a whole number.")
            return None
        return value

    def date(self, key: str) -> datetime.date | None:
        """Read a date such as `2026-11-23`."""
        value = self.values.get(key)
        if isinstance(value, str) and DATE.fullmatch(value):
            try:
                day = datetime.date.fromisoformat(value)
            except ValueError:
                day = datetime.date.min
            if (
                limits.FIRST_YEAR <= day.year <= limits.LAST_YEAR
            ):  # beyond is a slip, or no calendar to count in
                return day
        self.fault(key, "this should be a date such as 2026-11-23.")
        return None

    def time(self, key: str) -> datetime.time | None:
        """Read a time of day such as `09:45`."""
        value = self.values.get(key)
        if isinstance(value, str) and CLOCK.fullmatch(value):
            return datetime.time.fromisoformat(value)
        self.fault(key, "this should be a time such as 09:45.")
        return None
