"""What must not matter does not, and what can only help never hurts: on tiny mornings, every level proved."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from roster.rule import rule_classes, rules_in_force
from solver.search import Search
from tests.builders import problem, staff
from tests.hand import lines, solved
from tests.tiny import PLAIN, tiny

if TYPE_CHECKING:
    from roster.problem import Problem

ROOT = Path(__file__).parent.parent
TABLES = ("staff", "tasks", "availability", "wing_posts", "history", "overrides")
SAMPLE = [
    (seed, focus)
    for focus in ("", "pairs", "order", "interviews", "separation", "splitting")
    for seed in (1, 2)
]

Rows = dict[str, Any]
seeds, foci = st.integers(0, 10**9), st.sampled_from(["", *PLAIN])
some = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@cache
def _rows(seed: int, focus: str) -> Rows:
    with patch("tests.tiny.problem", lambda **content: content):
        return tiny(seed, focus)  # type: ignore[return-value]  # what the problem would be made of


def rows(seed: int, focus: str) -> Rows:
    """The rows of a tiny morning, before they are resolved."""
    found = _rows(seed, focus)
    return {**found, **{name: list(found[name]) for name in TABLES}}


def values(found: Problem) -> list[int]:
    return [each.value for each in solved(found).levels]


def test_the_rows_of_a_tiny_morning_make_that_morning() -> None:
    assert problem(**rows(7, "hours")) == tiny(7, "hours")


# -- what must not matter -----------------------------------------------------------------------------------------


@some
@given(seed=seeds, focus=foci, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_value(seed: int, focus: str, order: Random) -> None:
    usual = rows(seed, focus)
    mixed = rows(seed, focus)
    for name in ("staff", "tasks", "availability", "wing_posts"):
        order.shuffle(mixed[name])

    assert values(problem(**mixed)) == values(problem(**usual))


@some
@given(seed=seeds, focus=foci, order=st.randoms(use_true_random=False))
def test_the_names_of_people_and_tasks_change_no_value(seed: int, focus: str, order: Random) -> None:
    usual = rows(seed, focus)
    people = _other_names([each.staff_id for each in usual["staff"]], "P", order)
    tasks = _other_names([each.task_id for each in usual["tasks"]], "W", order)

    assert values(problem(**_renamed(usual, people, tasks))) == values(problem(**usual))


def _other_names(names: list[str], letter: str, order: Random) -> dict[str, str]:
    numbers = order.sample(range(10, 99), len(names))
    return {name: f"{letter}{number}" for name, number in zip(names, numbers, strict=True)}


def _renamed(content: Rows, people: dict[str, str], tasks: dict[str, str]) -> Rows:
    def person(name: str) -> str:
        return people.get(name, name)

    def with_person(row: Any) -> Any:
        return replace(row, staff_id=person(row.staff_id))

    def task(row: Any) -> Any:
        return replace(
            row,
            task_id=tasks[row.task_id],
            owner=person(row.owner),
            doer=person(row.doer),
            started_by=person(row.started_by),
            after=tuple(tasks[each] for each in row.after),
        )

    return content | {
        "staff": [with_person(row) for row in content["staff"]],
        "availability": [with_person(row) for row in content["availability"]],
        "history": [with_person(row) for row in content["history"]],
        "tasks": [task(row) for row in content["tasks"]],
        "overrides": [
            replace(with_person(row), task_id=tasks.get(row.task_id, ""), oversight=person(row.oversight))
            for row in content["overrides"]
        ],
    }


@pytest.mark.parametrize(("seed", "focus"), SAMPLE)
def test_another_seed_and_no_presolve_find_the_same_values(
    seed: int, focus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    morning = tiny(seed, focus)
    usual = [each.value for each in solved(morning).levels]

    assert [each.value for each in solved(morning, seed=17).levels] == usual
    assert [each.value for each in solved(morning, workers=2).levels] == usual

    class Plain(cp_model.CpSolver):
        def __init__(self) -> None:
            super().__init__()
            self.parameters.cp_model_presolve = False

    monkeypatch.setattr(cp_model, "CpSolver", Plain)
    assert [each.value for each in solved(morning).levels] == usual


SAME = f"""
from tests.hand import lines, solved
from tests.tiny import tiny
for seed, focus in {SAMPLE}:
    found = solved(tiny(seed, focus))
    print(seed, focus, found.levels, *lines(found.plan), sep="|")
"""


def test_the_same_input_seed_and_one_worker_give_the_same_roster_byte_for_byte() -> None:
    """In processes whose hashes differ, so that nothing hangs on the order of a set."""

    def made(hash_seed: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-c", SAME],
            cwd=ROOT,
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": hash_seed, "PATH": ""},
        )
        return done.stdout

    first = made("1")
    assert first.count(b"\n") == len(SAMPLE)
    assert made("2") == first


def test_a_search_repeated_in_one_process_gives_the_same_roster() -> None:
    for seed, focus in SAMPLE:
        once, again = solved(tiny(seed, focus)), solved(tiny(seed, focus))
        assert lines(once.plan) == lines(again.plan)
        assert once.levels == again.levels


# -- what can only help -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(each.name for each in rule_classes()))
def test_without_a_rule_no_level_gets_worse_before_another_gets_better(name: str) -> None:
    for seed in range(4):
        morning = tiny(seed, name)
        rules = rules_in_force(morning.policy)
        fewer = tuple(rule for rule in rules if rule.name != name)
        free = Search(morning, fewer, seconds=60, workers=1).run()

        assert [each.value for each in free.levels] <= values(morning)


@some
@given(seed=seeds, focus=foci, grade=st.sampled_from(["PO", "PSO", "B4", "NB4", "CA", "SPO", "HUB", "MGR"]))
def test_one_more_person_makes_no_level_worse_before_quality(seed: int, focus: str, grade: str) -> None:
    usual, more = rows(seed, focus), rows(seed, focus)
    more["staff"].append(staff("S8", grade, skills="os;oasys;parole;mappa"))

    assert values(problem(**more))[:-1] <= values(problem(**usual))[:-1]


@some
@given(seed=seeds, focus=foci, which=st.integers(0, 2))
def test_one_task_less_makes_no_level_worse(seed: int, focus: str, which: int) -> None:
    usual, fewer = rows(seed, focus), rows(seed, focus)
    assume(usual["tasks"])
    gone = usual["tasks"][which % len(usual["tasks"])].task_id
    fewer["tasks"] = [row for row in usual["tasks"] if row.task_id != gone and gone not in row.after]

    assert values(problem(**fewer)) <= values(problem(**usual))


@some
@given(seed=seeds, focus=foci)
def test_longer_unlock_and_more_rooms_make_no_level_worse(seed: int, focus: str) -> None:
    usual, freer = rows(seed, focus), rows(seed, focus)
    freer["rooms"] = None
    freer["sessions"] = tuple(replace(each, unlock=None) for each in usual["sessions"])

    assert values(problem(**freer)) <= values(problem(**usual))
