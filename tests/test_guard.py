"""The guard says no when a case proves or reaches less, or costs clearly more, than recorded; a slower core does."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from benchmarks import guard, guard_figures
from benchmarks.guard_figures import (
    Figures,
    GuardFileError,
    Recorded,
    measure,
    read_file,
    versions,
    write_file,
)
from benchmarks.guard_limits import BUILD_GROWTH, BUILD_SLACK, GROWTH, SLACK, failures
from benchmarks.resolving import case_of, resolved
from benchmarks.slowing import Debt, slowed
from benchmarks.yardstick import build_textbook
from roster.kinds import group
from solver import scip
from solver.model import Model
from solver.question import Question, Solved
from solver.seats import find_seats

pytestmark = pytest.mark.no_cover  # what is timed and counted here is not to be traced beside it
COUNTS: dict[str, float] = dict.fromkeys(SLACK, 1000)
BEFORE = Figures({"wing_posts": 0, "due.1": 4, "due.2": 6}, ("wing_posts", "due.1"), COUNTS, build_ratio=1.0)
RECORDED = Recorded("tiny:1", None, BEFORE)
SLOWER = 1.3


def sentences(**changes: Any) -> list[str]:
    return list(failures(RECORDED, replace(BEFORE, **changes)))


def test_the_same_figures_are_no_failure() -> None:
    assert sentences() == []


@pytest.mark.parametrize("name", sorted(SLACK))
def test_a_count_may_grow_up_to_the_limit_and_not_beyond(name: str) -> None:
    limit = GROWTH * COUNTS[name] + SLACK[name]

    assert sentences(counts={**COUNTS, name: limit}) == []
    [said] = sentences(counts={**COUNTS, name: limit + 0.001})
    assert said.startswith("tiny:1: ")
    assert f"({name})" in said
    assert "recorded was 1000" in said


@pytest.mark.parametrize("name", sorted(SLACK))
def test_a_count_that_was_nothing_may_be_the_slack_and_not_more(name: str) -> None:
    recorded = replace(RECORDED, figures=replace(BEFORE, counts={**COUNTS, name: 0}))

    assert list(failures(recorded, replace(BEFORE, counts={**COUNTS, name: SLACK[name]}))) == []
    [said] = failures(recorded, replace(BEFORE, counts={**COUNTS, name: SLACK[name] + 0.001}))
    assert said.endswith("recorded was 0: there was none.")


def test_a_count_that_becomes_1_3_times_as_large_fails_whichever_it_is() -> None:
    usual: dict[str, float] = dict.fromkeys(SLACK, 10_000)
    recorded = replace(RECORDED, figures=replace(BEFORE, counts=usual))

    for name in SLACK:
        seen = replace(BEFORE, counts={**usual, name: SLOWER * usual[name]})
        assert len(list(failures(recorded, seen))) == 1


def test_building_may_grow_up_to_the_limit_and_not_beyond() -> None:
    limit = BUILD_GROWTH * BEFORE.build_ratio + BUILD_SLACK

    assert sentences(build_ratio=limit) == []
    [said] = sentences(build_ratio=limit + 0.001)
    assert "(build_ratio), recorded was 1" in said


def test_fewer_proved_levels_fail_and_are_named() -> None:
    [said] = sentences(proved=("wing_posts",))

    assert said == "tiny:1: due.1 no longer proved (1 levels are, 2 were)."


def test_a_worse_value_fails_and_a_better_one_excuses_the_levels_below() -> None:
    assert sentences(values={"wing_posts": 0, "due.1": 5, "due.2": 0}) == [
        "tiny:1: due.1 is 5, recorded was 4: worse."
    ]
    assert sentences(values={"wing_posts": 0, "due.1": 3, "due.2": 9}) == []


def test_other_levels_than_recorded_fail() -> None:
    [said] = sentences(values={"wing_posts": 0})

    assert "the levels are wing_posts, recorded were wing_posts, due.1, due.2" in said


def test_a_case_without_recorded_figures_fails_and_says_what_to_do() -> None:
    [said] = failures(Recorded("tiny:1", "due.1", None), BEFORE)

    assert said.startswith("tiny:1 through due.1: no figures are recorded")
    assert "--write" in said


def test_calls_are_not_compared_between_versions_of_python() -> None:
    seen = replace(BEFORE, counts={**COUNTS, "calls": 9999, "build_calls": 9999})

    assert len(list(failures(RECORDED, seen))) == 2
    assert list(failures(RECORDED, seen, same_python=False)) == []


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path, bare = tmp_path / "guard.json", Recorded("open:1", "due.1", None)
    write_file(path, [RECORDED, bare])

    assert read_file(path) == (versions(), [RECORDED, bare])
    assert (
        len(path.read_text(encoding="utf-8").splitlines()) == 4
    )  # a line a case: differences are read by people


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"cases": [{}]}', '{"cases": [{"case": "x", "figures": {}}]}']
)
def test_a_file_that_is_not_a_guards_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "guard.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(GuardFileError, match=r"^guard\.json cannot be read"):
        read_file(path)
    with pytest.raises(SystemExit) as refused:
        guard.main(["--figures", str(path)])
    assert refused.value.code == 2


def test_the_committed_figures_are_a_dozen_proved_cases_of_this_version() -> None:
    known, recorded = read_file(guard.FIGURES)

    assert known["ortools"] == versions()["ortools"]
    assert len(recorded) >= 12
    for each in recorded:
        assert each.figures is not None, each.named
        assert each.figures.proved == tuple(each.figures.values), each.named


@pytest.fixture(scope="module")
def tiny() -> Figures:
    return measure("tiny:5", None)


def test_the_figures_of_a_case_repeat(tiny: Figures) -> None:
    again = measure("tiny:5", None)

    assert (again.values, again.proved, again.counts) == (tiny.values, tiny.proved, tiny.counts)
    assert again.build_ratio > 0


def test_a_core_made_1_3_times_slower_fails_with_the_same_roster(tiny: Figures) -> None:
    with slowed(SLOWER):
        slow = measure("tiny:5", None)

    assert (slow.values, slow.proved) == (tiny.values, tiny.proved)
    said = " ".join(failures(Recorded("tiny:5", None, tiny), slow))
    assert "calls of our own Python functions while building (build_calls)" in said
    assert "worse" not in said


def test_building_three_times_as_slow_is_seen_in_the_ratio_to_the_textbook(tiny: Figures) -> None:
    with slowed(3):
        slow = measure("tiny:5", "due.1")
    usual = measure("tiny:5", "due.1")

    said = " ".join(failures(Recorded("tiny:5", "due.1", usual), slow))
    assert "(build_ratio)" in said
    assert list(usual.values) == ["wing_posts", "due.1"]
    assert usual.values["due.1"] == tiny.values["due.1"]


def test_an_unknown_last_level_is_refused() -> None:
    with pytest.raises(GuardFileError, match=r"tiny:1: there is no level due\.9"):
        measure("tiny:1", "due.9")


def test_the_command_records_holds_and_fails_when_the_core_is_slower(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard_figures, "build_ratio", lambda *_: 1.0)  # the one figure that does not repeat
    path = tmp_path / "guard.json"
    write_file(path, [Recorded("tiny:3", None, None)])
    words = ["--figures", str(path)]

    assert guard.main(words) == 1
    assert "no figures are recorded" in capsys.readouterr().out
    assert guard.main([*words, "--write"]) == 0
    assert guard.main(words) == 0
    assert "The guard holds: 1 cases" in capsys.readouterr().out
    assert guard.main([*words, "--slow", str(SLOWER)]) == 1
    assert "WORSE tiny:3: " in capsys.readouterr().out


def test_figures_that_do_not_repeat_or_are_not_proved_are_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = iter([BEFORE, replace(BEFORE, counts={**COUNTS, "branches": 1001})])
    monkeypatch.setattr(guard, "measure", lambda *_: next(seen))
    path = tmp_path / "guard.json"
    write_file(path, [Recorded("tiny:1", None, None)])
    before = path.read_bytes()

    assert guard.main(["--figures", str(path), "--write"]) == 1

    said = capsys.readouterr().out
    assert "the figures do not repeat" in said
    assert "not all levels are proved" in said
    assert path.read_bytes() == before


def test_figures_of_another_solver_version_are_not_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "guard.json"
    with monkeypatch.context() as older:
        older.setattr(guard_figures, "versions", lambda: {"ortools": "9.0", "python": "3.11"})
        write_file(path, [RECORDED])

    assert guard.main(["--figures", str(path)]) == 1
    assert "recorded with ortools 9.0" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["nowhere:1"], ["--slow", "0.5"], ["--slow", "1.3", "--write"]])
def test_a_wrong_call_is_exit_status_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        guard.main(words)
    assert refused.value.code == 2


def test_a_debt_is_paid_back_in_whole_pieces() -> None:
    debt = Debt(Fraction("0.3"))

    assert sum(debt.due(1) for _ in range(1000)) == 300
    assert Debt(Fraction(2)).due(7) == 2


def test_slowing_is_undone_and_keeps_what_is_answered() -> None:
    before = (Model.__init__, cp_model.CpSolver.solve, mathopt.solve)
    model = cp_model.CpModel()
    amounts = [model.new_int_var(0, 5, "") for _ in range(4)]
    model.add(cp_model.LinearExpr.weighted_sum(amounts, [3, 5, 7, 9]) <= 31)
    model.maximize(cp_model.LinearExpr.weighted_sum(amounts, [4, 6, 9, 11]))
    usual, slow = cp_model.CpSolver(), cp_model.CpSolver()
    for solver in (usual, slow):
        solver.parameters.num_workers = 1

    usual.solve(model)
    with slowed(SLOWER):
        slow.solve(model)

    assert slow.objective_value == usual.objective_value
    took = usual.response_proto.deterministic_time
    assert took < slow.response_proto.deterministic_time <= took * SLOWER + 1e-9
    assert (Model.__init__, cp_model.CpSolver.solve, mathopt.solve) == before
    with pytest.raises(ValueError, match="faster"), slowed(0.5):
        pass


def test_questions_to_the_mip_engines_cost_as_much_more() -> None:
    linear = mathopt.Model()
    amounts = [linear.add_integer_variable(lb=0, ub=5) for _ in range(6)]
    linear.add_linear_constraint(mathopt.fast_sum([n * each for n, each in enumerate(amounts, 3)]) <= 41)
    linear.maximize(mathopt.fast_sum([(n + 1) * each for n, each in enumerate(amounts, 3)]))

    def iterations() -> int:
        solved = (mathopt.solve(linear, mathopt.SolverType.GSCIP) for _ in range(10))
        return sum(each.solve_stats.simplex_iterations for each in solved)

    usual = iterations()
    with slowed(SLOWER):
        slow = iterations()

    assert usual > 0
    assert 1.2 * usual <= slow <= SLOWER * usual


def test_questions_to_scip_cost_as_much_more_and_are_answered_alike() -> None:
    items = [(number, factor) for factor, number in enumerate(range(3, 12))]
    rows = [([(weight, amount) for weight, amount in items], 41)]
    question = Question([5] * 9, rows, [(-weight - 1, amount) for weight, amount in items], [0] * 9)

    def asked() -> list[Solved]:
        return [scip.Engine().solve(question, seconds=60) for _ in range(10)]

    usual = asked()
    with slowed(SLOWER):
        slow = asked()

    assert [(each.values, each.bound) for each in slow] == [(each.values, each.bound) for each in usual]
    work = [sum(each.iterations + each.nodes for each in answers) for answers in (usual, slow)]
    assert 1.2 * work[0] <= work[1] <= SLOWER * work[0]


def test_the_yardstick_is_the_textbook_model_of_the_case() -> None:
    found = case_of("tiny:1", 1)
    problem, rules = resolved(found.folder, found.days)
    seats = find_seats(problem, rules, group(problem, alone=[task.task_id for task in problem.tasks]))

    model = build_textbook(problem, seats)

    places = sum(len(sessions) for by_person in seats.by_kind for sessions in by_person.values())
    assert len(model.proto.variables) == places
    assert cp_model.CpSolver().solve(model) == cp_model.OPTIMAL
