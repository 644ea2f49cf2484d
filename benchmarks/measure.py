"""Solve one case and say everything worth comparing; run in a process of its own, because memory is per process.

python -m benchmarks.measure CASE-AS-JSON WORKERS SEED        (started by benchmarks.run, prints one JSON line)
"""

from __future__ import annotations

import json
import resource
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.cases import Case
from roster.check import judge
from roster.problem import resolve
from roster.reading import read_morning
from roster.rule import rules_in_force
from solver.search import Search

if TYPE_CHECKING:
    from solver.outcome import Outcome

OURS = "ours"
MEBIBYTE = 1024 * 1024
BYTES_OF_A_RSS_UNIT = (
    1 if sys.platform == "darwin" else 1024
)  # getrusage counts in bytes there, in KiB elsewhere


def measure(case: Case, workers: int, seed: int) -> dict[str, Any]:
    """Solve one case and give what it reached and what it took."""
    morning = read_morning(Path(case.folder))
    problem = resolve(morning.tables, morning.policy, None, case.days)
    rules = rules_in_force(problem.policy)
    outcome = Search(problem, rules, seconds=case.seconds, workers=workers, seed=seed).run()
    return {
        "engine": OURS,
        "case": case.name,
        "group": case.group,
        "versions": {"ortools": version("ortools"), "python": sys.version.split()[0]},
        "workers": workers,
        "seed": seed,
        "limit_seconds": case.seconds,
        "days": case.days,
        "tasks": len(problem.tasks),
        "staff": len(problem.staff),
        "levels": levels_of(outcome),
        "breaches": len(judge(problem, outcome.plan, outcome.levels, rules).breaches),
        "stopped": outcome.stopped,
        "seconds": round(outcome.seconds, 2),
        "first_seconds": rounded(getattr(outcome, "first_seconds", None)),
        "build_seconds": round(outcome.build_seconds, 2),
        "deterministic_time": round(outcome.deterministic_time, 6),
        "branches": outcome.branches,
        "iterations": getattr(outcome, "iterations", 0),
        "nodes": getattr(outcome, "nodes", 0),
        "variables": outcome.variables,
        "constraints": outcome.constraints,
        "peak_megabytes": peak_megabytes(),
    }


def levels_of(outcome: Outcome) -> list[dict[str, Any]]:
    """Give every level as `roster.json` writes it, with the seconds it took."""
    return [
        {**level.as_dict(), "seconds": rounded(outcome.level_seconds.get(level.name))}
        for level in outcome.levels
    ]


def rounded(seconds: float | None) -> float | None:
    """Round seconds to what a clock on a shared machine is worth."""
    return None if seconds is None else round(seconds, 2)


def peak_megabytes() -> int:
    """Give the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_OF_A_RSS_UNIT // MEBIBYTE


def main() -> None:
    """Measure the case given on the command line and print its line."""
    text, workers, seed = sys.argv[1:]
    print(json.dumps(measure(Case(**json.loads(text)), int(workers), int(seed))))


if __name__ == "__main__":
    main()
