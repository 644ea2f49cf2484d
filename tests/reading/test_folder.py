"""A folder of CSV files is read as people and their spreadsheets write it, and refused in plain words."""

from __future__ import annotations

import os
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import pytest

from roster.faults import Fault
from roster.reading import limits, read_morning
from roster.sessions import SessionTimes
from roster.tables import (
    AvailabilityRow,
    EstablishmentRow,
    HistoryRow,
    OverrideRow,
    StaffRow,
    TaskRow,
    WingPostRow,
)
from tests.reading.mornings import VALID, Content, changed, faults_of, morning, only, write_folder

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "folder", VALID)


def read(tmp_path: Path, content: Content) -> Any:
    return read_morning(write_folder(tmp_path / "folder", content)).tables


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_a_full_row_of_every_table_becomes_typed(tmp_path: Path) -> None:
    full = morning(
        staff=[
            {
                "staff_id": "S01",
                "name": " Siân  O'Neill ",
                "grade": "B4",
                "skills": "os; OASys;",
                "pattern": "Mon-Tue;Wed AM",
                "minutes_per_week": "2220",
                "experience": "new",
                "cross_deployable": "N",
                "wing_risk_percent": "30.0",
                "overtime_minutes": "60",
                "overtime_agreed_by": "C. Manager",
                "dual_role_since": "01/03/2025",
                "dual_role_group": "supervision",
            },
            {"staff_id": "S02", "name": "B", "grade": "PO"},
        ],
        availability=[
            {
                "staff_id": "S01",
                "date": "23/11/2026",
                "session": "AM",
                "status": "present",
                "start": "8:30",
                "end": "11:00:00",
            },
            {"staff_id": "S01", "date": "2026-11-24", "status": "wing", "reason": "B"},
        ],
        tasks=[
            {
                "task_id": "T1",
                "type": "oral_hearing",
                "prison_number": "A1234BC",
                "risk": "very_high",
                "case_holder": "NPS",
                "ready": "2026-11-20T18:00",
                "due": "27/11/2026",
                "minutes": "90",
                "owner": "somebody",
                "tier": "2",
                "fixed_date": "2026-11-24",
                "fixed_start": "10:00",
                "after": "T2; T3;T2",
                "doer": "left",
                "started_by": "S02",
                "status": "open",
                "note": "two\nlines",
            },
            {
                "task_id": "T2",
                "type": "case_qa",
                "due": "2026-11-23 16:00",
                "status": "blocked",
                "note": "waits",
            },
            {"task_id": "T3", "type": "case_qa", "due": "2026-11-23"},
        ],
        history=[{"staff_id": "S01", "wing_sessions_28_days": "14", "tasks_28_days": "21"}],
        overrides=[
            {
                "rule": "high_risk",
                "staff_id": "S01",
                "task_id": "T1",
                "by": "C. Manager",
                "reason": "agreed",
                "oversight": "S02",
                "expires": "2026-11-27",
            }
        ],
    )
    tables = read(tmp_path, full)
    assert tables.staff[0] == StaffRow(
        2, "S01", "Siân O'Neill", "B4", frozenset({"os", "oasys"}),
        frozenset({(0, "AM"), (0, "PM"), (1, "AM"), (1, "PM"), (2, "AM")}),
        2220, "new", False, 30, 60, "C. Manager", date(2025, 3, 1), "supervision",
    )  # fmt: skip
    assert tables.staff[1] == StaffRow(3, "S02", "B", "PO")
    assert tables.availability == (
        AvailabilityRow(2, "S01", date(2026, 11, 23), "AM", "present", None, time(8, 30), time(11)),
        AvailabilityRow(3, "S01", date(2026, 11, 24), "", "wing", reason="B"),
    )
    assert tables.wing_posts == (WingPostRow(2, date(2026, 11, 23), "AM", "B", 1),)
    assert tables.tasks[0] == TaskRow(
        2, "T1", "oral_hearing", "A1234BC", "very_high", "NPS", datetime(2026, 11, 20, 18),
        date(2026, 11, 27), 90, "somebody", 2, date(2026, 11, 24), time(10),
        ("T2", "T3"), "left", "S02", "open", "two lines",
    )  # fmt: skip
    assert tables.tasks[1].due == datetime(2026, 11, 23, 16)
    assert tables.tasks[1].status == "blocked"
    assert tables.history == (HistoryRow(2, "S01", 14, 21),)
    assert tables.overrides == (
        OverrideRow(2, "high_risk", "S01", "T1", "C. Manager", "agreed", "S02", date(2026, 11, 27)),
    )


