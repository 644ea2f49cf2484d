from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from roster import policy as policies
from roster.close import close_day, summary, write_tables
from roster.exports.facts import Facts
from roster.exports.placing import AlreadyThereError
from roster.exports.roster_json import StatedRoster
from roster.exports.roster_xlsx import to_xlsx
from roster.exports.toml_text import to_toml
from roster.faults import InputRefusedError
from roster.problem import Problem, resolve
from roster.reading import read_morning
from roster.roster import Plan, WingDuty, Work
from roster.ticks import read_workbook, ticks_of_options
from tests.builders import FRIDAY, MONDAY, TUESDAY, away, history, override, staff, tables, task, wing_post
from tests.exports.invented import made, morning

if TYPE_CHECKING:
    from pathlib import Path

    from roster.tables import Tables

STAFF = (staff("S01"), staff("S02", "PSO", skills="os;oasys"), staff("S07", "B4"))


def _work(task_id: str, staff_id: str = "S01", minutes: int = 45, day: date = MONDAY) -> Work:
    return Work(day, "AM", time(9), time(9 + minutes // 60, minutes % 60), staff_id, task_id, minutes)


def _close(content: Tables, plan: Plan, done: str = "", left: str = "", day: date = MONDAY) -> Tables:
    problem = resolve(content, policies.load(content.policy), day, 1)
    return close_day(content, problem, StatedRoster((day,), plan), ticks_of_options([done], [left]))


def _faults(content: Tables, plan: Plan, done: str = "", left: str = "", day: date = MONDAY) -> list[str]:
    with pytest.raises(InputRefusedError) as refused:
        _close(content, plan, done, left, day)
    return [str(each) for each in refused.value.faults]


def test_finished_tasks_leave_the_list_and_unticked_ones_stay_as_they_were() -> None:
    before = tables(staff=STAFF, tasks=[task("T1"), task("T2", minutes=30)])
    after = _close(before, Plan((_work("T1"), _work("T2"))), done="T1")
    assert after.tasks == (before.tasks[1],)


def test_part_done_work_is_reduced_and_stays_with_who_started_it() -> None:
    before = tables(staff=STAFF, tasks=[task("T1", "oasys_full", minutes=300)])
    after = _close(before, Plan((_work("T1", "S02", 120),)), left="T1=180")
    assert (after.tasks[0].minutes, after.tasks[0].started_by) == (180, "S02")


def test_as_many_minutes_left_as_before_means_that_nothing_was_done() -> None:
    before = tables(staff=STAFF, tasks=[task("T1", "oasys_full", minutes=300)])
    assert _close(before, Plan((_work("T1", "S02", 120),)), left="T1=300").tasks == before.tasks


def test_of_a_pair_the_owner_is_who_started_it() -> None:
    before = tables(staff=STAFF, tasks=[task("T1", "case_review", owner="S07")])
    after = _close(before, Plan((_work("T1", "S01"), _work("T1", "S07"))), left="T1=10")
    assert after.tasks[0].started_by == "S07"


def test_wing_duties_and_finished_tasks_are_added_to_the_history() -> None:
    before = tables(
        staff=STAFF, tasks=[task("T1"), task("T2")], history=[history("S01", 2, 5), history("S02", 1)]
    )
    duties = (
        WingDuty(MONDAY, "AM", "B", "S07"),
        WingDuty(MONDAY, "PM", "B", "S07"),
        WingDuty(TUESDAY, "AM", "B", "S07"),
    )
    after = _close(before, Plan((_work("T1"), _work("T2")), duties), done="T1,T2")
    counts = {each.staff_id: (each.wing_sessions_28_days, each.tasks_28_days) for each in after.history}
    assert counts == {"S01": (2, 7), "S02": (1, 0), "S07": (2, 0)}


def test_a_checking_task_keeps_in_mind_who_did_the_work() -> None:
    before = tables(
        staff=STAFF,
        tasks=[
            task("T1", "oasys_review"),
            task("Q1", "oasys_qa", after="T1"),
            task("T3", after="T1;T4"),
            task("T4"),
        ],
    )
    after = {each.task_id: each for each in _close(before, Plan((_work("T1", "S02"),)), done="T1").tasks}
    assert (after["Q1"].after, after["Q1"].doer) == ((), "S02")
    assert (after["T3"].after, after["T3"].doer) == (("T4",), "")


def test_a_doer_that_was_typed_is_not_replaced() -> None:
    before = tables(
        staff=STAFF, tasks=[task("T1", "oasys_review"), task("Q1", "oasys_qa", after="T1", doer="S01")]
    )
    assert _close(before, Plan((_work("T1", "S02"),)), done="T1").tasks[0].doer == "S01"


def test_the_next_morning_is_the_next_working_day() -> None:
    before = tables(staff=STAFF, tasks=[task("T1")])
    assert _close(before, Plan()).establishment.date == TUESDAY
    assert _close(before, Plan(), day=FRIDAY).establishment.date == date(2026, 11, 30)


def test_past_rows_are_dropped_but_absences_of_the_same_week_still_count_for_weekly_hours() -> None:
    rows = [away("S01", MONDAY), away("S02", FRIDAY), away("S02", date(2026, 11, 20))]
    posts = [wing_post("B"), wing_post("B", day=TUESDAY)]
    before = tables(staff=STAFF, tasks=[task("T1")], availability=rows, wing_posts=posts)
    midweek, weekend = _close(before, Plan()), _close(before, Plan(), day=FRIDAY)
    assert [each.date for each in midweek.availability] == [MONDAY, FRIDAY]
    assert [each.date for each in midweek.wing_posts] == [TUESDAY]
    assert weekend.availability == ()


def test_overrides_for_this_folder_only_and_expired_ones_end() -> None:
    rows = [override("high_risk", "S02"), override("high_risk", "S02", expires=MONDAY),
            override("high_risk", "S02", expires=FRIDAY),
            override("started", "S02", "T1", expires=FRIDAY)]  # fmt: skip
    before = tables(staff=STAFF, tasks=[task("T1"), task("T2")], overrides=rows)
    assert [each.expires for each in _close(before, Plan(), done="T1").overrides] == [FRIDAY]


def test_every_wrong_tick_is_told_at_once() -> None:
    before = tables(
        staff=STAFF, tasks=[task("T1", minutes=60), task("T2", minutes=60), task("T3", minutes=60)]
    )
    said = _faults(before, Plan(), done="T9,T1", left="T1=30,T2=90,T3=half,T8,T3=-1,T2=0")
    assert len(said) == 7
    text = "\n".join(said)
    for part in ("--done: `T9` is not on the task list", "T1 is ticked as done and has minutes left",
                 "had only 60",
                 "`half` is not a whole number of minutes", "`T8`", "`-1`", "finished"):  # fmt: skip
        assert part in text


def test_an_unknown_task_is_met_with_the_closest_one() -> None:
    before = tables(staff=STAFF, tasks=[task("OASYS-17")])
    assert "Maybe `OASYS-17`?" in _faults(before, Plan(), done="OASYS-71")[0]


def test_a_day_cannot_be_closed_twice() -> None:
    before = tables(staff=STAFF, tasks=[task("T1")])
    tomorrow = _close(before, Plan((_work("T1"),)))
    assert "that day is closed" in _faults(tomorrow, Plan((_work("T1"),)))[0]


def test_a_roster_of_another_folder_is_refused() -> None:
    said = _faults(tables(staff=STAFF, tasks=[task("T1")]), Plan((_work("X1", "S99"),)))
    assert len(said) == 2


def test_tomorrows_folder_reads_back_as_the_same_tables(tmp_path: Path) -> None:
    before = tables(
        staff=[*STAFF, staff("S03", "CA", name='Zoë "Z" O\'Neil, =1',
                             pattern=frozenset({(0, "AM"), (1, "AM"), (1, "PM")}), minutes_per_week=600)],
        tasks=[task("T1", ready="2026-11-20"),
               task("T2", "oasys_full", ready="2026-11-20T09:30", minutes=300, risk="low"),
               task("T3", status="blocked", note='waits, for "court"', due="2026-12-01T12:00")],
        availability=[away("S01", FRIDAY)],
        wing_posts=[wing_post("B", day=TUESDAY)],
        overrides=[override("high_risk", "S02", expires=FRIDAY, oversight="S01")],
        policy={"taskable_percent": 78, "rules": {"continuity": {"points": {"mtt": 2}}}},
        rooms=4, name='HMP "Example" \\ Wood',
    )  # fmt: skip
    plan = Plan((_work("T1"), _work("T2", "S02", 120)), (WingDuty(MONDAY, "AM", "B", "S07"),))
    after = _close(before, plan, done="T1", left="T2=180")
    write_tables(after, tmp_path / "tomorrow")
    read = read_morning(tmp_path / "tomorrow").tables
    for name in ("availability", "wing_posts", "tasks", "history", "overrides"):
        unnumbered = [tuple(replace(row, row=0) for row in getattr(each, name)) for each in (read, after)]
        assert unnumbered[0] == unnumbered[1], name
    assert read.establishment == after.establishment
    assert read.policy == after.policy
    assert [(each.staff_id, each.name, each.pattern) for each in read.staff] == [
        (each.staff_id, each.name, each.pattern) for each in after.staff
    ]


def test_a_folder_is_not_written_over_without_being_asked_and_a_workbook_never(tmp_path: Path) -> None:
    content = tables(staff=STAFF, tasks=[task("T1")])
    write_tables(content, tmp_path)
    with pytest.raises(AlreadyThereError):
        write_tables(content, tmp_path)
    write_tables(content, tmp_path, force=True)
    (tmp_path / "morning.xlsx").write_bytes(b"")
    with pytest.raises(AlreadyThereError, match="in place of the new files"):
        write_tables(content, tmp_path, force=True)


def test_a_policy_keeps_its_comments_and_an_old_one_does_not_linger(tmp_path: Path) -> None:
    content = tables(staff=STAFF, tasks=[task("T1")])
    write_tables(content, tmp_path, policy_text="# agreed on 1 October\ntaskable_percent = 78\n")
    assert "# agreed" in (tmp_path / "policy.toml").read_text()
    write_tables(content, tmp_path, force=True)
    assert not (tmp_path / "policy.toml").exists()


def test_a_table_that_was_missing_is_not_made_up(tmp_path: Path) -> None:
    content = replace(tables(staff=STAFF, tasks=[task("T1")]), missing=("availability",))
    write_tables(content, tmp_path)
    assert not (tmp_path / "availability.csv").exists()
    assert (tmp_path / "wing_posts.csv").exists()


def test_any_policy_survives_being_written_as_toml() -> None:
    import tomllib

    data: dict[str, Any] = {"a b": 'x"\\\n\x7f', "list": [1, True, "é"], "f": 0.5,
                            "t": {"u": {"due": {"hours": 72}}},
                            "rows": [{"a": 1, "n": {"z": 2}}, {"a": 2}], "when": time(8)}  # fmt: skip
    assert tomllib.loads(to_toml(data)) == data
    assert tomllib.loads(to_toml(policies.shipped())) == policies.shipped()


def test_the_summary_names_what_nobody_ticked_and_missed_appointments() -> None:
    before = tables(
        staff=STAFF,
        tasks=[task("T1"), task("T2"), task("T3", "idrmm", fixed_date=MONDAY, fixed_start=time(10))],
    )
    plan = Plan((_work("T1"), _work("T2"), _work("T3")))
    said = summary(before, _close(before, plan, done="T1"), StatedRoster((MONDAY,), plan))
    assert "1 task finished, 0 part done, 2 still on the list" in said
    assert "not ticked, so kept as they were: T2, T3" in said
    assert "give them a new one: T3" in said


# The workbook: people sort, filter, add columns and type titles above the table.


def _workbook(problem: Problem, path: Path, change: Any = None) -> Path:
    path.write_bytes(to_xlsx(Facts(problem, made(problem))))
    if change:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        change(book)
        book.save(path)
    return path


def _tick(sheet: Any, task_id: str, header: str, value: object) -> None:
    headers = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[headers.index("task_id")].value == task_id)
    row[headers.index(header)].value = value


def test_the_workbook_gives_back_the_roster_it_was_made_from(tmp_path: Path) -> None:
    problem = morning(days=2)
    stated, ticks = read_workbook(_workbook(problem, tmp_path / "roster.xlsx"))
    assert stated.days == problem.days
    assert stated.plan == made(problem).plan
    assert ticks == ()


def test_ticks_are_found_by_header_whatever_people_did_to_the_sheet(tmp_path: Path) -> None:
    problem = morning()

    def change(book: Any) -> None:
        sheet = book["By task"]
        _tick(sheet, "T001", "done", "Yes")
        _tick(sheet, "T003", "minutes_left", 90)
        _tick(sheet, "T004", "minutes_left", "30")
        sheet.insert_cols(2)
        sheet["B1"] = "my own notes"
        sheet.insert_rows(1)
        sheet["A1"] = "Monday"
        sheet.move_range("A60:N60", rows=200)

    _, ticks = read_workbook(_workbook(problem, tmp_path / "roster.xlsx", change))
    assert {(each.task_id, each.done, each.left) for each in ticks} == {
        ("T001", "Yes", ""), ("T003", "", "90"), ("T004", "", "30"),
    }  # fmt: skip


def test_faults_in_the_workbook_name_sheet_row_and_column(tmp_path: Path) -> None:
    problem = morning()

    def change(book: Any) -> None:
        _tick(book["By task"], "T001", "done", "perhaps")
        _tick(book["By task"], "T001", "minutes_left", 12.5)

    stated, ticks = read_workbook(_workbook(problem, tmp_path / "roster.xlsx", change))
    content = tables(staff=STAFF, tasks=[task("T001")])
    with pytest.raises(InputRefusedError) as refused:
        close_day(
            content, resolve(content, policies.load({}), MONDAY, 1), replace(stated, plan=Plan()), ticks
        )
    assert [(each.file, each.row, each.column) for each in refused.value.faults] == [
        ("roster.xlsx, sheet By task", 2, "done"),
        ("roster.xlsx, sheet By task", 2, "minutes_left"),
    ]


def test_a_time_that_was_spoilt_is_told_with_its_cell(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["By person"]["F2"] = "nine"

    with pytest.raises(InputRefusedError, match=r"roster\.xlsx, sheet By person, row 2, Start"):
        read_workbook(_workbook(morning(), tmp_path / "roster.xlsx", change))


def test_another_workbook_is_refused_in_plain_words(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    for name, words in (
        ("other.xlsx", "sheet By task is missing"),
        ("broken.xlsx", "xlsx"),
        ("none.xlsx", "not a file"),
    ):
        with pytest.raises(InputRefusedError, match=words):
            read_workbook(tmp_path / name)
