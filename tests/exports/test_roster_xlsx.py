from __future__ import annotations

import io
from datetime import datetime, time
from typing import Any

import openpyxl
import pytest

from roster.exports.facts import Facts
from roster.exports.roster_xlsx import to_xlsx
from tests.builders import staff, task
from tests.exports.invented import made, morning

SHEETS = ["By person", "By task", "Not done", "Wing cover", "Levels", "Checks"]
A4 = 9


def _book(**content: Any) -> Any:
    problem = morning(**content)
    return openpyxl.load_workbook(io.BytesIO(to_xlsx(Facts(problem, made(problem)))))


@pytest.fixture(scope="module", name="book")
def a_book() -> Any:
    return _book()


def _rows(sheet: Any) -> list[dict[str, Any]]:
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_sheets_are_those_of_the_contract(book: Any) -> None:
    assert book.sheetnames == SHEETS


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_prints_on_a4_landscape_one_page_wide_with_its_header(book: Any, name: str) -> None:
    sheet = book[name]
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == A4
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what an absent number means
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref
    assert sheet.print_area
    assert "07:31" in sheet.oddFooter.left.text
    assert "23 November 2026" in sheet.oddHeader.left.text


def test_every_open_task_is_in_by_task_once_also_without_work(book: Any) -> None:
    problem = morning()
    ids = [row["task_id"] for row in _rows(book["By task"])]
    assert sorted(ids) == sorted(each.task_id for each in problem.tasks)


def test_done_is_a_choice_and_minutes_left_a_whole_number_and_both_are_empty(book: Any) -> None:
    sheet = book["By task"]
    kinds = {each.type: each for each in sheet.data_validations.dataValidation}
    assert kinds["list"].formula1 == '"yes,no"'
    assert kinds["whole"].operator in (None, "between")
    assert {(row["done"], row["minutes_left"]) for row in _rows(sheet)} == {(None, None)}


def test_by_person_has_one_line_for_each_piece_and_wing_duty_with_real_dates(book: Any) -> None:
    problem = morning()
    roster = made(problem)
    rows = _rows(book["By person"])
    assert len(rows) == len(roster.plan.work) + len(roster.plan.wing_duty)
    assert all(isinstance(row["Date"], datetime) and isinstance(row["Start"], time) for row in rows)


def test_wing_cover_shows_the_working_time_lost_beside_the_posts(book: Any) -> None:
    *rows, total = _rows(book["Wing cover"])
    pm = next(row for row in rows if (row["Session"], row["Wing"]) == ("PM", "A"))
    assert (pm["Posts asked for"], pm["Filled"], pm["Not filled"]) == (12, 6, 6)
    assert pm["OMU minutes lost"] == 6 * 178  # 85 % of 210 minutes, rounded down
    assert pm["OMU time lost"] == "17 h 48 min"
    assert total["OMU minutes lost"] == sum(row["OMU minutes lost"] for row in rows)


def test_checks_name_overrides_warnings_hashes_and_local_settings(book: Any) -> None:
    rows = _rows(book["Checks"])
    about = {row["About"] for row in rows}
    assert {
        "Roster",
        "Versions",
        "Independent check",
        "Warnings",
        "Overrides in force",
        "Local settings",
    } <= about
    text = " ".join(str(cell) for row in rows for cell in row.values())
    for expected in ("a" * 64, "b" * 64, "A Manager: she knows the case", "not national policy", "NO_ADVICE"):
        assert expected in text


def test_text_that_looks_like_a_formula_or_link_stays_text() -> None:
    book = _book(staff=[staff("S01", name="=1+1")], tasks=[task("T1", prison_number="{=1}")], availability=())
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if cell.hyperlink]
    assert "=1+1" in {cell.value for cell in cells}


def test_a_morning_without_tasks_or_wings_still_makes_a_workbook() -> None:
    assert _book(staff=[staff("S01")], tasks=[], availability=(), wing_posts=()).sheetnames == SHEETS
