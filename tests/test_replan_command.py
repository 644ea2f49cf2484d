"""`replan` from the command line: what is typed, what is written, and what is refused."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from roster.faults import InputRefusedError
from roster.replan.events import Events, Lost, events_of_json, events_of_options
from tests.builders import MONDAY
from tests.test_cli import QUICK, TINY, omu

LOST = ("--lost", "S01:2026-11-23:AM", "--lost", "S02:2026-11-23:PM:wing=B")
SHORT = ("--seconds", "10", "--workers", "1")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The roster that people were told."""
    out = tmp_path_factory.mktemp("published")
    run = omu("make", TINY, "--out", out / "out", *QUICK)
    assert run.returncode == 0, run.stderr
    return out / "out" / "roster.json"


@pytest.fixture(scope="module")
def replanned(published: Path) -> Path:
    """The roster after two people were lost."""
    out = published.parent.parent / "new"
    run = omu("replan", TINY, "--published", published, *LOST, "--out", out, *SHORT)
    assert run.returncode == 0, run.stderr
    assert "WHAT FALLS OFF" in run.stdout
    assert max(map(len, run.stdout.splitlines())) <= 80
    return out


def test_everything_is_written_and_the_checker_agrees(replanned: Path) -> None:
    assert {each.name for each in replanned.iterdir()} == {
        "roster.json", "roster.xlsx", "roster.csv", "roster.html", "calendars", "changes.json", "changes.html",
    }  # fmt: skip
    roster = json.loads((replanned / "roster.json").read_text())
    names = [each["name"] for each in roster["levels"]]
    assert names.index("changes") == names.index("due.2") + 1
    assert {"staff_id": "S02", "date": "2026-11-23", "session": "PM", "wing": "B"} in roster["wing_duty"]
    assert not [
        each
        for each in roster["work"]
        if (each["staff_id"], each["session"]) in {("S01", "AM"), ("S02", "PM")}
    ]
    assert omu("check", TINY, replanned / "roster.json").returncode == 0


def test_the_slips_say_what_changed_and_the_counts_agree(replanned: Path) -> None:
    changes = json.loads((replanned / "changes.json").read_text())
    level = {each["name"]: each["after"] for each in changes["levels"]}
    assert changes["changed_diaries"] == level["changes"]
    assert sum(not each["lost"] for each in changes["half_days"]) == level["changes"]
    assert all(each["what"] for each in changes["half_days"])
    page = (replanned / "changes.html").read_text()
    assert page.count('class="slip"') == len({each["staff_id"] for each in changes["half_days"]})
    assert page.count("CONFIDENTIAL") > page.count('class="slip"')
    assert "Change slips" in (replanned / "roster.html").read_text()
    workbook = CalamineWorkbook.from_path(str(replanned / "roster.xlsx"))
    assert "Changes" in workbook.sheet_names


