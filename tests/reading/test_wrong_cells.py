"""Each way in which each cell can be wrong is told by file, row and column: folder, workbook and request."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roster.reading.request import where
from roster.reading.task_tables import EVERY_TABLE
from tests.reading.mornings import (
    FILES,
    FIRST_ROW,
    SHEETS,
    Content,
    as_request,
    changed,
    faults_of,
    faults_of_request,
    only,
    write_folder,
    write_workbook,
)
from tests.reading.wrong_cells import WRONG, Wrong

if TYPE_CHECKING:
    from pathlib import Path

    from roster.faults import Fault

ONE_OF_EACH_COLUMN = list({(each.table, each.column): each for each in WRONG}.values())
every_wrong_cell = pytest.mark.parametrize("wrong", WRONG, ids=str)


def content_of(wrong: Wrong) -> Content:
    return changed(wrong.table, wrong.row, {**wrong.others, wrong.column: wrong.typed})


def assert_it_says(fault: Fault, wrong: Wrong) -> None:
    assert wrong.says in fault.message
    assert fault.maybe.startswith(wrong.maybe)
    assert not fault.maybe or fault.maybe.startswith("Maybe ")
    assert fault.message.endswith(".")
    assert len(fault.message) < 250


@every_wrong_cell
def test_a_wrong_cell_of_a_folder_is_told(wrong: Wrong, tmp_path: Path) -> None:
    fault = only(faults_of(write_folder(tmp_path / "folder", content_of(wrong))))
    assert fault.file == FILES[wrong.table]
    if wrong.table == "sessions":
        column = "unlock" if "unlock" in wrong.column else wrong.column
        assert (fault.row, fault.column) == (0, f"session {wrong.row + 1}, {column}")
    else:
        row = 0 if wrong.table == "establishment" else FIRST_ROW + wrong.row
        assert (fault.row, fault.column) == (row, wrong.column)
    assert_it_says(fault, wrong)


@pytest.mark.parametrize("wrong", ONE_OF_EACH_COLUMN, ids=str)
def test_a_wrong_cell_of_a_workbook_is_told(wrong: Wrong, tmp_path: Path) -> None:
    content = content_of(wrong)
    fault = only(faults_of(write_workbook(tmp_path / "morning.xlsx", content)))
    row = FIRST_ROW + wrong.row
    if wrong.table == "establishment":
        row = FIRST_ROW + list(content["establishment"][0]).index(wrong.column)
    assert (fault.file, fault.row) == (f"morning.xlsx, sheet {SHEETS[wrong.table]}", row)
    assert fault.column == wrong.column
    assert_it_says(fault, wrong)


@every_wrong_cell
def test_a_wrong_cell_of_a_request_is_told(wrong: Wrong) -> None:
    fault = only(faults_of_request(as_request(content_of(wrong))))
    place = f"{wrong.table}[{wrong.row}].{wrong.column}"
    if wrong.table == "establishment":
        place = f"establishment.{wrong.column}"
    if wrong.table == "sessions":
        column = {"unlock_start": "unlock[0]", "unlock_end": "unlock[1]"}.get(wrong.column, wrong.column)
        place = f"establishment.session[{wrong.row}].{column}"
    assert where(fault) == place
    assert_it_says(fault, wrong)


@pytest.mark.parametrize("table", EVERY_TABLE, ids=lambda table: table.key)
def test_every_column_has_its_wrong_cases(table: object) -> None:
    described = next(each for each in EVERY_TABLE if each is table)
    for column in described.columns:
        cases = [each for each in WRONG if (each.table, each.column) == (described.key, column.name)]
        assert cases, f"{described.key}.{column.name} has no wrong case"
        typed = [each for each in cases if each.typed.strip()]
        assert typed, f"{described.key}.{column.name} is never of the wrong kind"
        if column.required:
            assert len(typed) < len(cases), f"{described.key}.{column.name} is never missing"
        if column.kind.bounds:
            both_ends = {str(column.kind.bounds[0] - 1), str(column.kind.bounds[1] + 1)}
            assert both_ends <= {each.typed for each in cases}, f"{described.key}.{column.name}: ends"
