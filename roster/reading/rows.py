"""Turns the cells of one table into typed rows, and says of each cell that cannot be used what would be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from roster.reading.cells import CellError, ErrorCell, Known
from roster.wording import shown

if TYPE_CHECKING:
    from roster.reading.columns import Column, Table
    from roster.reading.complaints import Complaints

Place = Callable[[int, str], tuple[int, str]]


@dataclass(frozen=True)
class RawTable:
    """One table as it was found: (row number, cells by column name).

    `absent` are columns that the header lacks (said once, not in every row); `whole` is False where a part of
    the table could not be read.
    """

    rows: list[tuple[int, dict[str, object]]] = field(default_factory=list)
    absent: frozenset[str] = frozenset()
    whole: bool = True


@dataclass(frozen=True)
class ReadTable:
    """What became of a table: the rows that are right, and every id typed (None: nobody can tell)."""

    rows: tuple[Any, ...] = ()
    ids: frozenset[str] | None = frozenset()


def in_the_row(row: int, column: str) -> tuple[int, str]:
    """Name the place of a cell by its row and column."""
    return row, column


def read_rows(
    table: Table, raw: RawTable, file: str, known: Known, complaints: Complaints, place: Place = in_the_row
) -> ReadTable:
    """Read every row of a table; a row with a fault is left out, its id is still known."""
    reader = _Reader(table, raw.absent, file, known, complaints, place)
    rows = [row for number, cells in raw.rows if (row := reader.row(number, cells)) is not None]
    countable = raw.whole and not raw.absent.intersection(table.unique)
    return ReadTable(tuple(rows), frozenset(reader.ids) if countable else None)


def read_cell(column: Column, found: object, known: Known) -> dict[str, Any]:
    """Read one cell into its attribute; an empty one gives nothing, so that the row's own default holds."""
    if isinstance(found, ErrorCell):
        message = (
            f"the spreadsheet shows {shown(found)} here; correct the formula, or write {column.kind.expects}."
        )
        raise CellError(message)
    if not column.kind.is_empty(found):
        return {column.attribute: column.kind.read(found, known)}
    if column.required:
        expects = column.kind.expects
        example = "" if column.example in expects else f", for example {column.example}"
        raise CellError(f"this is empty, but {column.required}; write {expects}{example}.", code="missing")
    return {} if column.blank is None else {column.attribute: column.blank}


@dataclass
class _Reader:
    table: Table
    absent: frozenset[str]
    file: str
    known: Known
    complaints: Complaints
    place: Place
    ids: set[str] = field(default_factory=set)
    seen: dict[tuple[object, ...], tuple[int, object]] = field(default_factory=dict)

    def row(self, number: int, cells: dict[str, object]) -> object | None:
        values: dict[str, Any] = {}
        usable = not self.complaints.is_full(self.file)
        for column in self.table.columns if usable else ():
            try:
                values |= read_cell(column, cells.get(column.name), self.known)
            except CellError as error:
                usable = False
                if column.name not in self.absent:
                    self._complain(number, column.name, error)
        self._remember_id(values, cells)
        usable = self._is_unique(number, values) and usable
        if not usable:
            return None
        return values | {"row": number} if self.table.row is dict else self.table.row(row=number, **values)

    def _remember_id(self, values: dict[str, Any], cells: dict[str, object]) -> None:
        """Note also an id that cannot be used, so that rows that refer to it are not called wrong."""
        if len(self.table.unique) == 1:
            name = self.table.unique[0]
            typed = cells.get(name)
            self.ids.add(str(values.get(name, typed.strip() if isinstance(typed, str) else "")))

    def _is_unique(self, number: int, values: dict[str, Any]) -> bool:
        unique = self.table.unique
        if not unique or any(name not in values for name in unique):
            return True
        key = tuple(value.casefold() if isinstance(value := values[name], str) else value for name in unique)
        first, spelt = self.seen.setdefault(key, (number, values[unique[0]]))
        if first == number:
            return True
        self._complain(number, unique[-1], CellError(self._again(values, first, spelt), code="duplicate"))
        return False

    def _again(self, values: dict[str, Any], first: int, spelt: object) -> str:
        unique = self.table.unique
        row, column = self.place(first, "")
        where = column if column else f"row {row}"
        what = ", ".join(f"{name} {shown(values[name])}" for name in unique if values[name] != "")
        other = "" if spelt == values[unique[0]] else f" (as {shown(spelt)}; capitals make no difference)"
        return f"{what} is already in {where}{other}; there may be only one such row."

    def _complain(self, number: int, column: str, error: CellError) -> None:
        row, name = self.place(number, column)
        self.complaints.add_cell(self.file, row, name, error)
