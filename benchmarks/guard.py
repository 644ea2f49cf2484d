"""The guard in continuous integration: a dozen cases with one worker, against recorded figures that repeat.

python -m benchmarks.guard [CASE …] [--write] [--slow FACTOR] [--figures FILE]

It fails (exit status 1) when a case proves fewer levels, reaches a worse value, or costs clearly more than what is
recorded in benchmarks/guard.json (limits: benchmarks/guard_limits.py). `--write` records what is seen now; say in
the commit why. A new case is a line with `case` (`sample:days`, `folder:days` or a committed case's name) and
`through` (the last level to solve) in that file, then `--write`. `--slow 1.3` makes the core slower on purpose, to
show that the guard notices.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

from benchmarks.cases import UnknownCaseError
from benchmarks.guard_figures import (
    Figures,
    GuardFileError,
    Recorded,
    measure,
    read_file,
    versions,
    write_file,
)
from benchmarks.guard_limits import build_limit, failures
from benchmarks.slowing import slowed

FIGURES = Path(__file__).with_name("guard.json")


def compare(path: Path, recorded: Sequence[Recorded], slow: float) -> int:
    """Measure the cases and say what is worse than recorded."""
    known, now = read_file(path)[0], versions()
    if known.get("ortools") != now["ortools"]:
        print(
            f"{path.name} was recorded with ortools {known.get('ortools')}, here is {now['ortools']}: "
            "figures of two versions cannot be compared. Record them again with --write."
        )
        return 1
    same_python = known.get("python") == now["python"]
    if not same_python:
        print(f"Recorded with Python {known.get('python')}, here is {now['python']}: calls are not compared.")
    begun, worse = time.monotonic(), list[str]()
    for each in recorded:
        with slowed(slow) if slow != 1 else nullcontext():
            seen = measure(each.case, each.through, build_limit(each.figures))
        print(shown(each, seen), flush=True)
        worse += failures(each, seen, same_python=same_python)
    took = f"{len(recorded)} cases in {time.monotonic() - begun:.0f} s"
    for sentence in worse:
        print(f"WORSE {sentence}")
    print(f"The guard fails: {took}." if worse else f"The guard holds: {took}.")
    return int(bool(worse))


def record(path: Path, recorded: Sequence[Recorded], chosen: Sequence[Recorded]) -> int:
    """Measure the chosen cases twice and write the figures down, unless they do not repeat or are not proved."""
    refused, written = [], list(recorded)
    for each in chosen:
        seen, again = measure(each.case, each.through), measure(each.case, each.through)
        print(shown(each, seen), flush=True)
        if (seen.values, seen.proved, seen.counts) != (again.values, again.proved, again.counts):
            refused.append(f"{each.named}: the figures do not repeat ({seen.counts}, then {again.counts}).")
        if len(seen.proved) < len(seen.values):
            refused.append(
                f"{each.named}: not all levels are proved, so the clock decides how much is counted."
            )
        written[written.index(each)] = replace(each, figures=seen)
    for sentence in refused:
        print(f"NOT WRITTEN {sentence} Choose an earlier last level (`through`) or another case.")
    if not refused:
        write_file(path, written)
        print(f"Written to {path.name}.")
    return int(bool(refused))


def shown(recorded: Recorded, seen: Figures) -> str:
    """Say in one line what a case reached and how its cost compares with what was recorded."""
    before = recorded.figures
    costs = []
    for name, now in {**seen.counts, "build_ratio": seen.build_ratio}.items():
        known = ({**before.counts, "build_ratio": before.build_ratio} if before else {}).get(name)
        costs.append(f"{name} {now:g}" + (f" (x{now / known:.2f})" if known else ""))
    reached = f"{len(seen.proved)} of {len(seen.values)} levels proved"
    return f"{recorded.named}: {reached}, {', '.join(costs)}, {seen.seconds} s"


def main(words: Sequence[str] | None = None) -> int:
    """Measure the cases of the file, or those asked for, and compare or record."""
    parser = argparse.ArgumentParser(description="Compare what a dozen cases cost with recorded figures.")
    parser.add_argument("cases", nargs="*", help="cases of the file; without any, all of them")
    parser.add_argument("--write", action="store_true", help="record what is seen now")
    parser.add_argument("--slow", type=float, default=1.0, metavar="FACTOR", help="make the core slower")
    parser.add_argument("--figures", type=Path, default=FIGURES, help="the file of recorded figures")
    asked = parser.parse_args(words)
    if asked.slow < 1 or (asked.write and asked.slow != 1):
        parser.error("--slow takes a factor of at least 1, and not together with --write.")
    try:
        recorded = read_file(asked.figures)[1]
        chosen = [each for each in recorded if not asked.cases or each.case in asked.cases]
        unknown = sorted(set(asked.cases) - {each.case for each in recorded})
        if unknown:
            parser.error(f"{', '.join(unknown)}: not in {asked.figures.name}.")
        if asked.write:
            return record(asked.figures, recorded, chosen)
        return compare(asked.figures, chosen, asked.slow)
    except (GuardFileError, UnknownCaseError) as error:
        parser.error(str(error))


if __name__ == "__main__":
    sys.exit(main())
