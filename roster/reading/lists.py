"""Cells that hold several things: weekly patterns, working days, skills, and tasks to wait for."""

from __future__ import annotations

import re

from roster.reading import limits
from roster.reading.cells import CellError, Kind, Known, is_blank
from roster.reading.texts import IDENTIFIER_CELL, as_text, one_of
from roster.sessions import WEEKDAYS
from roster.wording import closest, shown

SEVERAL = ("array", "string", "integer")  # types of JSON values; of the items too, but for a list in a list
SKILL = re.compile(r"[a-z][a-z0-9_]*")
FULL_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_NUMBER = {
    name.casefold(): number for names in (WEEKDAYS, FULL_NAMES) for number, name in enumerate(names)
}
FROM_TO = re.compile(r"\s*[-\u2013]\s*")  # a hyphen, or the dash that word processors make of it
DAYS_THEN_SESSION = re.compile(r"([^\s\u2013-]+(?:\s*[-\u2013]\s*[^\s\u2013-]+)*)(?:\s+(.+))?")


def items(found: object) -> list[object]:
    """Take a `;`-separated list (in a request also an array) apart; empty places are left out."""
    parts: list[object] = [found]
    if isinstance(found, str):
        parts = list(found.split(";"))
    elif isinstance(found, list | tuple):
        parts = list(found)
    parts = [part for part in parts if not is_blank(part)]
    if not parts:
        raise CellError(f"{shown(found)} names nothing; write at least one, separated by `;`.")
    if len(parts) > limits.LIST_ITEMS:
        raise CellError(f"this list has {len(parts)} items; at most {limits.LIST_ITEMS} are allowed.")
    return parts


def _days(words: str) -> list[int]:
    """Read `Mon` or `Mon-Fri` as weekday numbers; a range may run over the weekend (`Sat-Mon`)."""
    ends = FROM_TO.split(words.strip())
    numbers = [DAY_NUMBER.get(word.casefold()) for word in ends]
    for word, number in zip(ends, numbers, strict=True):
        if number is None:
            close = closest(word, WEEKDAYS + FULL_NAMES)
            message = f"{shown(word)} is not a day of the week; write for example Mon-Fri or Mon;Tue;Wed AM."
            raise CellError(message, f"Maybe `{close[:3]}`?" if close else "")
    days = [number for number in numbers if number is not None]
    if len(days) > len(("from", "to")):
        raise CellError(f"{shown(words)} is not a range of days; write for example Mon-Fri.")
    return [(days[0] + step) % len(WEEKDAYS) for step in range((days[-1] - days[0]) % len(WEEKDAYS) + 1)]


def _weekdays(found: object, _: Known) -> frozenset[int]:
    return frozenset(day for item in items(found) for day in _days(as_text(item, limits.NAME_CHARACTERS)))


WEEKDAY_LIST = Kind("days of the week, as Mon-Fri or Mon;Tue;Sat", _weekdays, json=SEVERAL)


def _pattern(found: object, names: Known) -> frozenset[tuple[int, str]]:
    pattern: set[tuple[int, str]] = set()
    for item in items(found):
        words = as_text(item, limits.NAME_CHARACTERS)
        parts = DAYS_THEN_SESSION.fullmatch(words)
        days, session = parts.groups() if parts else (words, None)
        sessions = (
            (one_of(session, names.sessions, "a session of this establishment"),)
            if session
            else names.sessions
        )
        pattern |= {(day, each) for day in _days(days) for each in sessions}
    return frozenset(pattern)


PATTERN = Kind("working days and sessions, as Mon-Fri or Mon;Tue;Wed AM", _pattern, json=SEVERAL)


def _skills(found: object, names: Known) -> frozenset[str]:
    return frozenset(_skill(as_text(item, limits.NAME_CHARACTERS), names) for item in items(found))


def _skill(typed: str, names: Known) -> str:
    """Read one skill; a near miss of one that a task needs is a slip, any other is the prison's own."""
    word = typed.casefold()
    if not SKILL.fullmatch(word):
        raise CellError(f"{shown(typed)} is not a skill; write words like os;oasys;parole, separated by `;`.")
    close = closest(word, names.skills)
    if close and close != word:
        raise CellError(f"{shown(typed)} is not a skill that any task needs.", f"Maybe `{close}`?", "unknown")
    return word


SKILLS = Kind("skills separated by `;`, as os;oasys", _skills, json=SEVERAL)


def _identifiers(found: object, names: Known) -> tuple[str, ...]:
    return tuple(dict.fromkeys(IDENTIFIER_CELL.read(item, names) for item in items(found)))


IDENTIFIERS = Kind("task ids separated by `;`, as T1;T2", _identifiers, json=SEVERAL)
