"""Finds the columns of a table that came as a grid of cells with a header row (a CSV file or a worksheet)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from roster.reading import limits
from roster.reading.cells import is_empty
from roster.reading.rows import RawTable
from roster.wording import maybe, shown

if TYPE_CHECKING:
    from roster.reading.columns import Table
    from roster.reading.complaints import Complaints

HEADER_ROW = 1  # as a spreadsheet numbers it
NOT_READ = ""  # stands in for the name of a column that is complained of

Grid = Iterable[list[object]]


def read_grid(table: Table, grid: Grid, file: str, complaints: Complaints) -> RawTable:
    """Read a grid whose first row is the header; rows are numbered as a spreadsheet numbers them."""
    lines = iter(grid)
    header = _header(table, next(lines, []), file, complaints)
    if header is None:
        return RawTable(whole=False)
    absent = frozenset(
        column.name for column in table.columns if column.required and column.name not in header.values()
    )
    for name in sorted(absent):
        why = table.column(name).required
        message = f"the column `{name}` is missing; it is needed because {why}."
        complaints.add(file, message, row=HEADER_ROW, column=name, code="missing")
    body = _Body(table, header, file, complaints)
    return RawTable(list(body.rows(lines)), absent, body.whole)


def _header(table: Table, cells: list[object], file: str, complaints: Complaints) -> dict[int, str] | None:
    """Give the column names by their position, or None when there is no header to speak of."""
    names = [str(cell).strip() if not is_empty(cell) else "" for cell in cells]
    while names and not names[-1]:
        names.pop()  # spreadsheets like to leave empty columns at the end
    if not names:
        message = f"row 1 must hold the column names: {', '.join(table.names)}."
        complaints.add(file, message, row=HEADER_ROW, code="missing")
        return None
    if len(names) > limits.MOST_COLUMNS:
        message = f"there are {len(names)} columns; at most {limits.MOST_COLUMNS} are read."
        complaints.add(file, message, row=HEADER_ROW, code="too_large")
        return None
    return _positions(table, names, file, complaints)


def _positions(table: Table, names: list[str], file: str, complaints: Complaints) -> dict[int, str]:
    header: dict[int, str] = {}
    for position, name in enumerate(names):
        place = shown(name)[1:-1]
        if not name:
            continue
        if name not in table.names:
            message = f"{shown(name)} is not a column of this table; unknown columns are not carried along."
            line = maybe(name, table.names)
            complaints.add(file, message, row=HEADER_ROW, column=place, maybe=line, code="unknown")
            header[position] = NOT_READ
        elif name in header.values():
            message = f"the column {shown(name)} is there twice; keep one of them."
            complaints.add(file, message, row=HEADER_ROW, column=place, code="duplicate")
            header[position] = NOT_READ
        else:
            header[position] = name
    return header


@dataclass
class _Body:
    table: Table
    header: dict[int, str]
    file: str
    complaints: Complaints
    whole: bool = True

    def rows(self, lines: Iterator[list[object]]) -> Iterator[tuple[int, dict[str, object]]]:
        for number, cells in enumerate(lines, HEADER_ROW + 1):
            if number > limits.MOST_ROWS:
                message = f"there are more than {limits.MOST_ROWS} rows; a table of that size is not read."
                self.complaints.add(self.file, message, row=number, code="too_large")
                self.whole = False
                return
            if all(is_empty(cell) for cell in cells):
                continue
            self._check_width(number, cells)
            named = {self.header.get(position, ""): cell for position, cell in enumerate(cells)}
            yield number, {name: cell for name, cell in named.items() if name}

    def _check_width(self, number: int, cells: list[object]) -> None:
        extra = [
            cell for position, cell in enumerate(cells) if position not in self.header and not is_empty(cell)
        ]
        if extra:
            message = (
                f"{shown(extra[0])} stands under no column name; if it belongs to the cell before it "
                "(a comma in a text), put the whole text in double quotes, else delete it."
            )
            self.complaints.add(self.file, message, row=number, code="too_many_cells")
