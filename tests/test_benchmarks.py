"""The benchmarks: instances as the generator makes them, honest comparisons, a page that can be read."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import compare, report, run
from benchmarks.cases import CASES_FILE, INSTANCES, UnknownCaseError, committed, every_case, find
from benchmarks.charts import gap_percent
from benchmarks.generate import Made, cases_text, make_all, names_of
from benchmarks.making.shapes import Shape, load_shapes
from benchmarks.results import Level, UnreadableError, read_results
from roster.demo.writing import folder_texts
from roster.kinds import group
from roster.problem import Problem, resolve
from roster.reading import read_morning

SHAPES = load_shapes()
NAMES = names_of(SHAPES)
MOST_BYTES = 3_000_000
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    return {each.name: each for each in make_all(SHAPES)}


def problem_of(name: str) -> Problem:
    case = find(name)
    morning = read_morning(Path(case.folder))
    return resolve(morning.tables, morning.policy, None, case.days)


# -- instances ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_an_instance_is_what_the_generator_makes_byte_for_byte(name: str, made: dict[str, Made]) -> None:
    texts = folder_texts(made[name].tables)

    found = {path.name: path.read_bytes() for path in (INSTANCES / name).iterdir()}

    assert {file: text.encode() for file, text in texts.items()} == found


def test_the_list_of_cases_is_what_the_generator_makes(made: dict[str, Made]) -> None:
    assert CASES_FILE.read_text(encoding="utf-8") == cases_text(list(made.values()))
    assert sorted(each.name for each in committed()) == sorted(path.name for path in INSTANCES.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_an_instance_reads_without_faults_and_is_as_large_as_the_list_says(
    name: str, made: dict[str, Made]
) -> None:
    problem = problem_of(name)

    assert len(problem.tasks) == len(made[name].tables.tasks)
    assert sum(task.is_due for task in problem.tasks) == made[name].due
    assert not problem.blocked


@pytest.mark.parametrize("shape", SHAPES.case, ids=lambda shape: shape.name)
def test_an_instance_has_the_shares_that_its_shape_asks_for(shape: Shape) -> None:
    tasks = problem_of(shape.name).tasks

    split = sum(task.splittable for task in tasks)
    fixed = sum(task.fixed is not None for task in tasks)
    after = sum(bool(task.after) for task in tasks)
    owned = sum(bool(task.owner) for task in tasks)
    assert split == pytest.approx(shape.split * len(tasks), abs=2 * SHAPES.every_case.share_slack)
    assert fixed == pytest.approx(shape.appointments * len(tasks), abs=1)
    assert after >= shape.after * len(tasks) - 1
    assert shape.after or not after
    assert owned == pytest.approx(shape.owners * len(tasks), abs=0.1 * len(tasks))


@pytest.mark.parametrize(
    "shape", [each for each in SHAPES.case if each.minutes == "odd"], ids=lambda shape: shape.name
)
def test_odd_minutes_never_add_up_to_round_numbers(shape: Shape) -> None:
    tasks = problem_of(shape.name).tasks

    usual = [task for task in tasks if task.fixed is None and not task.started_by]
    assert usual
    assert all(task.minutes_left % 10 for task in usual)


def test_the_grown_cases_have_four_times_the_tasks_of_the_same_or_of_new_kinds() -> None:
    small, same, new = (problem_of(name) for name in ("growth-1", "growth-4-same", "growth-4-new"))

    assert len(same.tasks) == len(new.tasks) == 4 * len(small.tasks)
    assert len(group(same)) == len(group(small))
    assert len(group(new)) > 2 * len(group(small))


def test_the_case_grown_further_has_four_times_the_tasks_once_more() -> None:
    same, further = (problem_of(name) for name in ("growth-4-same", "growth-16-same"))

    assert len(further.tasks) == 4 * len(same.tasks)
    assert len(group(further)) == len(group(same))


def test_the_instances_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in INSTANCES.rglob("*")) < MOST_BYTES


def test_every_case_has_a_name_of_its_own_and_seeds_are_not_used_twice() -> None:
    names = [each.name for each in every_case()]
    seeds = [each.seed for each in SHAPES.case]

    assert len(names) == len(set(names))
    assert len(seeds) == len(set(seeds))


# -- the runner ---------------------------------------------------------------------------------------------------


def run_with(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["run", *words])
    return run.main()


def test_the_runner_writes_a_line_for_each_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "results.jsonl"

    status = run_with(monkeypatch, "tiny:1:2", "--workers", "1", "--out", str(out))

    [line] = out.read_text(encoding="utf-8").splitlines()
    found = json.loads(line)
    assert status == 0
    assert (found["engine"], found["case"], found["group"]) == ("ours", "tiny:1:2", "samples")
    assert (found["workers"], found["seed"], found["limit_seconds"]) == (1, 0, 2)
    assert set(found["versions"]) == {"ortools", "python"}
    assert {"value", "bound", "proved", "seconds"} <= set(found["levels"][0])
    assert found["breaches"] == 0
    assert found["peak_megabytes"] > 0
    assert str(tmp_path) not in line
    assert "levels proved" in capsys.readouterr().out
    assert list(read_results(out)) == [("ours", "tiny:1:2", 0)]


def test_other_seconds_change_the_name_that_says_them() -> None:
    assert find("tiny:1:2").given(5).name == "tiny:1:5"
    assert find("growth-1").given(5).name == "growth-1"
    assert find("growth-1").given(5).seconds == 5


def test_a_group_chooses_its_cases() -> None:
    assert [each.name for each in run.chosen([], "growth", None)] == [
        "growth-1",
        "growth-4-same",
        "growth-4-new",
        "growth-16-same",
    ]


@pytest.mark.parametrize("name", ["nothing", "nothing:1:2", "tiny:one:2", "tiny:1"])
def test_an_unknown_case_is_refused_with_how_to_write_one(name: str) -> None:
    with pytest.raises(UnknownCaseError, match=r"sample|SAMPLE"):
        find(name)


def test_an_unknown_group_is_refused_with_the_groups_there_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        run_with(monkeypatch, "--group", "nothing")

    assert refused.value.code == 2
    assert "day-linked" in capsys.readouterr().err


def test_a_case_that_fails_is_told_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    out = tmp_path / "results.jsonl"

    status = run_with(monkeypatch, f"{tmp_path / 'empty'}:1:2", "tiny:1:2", "--out", str(out))

    assert status == 1
    assert "failed, exit status 1" in capsys.readouterr().out
    assert len(out.read_text(encoding="utf-8").splitlines()) == 1


def test_stopping_keeps_what_has_been_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = iter([{**line("a"), "peak_megabytes": 1}])

    def interrupted(*_: object) -> dict[str, Any]:
        for answer in answers:
            return answer
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "run_case", interrupted)
    out = tmp_path / "results.jsonl"

    status = run_with(monkeypatch, "tiny:1:2", "tiny:5:2", "--out", str(out))

    assert status == run.INTERRUPTED
    assert "1 of 2 cases measured" in capsys.readouterr().out
    assert len(read_results(out)) == 1


def test_without_git_the_commit_is_unknown(tmp_path: Path) -> None:
    assert run.commit(tmp_path / "nowhere") == run.UNKNOWN_COMMIT


# -- comparing ----------------------------------------------------------------------------------------------------


def line(case: str, due: int = 4, bound: int | None = None, **others: Any) -> dict[str, Any]:
    """One result with two levels: wing posts all filled, and `due.1` (proved unless a bound is given)."""
    bound = due if bound is None else bound
    levels = [
        {"name": "wing_posts", "value": 0, "bound": 0, "proved": True, "seconds": 0.1},
        {"name": "due.1", "value": due, "bound": bound, "proved": bound == due, "seconds": 1.5},
    ]
    usual: dict[str, Any] = {
        "case": case,
        "group": "day",
        "seconds": 1.6,
        "limit_seconds": 20.0,
        "workers": 1,
        "breaches": 0,
        "deterministic_time": 1.0,
        "variables": 1000,
        "constraints": 2000,
        "levels": levels,
    }
    return usual | others


def written(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(f"{json.dumps(each)}\n" for each in lines), encoding="utf-8")
    return path


BEFORE = line("a"), line("b", due=6, bound=2)
WORSE = {
    "a worse value": ((line("a", due=6), BEFORE[1]), "a: due.1 is 6, it was 4."),
    "less proved": (
        (line("a", bound=0), BEFORE[1]),
        "a: 1 leading level proved, there were 2.",
    ),
    "breaches": ((line("a", breaches=1), BEFORE[1]), "a: the roster has 1 breach of rules."),
    "missing": ((BEFORE[0],), "b: it was measured before and is missing now."),
    "failed": (
        (BEFORE[0], {"engine": "ours", "case": "b", "failed": "stuck"}),
        "b: it was measured before and is missing now.",
    ),
    "more work": (
        (line("a", deterministic_time=1.3), BEFORE[1]),
        "a: deterministic time 1.3, 1.30 times the 1 of before.",
    ),
    "more variables": (
        (line("a", variables=1300), BEFORE[1]),
        "a: variables 1300, 1.30 times the 1000 of before.",
    ),
    "more constraints": (
        (BEFORE[0], line("b", due=6, bound=2, constraints=2600)),
        "b: constraints 2600, 1.30 times the 2000 of before.",
    ),
}
NO_WORSE = {
    "the same": BEFORE,
    "a better value": (line("a", due=2), BEFORE[1]),
    "more proved": (BEFORE[0], line("b", due=6)),
    "slower by the clock": (line("a", seconds=16.0), BEFORE[1]),
    "a little more work": (line("a", deterministic_time=1.25, variables=1250), BEFORE[1]),
    "more work that the clock ended": (BEFORE[0], line("b", due=6, bound=2, deterministic_time=9.0)),
    "a case more": (*BEFORE, line("c")),
}


@pytest.mark.parametrize("why", WORSE)
def test_a_regression_is_named_and_ends_with_status_1(
    why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    after, sentence = WORSE[why]

    status = compare.main(
        [str(written(tmp_path / "before", *BEFORE)), str(written(tmp_path / "after", *after))]
    )

    said = capsys.readouterr().out
    assert status == 1
    assert said.endswith(f"1 regression:\n{sentence}\n")


@pytest.mark.parametrize("why", NO_WORSE)
def test_without_a_regression_the_status_is_0(
    why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = written(tmp_path / "before", *BEFORE), written(tmp_path / "after", *NO_WORSE[why])

    status = compare.main([str(before), str(after)])

    assert status == 0
    assert "No regression." in capsys.readouterr().out


def test_the_table_counts_by_group(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = written(tmp_path / "before", *BEFORE, line("w", group="week"))
    after = written(tmp_path / "after", line("a", due=2), BEFORE[1], line("w", due=6, group="week"))

    compare.main([str(before), str(after)])

    rows = [row.split() for row in capsys.readouterr().out.splitlines()]
    assert ["day", "2", "3", "3", "1", "0", "1", "1.00", "1.00", "1.00"] in rows
    assert ["week", "1", "2", "2", "0", "1", "0", "1.00", "1.00", "1.00"] in rows


def test_runs_that_are_not_alike_and_bounds_that_cannot_be_true_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written(tmp_path / "before", line("a"))
    after = written(tmp_path / "after", line("a", due=2, workers=2))

    compare.main([str(before), str(after)])

    said = capsys.readouterr().out
    assert "Not like with like: workers differs in 1 case (a …)." in said
    assert "a: due.1 is 2, below the earlier bound of 4: one of the two is wrong." in said


UNREADABLE = {
    "not JSON": ("{}\n".replace("{}", json.dumps(line("a"))) + "{broken\n", "line 2: this is not JSON"),
    "a key missing": ('{"case": "a"}\n', "line 1: levels: "),
    "no object": ("[1]\n", "line 1: "),
    "nothing in it": ("\n", "line 1: there is no result"),
}


@pytest.mark.parametrize("why", UNREADABLE)
def test_unreadable_results_end_with_status_2_and_the_place(
    why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, said = UNREADABLE[why]
    after = tmp_path / "after.jsonl"
    after.write_text(text, encoding="utf-8")

    status = compare.main([str(written(tmp_path / "before", *BEFORE)), str(after)])

    assert status == 2
    assert f"{after}, {said}" in capsys.readouterr().err


def test_a_results_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"nothing\.jsonl, line 1: this file cannot be read"):
        read_results(tmp_path / "nothing.jsonl")


def test_the_later_of_two_lines_counts_and_seeds_are_kept_apart(tmp_path: Path) -> None:
    results = read_results(written(tmp_path / "r", line("a", due=9), line("a"), line("a", seed=1)))

    assert {key: each.levels[1].value for key, each in results.items()} == {
        ("ours", "a", 0): 4,
        ("ours", "a", 1): 4,
    }


# -- the report ---------------------------------------------------------------------------------------------------


def reported(tmp_path: Path, *lines: dict[str, Any]) -> tuple[str, dict[str, ElementTree.Element]]:
    docs = tmp_path / "docs"
    assert report.main([str(written(tmp_path / "results", *lines)), "--docs", str(docs)]) == 0
    pictures = {
        path.name: ElementTree.fromstring(path.read_text(encoding="utf-8"))
        for path in (docs / "pictures").iterdir()
    }
    return (docs / "benchmarks.md").read_text(encoding="utf-8"), pictures


def words(picture: ElementTree.Element) -> list[str]:
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def test_the_page_shows_values_with_bounds_in_brackets_and_its_pictures(tmp_path: Path) -> None:
    page, pictures = reported(
        tmp_path, line("a", staff=8, tasks=30, commit="abc123"), line("b<&>", due=6, bound=2)
    )

    assert "| a | 8 | 30 | 0 | 4 | – | – | – | 1.6 | – |" in page
    assert "| b<&> | – | – | 0 | 6 (2) | – | – | – | 1.6 | – |" in page
    assert "| day | 2 | 3 of 4 | 1 | 1.6 | 1.6 |" in page
    assert "commit `abc123, unknown`" in page
    assert "Against" not in page
    assert all(f"](pictures/{name})" in page for name in pictures)


def test_every_picture_is_valid_and_has_a_title_and_labelled_axes(tmp_path: Path) -> None:
    _, pictures = reported(tmp_path, line("a"), line("b<&>", due=6, bound=2))

    labels = {
        "benchmarks-proved.svg": {"Share of levels proved, by group", "group", "levels proved (%)", "3 of 4"},
        "benchmarks-seconds.svg": {"Seconds for each level", "level", "due.1", "1 of 2 proved"},
        "benchmarks-gap.svg": {"case", "b<&>", "due.1: 6 (2)"},
    }
    assert set(pictures) == set(labels)
    for name, picture in pictures.items():
        assert picture.find(f"{SVG}title") is not None
        assert labels[name] <= set(words(picture)), name
    bars = pictures["benchmarks-gap.svg"].findall(f"{SVG}rect")
    assert len(bars) == 2  # the paper, and one bar


@pytest.mark.parametrize(("bound", "percent"), [(4, 0), (1, 75), (0, 100), (None, 100)])
def test_the_gap_is_a_share_of_the_value_and_all_of_it_where_no_bound_is_known(
    bound: int | None, percent: int
) -> None:
    assert gap_percent(Level(name="due.1", value=4, bound=bound)) == percent


def test_where_everything_is_proved_the_chart_of_gaps_says_so(tmp_path: Path) -> None:
    _, pictures = reported(tmp_path, line("a"))

    assert "Every level of every case is proved." in words(pictures["benchmarks-gap.svg"])


def test_other_engines_get_a_table_of_who_is_ahead(tmp_path: Path) -> None:
    peers = [
        line("a", due=6, engine="textbook"),
        line("b", due=6, bound=0, engine="textbook", breaches=None, variables=None),
        line("a", due=2, engine="highs"),
    ]

    page, pictures = reported(tmp_path, *peers, *BEFORE)

    assert "Ahead at the first level that differs: `ours` 1, `textbook` 0, neither 1." in page
    assert "| a | due.1 | 4 | 6 | `ours` | 1.6 | 1.6 |" in page
    assert "| a | due.1 | 4 | 2 | `highs` | 1.6 | 1.6 |" in page
    assert {"ours", "textbook", "highs"} <= set(words(pictures["benchmarks-proved.svg"]))


def test_rosters_that_break_rules_are_told_on_the_page(tmp_path: Path) -> None:
    page, _ = reported(tmp_path, line("a", breaches=2))

    assert "must not happen:** a (2)" in page


def test_the_report_of_unreadable_results_ends_with_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = report.main([str(tmp_path / "nothing.jsonl"), "--docs", str(tmp_path / "docs")])

    assert status == 2
    assert "cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "docs").exists()
