"""Writes an empty workbook to fill in: a sheet for each table, drop-downs, and a note on every column."""

from __future__ import annotations

import io
from datetime import time
from typing import TYPE_CHECKING

import xlsxwriter

from roster import policy as policies
from roster.reading.key_values import KEYS_AND_VALUES
from roster.reading.task_tables import ESTABLISHMENT, SESSIONS, TABLES
from roster.reading.workbook import LISTS_SHEET, POLICY_SHEET, READ_ME_SHEET

if TYPE_CHECKING:
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

    from roster.reading.cells import Kind
    from roster.reading.columns import Column, Table

READY_ROWS = 2000  # rows that have drop-downs; more can be typed, without them
WIDTH, NARROWEST = 2, 12  # column widths, in characters: the heading's length and a little, at least so many
NOTE_SIZE = {"x_scale": 2, "y_scale": 1.2}  # so that the longest note can be read without scrolling
NUMBER_FORMATS = {"text": "@", "whole": "0", "date": "yyyy-mm-dd", "time": "hh:mm"}
USUAL_SESSIONS = (
    ("AM", time(8), time(12), time(9), time(11, 30)),
    ("PM", time(13, 30), time(17), time(14), time(16, 30)),
)
POLICY_NOTES = {
    "key": "A setting of the policy with dots between its parts, for example rules.continuity.price.",
    "value": "A number, text, or a list written as [1, 2]. No rows at all: the shipped policy.",
}
ESTABLISHMENT_NOTES = {
    "key": "The settings of the prison; do not change this column.",
    "value": "What holds for this prison; point at a key to read what it means.",
}
READ_ME = (
    "How to fill in this workbook",
    "",
    "Establishment: write a value beside each key. Sessions: put your own times where they differ.",
    "Staff and Tasks: one row for each person and each task. Point at a heading to read what belongs there.",
    "Availability: one row for each exception to the usual week. Wing posts: officers the wings need.",
    "History, Overrides and Policy may stay empty.",
    "",
    "An empty cell means the usual: its note says what that is.",
    "Never write a prisoner's name, an offence or a victim's name anywhere. A prison number is enough.",
)


def write_template(path: Path) -> None:
    """Write the empty workbook; it is made in memory first, so that a failure leaves no half of it."""
    path.write_bytes(template())


def template() -> bytes:
    """Make the empty workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        _Template(book).write()
    return buffer.getvalue()


class _Template:
    """A workbook being written; `lists` says where the long lists for drop-downs stand."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        self.formats = {kind: book.add_format({"num_format": form}) for kind, form in NUMBER_FORMATS.items()}
        self.lists = {"sessions": f"='{SESSIONS.sheet}'!$A$2:$A$9"}

    def write(self) -> None:
        sheet = self.book.add_worksheet(READ_ME_SHEET)
        sheet.set_column(0, 0, max(len(line) for line in READ_ME))
        for row, line in enumerate(READ_ME):
            sheet.write_string(row, 0, line, self.bold if row == 0 else None)
        establishment, sessions = (self.book.add_worksheet(each.sheet) for each in (ESTABLISHMENT, SESSIONS))
        rest = {table.key: self.book.add_worksheet(table.sheet) for table in TABLES}
        policy = self.book.add_worksheet(POLICY_SHEET)
        self._write_lists()
        self._write_establishment(establishment)
        self._write_columns(sessions, SESSIONS)
        self._write_usual_sessions(sessions)
        for table in TABLES:
            self._write_columns(rest[table.key], table)
        self._write_keys_and_values(policy, POLICY_NOTES)

    def _write_lists(self) -> None:
        """Put lists too long for a drop-down of their own on a hidden sheet."""
        sheet = self.book.add_worksheet(LISTS_SHEET)
        sheet.hide()
        shipped = policies.load({})
        words_of = {"grades": list(shipped.grades), "types": sorted(shipped.tasks)}
        for column, (name, words) in enumerate(words_of.items()):
            sheet.write_column(0, column, words)
            letter = chr(ord("A") + column)
            self.lists[name] = f"='{LISTS_SHEET}'!${letter}$1:${letter}${len(words)}"

    def _write_columns(self, sheet: Worksheet, table: Table) -> None:
        sheet.freeze_panes(1, 1)
        for position, column in enumerate(table.columns):
            width = max(NARROWEST, len(column.name) + WIDTH)
            sheet.set_column(position, position, width, self.formats[column.kind.excel])
            sheet.write_string(0, position, column.name, self.bold)
            sheet.write_comment(0, position, note_of(column), NOTE_SIZE)
            self._restrict(sheet, (1, position, READY_ROWS, position), column.kind)

    def _restrict(self, sheet: Worksheet, cells: tuple[int, int, int, int], kind: Kind) -> None:
        """Offer the words to choose from, or refuse what is no whole number, while it is being typed."""
        message = {"error_title": "Not possible here", "error_message": f"Write {kind.expects}."}
        source = list(kind.choices) or self.lists.get(kind.choices_from)
        if source:
            sheet.data_validation(*cells, {"validate": "list", "source": source, **message})
        elif kind.bounds is not None:
            lowest, highest = kind.bounds
            between = {"validate": "integer", "criteria": "between", "minimum": lowest, "maximum": highest}
            sheet.data_validation(*cells, {**between, **message})

    def _write_keys_and_values(self, sheet: Worksheet, notes: dict[str, str]) -> None:
        sheet.freeze_panes(1, 1)
        for position, column in enumerate(KEYS_AND_VALUES.columns):
            sheet.set_column(position, position, 30, self.formats["text"])
            sheet.write_string(0, position, column.name, self.bold)
            sheet.write_comment(0, position, notes[column.name], NOTE_SIZE)

    def _write_establishment(self, sheet: Worksheet) -> None:
        self._write_keys_and_values(sheet, ESTABLISHMENT_NOTES)
        for row, column in enumerate(ESTABLISHMENT.columns, 1):
            sheet.write_string(row, 0, column.name)
            sheet.write_comment(row, 0, note_of(column), NOTE_SIZE)
            sheet.write_blank(row, 1, None, self.formats[column.kind.excel])
            self._restrict(sheet, (row, 1, row, 1), column.kind)

    def _write_usual_sessions(self, sheet: Worksheet) -> None:
        for row, (name, *times) in enumerate(USUAL_SESSIONS, 1):
            sheet.write_string(row, 0, name)
            for position, clock in enumerate(times, 1):
                sheet.write_datetime(row, position, clock, self.formats["time"])


def note_of(column: Column) -> str:
    """Explain a column in a few words, with an example."""
    needed = f"Required: {column.required}.\n" if column.required else ""
    return f"{column.note}\n{needed}Example: {column.example}"
