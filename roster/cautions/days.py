"""Warnings about the folder as a whole: missing tables, a first day that was moved, another day's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.exports.words import long_date
from roster.roster import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from roster.problem import Problem
    from roster.tables import Tables

WITHOUT = {
    "availability": "everybody is taken to be in as their pattern says",
    "wing_posts": "the wings are taken to ask for nobody",
}


def missing_tables(tables: Tables) -> Iterator[Message]:
    """Say what is assumed for each table that was left out."""
    for table in tables.missing:
        name = tables.file(table)
        yield Message(
            "TABLE_MISSING", f"There is no {name}, so {WITHOUT.get(table, 'it counts as empty')}.", (name,)
        )


def moved(tables: Tables, problem: Problem, asked: date | None) -> Iterator[Message]:
    """Say that the roster starts later than asked, because nobody works on that day."""
    day = asked or tables.establishment.date
    if problem.days[0] != day:
        first = long_date(problem.days[0])
        message = f"{long_date(day)} is not a working day, so the roster starts on {first}."
        yield Message("MOVED", message, (day.isoformat(),))


def not_today(tables: Tables, asked: date | None, today: date) -> Iterator[Message]:
    """Say that the folder is not today's; nothing to say when the day was typed."""
    day = tables.establishment.date
    if asked is None and day != today:
        message = f"The folder is for {long_date(day)}, which is not the day on which this roster was made."
        yield Message("DATE_NOT_TODAY", message, (day.isoformat(),))
