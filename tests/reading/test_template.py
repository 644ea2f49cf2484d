"""The empty workbook asks for exactly what must be filled in, and once filled in it is read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from roster import policy as policies
from roster.reading import read_morning
from roster.reading.task_tables import EVERY_TABLE, SESSIONS, TABLES
from roster.reading.template import write_template
from tests.reading.mornings import faults_of

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet


@pytest.fixture
def template(tmp_path: Path) -> Path:
    write_template(tmp_path / "morning.xlsx")
    return tmp_path / "morning.xlsx"


def drop_down(sheet: Worksheet, cell: str) -> str:
    found = [each for each in sheet.data_validations.dataValidation if cell in each.sqref]
    assert len(found) == 1, f"{sheet.title} {cell}"
    return str(found[0].formula1)


def test_unfilled_it_asks_for_exactly_what_must_be_filled_in(template: Path) -> None:
    found = faults_of(template)
    assert [fault.column for fault in found] == ["code", "name", "estate", "function", "date"]
    assert {fault.code for fault in found} == {"missing"}


def test_filled_in_it_is_read(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    values = {"code": "ZZI", "name": "HMP X", "estate": "closed_male", "mode": "mtt", "function": "local"}
    for key, value in book["Establishment"].iter_rows(min_row=2):
        value.value = date(2026, 11, 23) if key.value == "date" else values.get(str(key.value))
    book["Staff"].append(["S01", "A. Example", "PO", None, "Mon-Fri"])
    book["Tasks"].append(["T1", "case_qa", None, None, None, None, "27/11/2026"])
    book.save(template)
    tables = read_morning(template.parent).tables
    assert [each.name for each in tables.establishment.sessions] == ["AM", "PM"]
    assert (tables.staff[0].staff_id, tables.tasks[0].due) == ("S01", date(2026, 11, 27))
    assert tables.missing == ()


@pytest.mark.parametrize("table", [SESSIONS, *TABLES], ids=lambda table: table.key)
def test_every_column_has_a_bold_frozen_heading_with_a_note(template: Path, table: object) -> None:
    described = next(each for each in EVERY_TABLE if each is table)
    sheet = openpyxl.load_workbook(template)[described.sheet]
    assert [cell.value for cell in sheet[1]] == list(described.names)
    assert sheet.freeze_panes == "B2"
    for cell, column in zip(sheet[1], described.columns, strict=True):
        assert cell.font.bold
        assert cell.comment is not None
        assert column.note in cell.comment.text
        assert column.example in cell.comment.text
        assert ("Required" in cell.comment.text) == bool(column.required)


def test_columns_with_choices_have_drop_downs(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert drop_down(book["Staff"], "G2") == '"new,experienced"'
    assert drop_down(book["Staff"], "H1000") == '"yes,no"'
    assert drop_down(book["Availability"], "C2") == "'Sessions'!$A$2:$A$9"
    assert drop_down(book["Availability"], "D2") == '"present,absent,wing"'
    assert drop_down(book["Tasks"], "D2") == '"low,medium,high,very_high"'
    assert drop_down(book["Establishment"], "B4") == '"closed_male,open,women"'
    assert drop_down(book["Staff"], "C2") == "'Lists'!$A$1:$A$8"
    assert drop_down(book["Tasks"], "B2") == "'Lists'!$B$1:$B$39"
    assert book["Lists"].sheet_state == "hidden"
    assert [cell.value for cell in book["Lists"]["B"]] == sorted(policies.load({}).tasks)


def test_whole_numbers_are_limited_while_typing(template: Path) -> None:
    sheet = openpyxl.load_workbook(template)["Tasks"]
    (limit,) = [each for each in sheet.data_validations.dataValidation if "H2" in each.sqref]
    assert (limit.type, limit.formula1, limit.formula2) == ("whole", "1", "6000")


def test_dates_and_texts_have_their_formats(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book["Establishment"]["B7"].number_format == "yyyy-mm-dd"
    assert book["Sessions"]["B2"].number_format == "hh:mm"
    assert [cell.value for cell in book["Establishment"]["A"]][1:] == [
        "code", "name", "estate", "mode", "function", "date", "interviews.rooms", "working.days",
    ]  # fmt: skip


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.key)
def test_the_example_of_every_column_can_be_read(table: object) -> None:
    from roster.reading.cells import Known

    known = Known(("AM", "PM"), ("PO",), ("oasys_review",), ("os", "oasys"))
    described = next(each for each in EVERY_TABLE if each is table)
    for column in described.columns:
        column.kind.read(column.example, known)
