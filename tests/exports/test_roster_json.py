from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time

import pytest

from roster.exports.roster_json import from_json, from_text, to_json, to_text
from roster.faults import InputRefusedError
from roster.roster import LevelValue, Plan, WingDuty, Work
from tests.builders import MONDAY
from tests.exports.invented import made, morning

SMALL = {
    "from": "2026-11-23",
    "days": ["2026-11-23"],
    "work": [
        {"task_id": "T1", "staff_id": "S01", "date": "2026-11-23", "session": "AM", "start": "09:00",
         "end": "09:45", "minutes": 45}
    ],
    "wing_duty": [{"staff_id": "S07", "date": "2026-11-23", "session": "AM", "wing": "B"}],
}  # fmt: skip
CONTRACT_KEYS = [
    "schema", "establishment", "from", "days", "status", "levels", "work", "wing_duty", "not_done", "late",
    "blocked", "unfilled_wing_posts", "warnings", "made",
]  # fmt: skip


def test_the_keys_are_those_of_the_contract_in_its_order() -> None:
    problem = morning()
    data = to_json(problem, made(problem))
    assert list(data) == CONTRACT_KEYS
    assert list(data["work"][0]) == [
        "task_id", "staff_id", "date", "session", "start", "end", "minutes", "reason",
    ]  # fmt: skip
    assert list(data["levels"][0]) == ["name", "value", "bound", "tolerance", "proved", "of"]
    assert list(data["not_done"][0]) == ["task_id", "tier", "due", "code", "message", "minutes_left"]
    assert data["unfilled_wing_posts"] == [{"date": "2026-11-23", "session": "PM", "wing": "A", "posts": 6}]


def test_what_is_written_reads_back_as_the_same_plan_and_levels() -> None:
    problem = morning()
    roster = made(problem)
    read = from_text(to_text(to_json(problem, roster)))
    assert read.days == roster.days
    assert read.plan == roster.plan
    assert read.levels == roster.levels


def test_each_piece_of_work_stands_on_its_own_line() -> None:
    problem = morning()
    text = to_text(to_json(problem, made(problem)))
    assert text.endswith("}\n")
    lines = [line for line in text.splitlines() if '"session": "AM"' in line and '"task_id"' in line]
    assert all(json.loads(line.rstrip(",")) for line in lines)


def test_a_foreign_roster_needs_only_four_keys() -> None:
    read = from_json({**SMALL, "colour": "blue"})
    assert read.plan == Plan(
        (Work(MONDAY, "AM", time(9), time(9, 45), "S01", "T1", 45),), (WingDuty(MONDAY, "AM", "B", "S07"),)
    )
    assert read.levels == ()


def test_stated_levels_are_kept_for_the_checker() -> None:
    read = from_json({**SMALL, "levels": [{"name": "due.1", "value": 3, "bound": None}]})
    assert read.levels == (LevelValue("due.1", 3),)


def test_every_fault_is_told_at_once_with_its_place() -> None:
    bad = {
        "from": "23/11/2026",
        "days": ["2026-11-23", "2026-11-31"],
        "work": [{**SMALL["work"][0], "start": "9:00", "minutes": "45"}, 7],  # type: ignore[dict-item]
        "wing_duty": None,
    }
    with pytest.raises(InputRefusedError) as refused:
        from_json(bad)
    assert {(each.row, each.column) for each in refused.value.faults} == {
        (0, "from"), (1, "days[1]"), (0, "work[0].start"), (0, "work[0].minutes"), (1, "work[1]"),
        (0, "wing_duty"),
    }  # fmt: skip


@pytest.mark.parametrize("days", [[], "2026-11-23", ["2026-11-24", "2026-11-23"], [20261123]])
def test_days_must_be_dates_in_order(days: object) -> None:
    with pytest.raises(InputRefusedError):
        from_json({**SMALL, "days": days})


def test_the_first_day_must_be_from() -> None:
    with pytest.raises(InputRefusedError, match="first of `days`"):
        from_json({**SMALL, "from": "2026-11-24"})


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, b"\xff\xfe{}", "null"])
def test_text_that_is_no_roster_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InputRefusedError):
        from_text(text)


def test_lines_that_break_rules_are_read_because_the_checker_judges_them() -> None:
    backwards = {**SMALL["work"][0], "start": "10:00", "end": "09:00", "minutes": -60}  # type: ignore[dict-item]
    assert from_json({**SMALL, "work": [backwards]}).plan.work[0].minutes == -60


def test_days_outside_the_working_week_are_no_fault_of_the_file() -> None:
    saturday = {**SMALL, "from": "2026-11-28", "days": ["2026-11-28"], "work": [], "wing_duty": []}
    assert from_json(saturday).days == (date(2026, 11, 28),)


def test_writing_the_same_roster_twice_gives_the_same_text() -> None:
    problem = morning()
    roster = made(problem)
    again = replace(roster, levels=tuple(roster.levels))
    assert to_text(to_json(problem, roster)) == to_text(to_json(problem, again))
