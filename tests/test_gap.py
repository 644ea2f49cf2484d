"""Public truth: published assignment problems are read, solved in two levels, and judged by what is known."""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path

import pytest

from benchmarks.gap import Found, judge, main, solve
from benchmarks.gap_files import GapFaultError, Instance, Published, read_instance, read_published

HEADER = "path,agents,jobs,lower_bound,best_known,certificate_value,status,certificate_attains_best"
SMALL = """ 3 5
 8 3 6 2 9
 4 7 5
 6 3
 2 9 4 8 5
 30 40 20 30 50
 40 20 40 20 30
 50 30 30 40 20
 70 50 60
"""
CROWDED = "1 3\n5 1 4\n30 30 30\n60\n"  # room for two of three


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / name.replace("_csv", ".csv")).write_text(text, encoding="utf-8")
    return tmp_path


def by_trying_everything(instance: Instance) -> tuple[int, int]:
    """The most tasks that can be done, and what they cost at the least then."""
    best = (0, 0)
    for people in itertools.product(range(-1, instance.people), repeat=instance.tasks):
        left, cost = list(instance.room), 0
        for task, person in enumerate(people):
            if person >= 0:
                left[person] -= instance.minutes[person][task]
                cost += instance.prices[person][task]
        if min(left) >= 0:
            best = min(best, (-sum(person >= 0 for person in people), cost))
    return -best[0], best[1]


def found(assigned: int, cost: int, bound: int, assigned_bound: int = 3) -> Found:
    return Found(assigned, assigned_bound, cost, bound, 0.1)


def test_line_breaks_mean_nothing(tmp_path: Path) -> None:
    instance = read_instance(folder(tmp_path, small=SMALL) / "small")

    assert instance.prices == ((8, 3, 6, 2, 9), (4, 7, 5, 6, 3), (2, 9, 4, 8, 5))
    assert instance.minutes[1] == (40, 20, 40, 20, 30)
    assert instance.room == (70, 50, 60)


@pytest.mark.parametrize("text", [SMALL, CROWDED], ids=["all done", "not all done"])
@pytest.mark.parametrize("workers", [1, 2])
def test_both_levels_are_proved_at_what_trying_everything_finds(
    tmp_path: Path, text: str, workers: int
) -> None:
    instance = read_instance(folder(tmp_path, small=text) / "small")

    answer = solve(instance, seconds=20, workers=workers)

    assert (answer.assigned, answer.cost) == by_trying_everything(instance)
    assert (answer.assigned_bound, answer.bound) == (answer.assigned, answer.cost)


def test_a_proved_instance_is_reported_in_the_table_and_as_a_json_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    cost = by_trying_everything(read_instance(folder(tmp_path, small=SMALL) / "small"))[1]
    listed = folder(
        tmp_path, best_known_csv=f"{HEADER}\ninvented/small,3,5,{cost},{cost},{cost},optimal,yes\n"
    )
    monkeypatch.setenv("GAP_DIR", str(listed))

    status = main(["--seconds", "20", "--workers", "1", "--out", str(tmp_path / "lines")])

    line = json.loads((tmp_path / "lines").read_text(encoding="utf-8"))
    assert status == 0
    assert line["verdict"] == "proved"
    assert (line["name"], line["found"]["cost"], line["published"]) == ("small", cost, cost)
    assert capsys.readouterr().out.splitlines()[1].split()[:5] == ["small", "3", "x", "5", "5"]


