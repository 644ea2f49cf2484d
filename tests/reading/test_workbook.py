"""A workbook is read like a folder, with the values spreadsheets hold; a dangerous one is refused unread."""

from __future__ import annotations

import io
import struct
import time as clock
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter

from roster.reading import limits, read_morning
from tests.reading.mornings import VALID, changed, faults_of, morning, only, write_folder, write_workbook

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "xl/worksheets/sheet3.xml"  # Staff, the third sheet written


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "morning.xlsx", VALID)


def edit(path: Path, cells: dict[tuple[str, str], Any]) -> Path:
    book = openpyxl.load_workbook(path)
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    return path


def with_part(path: Path, name: str, content: bytes, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    with zipfile.ZipFile(path, "w", compression) as archive:
        for each, bytes_of in {**parts, name: content}.items():
            archive.writestr(each, bytes_of)
    return path


def sheet_of(rows: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def test_a_workbook_reads_like_the_folder_it_stands_for(workbook: Path, tmp_path: Path) -> None:
    from_workbook = read_morning(workbook).tables
    from_folder = read_morning(write_folder(tmp_path / "folder", VALID)).tables
    for key in ("establishment", "staff", "availability", "wing_posts", "tasks", "history", "overrides"):
        assert getattr(from_workbook, key) == getattr(from_folder, key)
    assert from_workbook.file("wing_posts") == "morning.xlsx, sheet Wing posts"


def test_a_folder_with_a_workbook_is_read(workbook: Path) -> None:
    assert read_morning(workbook.parent) == read_morning(workbook)


def test_a_workbook_of_another_name_has_the_same_fingerprint(workbook: Path) -> None:
    other = workbook.rename(workbook.with_name("other.xlsx"))
    assert faults_of(other.parent)[0].file == "establishment.toml"
    assert read_morning(other).tables.file("staff") == "other.xlsx, sheet Staff"


def test_a_workbook_beside_tables_is_a_fault(workbook: Path) -> None:
    (workbook.parent / "staff.csv").write_text("staff_id,name,grade\n", encoding="utf-8")
    fault = only(faults_of(workbook.parent))
    assert (fault.file, fault.code) == ("morning.xlsx", "contradiction")
    assert "the folder holds staff.csv as well; keep either the workbook or the files" in fault.message


def test_values_that_a_spreadsheet_holds_are_read(tmp_path: Path) -> None:
    content = morning(
        availability=[
            {
                "staff_id": "S01",
                "date": date(2026, 11, 23),
                "session": "AM",
                "status": "present",
                "start": time(9, 20),
            },
            {"staff_id": "S02", "date": datetime(2026, 11, 23), "status": "present", "minutes": 120},
        ],
        tasks=[
            {
                "task_id": 17,
                "type": "case_qa",
                "ready": datetime(2026, 11, 20, 9, 20),
                "due": date(2026, 11, 27),
            },
            {"task_id": "T2", "type": "case_qa", "due": "27/11/2026", "after": 17, "tier": 2.0, "note": 5},
        ],
    )
    content["staff"][0]["cross_deployable"] = True
    content["establishment"][0] |= {"date": date(2026, 11, 23), "interviews.rooms": 2}
    content["sessions"][0]["start"] = time(8)
    tables = read_morning(write_workbook(tmp_path / "morning.xlsx", content)).tables
    assert tables.availability[0].start == time(9, 20)
    assert tables.availability[1].minutes == 120
    assert tables.tasks[0].task_id == "17"
    assert tables.tasks[0].ready == datetime(2026, 11, 20, 9, 20)
    assert tables.tasks[0].due == date(2026, 11, 27)
    assert type(tables.tasks[0].due) is date
    assert (tables.tasks[1].after, tables.tasks[1].tier, tables.tasks[1].note) == (("17",), 2, "5")
    assert tables.staff[0].cross_deployable is True
    assert tables.establishment.rooms == 2


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("minutes", 1.5, "`1.5` is not a whole number"),
        ("minutes", date(2026, 1, 5), "`2026-01-05` is not a whole number"),
        ("minutes", True, "`true` is not a whole number"),
        ("fixed_date", 46349, "`46349.0` is not a date"),
        ("owner", 1.5, "is a number, not text"),
        ("owner", True, "`true` is not text"),
        (
            "task_id",
            date(2026, 3, 1),
            "the spreadsheet has made `2026-03-01` of this; format the cell as text",
        ),
    ],
)
def test_values_of_the_wrong_kind_are_told(tmp_path: Path, column: str, value: Any, says: str) -> None:
    content = morning(tasks=[{"task_id": "T1", "type": "case_qa", "due": "2026-11-27", column: value}])
    found = faults_of(write_workbook(tmp_path / "morning.xlsx", content))
    fault = next(fault for fault in found if fault.column == column)
    assert (fault.file, fault.row) == ("morning.xlsx, sheet Tasks", 2)
    assert says in fault.message


