"""Reads a morning folder of CSV files, with the establishment and perhaps a policy in TOML."""

from __future__ import annotations

import csv
from itertools import islice
from typing import TYPE_CHECKING, Any

from roster.reading import limits
from roster.reading.assemble import Source
from roster.reading.files import csv_grid, fingerprint, read_bytes, toml_table
from roster.reading.grids import read_grid
from roster.reading.nested import unfold
from roster.reading.prison import RawPrison
from roster.reading.rows import RawTable
from roster.reading.task_tables import ESTABLISHMENT, TABLES
from roster.wording import closest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from roster.reading.columns import Table
    from roster.reading.complaints import Complaints

POLICY_FILE = "policy.toml"
INPUT_FILES = (
    ESTABLISHMENT.file,
    *(table.file for table in TABLES),
    POLICY_FILE,
)  # also the order of the fingerprint
NAMES = {"establishment": ESTABLISHMENT.file, "policy": POLICY_FILE} | {
    table.key: table.file for table in TABLES
}
UNLOCK_KEY = "unlock"


def read_folder(folder: Path) -> Source:
    """Find and open every file of a morning folder."""
    source = Source(dict(NAMES))
    complaints = source.complaints
    contents: list[tuple[str, bytes]] = []
    for name in INPUT_FILES:
        content = _content(folder, name, complaints)
        if content is not None:
            contents.append((name, content))
    found = dict(contents)
    source.prison = _prison(found, complaints)
    source.raw = {
        table.key: _table(table, found[table.file], complaints) for table in TABLES if table.file in found
    }
    source.missing = tuple(
        table.key for table in TABLES if table.expected and not (folder / table.file).exists()
    )
    source.policy = read_policy(found.get(POLICY_FILE), complaints)
    source.sha256 = fingerprint(contents)
    _complain_of_absent(folder, complaints)
    return source


def _content(folder: Path, name: str, complaints: Complaints) -> bytes | None:
    most = limits.TOML_BYTES if name.endswith(".toml") else limits.CSV_BYTES
    return read_bytes(folder / name, most, complaints) if (folder / name).exists() else None


def _prison(found: dict[str, bytes], complaints: Complaints) -> RawPrison | None:
    file = ESTABLISHMENT.file
    nested = toml_table(found[file], file, complaints) if file in found else None
    if nested is None:
        return None
    raw = RawPrison(file, place_of_session=_place_of_session)
    unfold(nested, raw, complaints)
    return raw


def _place_of_session(number: int, column: str) -> tuple[int, str]:
    """Say which of the [[session]] sections is meant, counted from 1; both unlock times stand in one key."""
    key = UNLOCK_KEY if column.startswith(UNLOCK_KEY) else column
    return 0, f"session {number + 1}, {key}" if key else f"session {number + 1}"


def _table(table: Table, content: bytes, complaints: Complaints) -> RawTable:
    grid = csv_grid(content, table.file, complaints)
    if grid is None:
        return RawTable(whole=False)
    stopped: list[int] = []
    raw = read_grid(table, _until_broken(grid, table.file, complaints, stopped), table.file, complaints)
    return RawTable(raw.rows, raw.absent, raw.whole and not stopped)


def _until_broken(
    grid: Iterator[list[object]], file: str, complaints: Complaints, stopped: list[int]
) -> Iterator[list[object]]:
    """Give the rows up to one whose quotation marks do not close."""
    number = 0
    try:
        for number, cells in enumerate(grid, 1):  # noqa: B007 - the number is needed after the loop
            yield cells
    except csv.Error as error:
        stopped.append(number + 1)
        message = (
            f"a quotation mark is not closed properly from here on ({error}); nothing below can be read."
        )
        complaints.add(file, message, row=number + 1, code="unreadable")


def read_policy(content: bytes | None, complaints: Complaints) -> dict[str, Any]:
    """Read the prison's own policy keys; none where there is no file."""
    return (toml_table(content, POLICY_FILE, complaints) or {}) if content is not None else {}


def _complain_of_absent(folder: Path, complaints: Complaints) -> None:
    """Complain of required files that are not there, and of files whose name is nearly that of a table."""
    absent = [name for name in INPUT_FILES if not (folder / name).exists()]
    others = [
        path.name
        for path in islice(folder.iterdir(), limits.FOLDER_ENTRIES)
        if path.suffix.casefold() in (".csv", ".toml") and path.name not in INPUT_FILES
    ]
    meant = {name: near for near in sorted(others) if (name := closest(near, absent))}
    for name in absent:
        near = meant.get(name, "")
        suggestion = f"Maybe rename `{near}`?" if near else ""
        if name in [ESTABLISHMENT.file, *(table.file for table in TABLES if not table.optional)]:
            complaints.add(
                name,
                "this file is missing, and nothing can be planned without it.",
                maybe=suggestion,
                code="missing",
            )
        elif near:
            complaints.add(near, "no table has this file name.", maybe=f"Maybe `{name}`?", code="unknown")
