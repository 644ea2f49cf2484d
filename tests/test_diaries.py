"""Diaries never claim too much, meet the best where they say so, and settle a day that nothing else settled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

import pytest

from benchmarks.resolving import case_of, resolved
from roster.kinds import group
from roster.problem import Problem
from roster.rule import Rule, rules_in_force
from solver import highs, proving
from solver.aims import aim, concerned
from solver.by_diaries import Engine
from solver.draft import Draft
from solver.drafting import hints
from solver.lean import Lean
from solver.model import Model
from solver.names import Names, names_of
from solver.parted import Parted
from solver.process import Processes
from solver.question import Question, Solved
from solver.question import step as question_step
from solver.seats import find_seats
from solver.side_by_side import Asking
from solver.stopping import Stop, Tally
from tests.questions import AMPLE, holds, optimum, value
from tests.test_side_by_side import by_trying, random_question
from tests.tiny import PLAIN, tiny

PEOPLE = ("A", "B", "C")


@dataclass(frozen=True)
class Level:
    """One level of a problem as a question with names; `constant` is what its value is above the question's sum."""

    name: str
    question: Question
    names: Names
    constant: int


def levels_of(problem: Problem, rules: tuple[Rule, ...], held: list[int] | None = None) -> Iterator[Level]:
    """Give the levels but the last in order, what was reached above held (`held`, or the best there is)."""
    levels = problem.policy.levels[:-1]
    for number, name in enumerate(levels if held is None else levels[: len(held) + 1]):
        wanted = concerned(problem, levels[: number + 1])
        kinds = [kind for kind in group(problem) if kind.task.task_id in wanted]
        model = Model(problem, rules, kinds, find_seats(problem, rules, kinds), priced=False)
        aims = [aim(model, each) for each in levels[: number + 1]]
        for (terms, constant), reached in zip(aims, held or [], strict=False):
            model.limit(terms, reached - constant)
        terms, constant = aims[-1]
        lean = Lean(model, terms)
        start = lean.gather(hints(model, Draft()))
        yield Level(name, Question(lean.upper, lean.rows, lean.aim, start), names_of(model, lean), constant)


def solved(question: Question, names: Names) -> Solved:
    return Engine(question, names, workers=1, seed=0).solve(seconds=AMPLE)


def is_true(question: Question, answer: Solved, best: int) -> bool:
    """Tell whether an answer claims nothing that is not so."""
    sound = answer.bound is None or answer.bound <= best
    if answer.values is not None and holds(question, answer.values):
        return (
            sound
            and value(question.aim, answer.values) >= best
            and (not answer.optimal or value(question.aim, answer.values) == best)
        )
    return sound and not answer.optimal


def test_on_small_questions_with_any_names_nothing_untrue_is_claimed_and_most_are_settled() -> None:
    settled = 0
    for seed in range(120):
        question, rng = random_question(seed), Random(seed)
        owned = {each: rng.choice(PEOPLE) for each in range(len(question.upper)) if rng.random() < 0.8}
        answer = solved(question, Names(person=owned))

        assert is_true(question, answer, by_trying(question)), seed
        settled += answer.optimal
    assert settled > 90


@pytest.mark.parametrize("focus", sorted(PLAIN))
def test_no_level_of_a_small_prison_is_claimed_better_or_worse_than_it_is(focus: str) -> None:
    for seed in range(3):
        problem = tiny(seed, focus)
        for level in levels_of(problem, rules_in_force(problem.policy)):
            answer = solved(level.question, level.names)

            assert is_true(level.question, answer, optimum(level.question)), (seed, level.name)


def test_a_day_of_thirty_people_is_settled() -> None:
    """SCIP, HiGHS and CP-SAT were each still between 10 and 16 after 45 seconds."""
    case = case_of("day-local-30-tight", AMPLE)
    problem, rules = resolved(case.folder, case.days)
    *_, level = levels_of(problem, rules, held=[0, 0, 0, 0])

    answer = solved(level.question, level.names)

    assert level.name == "due.4"
    assert answer.bound is not None
    assert answer.bound + level.constant == 16
    assert answer.values is not None
    assert holds(level.question, answer.values)
    assert answer.optimal


