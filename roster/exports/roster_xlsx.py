"""`roster.xlsx`: the roster as a workbook that prints, filters, and takes the evening's ticks."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from math import ceil
from typing import TYPE_CHECKING, Any

import xlsxwriter

from roster.exports import sheets
from roster.exports.checks import checks
from roster.exports.more_sheets import more_sheets
from roster.exports.words import made_at, made_text, span_of_days
from roster.policy import LONGEST_TASK_MINUTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from roster.exports.facts import Facts
    from roster.exports.sheets import Cell, Sheet

A4 = 9  # Excel's number for the paper size
LONGEST_TEXT = 32767  # Excel's limit for one cell
LONGEST_HEADER = 255
TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEADER = {"bold": True, "border": 1, "bg_color": "#E6E6E6", "text_wrap": True, "valign": "vcenter"}
BODY = {"border": 1, "text_wrap": True, "valign": "top"}
FORMATS = {
    "date": {"num_format": "ddd d mmm yyyy", "align": "left"},
    "time": {"num_format": "hh:mm", "align": "center"},
    "number": {"num_format": "0", "align": "center"},
    "text": {"num_format": "@"},
}
LINE_HEIGHT = (
    15  # points; spreadsheets other than Excel do not work out the height of wrapped text themselves
)
MOST_LINES = 27  # Excel's limit of 409 points
MARGIN = 0.4  # inches, left and right


def to_xlsx(facts: Facts) -> bytes:
    """Write the workbook and give it as bytes."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {**TEXT_STAYS_TEXT, "in_memory": True})
    made = made_at(facts.roster.made) or datetime.combine(facts.roster.days[0], time.min, UTC)
    book.set_properties({"title": _title(facts), "created": made.astimezone(UTC).replace(tzinfo=None)})
    formats = {name: book.add_format({**BODY, **own}) for name, own in FORMATS.items()}
    formats["header"] = book.add_format(HEADER)
    contents: Sequence[Sheet] = (
        sheets.by_person(facts), sheets.by_task(facts), sheets.not_done(facts), sheets.wing_cover(facts),
        sheets.levels(facts), checks(facts), *more_sheets(facts),
    )  # fmt: skip
    for content in contents:
        paper = book.add_worksheet(content.name)
        _fill(paper, content, formats)
        _lay_out(paper, content, facts)
        if content.name == sheets.BY_TASK:
            _ask(paper, content)
    book.close()
    return target.getvalue()


def _title(facts: Facts) -> str:
    return f"{facts.problem.establishment.name} OMU: roster for {span_of_days(facts.roster.days)}"


def _fill(paper: Worksheet, content: Sheet, formats: dict[str, Any]) -> None:
    for position, column in enumerate(content.columns):
        paper.set_column(position, position, column.width)
        paper.write_string(0, position, column.header, formats["header"])
    paper.set_row(0, _height(content, tuple(each.header for each in content.columns)))
    for number, row in enumerate(content.rows, start=1):
        paper.set_row(number, _height(content, row))
        for position, cell in enumerate(row):
            _write(paper, number, position, cell, formats)


def _height(content: Sheet, row: Sequence[Cell]) -> int:
    """Work out how high a row must be to show its longest text in full."""
    lines = [
        ceil(len(cell) / column.width)
        for column, cell in zip(content.columns, row, strict=True)
        if isinstance(cell, str)
    ]
    return LINE_HEIGHT * min(MOST_LINES, max([1, *lines]))


def _write(paper: Worksheet, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    """Write one cell as what it is: text is never read as a formula, a link or a number."""
    if cell is None or cell == "":
        paper.write_blank(row, column, None, formats["text"])
    elif isinstance(cell, str):
        paper.write_string(row, column, cell[:LONGEST_TEXT], formats["text"])
    elif isinstance(cell, int):
        paper.write_number(row, column, cell, formats["number"])
    elif isinstance(cell, time):
        paper.write_datetime(row, column, cell, formats["time"])
    elif isinstance(cell, date):
        paper.write_datetime(row, column, datetime.combine(cell, time.min), formats["date"])


def _lay_out(paper: Worksheet, content: Sheet, facts: Facts) -> None:
    """Make the sheet print on A4 landscape, one page wide, its header row on every page."""
    last_row, last_column = len(content.rows), len(content.columns) - 1
    paper.freeze_panes(1, 0)
    paper.autofilter(0, 0, last_row, last_column)
    paper.print_area(0, 0, last_row, last_column)
    paper.repeat_rows(0)
    paper.set_landscape()
    paper.set_paper(A4)
    paper.fit_to_pages(1, 0)
    paper.set_margins(left=MARGIN, right=MARGIN)
    paper.set_header(f"&L{_plain(_title(facts))}&R&A"[:LONGEST_HEADER])
    paper.set_footer(
        f"&LMade {_plain(made_text(facts.roster.made))}&CCONFIDENTIAL&RPage &P of &N"[:LONGEST_HEADER]
    )


def _plain(text: str) -> str:
    return text.replace("&", "&&")  # a single & would be a command to the page header


def _ask(paper: Worksheet, content: Sheet) -> None:
    """Let people choose yes or no, and type whole minutes, in the columns the evening step reads."""
    headers = [each.header for each in content.columns]
    done, left, last = headers.index(sheets.DONE), headers.index(sheets.MINUTES_LEFT), len(content.rows)
    if not last:
        return
    paper.data_validation(1, done, last, done, {
        "validate": "list", "source": ["yes", "no"],
        "error_title": "Done?", "error_message": "Choose yes or no, or leave it empty.",
    })  # fmt: skip
    paper.data_validation(1, left, last, left, {
        "validate": "integer", "criteria": "between", "minimum": 0, "maximum": LONGEST_TASK_MINUTES,
        "error_title": "Minutes left", "error_message": "Type whole minutes, for example 90.",
        "input_title": "Minutes left", "input_message": "Only if it was started and not finished.",
    })  # fmt: skip
