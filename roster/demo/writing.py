"""Writes a morning folder: a CSV file for each table, the establishment as TOML."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from roster.faults import Fault, InputRefusedError
from roster.reading.task_tables import TABLES
from roster.sessions import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from roster.reading.columns import Table
    from roster.sessions import SessionTimes
    from roster.tables import EstablishmentRow, Tables

# Cells that say what an empty cell says anyway.
DEFAULTS: dict[str, object] = {
    "experience": "experienced",
    "wing_risk_percent": 0,
    "overtime_minutes": 0,
    "status": "open",
}
LEFT_OUT_WHEN_EMPTY = ("overrides",)
SHORTEST_RUN = 3  # from so many days in a row on, a pattern is written `Mon-Fri`


def write_folder(tables: Tables, out: Path, *, force: bool = False) -> None:
    """Write the folder; nothing is written if a file is in the way and `force` was not asked for."""
    texts = folder_texts(tables)
    there = [name for name in texts if (out / name).exists()]
    if there and not force:
        maybe = "Give another folder, or add --force."
        raise InputRefusedError(
            [Fault(str(out / name), 0, "", "this file exists already.", maybe) for name in there]
        )
    out.mkdir(parents=True, exist_ok=True)
    for (
        name,
        text,
    ) in texts.items():  # each under another name first: a failed run leaves no half-written file
        part = out / f".{name}.part"
        part.write_bytes(text.encode())
        part.replace(out / name)


def folder_texts(tables: Tables) -> dict[str, str]:
    """Give the text of every file of a morning folder, by file name."""
    times = tables.establishment.sessions
    texts = {
        table.file: _table(table, rows, times)
        for table in TABLES
        if (rows := getattr(tables, table.key)) or table.key not in LEFT_OUT_WHEN_EMPTY
    }
    return {"establishment.toml": _establishment(tables.establishment), **texts}


def _table(table: Table, rows: Iterable[object], times: Sequence[SessionTimes]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.names)
    for row in rows:
        values = [(column.name, getattr(row, column.attribute)) for column in table.columns]
        writer.writerow("" if value == DEFAULTS.get(name) else _cell(value, times) for name, value in values)
    return text.getvalue()


def _cell(value: object, times: Sequence[SessionTimes]) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        if any(isinstance(item, tuple) for item in value):
            return pattern_text(value, times)
        return ";".join(sorted(value, key=lambda skill: (skill != "os", skill)))
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
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


def _establishment(establishment: EstablishmentRow) -> str:
    keys = ("code", "name", "estate", "mode", "function")
    lines = [f'{key} = "{getattr(establishment, key)}"' for key in keys if getattr(establishment, key)]
    lines.append(f"date = {establishment.date.isoformat()}")
    for each in establishment.sessions:
        lines += ["", "[[session]]", f'name = "{each.name}"', f"start = {each.start}", f"end = {each.end}"]
        if each.unlock is not None:
            lines.append(f"unlock = [{each.unlock[0]}, {each.unlock[1]}]")
    if establishment.rooms is not None:
        lines += ["", "[interviews]", f"rooms = {establishment.rooms}"]
    days = ", ".join(f'"{WEEKDAYS[number]}"' for number in sorted(establishment.weekdays))
    return "\n".join([*lines, "", "[working]", f"days = [{days}]", ""])
