"""Peers in the same run: ours, the textbook model with CP-SAT and with HiGHS, and an earlier commit, turn about.

python -m benchmarks.peers CASE … [--seconds S] [--workers W] [--engines ours,textbook,highs,previous] [--out FILE]

CASE is `sample:days`, `folder:days` or the name of a committed case. All engines get the same levels, the same time
and the same machine; each measurement has a process of its own, and with each case another engine begins. HiGHS
takes no number of threads through MathOpt. `textbook` and `highs` need not lay anything out on the clock (see
benchmarks/textbook.py), which is an advantage for them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.cases import Case, UnknownCaseError
from benchmarks.resolving import case_of
from benchmarks.run import OVERRUN_SECONDS, commit, summary
from benchmarks.standing import standing
from benchmarks.textbook_engines import PEERS
from benchmarks.worktrees import ROOT, WorktreeError, checked_out, environment

OURS, PREVIOUS = "ours", "previous"
ENGINES = (OURS, *PEERS, PREVIOUS)
Line = dict[str, Any]


def turns(cases: Sequence[Case], engines: Sequence[str]) -> Iterator[tuple[Case, str]]:
    """Give who is measured when: case by case all engines, each time beginning with the next one."""
    for number, case in enumerate(cases):
        first = number % len(engines)
        for engine in [*engines[first:], *engines[:first]]:
            yield case, engine


def measured(case: Case, engine: str, workers: int, seed: int, folder: Path) -> Line:
    """Measure one engine on one case in a process of its own; what went wrong is told under `failed`."""
    numbers = [str(workers), str(seed)]
    words = ["benchmarks.measure", case.as_text(), *numbers]
    if engine in PEERS:
        words = ["benchmarks.textbook", case.as_text(), engine, *numbers]
    try:
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=folder,
            env=environment(folder),
            check=False,
            capture_output=True,
            text=True,
            timeout=case.seconds + OVERRUN_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return {
            "engine": engine,
            "case": case.name,
            "failed": f"still busy {OVERRUN_SECONDS} s after its time",
        }
    if done.returncode or not done.stdout:
        last = (done.stderr.strip().splitlines() or [f"exit status {done.returncode}"])[-1]
        return {"engine": engine, "case": case.name, "failed": last}
    return {**json.loads(done.stdout.splitlines()[-1]), "engine": engine}


def run(asked: argparse.Namespace, cases: Sequence[Case], engines: Sequence[str]) -> list[Line]:
    """Let the engines take turns; write each line down as soon as it is there."""
    lines = []
    with ExitStack() as stack:
        folders = dict.fromkeys(engines, ROOT)
        commits = dict.fromkeys(engines, commit())
        if PREVIOUS in engines:
            folders[PREVIOUS] = stack.enter_context(checked_out(asked.previous))
            commits[PREVIOUS] = commit_of(folders[PREVIOUS])
        for case, engine in turns(cases, engines):
            found = measured(case, engine, asked.workers, asked.seed, folders[engine])
            line = {"commit": commits[engine], **found}
            print(f"{case.name}, {engine}: {line.get('failed') or summary(line)}", flush=True)
            lines.append(line)
            if asked.out:
                with asked.out.open("a", encoding="utf-8") as out:
                    out.write(json.dumps(line) + "\n")
    return lines


def commit_of(folder: Path) -> str:
    """Name the commit in a folder, without looking at what differs: its benchmarks/ has been replaced."""
    return commit(folder).removesuffix("+")


def main(words: Sequence[str] | None = None) -> int:
    """Measure the engines asked for on the cases asked for, and say case by case who is ahead."""
    parser = argparse.ArgumentParser(description="Measure our search beside its peers, turn about.")
    parser.add_argument("cases", nargs="+", help="sample:days, folder:days or the name of a committed case")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each measurement (60)")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--engines", default=",".join(ENGINES), help="which, separated by commas")
    parser.add_argument("--previous", default="HEAD~1", help="the earlier commit (HEAD~1)")
    parser.add_argument("--out", type=Path, help="append JSON lines to this file")
    asked = parser.parse_args(words)
    engines = list(dict.fromkeys(asked.engines.split(",")))
    unknown = [each for each in engines if each not in ENGINES]
    if unknown:
        parser.error(f"There is no engine {', '.join(unknown)}; there are {', '.join(ENGINES)}.")
    try:
        cases = [case_of(each, asked.seconds) for each in asked.cases]
        lines = run(asked, cases, engines)
    except (UnknownCaseError, WorktreeError) as error:
        parser.error(str(error))
    for case in cases:
        mine = [each for each in lines if each["case"] == case.name]
        print(standing(sorted(mine, key=lambda each: engines.index(each["engine"]))))
    return int(any("failed" in each for each in lines))


if __name__ == "__main__":
    sys.exit(main())
