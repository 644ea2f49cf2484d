"""Islands: work that shares nothing is solved by itself, and every tie there is makes one island of two."""

from __future__ import annotations

from typing import Any

import pytest

from roster.kinds import group
from roster.levels import level_values
from roster.problem import Problem
from roster.rule import rules_in_force
from roster.view import look
from solver.bounds import hear
from solver.islands import Island, apart, everything, islands, share_of
from solver.model import Model
from solver.rows import Rows
from solver.search import Search
from solver.seats import find_seats
from tests.builders import problem, staff, wing_post
from tests.hand import due_today, plan
from tests.questions import model_of
from tests.tiny import FOCUS, tiny

OFFICER, CLERK = (
    "recategorisation",
    "sentence_calculation",
)  # a PSO does the one, a case administrator the other


def house(*tasks: Any, people: tuple[Any, ...] = (), **cells: Any) -> Problem:
    """An officer S1 and a clerk S2, who can do nothing that the other does, with a task each."""
    usual = [staff("S1", "PSO"), staff("S2", "CA"), *people]
    work = tasks or (due_today("T1", OFFICER), due_today("T2", CLERK, minutes=30))
    return problem(staff=usual, tasks=list(work), **cells)


def found(given: Problem) -> list[Island]:
    rules = rules_in_force(given.policy)
    kinds = group(given)
    seats = find_seats(given, rules, kinds)
    crowds = [ids for ids, _, _ in hear(given, rules, kinds).clock.crowds]
    return islands(kinds, seats, crowds)


def groups(given: Problem) -> list[str]:
    """The islands in short: tasks, then people."""
    return sorted(
        f"{' '.join(sorted(each.task_ids))}: {' '.join(sorted(each.people))}" for each in found(given)
    )


def test_people_and_tasks_that_share_nothing_are_two_islands() -> None:
    assert groups(house()) == ["T1: S1", "T2: S2"]


def test_a_person_who_can_do_both_makes_one_island() -> None:
    tasks = (due_today("T1", OFFICER), due_today("T2", "hdc_assessment"))
    assert groups(house(*tasks)) == ["T1 T2: S1"]


def test_a_task_that_waits_for_another_is_on_its_island() -> None:
    tasks = (due_today("T1", OFFICER), due_today("T2", CLERK, minutes=30, after="T1"))
    assert groups(house(*tasks)) == ["T1 T2: S1 S2"]


def test_tasks_of_one_kind_are_on_one_island() -> None:
    tasks = (due_today("T1", OFFICER), due_today("T3", OFFICER), due_today("T2", CLERK, minutes=30))
    assert groups(house(*tasks)) == ["T1 T3: S1", "T2: S2"]


def test_the_owner_of_a_pair_is_on_its_island() -> None:
    """S3 joins S1 for the case review, and S1 has work that S3 cannot do."""
    people = (staff("S3", "PO", wing_risk_percent=0),)
    case = due_today("T1", "case_review", owner="S1", minutes=60)
    work = due_today("T3", OFFICER, started_by="S1")
    free = due_today("T2", CLERK, minutes=30)
    assert groups(house(case, work, free, people=people)) == ["T1 T3: S1 S3", "T2: S2"]


def test_interviews_that_compete_for_rooms_are_one_island() -> None:
    people = (staff("S3", "PSO"),)
    tasks = (
        due_today("T1", "bcst1", started_by="S1"),
        due_today("T2", "bcst1", started_by="S3"),
    )
    assert groups(house(*tasks, people=people)) == ["T1: S1", "T2: S3"]
    assert groups(house(*tasks, people=people, rooms=1)) == ["T1 T2: S1 S3"]


def test_people_who_may_be_sent_to_the_wings_are_on_one_island() -> None:
    people = (staff("S3", "B4"), staff("S4", "B4"))
    tasks = (due_today("T1", OFFICER, started_by="S3"), due_today("T2", OFFICER, started_by="S4"))
    without = groups(house(*tasks, people=people))
    with_posts = groups(house(*tasks, people=people, wing_posts=[wing_post("B", "AM")]))

    assert without in (["T1: S3", "T2: S4"], ["T1 T2: S3 S4"])
    assert with_posts == ["T1 T2: S3 S4"]


