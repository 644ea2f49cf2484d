"""The command, run as people run it: what it writes, what it says, and with which status it ends."""

from __future__ import annotations

import csv
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples"
TINY = SAMPLES / "tiny"
SUBCOMMANDS = (
    "make", "check", "new", "close", "demo", "replan", "give", "explain", "whatif", "alternatives", "keys",
    "serve", "audit", "subject",
)  # fmt: skip
HEAVY = ("ortools", "pandas", "numpy", "jinja2", "holidays", "xlsxwriter", "python_calamine")
QUICK = ("--days", "1", "--seconds", "10", "--workers", "1")
START_SECONDS = 60  # a loaded machine is slow to start, never this slow


def omu(*words: str | Path, patch: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command, perhaps with something in it broken on purpose first."""
    code = f"{patch}\nfrom api.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def imported(*words: str | Path) -> set[str]:
    """Give the top-level modules a run has imported."""
    names = "'|'.join(sorted({each.partition('.')[0] for each in sys.modules}))"
    patch = f"import atexit, sys\natexit.register(lambda: print({names}, file=sys.stderr))"
    return set(omu(*words, patch=patch).stderr.splitlines()[-1].split("|"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The roster of the tiny sample's first day."""
    out = tmp_path_factory.mktemp("made") / "out"
    run = omu("make", TINY, "--out", out, *QUICK)
    assert run.returncode == 0, run.stderr
    return out


def test_make_writes_every_output_and_sums_them_up(made: Path) -> None:
    assert {each.name for each in made.iterdir()} == {
        "roster.json", "roster.xlsx", "roster.csv", "roster.html", "calendars",
    }  # fmt: skip
    roster = json.loads((made / "roster.json").read_text())
    assert (roster["schema"], roster["from"], roster["days"]) == (1, "2026-11-23", ["2026-11-23"])
    assert roster["status"] == "optimal"
    assert all(each["reason"] for each in roster["work"])
    assert set(roster["made"]) == {
        "at", "seconds", "seed", "workers", "input_sha256", "policy_sha256", "versions",
    }  # fmt: skip


def test_a_made_roster_passes_the_check(made: Path) -> None:
    run = omu("check", TINY, made / "roster.json")
    assert (run.returncode, run.stderr) == (0, "")
    assert "Nothing is broken" in run.stdout


def test_a_roster_edited_by_hand_is_judged_with_rule_person_task_and_session(
    made: Path, tmp_path: Path
) -> None:
    roster = json.loads((made / "roster.json").read_text())
    piece = next(each for each in roster["work"] if each["task_id"] == "T1")
    piece["staff_id"] = "S04"
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps({key: roster[key] for key in ("from", "days", "work", "wing_duty")}))

    run = omu("check", TINY, edited)
    assert run.returncode == 1
    assert "high_risk (S04, T1, Mon 23 Nov AM)" in run.stdout

    answer = json.loads(omu("check", TINY, edited, "--json").stdout)
    assert answer["clean"] is False
    assert {"rule", "message", "staff_ids", "task_ids", "session"} == set(answer["breaches"][0])


def test_a_level_that_is_stated_wrongly_is_a_breach(made: Path, tmp_path: Path) -> None:
    roster = json.loads((made / "roster.json").read_text())
    roster["levels"][0]["value"] += 1
    edited = tmp_path / "edited.json"
    edited.write_text(json.dumps(roster))
    run = omu("check", TINY, edited)
    assert run.returncode == 1
    assert "Level wing_posts is stated as 1 and is 0." in run.stdout


