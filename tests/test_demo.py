"""The invented folders: the same every time, clean at any size, and as short of staff as they say."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from roster.demo import make_folder, make_tables, prisons
from roster.demo.people import grade_counts
from roster.demo.shapes import shape_of
from roster.demo.writing import folder_texts
from roster.exports.morning_cells import pattern_text
from roster.faults import InputRefusedError
from roster.policy import load
from roster.problem import resolve
from roster.reading import read_morning
from roster.sessions import SessionTimes

if TYPE_CHECKING:
    from pathlib import Path

    from roster.problem import Problem
    from roster.tasks import Task

SIZES = (8, 19, 38, 80)
HIGH = ("high", "very_high")
SUPERVISION = {"PO", "PSO", "B4", "NB4"}
TIMES = (SessionTimes("AM", time(8), time(12)), SessionTimes("PM", time(13), time(17)))


@pytest.mark.parametrize("prison", prisons())
def test_the_same_seed_writes_the_same_bytes_and_another_seed_does_not(prison: str, tmp_path: Path) -> None:
    for out, seed in (("one", 7), ("two", 7), ("other", 8)):
        make_folder(tmp_path / out, prison, 12, seed)

    def content(out: str) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (tmp_path / out).iterdir()}

    assert content("one") == content("two")
    assert content("one") != content("other")


@pytest.mark.parametrize("prison", prisons())
@pytest.mark.parametrize("size", SIZES)
def test_every_prison_of_every_size_reads_clean_and_comes_back_as_it_was(
    prison: str, size: int, tmp_path: Path
) -> None:
    made = make_tables(prison, size, seed=size)
    make_folder(tmp_path, prison, size, seed=size)
    read = read_morning(tmp_path).tables
    assert len(read.staff) == size
    for table in ("establishment", "staff", "availability", "wing_posts", "tasks", "history", "overrides"):
        assert getattr(read, table) == getattr(made, table), table


@pytest.mark.parametrize("prison", prisons())
def test_a_file_ends_its_lines_the_same_way_everywhere(prison: str) -> None:
    assert all(
        "\r" not in text and text.endswith("\n") for text in folder_texts(make_tables(prison)).values()
    )


def test_receptions_of_the_local_prison_are_18_to_20_on_each_day() -> None:
    for seed in range(5):
        evenings = Counter(
            row.ready.date()
            for row in make_tables("local", seed=seed).tasks
            if row.type == "bcst1" and isinstance(row.ready, datetime)
        )
        assert sorted(evenings) == [date(2026, 11, 20), *(date(2026, 11, 23 + day) for day in range(4))]
        assert all(18 <= count <= 20 for count in evenings.values())


def test_the_local_prison_can_do_most_of_its_first_tier_and_little_of_the_rest() -> None:
    problem = resolve(make_tables("local", seed=1), load({}))
    room = _supervision_room(problem)
    needed = {tier: _supervision_work(problem, tier) for tier in (1, 2, 3)}
    assert 0.75 * room < needed[1] < 1.05 * room
    assert needed[1] + needed[2] > 1.5 * room


def _supervision_room(problem: Problem) -> int:
    """Minutes of the offender-supervision grades, less those of the wing posts."""
    policy = problem.policy
    minutes = [
        policy.on_grid(
            problem.taskable(there) - (policy.advice_minutes_per_session if person.grade == "PO" else 0)
        )
        for (staff_id, _), there in problem.presence.items()
        if (person := problem.person[staff_id]).grade in SUPERVISION and there.wing is None
    ]
    already = sum(there.wing is not None for there in problem.presence.values())
    filled = max(0, sum(problem.posts.values()) - already)
    a_session = policy.taskable_percent * sum(each.minutes for each in problem.sessions) // 100
    return sum(minutes) - filled * a_session // len(problem.sessions)


def _supervision_work(problem: Problem, tier: int) -> int:
    """Minutes of one tier that only these grades can do and that can be begun in the horizon."""
    return sum(
        each.minutes for each in problem.tasks if each.tier == tier and _only_supervision(each, problem)
    )


def _only_supervision(task: Task, problem: Problem) -> bool:
    return task.grades <= SUPERVISION and task.ready < problem.sessions[-1].end


def test_in_the_shock_week_no_band_4_is_left_for_the_unit() -> None:
    problem = resolve(make_tables("shock", seed=1), load({}), None, 2)
    left = [
        staff_id
        for (staff_id, _), there in problem.presence.items()
        if problem.person[staff_id].grade == "B4" and there.wing is None
    ]
    assert left == []
    assert sum(problem.posts.values()) > sum(there.wing is not None for there in problem.presence.values())


def test_the_shock_week_has_the_people_of_the_local_prison() -> None:
    assert make_tables("shock", seed=3).staff == make_tables("local", seed=3).staff


@pytest.mark.parametrize("prison", prisons())
def test_nobody_is_named_in_a_task_who_could_not_do_it(prison: str) -> None:
    problem = resolve(make_tables(prison, seed=2), load({}))
    for task in problem.tasks:
        if not task.started_by:
            continue
        person = problem.person[task.started_by]
        assert person.grade in task.grades
        assert person.grade == "PO" or task.type.skill in person.skills
        assert person.grade == "PO" or not (task.type.probation_at_risk and task.risk in HIGH)


@pytest.mark.parametrize("prison", prisons())
def test_no_two_appointments_of_one_prisoner_collide(prison: str) -> None:
    problem = resolve(make_tables(prison, seed=2), load({}))
    held = Counter(
        (task.prison_number, task.fixed) for task in problem.tasks if task.fixed and task.prison_number
    )
    assert max(held.values()) == 1


@pytest.mark.parametrize("prison", ["open", "women"])
def test_every_case_has_a_holder_where_cases_are_split_between_employers(prison: str) -> None:
    assert all(row.case_holder for row in make_tables(prison).tasks if row.prison_number)


def test_in_steady_state_nearly_every_case_of_a_band_4_has_its_owner() -> None:
    problem = resolve(make_tables("trainer", seed=1), load({}))
    cases = [task for task in problem.tasks if task.type.supervision and task.prison_number]
    owners = [problem.person[task.owner].grade for task in cases if task.owner]
    assert set(owners) == {"B4"}
    assert len(owners) > 0.85 * len(cases)


def test_in_the_local_prison_owners_are_a_minority_and_a_few_risks_are_not_recorded() -> None:
    rows = [row for row in make_tables("local", seed=1).tasks if row.prison_number]
    assert 0.05 * len(rows) < sum(bool(row.owner) for row in rows) < 0.4 * len(rows)
    assert 0 < sum(not row.risk for row in rows) < 0.08 * len(rows)


@pytest.mark.parametrize("prison", prisons())
def test_every_name_is_given_once_and_every_prison_number_looks_made_up(prison: str) -> None:
    tables = make_tables(prison, 80, seed=4)
    assert len({row.name for row in tables.staff}) == len(tables.staff)
    numbers = {row.prison_number for row in tables.tasks} - {""}
    assert all(re.fullmatch(r"Z[0-9]{4}Z[A-Z]", number) for number in numbers)
    assert re.fullmatch(r"ZZ[A-Z]", tables.establishment.code)


@pytest.mark.parametrize("prison", prisons())
def test_the_shapes_name_only_task_types_that_exist(prison: str) -> None:
    shape, known = shape_of(prison), set(load({}).tasks)
    steps = {each.type for each in shape.arrival_steps} | {each.type for each in shape.release_steps}
    assert set(shape.arrival) | set(shape.release) <= steps <= known
    assert set(shape.daily) | set(shape.backlog) | set(shape.appointments) <= known
    assert set(shape.backlog) <= set(shape.clock.age)
    assert set(shape.appointments) <= set(shape.clock.starts)


@pytest.mark.parametrize("prison", ["local", "trainer", "open", "women"])
def test_a_board_is_chaired_by_a_prison_manager_and_there_is_one(prison: str) -> None:
    problem = resolve(make_tables(prison, seed=1), load({}))
    assert any(task.type.key == "rotl_board_chair" for task in problem.tasks)
    assert any(person.grade in ("MGR", "HUB") for person in problem.staff)


@pytest.mark.parametrize(("total", "grades"), [(4, 4), (8, 8), (39, 8)])
def test_a_team_of_any_size_keeps_as_many_grades_as_it_can(total: int, grades: int) -> None:
    counts = grade_counts(shape_of("local").staff, total)
    assert sum(counts.values()) == total
    assert len(counts) == grades


def test_more_staff_bring_more_work() -> None:
    tasks = [len(make_tables("local", size, seed=1).tasks) for size in SIZES]
    assert tasks == sorted(tasks)
    assert tasks[0] < tasks[-1] / 5


@pytest.mark.parametrize(("prison", "staff"), [("castle", None), ("local", 3), ("local", -1)])
def test_an_unknown_prison_or_too_small_a_unit_is_refused(
    prison: str, staff: int | None, tmp_path: Path
) -> None:
    with pytest.raises(InputRefusedError):
        make_folder(tmp_path / "out", prison, staff, 0)
    assert not (tmp_path / "out").exists()


def test_nothing_is_written_over_without_being_asked(tmp_path: Path) -> None:
    make_folder(tmp_path, "open", 8, 1)
    before = (tmp_path / "tasks.csv").read_bytes()
    with pytest.raises(InputRefusedError, match="exists already"):
        make_folder(tmp_path, "open", 8, 2)
    assert (tmp_path / "tasks.csv").read_bytes() == before
    make_folder(tmp_path, "open", 8, 2, force=True)
    assert (tmp_path / "tasks.csv").read_bytes() != before
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize(
    ("days", "session", "text"),
    [
        ((0, 1, 2, 3), "", "Mon-Thu"),
        ((0, 1), "AM", "Mon;Tue;Wed AM"),
        ((3, 4), "PM", "Wed PM;Thu;Fri"),
    ],
)
def test_a_pattern_is_written_as_people_type_it(days: tuple[int, ...], session: str, text: str) -> None:
    wednesday = {(2, session)} if session else set()
    pattern = frozenset({(day, each.name) for day in days for each in TIMES} | wednesday)
    assert pattern_text(pattern, TIMES) == text


def test_the_week_of_the_women_s_prison_runs_over_christmas() -> None:
    days = resolve(make_tables("women", seed=1), load({})).days
    assert days[-1] - days[0] == timedelta(days=8)
