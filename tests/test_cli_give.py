"""`omu-roster give`, run as people run it: what it says, to people and to programs, and with which status it ends."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from api.commands.common import stated_roster
from roster.reading import read_morning
from roster.replan.events import Events, Lost
from roster.replan.lending import Request, lent
from roster.replan.revise import revise
from solver.lending import who_should_go
from tests.test_cli import QUICK, TINY, omu

MONDAY, WIDTH = date(2026, 11, 23), 80


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The roster of the tiny sample's first day."""
    out = tmp_path_factory.mktemp("published") / "out"
    run = omu("make", TINY, "--out", out, *QUICK)
    assert run.returncode == 0, run.stderr
    return out / "roster.json"


def test_it_says_who_costs_what_and_how_sure_that_is(published: Path) -> None:
    run = omu("give", TINY, "--published", published, "--session", "2026-11-23:AM", "--posts", "2")

    assert (run.returncode, run.stderr) == (0, "")
    assert "2 people more for Mon 23 Nov AM: who costs least" in run.stdout
    assert "  1  S02 Gwilym Tarrowby + S03 Priya Oakhanger" in run.stdout
    assert "     proved\n" in run.stdout
    assert "1 set of people possible: 1 proved." in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= WIDTH


def test_who_has_nothing_to_do_costs_nothing(published: Path, tmp_path: Path) -> None:
    roster = json.loads(published.read_text())
    roster["work"] = [each for each in roster["work"] if each["staff_id"] != "S02"]
    roster = {key: roster[key] for key in ("from", "days", "work", "wing_duty")}
    idle = tmp_path / "idle.json"
    idle.write_text(json.dumps(roster))
    run = omu("give", TINY, "--published", idle, "--session", "23/11/2026:AM", "--wing", "B", "--top", "1")

    assert run.returncode == 0, run.stderr
    assert "for wing B: who costs least" in run.stdout
    assert "costs nothing: all due work as published, and nobody else's diary changes" in run.stdout


def test_as_json_it_is_the_answer_of_the_library_call(published: Path) -> None:
    run = omu("give", TINY, "--published", published, "--session", "2026-11-23:AM", "--wing", "A", "--json")
    answer = json.loads(run.stdout)
    given = who_should_go(
        read_morning(TINY), stated_roster(published), Request(MONDAY, "AM", 1, "A"), file=published.name
    )
    again = given.ranking.as_dict(given.problem)

    timings = ("seconds", "first_seconds")
    assert {key: answer[key] for key in answer if key not in timings} == {
        key: again[key] for key in again if key not in timings
    }
    assert answer["may_go"] == ["S02", "S03"]
    assert [each["rank"] for each in answer["sets"]] == [1, 2]
    assert all(each["proved"] for each in answer["sets"])
    assert answer["sets"][0]["lost"] == [
        {"staff_id": "S02", "date": "2026-11-23", "session": "AM", "wing": "A"}
    ]
    assert [each["level"] for each in answer["sets"][0]["levels"]] == [
        "wing_posts", "due.1", "due.2", "changes", "due.3", "due.4", "due.5",
    ]  # fmt: skip


def test_all_faults_of_the_call_are_said_at_once(published: Path) -> None:
    run = omu(
        "give", TINY / "nowhere", "--published", published.with_name("gone.json"),
        "--session", "Monday", "--now", "ten", "--seconds", "0",
    )  # fmt: skip

    assert (run.returncode, run.stdout) == (2, "")
    for part in ("--session", "--now", "--seconds", "gone.json", "nowhere"):
        assert part in run.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--session", "2026-11-30:AM"), "2026-11-30 is not a day of the published roster"),
        (("--session", "2026-11-23:EVE"), "there is no session `EVE`. Maybe one of AM, PM?"),
        (("--session", "2026-11-23:AM", "--now", "2026-11-23T09:00"), "Mon 23 Nov AM began at 08:00"),
        (
            ("--session", "2026-11-23:AM", "--posts", "3"),
            "3 people are asked for, and only 2 may go: S02, S03.",
        ),
        (("--session", "2026-11-23:AM", "--posts", "0"), "--posts"),
    ],
)
def test_what_does_not_fit_the_roster_ends_with_status_2(
    published: Path, words: tuple[str, ...], said: str
) -> None:
    run = omu("give", TINY, "--published", published, *words)

    assert (run.returncode, run.stdout) == (2, "")
    assert said in run.stderr


def test_when_nobody_may_go_it_says_who_is_in_and_what_keeps_them(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    shutil.copytree(TINY, folder)
    text = (folder / "staff.csv").read_text().splitlines()
    (folder / "staff.csv").write_text("\n".join(line.replace(",B4,", ",NB4,") for line in text) + "\n")
    run = omu("give", folder, "--published", published, "--session", "2026-11-23:AM")

    assert (run.returncode, run.stdout) == (1, "")
    assert "Nobody can be lent for Mon 23 Nov AM. In then, and kept:" in run.stderr
    assert "(rule `wing_cover`)" in run.stderr
    assert "S02 Gwilym Tarrowby (non-operational Band 4)" in " ".join(run.stderr.split())


def test_what_is_left_is_what_planning_again_would_find_when_they_are_lost(published: Path) -> None:
    """The problem without somebody is the one that follows from the event that they are lost to a wing."""
    morning, stated = read_morning(TINY), stated_roster(published)
    before = revise(morning, stated, Events()).problem
    after = revise(morning, stated, Events(lost=(Lost("S03", MONDAY, "AM", "B"),))).problem
    left = lent(before, before.session[MONDAY, "AM"], ["S03"], "B")

    assert left.posts == {**after.posts, (0, "B"): 1}
    assert replace(left, posts=after.posts) == after


def test_it_explains_itself_with_an_example() -> None:
    run = omu("give", "--help")

    assert run.returncode == 0
    assert "omu-roster give monday --published out/roster.json --session 2026-11-23:PM --posts 2" in " ".join(
        run.stdout.split()
    )
