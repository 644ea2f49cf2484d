"""How a morning is written down again: every value as people type it into a cell, whatever the format around it."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from roster.sessions import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roster.reading.columns import Table
    from roster.sessions import SessionTimes
    from roster.tables import EstablishmentRow

# Cells that say what an empty cell says anyway.
DEFAULTS: dict[str, object] = {
    "experience": "experienced",
    "wing_risk_percent": 0,
    "overtime_minutes": 0,
    "status": "open",
}
SHORTEST_RUN = 3  # from so many days in a row on, a pattern is written `Mon-Fri`
WORDS = ("code", "name", "estate", "mode", "function")  # of an establishment


def row_cells(table: Table, row: object, times: Sequence[SessionTimes]) -> dict[str, str | int]:
    """Give the cells of one row by column: text or a whole number, "" where an empty cell says the same."""
    values = {column.name: getattr(row, column.attribute) for column in table.columns}
    return {name: "" if value == DEFAULTS.get(name) else cell(value, times) for name, value in values.items()}


def cell(value: object, times: Sequence[SessionTimes] = ()) -> str | int:
    """Write one value: a whole number as it is, anything else as text; `times` are needed for a weekly pattern."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    if isinstance(value, frozenset):
        if any(isinstance(item, tuple) for item in value):
            return pattern_text(value, times)
        return ";".join(sorted(value, key=lambda skill: (skill != "os", skill)))
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value.strftime("%H:%M") if isinstance(value, time) else str(value)


def pattern_text(pattern: frozenset[tuple[int, str]], times: Sequence[SessionTimes]) -> str:
    """Write a weekly pattern as people type it: `Mon-Thu`, `Mon;Tue;Wed AM`."""
    sessions = [each.name for each in times]
    entries: list[str] = []
    run: list[str] = []
    for number, day in enumerate(WEEKDAYS):
        works = [name for name in sessions if (number, name) in pattern]
        if works == sessions:
            run.append(day)
            continue
        entries += [*_run(run), *(f"{day} {name}" for name in works)]
        run = []
    return ";".join([*entries, *_run(run)])


def _run(days: list[str]) -> list[str]:
    return [f"{days[0]}-{days[-1]}"] if len(days) >= SHORTEST_RUN else days


def establishment_data(row: EstablishmentRow) -> dict[str, Any]:
    """Give the establishment with its sections and sessions as TOML and JSON have it; dates and times as such."""
    data: dict[str, Any] = {key: getattr(row, key) for key in WORDS if getattr(row, key)} | {"date": row.date}
    data["session"] = [
        {"name": each.name, "start": each.start, "end": each.end}
        | ({"unlock": list(each.unlock)} if each.unlock is not None else {})
        for each in row.sessions
    ]
    if row.rooms is not None:
        data["interviews"] = {"rooms": row.rooms}
    data["working"] = {"days": [WEEKDAYS[number] for number in sorted(row.weekdays)]}
    return data