@pytest.mark.parametrize("focus", ["", *FOCUS])
def test_islands_hold_every_task_once_and_no_row_ties_them(focus: str) -> None:
    for seed in range(6):
        given = tiny(seed, focus)
        separate = found(given)
        model = model_of(given, priced=False)

        assert sorted(task_id for each in separate for task_id in each.task_ids) == sorted(given.task)
        assert all(apart(model, each, len(model.rows)) for each in separate)
        assert apart(model, everything(given), len(model.rows))


def test_separate_islands_are_apart_until_a_row_ties_them() -> None:
    given = house()
    model = model_of(given, priced=False)
    one, other = found(given)
    rows = len(model.rows)
    assert apart(model, one, rows)
    assert apart(model, other, rows)

    first, second = amount(model, "T1"), amount(model, "T2")
    model.limit([(1, first), (1, second)], 1)

    assert apart(model, one, rows)  # the row came later
    assert not apart(model, one, rows + 1)
    assert not apart(model, other, rows + 1)


def test_a_tie_through_something_else_is_a_tie() -> None:
    given = house()
    model = model_of(given, priced=False)
    between = model.flag()
    model.limit([(1, amount(model, "T1")), (-1, between)], 0)
    assert all(apart(model, each, len(model.rows)) for each in found(given))

    model.limit([(1, between), (1, amount(model, "T2"))], 1)
    assert not any(apart(model, each, len(model.rows)) for each in found(given))


def amount(model: Model, task_id: str) -> int:
    number = model.position[task_id]
    return next(each for (kind, _, _), each in model.count.items() if kind == number)


def test_half_an_island_is_not_apart() -> None:
    tasks = (due_today("T1", OFFICER), due_today("T2", "hdc_assessment"))
    given = house(*tasks)
    model = model_of(given, priced=False)
    assert not apart(model, Island(frozenset({"T1"}), frozenset({"S1"})), len(model.rows))


def test_the_share_of_some_tasks_is_what_they_add_to_the_level() -> None:
    tasks = (
        due_today("T1", OFFICER, minutes=45),
        due_today("T2", CLERK, minutes=30),
        due_today("T3", OFFICER, minutes=60, tier=2),
    )
    given = house(*tasks)
    view = look(given, plan("S1: T1 Mon AM 08:00-08:45"))

    assert share_of(view, "due.1", [given.task["T1"]]) == 0
    assert share_of(view, "due.1", [given.task["T2"]]) == 2
    assert share_of(view, "due.2", given.tasks) == 2
    assert share_of(view, "rest.1", given.tasks) == 30
    assert share_of(view, "rest.2", given.tasks) == 60


@pytest.mark.parametrize("focus", ["lateness", "splitting", "pairs", "order", "hours"])
def test_the_shares_of_all_islands_add_up_to_every_level(focus: str) -> None:
    for seed in range(4):
        given = tiny(seed, focus)
        rules = rules_in_force(given.policy)
        view = look(given, Search(given, rules, seconds=20, workers=1, through="due.1").run().plan)
        values = level_values(view, rules)
        separate = found(given)
        for name in filter(lambda each: "." in each, given.policy.levels):
            shares = [share_of(view, name, [given.task[t] for t in each.task_ids]) for each in separate]
            assert sum(shares) == values[name]


def test_rows_tie_what_stands_in_them_as_far_as_they_are_counted() -> None:
    rows = Rows()
    for terms in ([(1, 0), (2, 1)], [(1, 1), (-1, 2)], [(1, 3), (1, 4)], [(1, 4), (1, 0)]):
        rows.add(terms, 1)
    rows.add([], -1)  # a row of nothing ties nothing

    assert rows.tied_to([0], 6, 0) == {0}
    assert rows.tied_to([0], 6, 1) == {0, 1}
    assert rows.tied_to([2], 6, 3) == {0, 1, 2}
    assert rows.tied_to([3], 6, 3) == {3, 4}
    assert rows.tied_to([2], 6, 5) == {0, 1, 2, 3, 4}
    assert rows.tied_to([5], 6, 5) == {5}
    rows.add([(1, 5)], 1)  # it can still grow
    assert rows.tied_to([], 6, 6) == set()
