"""Measure the solver on committed folders and write one JSON line each: levels, time, counts, model size, memory.

python -m benchmarks.run [CASE …] [--group GROUP] [--seconds S] [--workers W] [--seed K] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.cases import FORM, Case, UnknownCaseError, every_case, find

ROOT = Path(__file__).parent.parent
UNKNOWN_COMMIT = "unknown"
OVERRUN_SECONDS = (
    600  # a search that is still busy so long after its time has got stuck; its process is ended
)
SAID_OF_A_FAILURE = 3  # lines of a failed case's last words
INTERRUPTED = 130  # what shells expect after Ctrl-C


def commit(root: Path = ROOT) -> str:
    """Name the commit that is measured, with a `+` when files differ from it."""
    try:
        head = _git(root, "rev-parse", "--short", "HEAD")
        changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.CalledProcessError):
        return UNKNOWN_COMMIT
    return f"{head}+" if changed else head


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def run_case(case: Case, workers: int, seed: int) -> dict[str, Any]:
    """Measure a case in a process of its own. Raises RuntimeError with its last words when it fails."""
    command = [sys.executable, "-m", "benchmarks.measure", case.as_text(), str(workers), str(seed)]
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            check=False,
            capture_output=True,
            text=True,
            timeout=case.seconds + OVERRUN_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"still busy {OVERRUN_SECONDS} s after its time; ended") from None
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        said = " / ".join(done.stderr.strip().splitlines()[-SAID_OF_A_FAILURE:])
        raise RuntimeError(f"exit status {done.returncode}: {said}")
    found: dict[str, Any] = json.loads(lines[-1])
    return found


def summary(found: dict[str, Any]) -> str:
    """Say in one line what a case reached: values, with bounds in brackets where they are not proved."""
    levels = found["levels"]
    proved = sum(each["proved"] for each in levels)
    shown = " ".join(
        f"{each['name']}={each['value']}" + ("" if each["proved"] else f"({each['bound']})")
        for each in levels
    )
    broken = f", {found['breaches']} BREACHES" if found["breaches"] else ""
    return (
        f"{found['seconds']} s, {found['peak_megabytes']} MB, "
        f"{proved} of {len(levels)} levels proved{broken}: {shown}"
    )


def chosen(names: list[str], group: str | None, seconds: float | None) -> list[Case]:
    """Give the cases asked for. Raises UnknownCaseError for a name or group that is not there."""
    cases = [find(name) for name in names] if names else every_case()
    if group is not None:
        groups = sorted({each.group for each in cases})
        cases = [each for each in cases if each.group == group]
        if not cases:
            raise UnknownCaseError(f"There is no group `{group}`; there are {', '.join(groups)}.")
    return [each.given(seconds) for each in cases]


def command(asked: argparse.Namespace) -> str:
    """Write down what was asked for, without the file that it went into."""
    words = ["python", "-m", "benchmarks.run", *asked.cases]
    words += ["--group", asked.group] if asked.group else []
    words += ["--seconds", f"{asked.seconds:g}"] if asked.seconds is not None else []
    return shlex.join([*words, "--workers", str(asked.workers), "--seed", str(asked.seed)])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measure the solver on committed folders.")
    parser.add_argument("cases", nargs="*", help=f"{FORM}; all of them when none is given")
    parser.add_argument("--group", help="only the cases of this group")
    parser.add_argument("--seconds", type=float, help="for every case, instead of its own")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="append JSON lines to this file")
    return parser


def main() -> int:
    """Run the cases one after the other, a line of progress each; what is written stays, whatever happens."""
    parser = _parser()
    asked = parser.parse_args()
    try:
        cases = chosen(asked.cases, asked.group, asked.seconds)
    except UnknownCaseError as error:
        parser.error(str(error))
    start = {"commit": commit(), "command": command(asked)}
    failed = 0
    for number, case in enumerate(cases, 1):
        print(f"{number}/{len(cases)} {case.name} ({case.seconds:g} s) … ", end="", flush=True)
        try:
            found = {**start, **run_case(case, asked.workers, asked.seed)}
        except RuntimeError as error:
            failed += 1
            print(f"failed, {error}")
            continue
        except KeyboardInterrupt:
            print(f"stopped; {number - 1 - failed} of {len(cases)} cases measured.")
            return INTERRUPTED
        print(summary(found))
        if asked.out:
            with asked.out.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(found) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
