"""Two rosters side by side: nothing where they are the same, and every half-day and task where they are not."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from roster.exports.roster_json import StatedRoster
from roster.faults import InputRefusedError
from roster.problem import CHANGES, Problem
from roster.replan.compare import compare
from roster.replan.difference import Difference, difference
from roster.replan.revise import problem_again
from roster.roster import Work, without_reasons
from roster.rule import rules_in_force
from tests.builders import MONDAY, TUESDAY, problem, staff, wing_post
from tests.hand import due_today, plan
from tests.rosters import NOW, QUICK, replanned, sample


def small() -> Problem:
    """Two people, two tasks of different urgency, one wing post."""
    return problem(
        staff=[staff("S1", "B4"), staff("S2", "PSO")],
        tasks=[due_today("T1", tier=2), due_today("T2")],
        wing_posts=[wing_post("A")],
    )


def between(before: list[str], after: list[str]) -> Difference:
    """The difference of two rosters made by hand."""
    return difference(small(), stated(before), stated(after))


def stated(lines: list[str]) -> StatedRoster:
    return StatedRoster((MONDAY,), plan(*lines))


@pytest.mark.parametrize("name", QUICK)
def test_a_roster_does_not_differ_from_itself(name: str) -> None:
    once = sample(name)
    bare = replace(once.stated, plan=without_reasons(once.roster.plan))

    found = difference(once.problem, bare, once.stated)

    assert (found.half_days, found.moved, found.added, found.fell_off) == ((), (), (), ())
    assert found.levels == tuple((each.name, each.value, each.value) for each in once.roster.levels)


@pytest.mark.parametrize("now", ["", NOW])
def test_against_a_replanned_roster_it_finds_the_same_half_days_as_its_slips_have(now: str) -> None:
    published, once = sample("tiny"), replanned(now)
    again = problem_again(once.morning, published.stated, once.stated)
    comparison = compare(once.problem, once.roster.plan, rules_in_force(once.problem.policy))

    found = difference(again, published.stated, once.stated)

    assert found.half_days
    assert found.half_days == comparison.half_days
    assert found.levels == tuple(each for each in comparison.levels if each[0] != CHANGES)


def test_a_task_with_somebody_else_has_moved_and_both_half_days_differ() -> None:
    found = between(["S1: T1 Mon PM 13:30-14:15"], ["S2: T1 Mon PM 13:30-14:15"])

    assert [(each.task_id, each.tier) for each in found.moved] == [("T1", 2)]
    assert [(each.before[0].staff_id, each.after[0].staff_id) for each in found.moved] == [("S1", "S2")]
    assert [each.staff_id for each in found.half_days] == ["S1", "S2"]
    assert not any(each.lost for each in found.half_days)
    assert (found.added, found.fell_off) == ((), ())


@pytest.mark.parametrize("time", ["08:05-08:50", "08:00-08:50"])
def test_another_time_or_another_length_is_a_move_in_one_half_day(time: str) -> None:
    found = between(["S2: T1 Mon AM 08:00-08:45"], [f"S2: T1 Mon AM {time}"])

    assert [each.task_id for each in found.moved] == ["T1"]
    assert [(each.staff_id, each.session.name) for each in found.half_days] == [("S2", "AM")]


def test_what_is_added_and_what_fell_off_is_told_with_what_it_does_to_the_levels() -> None:
    found = between(["S2: T1 Mon AM 08:00-08:45"], ["S2: T2 Mon AM 08:00-08:45", "S1: wing A Mon AM"])

    assert [(each.task_id, len(each.after)) for each in found.added] == [("T2", 1)]
    assert [(each.task_id, len(each.before)) for each in found.fell_off] == [("T1", 1)]
    assert found.moved == ()
    levels = {name: (before, after) for name, before, after in found.levels}
    assert levels["wing_posts"] == (1, 0)
    assert (levels["due.1"], levels["due.2"]) == ((2, 0), (0, 2))
    wings = {each.staff_id: (each.wing_before, each.wing_after) for each in found.half_days}
    assert wings == {"S1": (None, "A"), "S2": (None, None)}


def test_the_most_urgent_comes_first_and_last_what_is_not_on_the_list() -> None:
    found = between(
        [], ["S1: T1 Mon AM 08:00-08:45", "S2: T2 Mon AM 08:00-08:45", "S2: T0 Mon PM 13:30-14:00"]
    )

    assert [(each.task_id, each.tier) for each in found.added] == [("T2", 1), ("T1", 2), ("T0", None)]


def test_a_line_in_a_session_that_there_is_not_is_told_all_the_same() -> None:
    there = stated(["S2: T1 Mon PM 13:30-14:15"])
    nowhere = replace(there, plan=plan("S2: T1 Mon NIGHT 20:00-20:45"))

    found = difference(small(), there, nowhere)

    assert [each.sentences for each in found.half_days] == [
        ("T1 (Recategorisation review) moves to 2026-11-23 NIGHT 20:00.",)
    ]


def test_it_is_plain_data_with_a_piece_as_a_line_of_a_roster() -> None:
    data = between(["S2: T1 Mon AM 08:00-08:45"], []).as_dict()

    assert json.loads(json.dumps(data)) == data
    assert data["fell_off"] == [
        {
            "task_id": "T1",
            "tier": 2,
            "before": [
                {"staff_id": "S2", "date": "2026-11-23", "session": "AM", "start": "08:00", "end": "08:45",
                 "minutes": 45}
            ],
            "after": [],
        }
    ]  # fmt: skip
    (half,) = data["half_days"]
    assert (half["staff_id"], half["date"], half["session"], half["lost"]) == (
        "S2",
        "2026-11-23",
        "AM",
        False,
    )
    assert {each["name"] for each in data["levels"]} == set(small().policy.levels)


def test_rosters_of_other_days_are_refused_and_named() -> None:
    here, there = stated([]), StatedRoster((TUESDAY,), plan())

    with pytest.raises(InputRefusedError) as refused:
        difference(small(), here, there)
    assert [(each.file, each.column) for each in refused.value.faults] == [("after", "days")]
    with pytest.raises(InputRefusedError) as refused:
        difference(small(), there, there)
    assert [each.file for each in refused.value.faults] == ["after", "before"]


def test_reasons_alone_are_no_difference() -> None:
    one, other = stated(["S2: T1 Mon AM 08:00-08:45"]), stated(["S2: T1 Mon AM 08:00-08:45"])

    def said(work: Work) -> Work:
        return replace(work, reason="because")

    other = replace(other, plan=replace(other.plan, work=tuple(map(said, other.plan.work))))
    assert difference(small(), one, other).half_days == difference(small(), one, one).half_days == ()