def test_another_cost_than_the_published_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = folder(
        tmp_path, small=SMALL, best_known_csv=f"{HEADER}\ninvented/small,3,5,99,99,99,optimal,yes\n"
    )
    monkeypatch.setenv("GAP_DIR", str(listed))

    assert main(["--workers", "1"]) == 1
    assert "wrong: no solution costs less than 99" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "answer", "verdict", "fails"),
    [
        ("x", found(3, 50, 50), "proved", False),
        ("x", found(3, 52, 48), "gap 4", True),
        ("d05100", found(3, 52, 48), "gap 4", False),
        ("x", found(2, 50, 50), "1 jobs not assigned", True),
        ("x", found(3, 49, 49), "wrong: no solution costs less than 50", True),
        ("d05100", found(3, 52, 51), "wrong: the bound is above a known cost of 50", True),
        ("d05100", found(2, 50, 50, 2), "wrong: a bound says that not all jobs can be done", True),
    ],
)
def test_a_claim_is_judged_by_what_is_published(name: str, answer: Found, verdict: str, fails: bool) -> None:
    instance = Instance(name, ((1, 2, 3),), ((1, 1, 1),), (3,))

    line = judge(instance, answer, Published(name, 50, 50, optimal=True))

    assert (line.verdict, line.fails) == (verdict, fails)


def test_an_instance_nobody_has_proved_is_only_reported() -> None:
    instance = Instance("x", ((1, 2, 3),), ((1, 1, 1),), (3,))

    line = judge(instance, found(3, 52, 48), Published("x", 47, 50, optimal=False))

    assert (line.verdict, line.fails) == ("gap 4", False)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "begin with the numbers of agents and of jobs"),
        ("0 4", "begin with the numbers of agents and of jobs"),
        ("1 2 5 5 3 3", "1 agents and 2 jobs need 7 numbers; there are 6"),
        ("1 1 5 3 9 9", "1 agents and 1 jobs need 5 numbers; there are 6"),
        ("1 1 5 -3 9", "number 4: `-3` is not a whole number"),
        ("1 1 5 3.5 9", "number 4: `3.5` is not a whole number"),
    ],
)
def test_a_fault_in_a_file_is_named_with_the_file(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(GapFaultError) as refused:
        read_instance(folder(tmp_path, gap9=text) / "gap9")

    assert str(refused.value).startswith("gap9")
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("path,best_known\n", "the columns lower_bound, status are missing"),
        (f"{HEADER}\na/b,1,1,7,,7,optimal,yes\n", "row 2, best_known: `` is not a whole number"),
        (f"{HEADER}\na/b,1,1,8,7,7,open,yes\n", "row 2: lower_bound 8 is above best_known 7"),
    ],
)
def test_a_fault_in_the_list_is_named_with_its_row(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(GapFaultError, match=r"^best_known\.csv") as refused:
        read_published(folder(tmp_path, best_known_csv=text))

    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("where", "names", "words"),
    [
        ("", [], "GAP_DIR is not set"),
        ("nowhere", [], "there is no folder"),
        (".", [], "best_known.csv: it cannot be read"),
        (".", ["small"], "best_known.csv: it cannot be read"),
    ],
)
def test_a_folder_that_cannot_be_read_is_exit_status_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    where: str,
    names: list[str],
    words: str,
) -> None:
    monkeypatch.setenv("GAP_DIR", str(tmp_path / where) if where else "")

    assert main(names) == 2
    assert words in capsys.readouterr().err


def test_a_listed_file_that_is_not_there_or_not_listed_is_exit_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = folder(tmp_path, best_known_csv=f"{HEADER}\ninvented/small,3,5,9,9,9,optimal,yes\n")
    monkeypatch.setenv("GAP_DIR", str(listed))

    assert main([]) == 2
    assert "small: it cannot be read" in capsys.readouterr().err
    assert main(["large"]) == 2
    assert "large: not in best_known.csv" in capsys.readouterr().err


@pytest.mark.skipif("GAP_DIR" not in os.environ, reason="GAP_DIR names no folder of published instances")
def test_the_smallest_published_instances_are_proved(capsys: pytest.CaptureFixture[str]) -> None:
    smallest = [f"gap1-{number}" for number in range(5)]

    assert main([*smallest, "--workers", "1"]) == 0
    assert capsys.readouterr().out.count("proved") == len(smallest)
