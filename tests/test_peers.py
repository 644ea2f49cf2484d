"""Peers are measured by the same rules: in turn, each in its own process, the earlier commit from its own files."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks import peers
from benchmarks.resolving import case_of, resolved
from benchmarks.standing import leading, standing
from benchmarks.textbook import Textbook
from benchmarks.textbook_engines import PEERS
from benchmarks.worktrees import WorktreeError, checked_out, environment
from roster.levels import tolerance
from solver.search import Search

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 20
LEVELS = ("wing_posts", "due.1", "quality")


def line(engine: str, *values: int, proved: int = 3, case: str = "tiny:1") -> dict[str, Any]:
    levels = [
        {"name": name, "value": value, "proved": number < proved}
        for number, (name, value) in enumerate(zip(LEVELS, values, strict=True))
    ]
    return {"engine": engine, "case": case, "levels": levels, "seconds": 1.5}


@pytest.mark.parametrize("engine", PEERS)
@pytest.mark.parametrize("days", [1, 5])
def test_a_peer_proves_what_our_own_search_proves_on_a_tiny_prison(engine: str, days: int) -> None:
    found = case_of(f"tiny:{days}", SECONDS)
    problem, rules = resolved(found.folder, found.days)
    ours = Search(problem, rules, seconds=SECONDS, workers=1, seed=0).run()

    peer = Textbook(problem, rules, PEERS[engine], workers=1, seed=0)
    levels = peer.run(SECONDS)

    assert [(each.name, each.value) for each in levels] == [(each.name, each.value) for each in ours.levels]
    assert all(each.proved for each in levels)
    assert all(each.tolerance == tolerance(problem.policy, each.name, each.value) for each in levels)
    assert all(kind.count == 1 for kind in peer.kinds)


@pytest.mark.parametrize("engine", PEERS)
def test_a_peer_without_time_gives_what_it_has_and_claims_nothing(engine: str) -> None:
    found = case_of("open:1", 0)
    problem, rules = resolved(found.folder, found.days)

    levels = Textbook(problem, rules, PEERS[engine], workers=1, seed=0).run(0)

    assert [each.name for each in levels] == list(problem.policy.levels)
    assert all(0 <= (each.bound or 0) <= each.value <= each.of for each in levels)


def test_with_each_case_another_engine_begins() -> None:
    cases = [case_of(text, SECONDS) for text in ("tiny:1", "tiny:2", "tiny:3")]

    order = [(case.name, engine) for case, engine in peers.turns(cases, ["a", "b"])]

    assert order == [
        ("tiny:1", "a"),
        ("tiny:1", "b"),
        ("tiny:2", "b"),
        ("tiny:2", "a"),
        ("tiny:3", "a"),
        ("tiny:3", "b"),
    ]


def test_whoever_is_better_at_the_first_level_that_differs_is_ahead() -> None:
    said = standing([line("ours", 0, 4, 90), line("textbook", 0, 5, 10, proved=1), line("highs", 0, 4, 95)])

    assert said.startswith(
        "tiny:1: ours and highs ahead at due.1 (ours 4, highs 4, textbook 5),"
        " then ours ahead at quality (ours 90, highs 95); "
    )
    assert "leading levels proved: ours 3 of 3, textbook 1 of 3, highs 3 of 3" in said


def test_the_same_values_are_told_and_a_failure_is_named() -> None:
    failed = {"engine": "previous", "case": "tiny:1", "failed": "ImportError"}

    assert "all reach the same values" in standing([line("ours", 0, 4, 9), line("highs", 0, 4, 9)])
    assert standing([line("ours", 0, 4, 9), failed]) == "tiny:1: nothing to compare; failed: previous"


def test_only_levels_before_the_first_unproved_one_lead() -> None:
    assert [leading(line("ours", 0, 0, 0, proved=proved)) for proved in range(4)] == [0, 1, 2, 3]


def test_the_command_measures_writes_lines_and_says_who_is_ahead(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "lines.jsonl"

    status = peers.main(["tiny:1", "--engines", "ours,textbook,highs", "--seconds", "20", "--out", str(out)])

    lines = [json.loads(each) for each in out.read_text(encoding="utf-8").splitlines()]
    assert status == 0
    assert [each["engine"] for each in lines] == ["ours", "textbook", "highs"]
    keys = [set(each) for each in lines]
    assert keys[0] - keys[1] == set()
    assert keys[1] == keys[2]
    assert "tiny:1: all reach the same values" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["tiny:1", "--engines", "ours,theirs"], "There is no engine theirs"),
        (["nowhere:1", "--engines", "ours"], "nowhere"),
        (["tiny:x", "--engines", "ours"], "tiny:x"),
        (["tiny:1", "--engines", "previous", "--previous", "no-such-commit"], "no-such-commit"),
    ],
)
def test_a_wrong_call_is_exit_status_2(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        peers.main(words)

    assert refused.value.code == 2
    assert said in capsys.readouterr().err


def test_a_measurement_that_fails_is_a_line_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "__init__.py").write_text("", encoding="utf-8")

    found = peers.measured(case_of("tiny:1", SECONDS), "ours", 1, 0, tmp_path)

    assert (found["engine"], found["case"]) == ("ours", "tiny:1")
    assert "No module named benchmarks.measure" in found["failed"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit, whose solver and roster are nearly empty files."""
    root = tmp_path / "repository"
    for package in ("solver", "roster", "benchmarks"):
        (root / package).mkdir(parents=True)
        (root / package / "__init__.py").write_text("OLD = True\n", encoding="utf-8")
    for words in (
        ["init", "--quiet"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "first"],
    ):
        subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
    return root


def test_an_earlier_commit_is_measured_from_its_own_files_and_removed_again(repository: Path) -> None:
    program = "import solver, roster; print(solver.OLD, solver.__file__, roster.__file__)"

    with checked_out("HEAD", repository) as folder:
        command = [
            sys.executable,
            "-c",
            program.replace(", benchmarks.measure as ruler", ", roster as ruler"),
        ]
        done = subprocess.run(
            command, cwd=folder, env=environment(folder), check=True, capture_output=True, text=True
        )
        ruler = (folder / "benchmarks" / "measure.py").exists()

    assert done.stdout.split() == [
        "True",
        str(folder / "solver" / "__init__.py"),
        str(folder / "roster" / "__init__.py"),
    ]
    assert ruler
    assert not folder.exists()
    listed = subprocess.run(
        ["git", "worktree", "list"], cwd=repository, check=True, capture_output=True, text=True
    )
    assert len(listed.stdout.splitlines()) == 1


def test_a_commit_without_packages_of_its_own_is_refused(repository: Path) -> None:
    for words in (
        ["rm", "-r", "--quiet", "solver"],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", "without"],
    ):
        subprocess.run(["git", *words], cwd=repository, check=True, capture_output=True)

    with pytest.raises(WorktreeError, match="own packages are not imported"), checked_out("HEAD", repository):
        pass
