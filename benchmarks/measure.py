"""Solve one case and say everything worth comparing; run in a process of its own, because memory is per process.

python -m benchmarks.measure CASE-AS-JSON WORKERS SEED        (started by benchmarks.run, prints one JSON line)
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from typing import Any

from benchmarks.cases import Case
from benchmarks.memory import Watched
from benchmarks.resolving import resolved
from roster.check import judge
from roster.problem import Problem
from solver.search import Search

OURS = "ours"


def measure(case: Case, workers: int, seed: int) -> dict[str, Any]:
    """Solve one case and give what it reached and what it took."""
    problem, rules = resolved(case.folder, case.days)
    with Watched() as memory:
        outcome = Search(problem, rules, seconds=case.seconds, workers=workers, seed=seed).run()
    took: Any = getattr(outcome, "tally", outcome)  # an earlier commit's outcome is its own tally
    return {
        **described(case, problem, OURS, workers, seed),
        "levels": [
            {**level.as_dict(), "seconds": rounded(took.level_seconds.get(level.name))}
            for level in outcome.levels
        ],
        "refused": getattr(took, "refused", 0),
        "breaches": len(judge(problem, outcome.plan, outcome.levels, rules).breaches),
        "stopped": outcome.stopped,
        "seconds": round(outcome.seconds, 2),
        "first_seconds": rounded(getattr(took, "first_seconds", None)),
        "build_seconds": round(took.build_seconds, 2),
        "deterministic_time": round(took.deterministic_time, 6),
        "branches": took.branches,
        "iterations": getattr(took, "iterations", 0),
        "nodes": getattr(took, "nodes", 0),
        "variables": took.variables,
        "constraints": took.constraints,
        "peak_megabytes": memory.megabytes,
    }


def described(case: Case, problem: Problem, engine: str, workers: int, seed: int) -> dict[str, Any]:
    """Say what is measured, with what: the first keys of every line, whichever engine writes it."""
    return {
        "engine": engine,
        "case": case.name,
        "group": case.group,
        "versions": {"ortools": version("ortools"), "python": sys.version.split()[0]},
        "workers": workers,
        "seed": seed,
        "limit_seconds": case.seconds,
        "days": case.days,
        "tasks": len(problem.tasks),
        "staff": len(problem.staff),
    }


def rounded(seconds: float | None) -> float | None:
    """Round seconds to what a clock on a shared machine is worth."""
    return None if seconds is None else round(seconds, 2)


def main() -> None:
    """Measure the case given on the command line and print its line."""
    text, workers, seed = sys.argv[1:]
    print(json.dumps(measure(Case(**json.loads(text)), int(workers), int(seed))))


if __name__ == "__main__":
    main()