def test_an_error_of_the_spreadsheet_is_a_fault_not_an_empty_cell(workbook: Path) -> None:
    with xlsxwriter.Workbook(workbook) as book:
        for key, rows in (
            ("Staff", [("staff_id", "name", "grade"), ("S01", "A", "PO")]),
            ("Tasks", [("task_id", "type", "due", "minutes")]),
        ):
            sheet = book.add_worksheet(key)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        sheet.write_row(1, 0, ["T1", "case_qa", "2026-11-27"])
        sheet.write_formula(1, 3, "=A9", None, "#REF!")
    fault = next(fault for fault in faults_of(workbook) if fault.column == "minutes")
    assert (fault.file, fault.row) == ("morning.xlsx, sheet Tasks", 2)
    assert "the spreadsheet shows `#REF!` here; correct the formula, or write a whole number" in fault.message


def test_a_formula_that_was_never_computed_is_a_fault_not_an_empty_cell(workbook: Path) -> None:
    fault = only(faults_of(edit(workbook, {("Staff", "F2"): "=1+1"})))
    assert (fault.row, fault.column) == (2, "minutes_per_week")
    assert "a formula without a value" in fault.message


def test_empty_rows_and_columns_before_the_table_count(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Staff"].insert_cols(1)
    book["Staff"].insert_rows(3, 2)
    book["Staff"]["D6"] = "B5"
    book.save(workbook)
    fault = only(faults_of(workbook))
    assert (fault.file, fault.row, fault.column) == ("morning.xlsx, sheet Staff", 6, "grade")


def test_a_table_that_does_not_start_in_the_first_row_is_told(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Staff"].insert_rows(1)
    book.save(workbook)
    fault = only(faults_of(workbook))
    assert (fault.row, fault.message[:32]) == (1, "row 1 must hold the column names")


@pytest.mark.parametrize("sheet", ["Establishment", "Sessions", "Staff", "Tasks"])
def test_a_missing_required_sheet_is_told(workbook: Path, sheet: str) -> None:
    book = openpyxl.load_workbook(workbook)
    del book[sheet]
    del book["Overrides"]
    book.save(workbook)
    fault = only(faults_of(workbook))
    assert (fault.file, fault.code) == (f"morning.xlsx, sheet {sheet}", "missing")


def test_missing_sheets_that_are_expected_are_noted(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for sheet in ("Availability", "Wing posts", "History"):
        del book[sheet]
    book.save(workbook)
    assert read_morning(workbook).tables.missing == ("availability", "wing_posts")


def test_an_unknown_sheet_is_told_unless_it_is_empty(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["Availability"].title = "Availabilty"
    book.create_sheet("Sheet1")
    book.create_sheet("Read me")["A1"] = "anything"
    book.save(workbook)
    fault = only(faults_of(workbook))
    assert (fault.file, fault.maybe) == ("morning.xlsx", "Maybe `Availability`?")


def test_keys_of_the_establishment_sheet_are_checked(workbook: Path) -> None:
    edit(
        workbook,
        {("Establishment", "A8"): "roms", ("Establishment", "B8"): 3, ("Establishment", "A9"): "code"},
    )
    edit(workbook, {("Establishment", "B9"): "ZZX", ("Establishment", "B10"): "no key"})
    found = [(fault.row, fault.column, fault.code) for fault in faults_of(workbook)]
    assert found == [(8, "key", "unknown"), (9, "key", "duplicate"), (10, "key", "missing")]


def test_short_keys_of_the_establishment_sheet_are_known(workbook: Path) -> None:
    edit(workbook, {("Establishment", "A8"): "rooms", ("Establishment", "B8"): 3})
    assert read_morning(workbook).tables.establishment.rooms == 3


def with_policy(path: Path, *rows: tuple[Any, Any]) -> Path:
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("Policy")
    for row in (("key", "value"), *rows):
        sheet.append(row)
    book.save(path)
    return path


def test_the_policy_sheet_has_dotted_keys(workbook: Path) -> None:
    rows = [
        ("grid_minutes", 15),
        ("rules.continuity.price", 7.0),
        ("rules.lateness.points", "[5, 4, 3, 2, 1]"),
        ("tasks.handover.label", "Hand over"),
        ("rules.skills.must", "true"),
        ("levels", None),
    ]
    assert read_morning(with_policy(workbook, *rows)).tables.policy == {
        "grid_minutes": 15,
        "rules": {
            "continuity": {"price": 7},
            "lateness": {"points": [5, 4, 3, 2, 1]},
            "skills": {"must": True},
        },
        "tasks": {"handover": {"label": "Hand over"}},
    }


@pytest.mark.parametrize(
    ("rows", "row", "column"),
    [
        ([("taskable_precent", 80)], 0, "taskable_precent"),
        ([("grid_minutes", 5), ("grid_minutes.x", 5)], 3, "key"),
        ([("grid_minutes", date(2026, 1, 1))], 2, "value"),
        ([("grid_minutes", "5\nx = 1")], 0, "grid_minutes"),
    ],
)
def test_wrong_policy_rows_are_told(
    workbook: Path, rows: list[tuple[Any, Any]], row: int, column: str
) -> None:
    fault = only(faults_of(with_policy(workbook, *rows)))
    assert (fault.file, fault.row, fault.column) == ("morning.xlsx, sheet Policy", row, column)


def test_policy_toml_beside_the_workbook_is_read(workbook: Path) -> None:
    before = read_morning(workbook).tables.input_sha256
    workbook.with_name("policy.toml").write_text("grid_minutes = 10\n", encoding="utf-8")
    found = read_morning(workbook.parent)
    assert found.policy.grid_minutes == 10
    assert found.tables.input_sha256 != before


def test_two_policies_are_a_fault(workbook: Path) -> None:
    with_policy(workbook, ("grid_minutes", 15))
    workbook.with_name("policy.toml").write_text("grid_minutes = 10\n", encoding="utf-8")
    fault = only(faults_of(workbook))
    assert (fault.file, fault.code) == ("policy.toml", "contradiction")


def refused(path: Path) -> str:
    started = clock.perf_counter()
    fault = only(faults_of(path))
    assert clock.perf_counter() - started < 5, "a refusal must be quick"
    assert (fault.file, fault.code) == ("morning.xlsx", "unreadable")
    return fault.message


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"staff_id,name\n", "is not an .xlsx workbook, or it is damaged"),
        (b"", "is not an .xlsx workbook, or it is damaged"),
        (b"PK\x03\x04" + b"\x00" * 100, "is not an .xlsx workbook, or it is damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 1000, "an old .xls file or has a password"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "morning.xlsx"
    path.write_bytes(content)
    assert says in refused(path)


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "morning.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "save it as .xlsx" in refused(tmp_path / "morning.xlsx")


def test_macros_are_refused(workbook: Path) -> None:
    assert "holds macros" in refused(with_part(workbook, "xl/vbaProject.bin", b"x"))


def test_a_part_that_unpacks_a_hundredfold_is_refused(workbook: Path) -> None:
    assert "would unpack to more than" in refused(with_part(workbook, "xl/big.xml", b" " * 2_000_000))


def test_parts_that_unpack_to_too_much_together_are_refused(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 10_000)
    assert "would unpack to more than" in refused(workbook)


def test_a_part_that_lies_about_its_size_is_refused(workbook: Path) -> None:
    with_part(workbook, SHEET, sheet_of("<row/>" * 100_000))
    content = bytearray(workbook.read_bytes())
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(SHEET.encode()))
    struct.pack_into("<I", content, entry + 24, 100)  # the size in the list of contents
    workbook.write_bytes(bytes(content))
    assert "is not an .xlsx workbook, or it is damaged" in refused(workbook)


def test_a_workbook_of_too_many_sheets_is_refused(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SHEETS", 7)
    assert "more than 7 sheets" in refused(workbook)


def test_a_workbook_of_too_many_parts_is_refused(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PARTS", 7)
    assert "packed in an unusual way" in refused(workbook)


def test_a_workbook_that_is_too_large_is_refused(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WORKBOOK_BYTES", 100)
    assert "is larger than" in only(faults_of(workbook)).message


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "CZ2"])
def test_a_lone_cell_far_away_is_refused_before_it_takes_all_memory(workbook: Path, place: str) -> None:
    row = place.lstrip("ABCDFXZ")
    rows = f'<row r="{row}"><c r="{place}"><v>1</v></c></row>'
    assert "a sheet has a value in row" in refused(with_part(workbook, SHEET, sheet_of(rows)))


def test_formatted_but_empty_cells_far_away_do_not_matter(workbook: Path) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>staff_id</t></is></c></row>'
    rows += '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
    found = faults_of(with_part(workbook, SHEET, sheet_of(rows)))
    assert {fault.row for fault in found if fault.file.endswith("Staff")} == {1}


def test_one_long_text_shown_in_many_cells_is_refused(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CELL_TEXT_CHARACTERS", 5_000)
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 1_500))
    assert "longer than any table's" in refused(with_part(workbook, SHEET, sheet_of(cells)))


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A7"><v>1</v></c></row>',
        '<row r="-1"><c r="A1"><v>1</v></c></row>',
        f'<row r="{"9" * 5000}"/>',
        '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        "<row",
    ],
)
def test_a_sheet_out_of_order_is_refused(workbook: Path, rows: str) -> None:
    assert "damaged or was written in an unusual way" in refused(with_part(workbook, SHEET, sheet_of(rows)))


def test_entities_are_refused(workbook: Path) -> None:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    assert "damaged or was written" in refused(
        with_part(workbook, SHEET, entity + sheet_of("<row><c><v>&a;</v></c></row>"))
    )


def test_a_part_that_is_there_twice_is_refused(workbook: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(workbook, "a") as archive:
        archive.writestr(SHEET, sheet_of(""))
    assert "packed in an unusual way" in refused(workbook)


def test_workbooks_of_another_program_are_read(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "morning.xlsx", changed("staff", 0, {"name": "Siân"}))
    buffer = io.BytesIO()
    openpyxl.load_workbook(path).save(buffer)
    path.write_bytes(buffer.getvalue())
    assert read_morning(path).tables.staff[0].name == "Siân"