def test_nothing_is_written_over_without_being_asked(made: Path) -> None:
    before = {each: each.read_bytes() for each in made.glob("*.*")}
    run = omu("make", TINY, "--out", made, *QUICK)
    assert run.returncode == 2
    assert "--force" in run.stderr
    assert {each: each.read_bytes() for each in made.glob("*.*")} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("make", SAMPLES / "broken"), "Maybe `bcst1`?"),
        (("make", SAMPLES / "nowhere"), "there is no such folder"),
        (("make", TINY, "--date", "31/11/2026"), "--date"),
        (("make", TINY, "--days", "0"), "--days"),
        (("make", TINY, "--days", "1000"), "--days"),
        (("make", TINY, "--seconds", "0"), "--seconds"),
        (("make", TINY, "--seconds", "nan"), "--seconds"),
        (("make",), "FOLDER"),
        (("check", TINY, TINY / "README.txt"), "this is not JSON"),
        (("check", TINY, SAMPLES / "nowhere.json"), "nowhere.json"),
        (("demo", "somewhere", "--prison", "moon"), "--prison"),
        (("nonsense",), "nonsense"),
    ],
)
def test_wrong_input_ends_with_status_2_and_says_what_would_be_right(
    words: tuple[str | Path, ...], said: str, tmp_path: Path
) -> None:
    more = ("--out", tmp_path / "out") if words[0] == "make" else ()
    run = omu(*words, *more)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert not list(tmp_path.iterdir())


def test_all_faults_of_a_folder_are_said_at_once_one_a_line(tmp_path: Path) -> None:
    lines = omu("make", SAMPLES / "broken", "--out", tmp_path / "out").stderr.splitlines()
    assert len(lines) > 30
    assert sum(line.startswith("tasks.csv, row ") for line in lines) > 10


def test_a_fault_of_the_program_ends_with_status_4_one_plain_line_and_no_files(tmp_path: Path) -> None:
    code = (
        "import solver.search\ndef fail(self): raise ValueError('a slip')\nsolver.search.Search.run = fail\n"
    )
    run = omu("make", TINY, "--out", tmp_path / "out", *QUICK, patch=code)
    assert run.returncode == 4
    assert len(run.stderr.splitlines()) == 1
    assert "ValueError: a slip" in run.stderr
    assert not list(tmp_path.iterdir())


def test_a_roster_that_the_checker_rejects_is_not_written(tmp_path: Path) -> None:
    code = (
        "import dataclasses, solver.search\n"
        "run = solver.search.Search.run\n"
        "def lie(self):\n"
        "    found = run(self)\n"
        "    less = dataclasses.replace(found.plan, work=found.plan.work[:-1])\n"
        "    return dataclasses.replace(found, plan=less)\n"
        "solver.search.Search.run = lie\n"
    )
    run = omu("make", TINY, "--out", tmp_path / "out", *QUICK, patch=code)
    assert run.returncode == 4
    assert "The checker rejects this roster" in run.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("word", SUBCOMMANDS)
def test_each_subcommand_explains_itself_with_an_example(word: str) -> None:
    run = omu(word, "--help")
    assert run.returncode == 0
    assert f"omu-roster {word} " in run.stdout.partition("Example:")[2]


def test_help_needs_nothing_heavy() -> None:
    assert not imported("make", "--help") & {*HEAVY, "solver", "roster"}


def test_check_runs_without_the_solver(made: Path) -> None:
    assert not imported("check", TINY, made / "roster.json") & {"ortools", "solver"}


def test_make_as_json_is_for_programs(made: Path) -> None:
    answer = json.loads(omu("make", TINY, "--out", made, "--force", "--json", *QUICK).stdout)
    assert answer["status"] == "optimal"
    assert str(made / "roster.json") in answer["files"]


def test_a_demo_folder_can_be_planned_at_once(tmp_path: Path) -> None:
    assert omu("demo", tmp_path / "unit", "--prison", "open", "--staff", "8", "--seed", "3").returncode == 0
    run = omu("make", tmp_path / "unit", "--out", tmp_path / "out", *QUICK)
    assert run.returncode == 0, run.stderr


