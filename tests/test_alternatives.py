"""Rosters to choose from: equal where it counts, different below, and none is missing that there could be."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from roster.check import judge
from roster.choices.choice import Choice, Choices, held, levels_of_another
from roster.choices.exchange import exchanged
from roster.choices.trade import sentence, trade
from roster.exports.choices import to_json, to_text
from roster.exports.screen import WIDTH
from roster.kinds import group
from roster.problem import Problem
from roster.revision import Revision
from roster.roster import LevelValue, Plan
from roster.rule import rules_in_force
from solver.alternatives import Standing, _Choosing, alternatives
from solver.search import Search
from solver.stopping import Stop
from tests.brute import best_values
from tests.builders import problem, staff, wing_post
from tests.hand import due_today, lines, plan, values_of
from tests.test_cli import TINY, omu
from tests.tiny import PLAIN, tiny

if TYPE_CHECKING:
    from pathlib import Path

CASES = 20
ASKED = 4
WITH_A_CHOICE = ["fair_load", "continuity", "scarce_grades", "wing_risk", "unknown_risk", "preferred_grade"]
PERCENT = 20  # as the shipped policy has it


def choices(case: Problem, number: int = ASKED, **options: Any) -> Choices:
    rules = rules_in_force(case.policy)
    return alternatives(case, rules, number, **{"seconds": 300.0, "workers": 1, **options})


@cache
def some(seed: int) -> Choices:
    focus = Random(seed).choice(WITH_A_CHOICE if seed % 2 else ["", *PLAIN])
    return choices(tiny(seed, focus))


def share_that_stays(case: Problem, one: Choice, other: Choice) -> tuple[int, int]:
    """Count what stays of the first, alike tasks being the same thing; by hand, without the rule."""
    first_of = {each: kind.task_ids[0] for kind in group(case) for each in kind.task_ids}
    counts = [
        Counter((first_of[task], who) for task, who in {(e.task_id, e.staff_id) for e in each.plan.work})
        for each in (one, other)
    ]
    return (counts[0] & counts[1]).total(), counts[0].total()


@pytest.mark.parametrize("seed", range(CASES))
def test_every_choice_is_sound_equal_where_it_counts_and_unlike_all_before(seed: int) -> None:
    found = some(seed)
    case, first = found.problem, found.rosters[0]

    assert first.levels
    assert [each.name for each in first.levels if not each.proved] == []
    for number, each in enumerate(found.rosters):
        judgement = judge(case, each.plan, each.levels)
        assert judgement.breaches == ()
        assert [each.values[name] for name in held(case)] == [first.values[name] for name in held(case)]
        assert all(level.bound is None or level.bound <= level.value for level in each.levels)
        for earlier in found.rosters[:number]:
            stays, pieces = share_that_stays(case, earlier, each)
            assert 100 * (pieces - stays) >= PERCENT * pieces


@pytest.mark.parametrize("seed", range(CASES))
def test_where_there_are_no_more_exhaustive_search_finds_none(seed: int) -> None:
    found = some(seed)
    case = found.problem
    if len(found.rosters) == ASKED:
        assert not found.none_more
        return
    assert found.proved
    if not found.rosters[0].plan.work:
        return
    revision = Revision(told=False, unlike=tuple(each.plan for each in found.rosters))
    best = dict(
        zip(
            case.levels,
            best_values(replace(case, revision=revision), rules_in_force(case.policy)),
            strict=True,
        )
    )
    first = found.rosters[0].values
    assert [best[name] for name in held(case)] > [first[name] for name in held(case)]


@pytest.mark.parametrize("seed", range(CASES))
def test_each_further_choice_is_the_best_there_is(seed: int) -> None:
    found = some(seed)
    case = found.problem
    for number in range(1, len(found.rosters)):
        revision = Revision(told=False, unlike=tuple(each.plan for each in found.rosters[:number]))
        best = best_values(replace(case, revision=revision), rules_in_force(case.policy))
        assert tuple(found.rosters[number].values[name] for name in case.levels) == best


def test_the_cases_have_both_more_choices_and_no_more() -> None:
    counts = Counter(len(some(seed).rosters) for seed in range(CASES))

    assert counts[1] >= 3
    assert sum(number for rosters, number in counts.items() if rosters > 1) >= 8


def test_the_sentence_names_what_is_traded() -> None:
    people = [staff("S1", "PSO"), staff("S2", "B4")]
    tasks = [
        due_today("T1", "recategorisation", minutes=60, owner="S1"),
        due_today("T2", "hdc_assessment", minutes=60, tier=2, due="2026-12-01"),
        due_today("T3", "referral", minutes=45, tier=3, due="2026-12-01"),
    ]
    case = problem(staff=people, tasks=tasks, wing_posts=[wing_post("B", "PM")])
    one, other, none = (
        Choice(
            plan(*text),
            tuple(LevelValue(name, values_of(case, *text)[name], 0) for name in case.levels),
        )
        for text in (
            ("S1: T1 Mon AM 08:00-09:00", "S1: T2 Mon AM 09:00-10:00", "S2: wing B Mon PM"),
            ("S2: T1 Mon AM 08:00-09:00", "S1: T3 Mon AM 09:00-09:45", "S2: wing B Mon PM"),
            (),
        )
    )
    found = trade(case, one, other)

    assert (found.pieces, found.elsewhere, found.dropped, found.added) == (2, 1, 1, 1)
    assert found.placed == {1: 0, 2: -60, 3: 45, 4: 0, 5: 0}
    assert found.minutes == {"S1": -75, "S2": 60}
    assert found.points == values_of(case, "S2: T1 Mon AM 08:00-09:00", "S1: T3 Mon AM 09:00-09:45",
                                     "S2: wing B Mon PM")["quality"] - one.values["quality"]  # fmt: skip
    said = sentence(found)
    assert said.startswith("Places 1 h less tier 2 work and 45 min more tier 3 work; ")
    assert "1 of 2 pieces with other people; 1 piece left out; 1 piece of other work taken in" in said
    assert said.endswith("S2 works 1 h more on tasks; S1 works 1 h 15 min less on tasks.")
    assert sentence(trade(case, one, one)).startswith(
        "Places as much work of every tier; costs the same in preferences; 0 of 2 pieces with other people."
    )
    assert "1 wing duty changed" in sentence(trade(case, none, one))


def test_bounds_hold_for_another_roster_until_a_level_is_worse() -> None:
    first = [LevelValue("a", 3, 3), LevelValue("b", 5, 4), LevelValue("c", 7, 6), LevelValue("d", 0, 0)]
    other = [replace(each, bound=None, value=value) for each, value in zip(first, (3, 6, 5, 0), strict=True)]

    assert [each.bound for each in levels_of_another(first, other)] == [3, 4, None, 0]


def test_a_first_roster_that_is_not_the_best_is_given_up_for_a_better_one() -> None:
    case = tiny(3)
    choosing = _Choosing(case, rules_in_force(case.policy), 2, (10.0, 1, 0), Stop(), None)

    def standing(name: str, old: int, new: int, bound: int) -> Standing:
        one, other = (
            [
                LevelValue(each, value if each == name else 0, bound if each == name else 0)
                for each in case.levels
            ]
            for value in (old, new)
        )
        return choosing._standing(Choice(plan(), tuple(one)), Choice(plan(), tuple(other)))

    assert standing("due.3", 4, 4, 4) is Standing.EQUAL
    assert standing("due.3", 4, 2, 2) is Standing.BETTER
    assert standing("due.3", 4, 6, 4) is Standing.WORSE
    assert standing("due.3", 4, 6, 5) is Standing.ALL_ARE_WORSE
    assert standing("rest.3", 4, 6, 5) is Standing.EQUAL


def test_one_person_leaves_no_choice_and_an_empty_morning_neither() -> None:
    alone = problem(staff=[staff("S1", "PSO")], tasks=[due_today("T1")])
    found = choices(alone)
    empty = choices(problem(staff=[staff("S1", "PSO")], tasks=[]))

    assert (len(found.rosters), found.proved) == (1, True)
    assert found.none_more.endswith("that is proved.")
    assert (len(empty.rosters), empty.proved) == (1, True)
    assert empty.none_more == "No roster has any work in it that others could do."


def test_people_exchange_work_at_no_loss_until_the_rosters_differ_enough() -> None:
    """Whatever is exchanged, every level but preferences is as it was, and no other rule is broken."""
    exchanges = 0
    for seed in range(3 * CASES):
        case = tiny(seed, "fair_load" if seed % 3 else "wing_risk")
        rules = rules_in_force(case.policy)
        first = some_plan(case)
        revised = replace(case, revision=Revision(told=False, unlike=(first,)))
        unlike = next(each for each in rules if each.name == "different")
        then = exchanged(revised, first, rules, unlike)
        before, after = (judge(revised, each, rules=rules) for each in (first, then))

        assert {each.rule for each in after.breaches} <= {"different"}
        for name in case.levels[:-1]:
            assert after.levels[name] == before.levels[name]
        exchanges += then != first
    assert exchanges >= 5


def some_plan(case: Problem) -> Plan:
    return Search(case, rules_in_force(case.policy), seconds=20, workers=1).run().plan


def test_only_work_that_both_may_do_in_that_time_is_exchanged() -> None:
    people = [staff("S1", "PO"), staff("S2", "PSO")]
    tasks = [
        due_today("T1", "pp_screening", minutes=30),  # for probation officers alone
        due_today("T2", "hdc_assessment", minutes=30),
        due_today("T3", "referral", minutes=45),
        due_today("T4", "recategorisation", minutes=30),
    ]
    told = plan(
        "S1: T1 Mon AM 08:00-08:30", "S2: T2 Mon AM 08:00-08:30", "S2: T3 Mon AM 08:30-09:15",
        "S1: T4 Mon AM 09:00-09:30",
    )  # fmt: skip
    case = problem(staff=people, tasks=tasks, revision=Revision(told=False, unlike=(told,)))
    rules = rules_in_force(case.policy)
    found = exchanged(case, told, rules, next(each for each in rules if each.name == "different"))

    assert lines(found) == [
        "S1: T1 Mon AM 08:00-08:30", "S2: T4 Mon AM 08:00-08:30", "S2: T3 Mon AM 08:30-09:15",
        "S1: T2 Mon AM 09:00-09:30",
    ]  # fmt: skip


def test_a_stopped_search_does_not_say_that_there_is_nothing_more() -> None:
    stop = Stop()
    stop.request()
    found = choices(problem(staff=[staff("S1", "PSO")], tasks=[due_today("T1")]), stop=stop)

    assert len(found.rosters) == 1
    assert not found.proved
    assert "stopped" in found.none_more


def test_the_text_fits_and_the_json_has_every_roster() -> None:
    found = some(1)
    data = to_json(found)

    assert max(map(len, to_text(found).splitlines())) <= WIDTH
    assert [each["number"] for each in data["rosters"]] == list(range(1, len(found.rosters) + 1))
    assert [len(each["work"]) for each in data["rosters"]] == [len(each.plan.work) for each in found.rosters]


def test_the_command_writes_rosters_that_the_checker_accepts(tmp_path: Path) -> None:
    out = tmp_path / "choices"
    run = omu("alternatives", TINY, "-n", "2", "--days", "1", "--workers", "1", "--out", out)
    assert run.returncode == 0, run.stderr
    assert sorted(each.name for each in out.iterdir()) == ["roster-1.json", "roster-2.json"]
    assert "2  Places" in run.stdout
    for number in (1, 2):
        assert omu("check", TINY, out / f"roster-{number}.json").returncode == 0
    written = json.loads((out / "roster-2.json").read_text())
    assert all(each["reason"] for each in written["work"])

    there = omu("alternatives", TINY, "-n", "2", "--days", "1", "--out", out)
    assert (there.returncode, "already" in there.stderr) == (2, True)
    wrong = omu("alternatives", TINY, "--date", "soon", "--seconds", "0")
    assert (wrong.returncode, wrong.stdout, len(wrong.stderr.splitlines())) == (2, "", 2)
    assert "Example:" in omu("alternatives", "--help").stdout
