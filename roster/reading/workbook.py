"""Reads a morning from one Excel workbook: a sheet for each table, the establishment and its sessions."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import python_calamine

from roster.reading import limits
from roster.reading.archive import RefusedError, repack, unpack
from roster.reading.assemble import Source
from roster.reading.files import fingerprint, read_bytes
from roster.reading.folder import POLICY_FILE, read_policy
from roster.reading.grids import read_grid
from roster.reading.key_values import KEYS_AND_VALUES, policy_of, prison_of
from roster.reading.sheet_scan import SheetScan
from roster.reading.task_tables import ESTABLISHMENT, SESSIONS, TABLES
from roster.reading.xml_parts import FIXED_PARTS, damaged, sheet_parts, text_lengths
from roster.wording import maybe, shown

if TYPE_CHECKING:
    from pathlib import Path

    from roster.reading.cells import ErrorCell
    from roster.reading.columns import Table
    from roster.reading.rows import RawTable

WORKBOOK_FILE = "morning.xlsx"
POLICY_SHEET = "Policy"
READ_ME_SHEET, LISTS_SHEET = "Read me", "Lists"  # the template has them; they are not read
SHEETS = (
    ESTABLISHMENT.sheet,
    SESSIONS.sheet,
    *(table.sheet for table in TABLES),
    POLICY_SHEET,
    READ_ME_SHEET,
    LISTS_SHEET,
)
HALF_A_SECOND = timedelta(microseconds=500_000)


@dataclass
class _Workbook:
    """The grids of a workbook's sheets, by sheet name."""

    file: str
    source: Source
    grids: dict[str, list[list[object]]] = field(default_factory=dict)

    def name(self, sheet: str) -> str:
        return f"{self.file}, sheet {sheet}"

    def table(self, table: Table, sheet: str) -> RawTable:
        return read_grid(table, self.grids[sheet], self.name(sheet), self.source.complaints)


def read_workbook(path: Path) -> Source:
    """Open a workbook, and the policy.toml beside it if there is one."""
    source = Source({})
    workbook = _Workbook(path.name, source)
    source.names = {table.key: workbook.name(table.sheet) for table in (ESTABLISHMENT, *TABLES)}
    source.names["policy"] = workbook.name(POLICY_SHEET)
    content = read_bytes(path, limits.WORKBOOK_BYTES, source.complaints)
    if content is None:
        return source
    try:
        workbook.grids = _grids(content)
    except RefusedError as error:
        source.complaints.add(path.name, str(error), code="unreadable")
        return source
    _lay_out(workbook)
    beside = path.with_name(POLICY_FILE)
    own = read_bytes(beside, limits.TOML_BYTES, source.complaints) if beside.exists() else None
    _read_policies(workbook, own)
    source.sha256 = fingerprint(
        [(WORKBOOK_FILE, content), *([(POLICY_FILE, own)] if own is not None else [])]
    )
    return source


def _grids(content: bytes) -> dict[str, list[list[object]]]:
    """Take the cells out of a workbook that has been counted and looked through. Raises RefusedError."""
    parts = unpack(content)
    shared = text_lengths(parts)
    scans: dict[str, SheetScan] = {}
    characters = 0
    for sheet, part in sheet_parts(parts).items():
        scans[sheet] = SheetScan(shared, characters=characters)
        scans[sheet].scan(parts[part])
        characters = scans[sheet].characters
    looked_through = {
        name: parts[name] for name in (*FIXED_PARTS, *sheet_parts(parts).values()) if name in parts
    }
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(repack(looked_through)))
        return {
            sheet: _with_errors(_cells(book.get_sheet_by_name(sheet)), scan.errors)
            for sheet, scan in scans.items()
        }
    except (python_calamine.CalamineError, ValueError, OSError):
        raise damaged() from None


def _cells(sheet: python_calamine.CalamineSheet) -> list[list[object]]:
    if sheet.start is None:
        return []
    left: list[object] = [None] * sheet.start[1]
    return [left + [_tidy(cell) for cell in row] for row in sheet.iter_rows()]


def _tidy(cell: object) -> object:
    """Undo what spreadsheets do to times: fractions of a second, and midnight where only a date was typed."""
    if isinstance(cell, datetime):
        moment = (cell + HALF_A_SECOND).replace(microsecond=0)
        return moment.date() if moment.time() == time.min else moment
    if isinstance(cell, time):
        rounded = datetime.combine(date(2000, 1, 1), cell) + HALF_A_SECOND
        return rounded.time().replace(microsecond=0)
    return cell


def _with_errors(grid: list[list[object]], errors: dict[tuple[int, int], ErrorCell]) -> list[list[object]]:
    """Put back the cells with errors, which would otherwise look empty."""
    for (row, column), error in errors.items():
        grid += [[] for _ in range(row - len(grid))]
        cells = grid[row - 1]
        cells += [None] * (column - len(cells))
        cells[column - 1] = error
    return grid


def _lay_out(workbook: _Workbook) -> None:
    """Sort the sheets to the tables they hold; complain of sheets that are missing or that nobody knows."""
    source, grids = workbook.source, workbook.grids
    for sheet in [sheet for sheet in grids if sheet not in SHEETS and grids[sheet]]:
        message = f"{shown(sheet)} is not a sheet of a morning; delete or rename it."
        absent = [name for name in SHEETS if name not in grids]
        source.complaints.add(workbook.file, message, maybe=maybe(sheet, absent), code="unknown")
    for table in (ESTABLISHMENT, SESSIONS, *TABLES):
        if table.sheet not in grids and not table.optional:
            message = "this sheet is missing, and nothing can be planned without it."
            source.complaints.add(workbook.name(table.sheet), message, code="missing")
    source.raw = {table.key: workbook.table(table, table.sheet) for table in TABLES if table.sheet in grids}
    source.missing = tuple(table.key for table in TABLES if table.expected and table.sheet not in grids)
    if ESTABLISHMENT.sheet in grids and SESSIONS.sheet in grids:
        values = workbook.table(KEYS_AND_VALUES, ESTABLISHMENT.sheet)
        source.prison = prison_of(values, workbook.name(ESTABLISHMENT.sheet), source.complaints)
        source.prison.sessions = workbook.table(SESSIONS, SESSIONS.sheet)
        source.prison.sessions_file = workbook.name(SESSIONS.sheet)


def _read_policies(workbook: _Workbook, beside: bytes | None) -> None:
    source = workbook.source
    if workbook.grids.get(POLICY_SHEET):
        source.policy = policy_of(
            workbook.table(KEYS_AND_VALUES, POLICY_SHEET), workbook.name(POLICY_SHEET), source.complaints
        )
    if beside is None:
        return
    if source.policy:
        message = f"there is a sheet {POLICY_SHEET} in {workbook.file} as well; keep one of them."
        source.complaints.add(POLICY_FILE, message, code="contradiction")
        return
    source.policy = read_policy(beside, source.complaints)
    source.names["policy"] = POLICY_FILE
