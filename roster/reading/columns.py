"""How a table is described: its columns, what each may hold, and the words that explain it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from roster.reading.cells import Kind


@dataclass(frozen=True)
class Column:
    """One column: its kind of cell, the note shown in the template, whether it must be filled in.

    `required` says why it is needed ("" = it may be empty). `field` is the row's attribute if it differs.
    `blank` fills the attribute when the cell is empty and the row has no default of its own.
    """

    name: str
    kind: Kind
    note: str
    example: str
    required: str = ""
    field: str = ""
    blank: str | None = None

    @property
    def attribute(self) -> str:
        """The name of the row's attribute that this cell fills."""
        return self.field or self.name


@dataclass(frozen=True)
class Table:
    """One table: its names in a folder, a workbook and a request, its rows' type, its columns.

    `unique` are the columns that together name a row. `optional` says whether it may be left out altogether;
    leaving out one that is `expected` is worth a warning.
    """

    key: str
    file: str
    sheet: str
    row: Callable[..., Any]
    columns: tuple[Column, ...]
    unique: tuple[str, ...] = ()
    optional: bool = True
    expected: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in the order in which they are usually written."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Give the column of that name."""
        return next(column for column in self.columns if column.name == name)