def test_the_establishment_is_read_with_its_sessions(tmp_path: Path) -> None:
    content = changed("establishment", 0, {"interviews.rooms": "3", "working.days": "Mon-Wed;Sat"})
    assert read(tmp_path, content).establishment == EstablishmentRow(
        "ZZI", "HMP Example", "closed_male", "local", date(2026, 11, 23),
        (
            SessionTimes("AM", time(8), time(12), (time(9), time(11, 30))),
            SessionTimes("PM", time(13, 30), time(17), (time(14), time(16, 30))),
        ),
        "mtt", 3, frozenset({0, 1, 2, 5}),
    )  # fmt: skip


def test_toml_may_use_its_own_dates_times_numbers_and_lists(folder: Path) -> None:
    path = folder / "establishment.toml"
    text = path.read_text(encoding="utf-8")
    for quoted, bare in (('"2026-11-23"', "2026-11-23"), ('"08:00"', "08:00:00"), ('"09:00"', "09:00:00")):
        text = text.replace(quoted, bare)
    path.write_text(text + '[interviews]\nrooms = 4\n[working]\ndays = ["Mon", "Sat"]\n', encoding="utf-8")
    establishment = read_morning(folder).tables.establishment
    assert (establishment.rooms, establishment.weekdays) == (4, frozenset({0, 5}))
    assert establishment.sessions[0].start == time(8)


def test_mode_may_be_left_out_where_it_is_not_read(tmp_path: Path) -> None:
    content = changed("establishment", 0, {"estate": "open", "function": "open", "mode": ""})
    assert read(tmp_path, content).establishment.mode == ""


def test_a_session_without_unlock_can_see_prisoners_at_any_time(tmp_path: Path) -> None:
    content = morning(
        sessions=[{"name": "Early shift", "start": "07:00", "end": "12:30"}], availability=[], wing_posts=[]
    )
    content["staff"][0]["pattern"] = "Mon - Tue Early shift"
    tables = read(tmp_path, content)
    assert tables.establishment.sessions == (SessionTimes("Early shift", time(7), time(12, 30), None),)
    assert tables.staff[0].pattern == frozenset({(0, "Early shift"), (1, "Early shift")})


def test_no_session_at_all_is_a_fault(tmp_path: Path) -> None:
    fault = faults_of(write_folder(tmp_path / "folder", morning(sessions=[])))[0]
    assert (fault.file, fault.column) == ("establishment.toml", "session")
    assert "there is no session" in fault.message


def test_only_one_unlock_time_is_a_fault(folder: Path) -> None:
    path = folder / "establishment.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(', "11:30"]', "]"), encoding="utf-8")
    fault = only(faults_of(folder))
    assert (fault.column, fault.message[:12]) == ("session 1, unlock", "a list is no")


