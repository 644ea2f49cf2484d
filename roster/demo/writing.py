"""Writes a morning folder: a CSV file for each table, the establishment as TOML."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from roster.exports.morning_cells import establishment_data, row_cells
from roster.exports.toml_text import to_toml
from roster.faults import Fault, InputRefusedError
from roster.reading.task_tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from roster.reading.columns import Table
    from roster.sessions import SessionTimes
    from roster.tables import Tables

LEFT_OUT_WHEN_EMPTY = ("overrides",)


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
    return {"establishment.toml": to_toml(establishment_data(tables.establishment)), **texts}


def _table(table: Table, rows: Iterable[object], times: Sequence[SessionTimes]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows(row_cells(table, row, times).values() for row in rows)
    return text.getvalue()