def test_from_an_empty_workbook_to_the_next_morning(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    monday, out = tmp_path / "monday", tmp_path / "out"
    assert omu("new", monday).returncode == 0
    assert omu("new", monday).returncode == 2
    assert omu("make", monday, "--out", out).returncode == 2

    _fill(openpyxl, monday / "morning.xlsx")
    run = omu("make", monday, "--out", out, *QUICK)
    assert run.returncode == 0, run.stderr

    _tick(openpyxl, out / "roster.xlsx", done="T1")
    tuesday = tmp_path / "tuesday"
    run = omu("close", monday, out / "roster.xlsx", "--left", "T2=30", "--out", tuesday)
    assert run.returncode == 0, run.stderr
    with (tuesday / "tasks.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(each["task_id"], each["minutes"], each["started_by"]) for each in rows] == [("T2", "30", "S1")]

    run = omu("make", tuesday, "--out", tmp_path / "next", *QUICK)
    assert run.returncode == 0, run.stderr
    assert json.loads((tmp_path / "next" / "roster.json").read_text())["from"] == "2026-11-24"


def _fill(openpyxl: object, path: Path) -> None:
    book = openpyxl.load_workbook(path)  # type: ignore[attr-defined]
    values = {"code": "ZZI", "name": "HMP Example", "estate": "closed_male", "mode": "mtt", "function": "local",
              "date": "2026-11-23"}  # fmt: skip
    for row in book["Establishment"].iter_rows(min_row=2):
        if row[0].value in values:
            row[1].value = values[row[0].value]
    _append(book["Staff"], {"staff_id": "S1", "name": "Amara Wetherlow", "grade": "PO"})
    for task_id in ("T1", "T2"):
        _append(
            book["Tasks"],
            {
                "task_id": task_id,
                "type": "recategorisation",
                "ready": "2026-11-20",
                "due": "2026-11-24",
                "risk": "low",
            },
        )
    book.save(path)


def _append(sheet: object, cells: dict[str, str]) -> None:
    headings = [each.value for each in next(sheet.iter_rows(max_row=1))]  # type: ignore[attr-defined]
    row = next(n for n in range(2, 100) if sheet.cell(n, headings.index(next(iter(cells))) + 1).value is None)  # type: ignore[attr-defined]
    for name, value in cells.items():
        sheet.cell(row, headings.index(name) + 1).value = value  # type: ignore[attr-defined]


def _tick(openpyxl: object, path: Path, done: str) -> None:
    book = openpyxl.load_workbook(path)  # type: ignore[attr-defined]
    sheet = book["By task"]
    headings = [str(each.value).casefold() for each in next(sheet.iter_rows(max_row=1))]
    for row in sheet.iter_rows(min_row=2):
        if row[headings.index("task_id")].value == done:
            row[headings.index("done")].value = "yes"
    book.save(path)


def test_close_names_tomorrows_folder_by_its_day(made: Path, tmp_path: Path) -> None:
    unit = tmp_path / "unit"
    shutil.copytree(TINY, unit)
    run = omu("close", unit, made / "roster.json", "--done", "T1,T2")
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "unit-2026-11-24" / "tasks.csv").exists()


# -- Ctrl-C ---------------------------------------------------------------------------------------


def start(*words: str | Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start a command that believes its messages go to a terminal; give it and the terminal."""
    terminal, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    return process, terminal


def read_until(terminal: int, word: bytes) -> bytes:
    seen, until = b"", time.monotonic() + START_SECONDS
    while word not in seen and time.monotonic() < until:
        try:
            seen += os.read(terminal, 1024)
        except OSError:  # the other end has gone
            break
    return seen


def test_ctrl_c_keeps_the_best_roster_so_far(tmp_path: Path) -> None:
    large, out = SAMPLES / "large-local", tmp_path / "out"
    process, terminal = start("make", large, "--days", "1", "--seconds", "200", "--out", out)
    seen = read_until(terminal, b"Wing posts")
    assert b"Wing posts" in seen
    process.send_signal(signal.SIGINT)
    seen = read_until(terminal, b"Written to")
    assert process.wait(timeout=120) == 0, seen.decode()
    os.close(terminal)
    assert b"Stopping; the best roster so far is kept." in seen
    assert json.loads((out / "roster.json").read_text())["work"]
    assert omu("check", large, out / "roster.json").returncode == 0


def test_ctrl_c_before_any_roster_ends_with_status_3_and_writes_nothing(tmp_path: Path) -> None:
    code = (
        "import os, signal, time, roster.reading\n"
        "def interrupted(folder):\n"
        "    signal.signal(signal.SIGINT, signal.default_int_handler)  # who starts us may ignore it\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n"
        "    time.sleep(60)  # until the interruption arrives\n"
        "roster.reading.read_morning = interrupted\n"
    )
    run = omu("make", TINY, "--out", tmp_path / "out", patch=code)
    assert run.returncode == 3
    assert run.stderr == "Stopped before any roster was found. Nothing was written.\n"
    assert not list(tmp_path.iterdir())