@pytest.mark.parametrize(
    ("added", "column", "maybe"),
    [
        ('goveror = "x"', "goveror", "Maybe one of"),
        ("sesion = []", "sesion", "Maybe `session`?"),
        ("interviews = 4", "interviews", ""),
        ("interviews = { room = 4 }", "interviews.room", "Maybe `rooms`?"),
    ],
)
def test_unknown_keys_of_the_establishment_are_told(
    folder: Path, added: str, column: str, maybe: str
) -> None:
    path = folder / "establishment.toml"
    path.write_text(added + "\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    fault = only(faults_of(folder))
    assert (fault.file, fault.column) == ("establishment.toml", column)
    assert fault.maybe.startswith(maybe)


@pytest.mark.parametrize(
    "broken", ["code = ", "x = " + "[" * 5000, "date = 2026-13-45", "code = 1\ncode = 2"]
)
def test_broken_toml_is_told_once(folder: Path, broken: str) -> None:
    (folder / "establishment.toml").write_text(broken, encoding="utf-8")
    assert "is not proper TOML" in only(faults_of(folder)).message


def test_an_unreadable_establishment_hides_no_fault_of_another_table(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "folder", changed("tasks", 0, {"risk": "hihg"}))
    (folder / "establishment.toml").write_text("code = ", encoding="utf-8")
    assert {fault.file for fault in faults_of(folder)} == {"establishment.toml", "tasks.csv"}


def test_faults_of_every_file_are_told_at_once(tmp_path: Path) -> None:
    content = changed("tasks", 0, {"started_by": "S09", "risk": "hihg"})
    content["staff"][1]["grade"] = "B5"
    content["tasks"][1]["started_by"] = "S09"
    content["availability"][0]["staff_id"] = (
        "S02"  # its row of the staff list is wrong, but the person is known
    )
    folder = write_folder(tmp_path / "folder", content)
    (folder / "policy.toml").write_text("taskable_precent = 3\n", encoding="utf-8")
    found = [(fault.file, fault.row, fault.column) for fault in faults_of(folder)]
    assert found == [
        ("policy.toml", 0, "taskable_precent"),
        ("staff.csv", 3, "grade"),
        ("tasks.csv", 2, "risk"),
        ("tasks.csv", 3, "started_by"),
    ]


def test_a_byte_order_mark_is_let_through(folder: Path) -> None:
    path = folder / "staff.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(read_morning(folder).tables.staff) == len(VALID["staff"])


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
@pytest.mark.parametrize("file", ["staff.csv", "establishment.toml"])
def test_any_other_encoding_is_refused_with_how_to_save(folder: Path, encoding: str, file: str) -> None:
    text = (folder / file).read_text(encoding="utf-8").replace("Example", "Siân")
    (folder / file).write_bytes(text.encode(encoding))
    fault = next(fault for fault in faults_of(folder) if fault.file == file)
    assert "UTF-8" in fault.message
    assert "Save as > CSV UTF-8 (Comma delimited)" in fault.message


def test_a_file_of_zero_bytes_is_a_fault(folder: Path) -> None:
    (folder / "availability.csv").write_bytes(b"")
    fault = only(faults_of(folder))
    assert (fault.file, fault.message[:24]) == ("availability.csv", "this file is empty (0 by")


@pytest.mark.parametrize("content", ["\n", " \n\n", "\ufeff", ",,,\n"])
def test_a_file_without_column_names_is_a_fault(folder: Path, content: str) -> None:
    (folder / "availability.csv").write_text(content, encoding="utf-8")
    fault = only(faults_of(folder))
    assert (fault.row, fault.message) == (
        1,
        "row 1 must hold the column names: staff_id, date, session, status, minutes, start, end, reason.",
    )


def test_a_header_alone_is_an_empty_table(folder: Path) -> None:
    for name in ("availability", "history", "overrides", "wing_posts"):
        path = folder / f"{name}.csv"
        path.write_text(lines(path)[0], encoding="utf-8")
    tables = read_morning(folder).tables
    assert (tables.availability, tables.wing_posts, tables.history, tables.overrides) == ((), (), (), ())
    assert tables.missing == ()


def test_missing_tables_that_are_expected_are_noted(folder: Path) -> None:
    for name in ("availability", "wing_posts", "history", "overrides"):
        (folder / f"{name}.csv").unlink()
    assert read_morning(folder).tables.missing == ("availability", "wing_posts")


@pytest.mark.parametrize("file", ["staff.csv", "tasks.csv", "establishment.toml"])
def test_a_missing_required_file_is_the_only_fault(folder: Path, file: str) -> None:
    (folder / file).unlink()
    (folder / "overrides.csv").unlink()
    fault = only(faults_of(folder))
    assert (fault.file, fault.message) == (
        file,
        "this file is missing, and nothing can be planned without it.",
    )


def test_a_misspelt_file_name_is_told(folder: Path) -> None:
    (folder / "availability.csv").rename(folder / "availabilty.csv")
    (folder / "staff.csv").rename(folder / "Staff.csv")
    first, second = faults_of(folder)
    assert (first.file, first.maybe) == ("availabilty.csv", "Maybe `availability.csv`?")
    assert (second.file, second.maybe) == ("staff.csv", "Maybe rename `Staff.csv`?")


def test_other_files_in_the_folder_do_not_matter(folder: Path) -> None:
    (folder / "roster.csv").write_text("anything", encoding="utf-8")
    (folder / "README.txt").write_text("anything", encoding="utf-8")
    assert faults_of(folder) == []


def test_a_folder_in_place_of_a_file_is_a_fault(folder: Path) -> None:
    (folder / "history.csv").unlink()
    (folder / "history.csv").mkdir()
    assert only(faults_of(folder)) == Fault("history.csv", 0, "", "this is not a file.", code="unreadable")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_in_place_of_a_file_does_not_block(folder: Path) -> None:
    (folder / "history.csv").unlink()
    os.mkfifo(folder / "history.csv")
    assert only(faults_of(folder)).message == "this is not a file."


def test_what_is_neither_folder_nor_workbook_is_a_fault(tmp_path: Path) -> None:
    assert only(faults_of(tmp_path / "nowhere")).message == "there is no such folder or .xlsx workbook."


def test_columns_may_stand_in_any_order_and_be_left_out(folder: Path) -> None:
    (folder / "staff.csv").write_text("grade,name,staff_id\nPO,A,S01\nB4,B,S02\n", encoding="utf-8")
    assert [row.staff_id for row in read_morning(folder).tables.staff] == ["S01", "S02"]


def test_an_unknown_column_is_refused_with_the_one_meant(folder: Path) -> None:
    (folder / "staff.csv").write_text(
        "staff_id,skils,,name,grade\nS01,os,,A,PO\nS02,os,,B,B4\n", encoding="utf-8"
    )
    fault = only(faults_of(folder))
    assert (fault.file, fault.row, fault.column, fault.maybe) == ("staff.csv", 1, "skils", "Maybe `skills`?")
    assert "unknown columns are not carried along" in fault.message


def test_a_column_of_names_is_refused_with_the_columns_there_are(folder: Path) -> None:
    (folder / "tasks.csv").write_text("task_id,type,due,offence\nT1,case_qa,2026-11-27,x\n", encoding="utf-8")
    fault = only(faults_of(folder))
    assert fault.column == "offence"
    assert fault.maybe.startswith("Maybe one of: after, case_holder")


def test_a_column_that_is_there_twice_is_a_fault(folder: Path) -> None:
    (folder / "staff.csv").write_text("staff_id,name,grade,name\nS01,A,PO,B\nS02,A,PO,B\n", encoding="utf-8")
    fault = only(faults_of(folder))
    assert (fault.row, fault.column, fault.message) == (
        1,
        "name",
        "the column `name` is there twice; keep one of them.",
    )


def test_a_missing_required_column_is_told_once(folder: Path) -> None:
    (folder / "staff.csv").write_text("staff_id,name\nS01,A\nS02,B\nS03,C\n", encoding="utf-8")
    fault = only(faults_of(folder))
    assert (fault.file, fault.row, fault.column) == ("staff.csv", 1, "grade")
    assert "the column `grade` is missing; it is needed because it decides which tasks" in fault.message


def test_rows_are_numbered_as_a_spreadsheet_shows_them(folder: Path) -> None:
    text = 'staff_id,name,grade\n\nS01,"A\nmore",PO\n,,\n\nS02,B,B5\n'
    (folder / "staff.csv").write_text(text, encoding="utf-8")
    (folder / "history.csv").unlink()
    fault = only(faults_of(folder))
    assert (fault.file, fault.row, fault.column) == ("staff.csv", 6, "grade")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_line_end_is_read(folder: Path, end: str) -> None:
    (folder / "staff.csv").write_bytes(end.join(["staff_id,name,grade", "S01,A,PO", "S02,B,B4"]).encode())
    assert [row.row for row in read_morning(folder).tables.staff] == [2, 3]


def test_empty_cells_beyond_the_header_do_not_matter_but_filled_ones_do(folder: Path) -> None:
    text = "staff_id,name,grade,,\nS01,A,PO,,\nS02,B, Officer,B4,\n"
    (folder / "staff.csv").write_text(text, encoding="utf-8")
    stray = next(fault for fault in faults_of(folder) if fault.code == "too_many_cells")
    assert (stray.row, stray.message[:35]) == (3, "`B4` stands under no column name; i")
    assert "double quotes" in stray.message


def test_a_row_with_fewer_cells_than_columns_is_read(folder: Path) -> None:
    (folder / "staff.csv").write_text("staff_id,name,grade,skills\nS01,A,PO\nS02,B,B4\n", encoding="utf-8")
    assert read_morning(folder).tables.staff[0].skills is None


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolons"), ("\t", "tabs")])
def test_another_separator_is_one_helpful_fault(folder: Path, sign: str, name: str) -> None:
    path = folder / "staff.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", sign), encoding="utf-8")
    fault = only(faults_of(folder))
    assert f"the columns are separated by {name}, not commas" in fault.message
    assert "CSV UTF-8 (Comma delimited)" in fault.message


