"""The benchmarks of a day that has already begun: they ask what they say, and their figures are what was found."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.again import Again, described, shown, without
from benchmarks.answers import Answers
from roster.check import judge

ROOT = Path(__file__).parent.parent


def test_a_replan_and_one_person_fewer_are_measured_beside_a_search_from_nothing() -> None:
    again = Again("tiny:1", seconds=10, published_seconds=10, seed=0)
    for found in (again.replan(1), again.fewer()):
        assert found["breaches"] == 0
        assert found["as_good"]
        assert found["without"]
        assert shown(found).count("due.5=") == 2
    assert described(again.published)["levels"]["due.1"][0] == 0


def test_without_takes_exactly_the_seats_away() -> None:
    again = Again("tiny:1", seconds=5, published_seconds=5, seed=0)
    seat = min(again.problem.presence)
    assert set(again.problem.presence) - set(without(again.problem, {seat}).presence) == {seat}


def test_the_answers_are_counted_as_they_are_given() -> None:
    answers = Answers("tiny:2", seconds=10, published_seconds=5)
    assert judge(answers.problem, answers.published.plan, answers.published.levels).clean
    give, explain, whatif = answers.all(posts=1)
    assert give["sets"] == give["proved"] > 0
    assert explain["receipts"] == sum(level.value > 0 for level in answers.published.levels[1:3])
    assert whatif["solved"] == whatif["cells"] >= whatif["exact"] > 0


def test_the_command_prints_a_line_for_each_question(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    words = ["tiny:1", "--posts", "1", "--seconds", "3", "--published", "3", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.answers", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [json.loads(line)["question"] for line in done.stdout.splitlines()] == [
        "give",
        "explain",
        "whatif",
    ]
    assert [json.loads(line)["case"] for line in out.read_text().splitlines()] == ["tiny:1"] * 3