def test_people_and_divided_tasks_that_are_alike_are_one_group_and_one_class() -> None:
    case = case_of("day-local-30-tight", AMPLE)
    problem, rules = resolved(case.folder, case.days)
    *_, level = levels_of(problem, rules, held=[0, 0, 0, 0])
    parted = Parted(level.question, level.names)

    officers = {each.staff_id for each in problem.staff if each.grade == "B4"}
    largest = max(parted.twins, key=lambda each: each.count)
    assert largest.count == 7
    assert set(largest.variables) < officers
    assert sorted(map(len, parted.alike.members.values())) == [3, 4]  # recall reports, MAPPA reports


def test_in_two_parts_it_gives_what_it_gives_at_once_and_takes_over_what_others_found() -> None:
    for focus in ("splitting", "interviews"):
        problem = tiny(1, focus)
        for level in levels_of(problem, rules_in_force(problem.policy)):
            best = optimum(level.question)
            engine = Engine(level.question, level.names, workers=1, seed=0)
            begun = engine.begin(seconds=AMPLE)
            assert is_true(level.question, begun, best)
            assert is_true(level.question, engine.go_on(seconds=AMPLE), best)
            told = Engine(level.question, level.names, workers=1, seed=0)
            told.hear(best)
            assert told.solve(seconds=AMPLE).bound == best


@pytest.mark.parametrize("workers", [1, 2])
def test_asked_among_the_other_engines_every_level_comes_out_as_before(workers: int) -> None:
    for focus in ("splitting", "interviews", "fair_load"):
        problem = tiny(1, focus)
        for level in levels_of(problem, rules_in_force(problem.policy)):
            until = time.monotonic() + AMPLE
            with Processes() as processes:
                asking = Asking(level.question, level.names, until, workers, 0, Stop(), Tally(), processes)
                answer, best = asking.run(), optimum(level.question)
            assert answer.optimal
            assert answer.bound == best
            assert value(level.question.aim, answer.values or level.question.start) == best


def test_without_time_nothing_is_claimed() -> None:
    problem = tiny(1, "splitting")
    for level in levels_of(problem, rules_in_force(problem.policy)):
        answer = Engine(level.question, level.names, workers=1, seed=0).solve(seconds=0.0)
        assert is_true(level.question, answer, optimum(level.question))


def test_it_stops_when_asked() -> None:
    problem = tiny(1, "splitting")
    level = next(levels_of(problem, rules_in_force(problem.policy)))
    engine = Engine(level.question, level.names, workers=1, seed=0)
    engine.stop()

    answer = engine.solve(seconds=AMPLE)

    assert answer.deterministic_time == 0
    assert is_true(level.question, answer, optimum(level.question))


@pytest.mark.parametrize("focus", ["splitting", "interviews", "fair_load", "lateness"])
def test_a_large_day_is_settled_as_cp_sat_does_with_highs_beside_diaries(
    focus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every day counts as large, HiGHS begins at once, and what finds values is silent: HiGHS has to climb."""
    asked = list[int]()
    reach = highs.Engine.reach

    def counted(self: highs.Engine, question: Question, most: int, *, seconds: float) -> Solved:
        asked.append(most)
        return reach(self, question, most, seconds=seconds)

    monkeypatch.setattr(highs.Engine, "reach", counted)
    for name in ("SOON_SETTLED", "WORTH_CUTS"):
        monkeypatch.setattr(proving, name, 0)
    monkeypatch.setattr(Asking, "_first", lambda *_: None)
    monkeypatch.setattr(Asking, "_by_turns", lambda self: self.known.halt.asked.wait(AMPLE))
    problem = tiny(1, focus)
    climbed = 0
    for level in levels_of(problem, rules_in_force(problem.policy)):
        if not level.names.person:
            continue
        best = optimum(level.question)
        step = question_step(level.question.aim)
        asked.clear()
        with Processes() as processes:
            answer = Asking(
                replace(level.question, at_least=best - 2 * step),
                level.names,
                time.monotonic() + AMPLE,
                2,
                0,
                Stop(),
                Tally(),
                processes,
            ).run()

        assert answer.optimal
        assert answer.bound == best
        if value(level.question.aim, level.question.start) > best:
            assert asked == [best - 2 * step, best - step, best]
            climbed += 1

    assert climbed