def test_an_open_quotation_mark_is_told_with_its_row(folder: Path) -> None:
    (folder / "staff.csv").write_text('staff_id,name,grade\nS01,A,PO\nS02,"B,B4\n', encoding="utf-8")
    fault = only(faults_of(folder))
    assert (fault.file, fault.row) == ("staff.csv", 3)
    assert "a quotation mark is not closed" in fault.message


def test_a_file_that_is_too_large_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CSV_BYTES", 100)
    (folder / "history.csv").write_bytes(b"staff_id\n" + b"\n" * 100)
    assert "this file is larger than" in next(f for f in faults_of(folder) if f.file == "history.csv").message


def test_too_many_rows_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 3)
    fault = only(faults_of(folder))
    assert (fault.file, fault.row, fault.code) == ("staff.csv", 4, "too_large")


def test_too_many_columns_are_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_COLUMNS", 16)
    assert "there are 17 columns; at most 16" in only(faults_of(folder)).message


def test_no_more_faults_are_listed_than_anybody_reads(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_FAULTS", 5)
    rows = "".join(f"S{number},A,XX\n" for number in range(1, 50))
    (folder / "staff.csv").write_text("staff_id,name,grade\n" + rows, encoding="utf-8")
    of_staff = [fault for fault in faults_of(folder) if fault.file == "staff.csv"]
    assert len(of_staff) == limits.MOST_FAULTS + 1
    assert of_staff[0].message == "there are more faults than these 5; put these right first."


def test_policy_keys_are_laid_over_the_shipped_policy(folder: Path) -> None:
    (folder / "policy.toml").write_text(
        "grid_minutes = 15\n[rules.continuity]\nprice = 7\n", encoding="utf-8"
    )
    found = read_morning(folder)
    assert (found.policy.grid_minutes, found.policy.rules["continuity"].price) == (15, 7)
    assert found.tables.policy == {"grid_minutes": 15, "rules": {"continuity": {"price": 7}}}


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("grid_minutes = 0", "grid_minutes"),
        ("[rules.continuty]\nprice = 3", "rules.continuty"),
        ("[rules.fair_load]\nstep = 0", "rules.fair_load.step"),
        ("[rules.fair_load]\nstep = -1", "rules.fair_load.step"),
        ("[rules.fair_load]\nstep = nan", "rules.fair_load.step"),
        ("[rules.fair_load]\nstepp = 1", "rules.fair_load.stepp"),
        ("[rules.lateness]\npoints = [1, 2]", "rules.lateness.points"),
        ("[rules.lateness]\npoints = 5", "rules.lateness.points"),
        ("[rules.high_risk]\nalways = [1]", "rules.high_risk.always"),
        ('[rules.continuity]\npoints = { mtt = "x" }', "rules.continuity.points.mtt"),
        ("[rules.continuity]\npoints = { mttt = 1 }", "rules.continuity.points.mttt"),
        ("[rules.continuity]\npoints = 1", "rules.continuity.points"),
    ],
)
def test_wrong_policy_keys_are_told(folder: Path, text: str, column: str) -> None:
    (folder / "policy.toml").write_text(text, encoding="utf-8")
    fault = only(faults_of(folder))
    assert (fault.file, fault.column) == ("policy.toml", column)


