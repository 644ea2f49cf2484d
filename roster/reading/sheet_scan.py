"""Looks a workbook's sheets through before they are read: how large they are, which cells hold no value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from roster.reading import limits
from roster.reading.archive import RefusedError
from roster.reading.cells import ErrorCell
from roster.reading.xml_parts import Attributes, damaged, walk

PLACE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
LETTERS = 26
DIGITS = 9  # of the number of a shared text
NOT_COMPUTED = "a formula without a value"


@dataclass
class SheetScan:
    """One sheet's cells, looked through: `errors` are those without a value, by (row, column) from 1."""

    shared: list[int]
    errors: dict[tuple[int, int], ErrorCell] = field(default_factory=dict)
    characters: int = 0
    _row: int = 0
    _column: int = 0
    _kind: str = ""
    _formula: bool = False
    _reading: bool = False
    _value: list[str] = field(default_factory=list)

    def scan(self, content: bytes) -> None:
        """Go through the sheet. Raises RefusedError when it is too large or not in order."""
        walk(content, self._start, self._end, self._text)

    def _start(self, name: str, attributes: Attributes) -> None:
        if name == "row":
            self._go_to_row(attributes.get("r"))
        elif name == "c":
            self._go_to_cell(attributes.get("r"))
            self._kind, self._formula, self._value = attributes.get("t", "n"), False, []
        elif name == "f":
            self._formula = True
        self._reading = name in ("v", "t")

    def _go_to_row(self, typed: str | None) -> None:
        row = self._row + 1 if typed is None else int(typed) if typed.isascii() and typed.isdigit() else 0
        if row <= self._row:
            raise damaged()
        self._row, self._column = row, 0

    def _go_to_cell(self, typed: str | None) -> None:
        column, row = self._column + 1, self._row
        if typed is not None:
            place = PLACE.fullmatch(typed)
            column, row = (_number(place[1]), int(place[2])) if place else (0, 0)
        if column <= self._column or row != self._row:
            raise damaged()
        self._column = column

    def _text(self, piece: str) -> None:
        if self._reading:
            self._value.append(piece)

    def _end(self, name: str) -> None:
        self._reading = False
        if name != "c":
            return
        value = "".join(self._value)
        if self._kind == "e":
            self.errors[self._row, self._column] = ErrorCell(value or "#N/A")
        elif self._formula and not value and self._kind != "str":
            self.errors[self._row, self._column] = ErrorCell(NOT_COMPUTED)
        if value or self._formula:
            self._measure(value)

    def _measure(self, value: str) -> None:
        if self._row > limits.MOST_ROWS or self._column > limits.MOST_COLUMNS:
            raise RefusedError(
                f"a sheet has a value in row {self._row}, column {self._column}; at most "
                f"{limits.MOST_ROWS} rows and {limits.MOST_COLUMNS} columns are read."
            )
        if self._kind == "s":
            usable = value.isascii() and value.isdigit() and len(value) <= DIGITS
            if not usable or int(value) >= len(self.shared):
                raise damaged()
            self.characters += self.shared[int(value)]
        self.characters += len(value)
        if self.characters > limits.CELL_TEXT_CHARACTERS:
            raise RefusedError(
                "the texts of this sheet are longer than any table's; delete what is not needed."
            )


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number