def test_a_replanned_roster_is_planned_again_and_what_was_lost_stays_lost(replanned: Path) -> None:
    out = replanned.parent / "again"
    published = replanned / "roster.json"
    run = omu(
        "replan", TINY, "--published", published, "--ban", "T1:S04", "--out", out, "--json", *SHORT
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert answer["changed_diaries"] == 0
    assert [each["before"] == each["after"] for each in answer["half_days"]] == []
    assert len(json.loads((out / "roster.json").read_text())["revision"]["lost"]) == 2


def test_what_began_before_now_stays_and_who_leaves_keeps_what_was_finished(published: Path) -> None:
    out = published.parent.parent / "ten"
    run = omu(
        "replan", TINY, "--published", published, "--now", "2026-11-23T09:00", "--out", out,
        "--lost", "S01:2026-11-23:AM", *SHORT,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    old, new = (json.loads(path.read_text())["work"] for path in (published, out / "roster.json"))
    key = ("staff_id", "task_id", "date", "start", "minutes")
    begun = [
        tuple(each[name] for name in key)
        for each in old
        if each["start"] < "09:00"
        and each["session"] == "AM"
        and (each["staff_id"] != "S01" or each["end"] <= "09:00")
    ]
    assert begun
    assert set(begun) <= {tuple(each[name] for name in key) for each in new}
    assert not [each for each in new if each["staff_id"] == "S01" and "09:00" < each["end"] <= "12:00"]


def test_a_morning_that_breaks_twice_is_planned_twice_and_can_be_asked_about(published: Path) -> None:
    """S01 left at nine and is not back at ten, when S02 goes for the day; by two o'clock half of that is over."""
    out = published.parent.parent / "twice"
    steps = (("2026-11-23T09:00", "S01:2026-11-23:AM"), ("2026-11-23T10:00", "S02:2026-11-23"), ("", ""))
    for number, (now, lost) in enumerate(steps):  # the last time without a moment of its own
        words = [*(("--now", now) if now else ()), *(("--lost", lost) if lost else ())]
        told = out / f"{number - 1}" / "roster.json" if number else published
        new = out / f"{number}" / "roster.json"
        run = omu("replan", TINY, "--published", told, *words, "--out", new.parent, *SHORT)
        assert run.returncode == 0, run.stderr
        data = json.loads(new.read_text())
        assert data["revision"]["now"] == (now or steps[1][0])
        assert not [
            each
            for each in data["work"]
            if each["staff_id"] == "S01" and each["end"] > "09:00" and each["session"] == "AM"
        ]
        assert omu("check", TINY, new).returncode == 0
        explained = omu("explain", TINY, new, "--seconds", "2", "--workers", "1")
        assert explained.returncode == 0, explained.stderr
    once, pm = out / "0" / "roster.json", "2026-11-23:PM"
    given = omu("give", TINY, "--published", once, "--session", pm, "--seconds", "3", "--workers", "1")
    assert given.returncode == 0, given.stderr


def test_every_fault_is_told_at_once_and_nothing_is_written(published: Path) -> None:
    out = published.parent.parent / "refused"
    run = omu(
        "replan", TINY, "--published", published, "--out", out,
        "--lost", "S99:2026-11-23:AM", "--lost", "S01:2026-11-23:NIGHT", "--lost", "S02:2027-01-04:AM",
        "--pin", "T1:S98", "--ban", "T999:S01", "--now", "2026-12-23T09:00",
    )  # fmt: skip
    assert run.returncode == 2
    assert not out.exists()
    for text in ("S99", "`NIGHT`", "2027-01-04", "S98", "T999", "2026-12-23"):
        assert text in run.stderr
    assert len(run.stderr.splitlines()) == 6


def test_a_pin_that_breaks_a_rule_is_refused_with_the_rule(published: Path) -> None:
    run = omu("replan", TINY, "--published", published, "--pin", "T1:S04", "--out", published.parent / "no")
    assert run.returncode == 2
    assert "rule `grade`" in run.stderr


def test_pins_that_cannot_all_be_kept_are_refused(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "full"
    shutil.copytree(TINY, folder)
    tasks = (folder / "tasks.csv").read_text().splitlines()
    header = tasks[0].split(",")
    long = [
        ",".join({"task_id": f"L{n}", "type": "recategorisation", "minutes": "170", "ready": "2026-11-20",
                  "due": "2026-11-23", "risk": "low"}.get(name, "") for name in header)
        for n in range(3)
    ]  # fmt: skip
    (folder / "tasks.csv").write_text("\n".join([*tasks, *long]) + "\n")
    pins = [word for n in range(3) for word in ("--pin", f"L{n}:S02")]
    run = omu("replan", folder, "--published", published, *pins, "--out", tmp_path / "no", *SHORT)
    assert run.returncode == 2
    assert "cannot all be kept together" in run.stderr
    assert not (tmp_path / "no").exists()
    one = omu("replan", folder, "--published", published, *pins[:2], "--out", tmp_path / "yes", *SHORT)
    assert one.returncode == 0, one.stderr
    work = json.loads((tmp_path / "yes" / "roster.json").read_text())["work"]
    assert [each["staff_id"] for each in work if each["task_id"] == "L0"] == ["S02"]


def test_events_are_read_as_they_are_written() -> None:
    typed = events_of_options(
        ["S07:2026-11-23:PM:wing=B", "S08:23/11/2026"], ["T12:S03"], ["T12:S04"], "2026-11-23T10:05"
    )
    assert typed == Events(
        (Lost("S07", MONDAY, "PM", "B"), Lost("S08", MONDAY)),
        (("T12", "S03"),),
        (("T12", "S04"),),
        datetime(2026, 11, 23, 10, 5),
    )
    assert events_of_json(typed.as_dict()) == typed


@pytest.mark.parametrize(
    "text", ["S07", "S07:PM", "S07:2026-11-23:PM:AM", "S07:2026-11-23:PM:wing=", ":2026-11-23"]
)
def test_a_lost_session_that_is_not_said_properly_is_refused(text: str) -> None:
    with pytest.raises(InputRefusedError):
        events_of_options([text])


@pytest.mark.parametrize("text", ["T1", "T1:", ":S1", "T1:S1:AM"])
def test_a_pin_that_is_not_said_properly_is_refused(text: str) -> None:
    with pytest.raises(InputRefusedError):
        events_of_options(pins=[text])


def test_a_moment_without_a_time_is_no_moment() -> None:
    with pytest.raises(InputRefusedError):
        events_of_options(now="2026-11-23")