def test_own_task_types_and_their_skills_are_known(folder: Path) -> None:
    text = '[tasks.yoga]\nlabel="Yoga"\nminutes=30\nwho=["PO"]\nskill="yoga"\ndue={working_days=1}\n'
    (folder / "policy.toml").write_text(text, encoding="utf-8")
    (folder / "tasks.csv").write_text("task_id,type,ready\nT1,yoga,2026-11-23\n", encoding="utf-8")
    (folder / "staff.csv").write_text(
        "staff_id,name,grade,skills\nS01,A,PO,yoga\nS02,B,B4,os\n", encoding="utf-8"
    )
    assert read_morning(folder).tables.tasks[0].type == "yoga"


def test_the_fingerprint_follows_the_bytes_of_every_file(folder: Path) -> None:
    before = read_morning(folder).tables.input_sha256
    assert before == read_morning(folder).tables.input_sha256
    for name in ("staff.csv", "establishment.toml", "history.csv"):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        after = read_morning(folder).tables.input_sha256
        assert after != before
        before = after


def test_tables_are_named_as_their_files(folder: Path) -> None:
    tables = read_morning(folder).tables
    assert [tables.file(key) for key in ("staff", "tasks", "establishment", "policy")] == [
        "staff.csv", "tasks.csv", "establishment.toml", "policy.toml",
    ]  # fmt: skip
