"""Solve committed samples and write one JSON line each: levels with value, bound and time, counts, memory.

python -m benchmarks.run [SAMPLE:DAYS:SECONDS …] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from roster.check import judge
from roster.problem import resolve
from roster.reading import read_morning
from roster.rule import rules_in_force
from solver.search import Search

SAMPLES = Path(__file__).parent.parent / "data" / "samples"
USUAL = (
    "tiny:1:20",
    "tiny:5:20",
    "open:1:20",
    "women:1:20",
    "trainer:1:20",
    "shock:1:20",
    "large-local:1:20",
)
KIBIBYTES_IN_A_MEBIBYTE = 1024


def measure(case: str, workers: int, seed: int) -> dict[str, Any]:
    """Solve one case, named `sample:days:seconds`, and give everything worth comparing."""
    sample, days, seconds = case.split(":")
    morning = read_morning(SAMPLES / sample)
    problem = resolve(morning.tables, morning.policy, None, int(days))
    rules = rules_in_force(problem.policy)
    outcome = Search(problem, rules, seconds=float(seconds), workers=workers, seed=seed).run()
    return {
        "case": case,
        "workers": workers,
        "seed": seed,
        "versions": {"ortools": version("ortools"), "python": sys.version.split()[0]},
        "tasks": len(problem.tasks),
        "staff": len(problem.staff),
        "levels": [level.as_dict() for level in outcome.levels],
        "breaches": len(judge(problem, outcome.plan, outcome.levels, rules).breaches),
        "seconds": round(outcome.seconds, 2),
        "level_seconds": {name: round(each, 2) for name, each in outcome.level_seconds.items()},
        "build_seconds": round(outcome.build_seconds, 2),
        "deterministic_time": round(outcome.deterministic_time, 3),
        "branches": outcome.branches,
        "variables": outcome.variables,
        "constraints": outcome.constraints,
        "peak_megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KIBIBYTES_IN_A_MEBIBYTE,
    }


def main() -> None:
    """Run the cases asked for, print a short table, write JSON lines where asked."""
    parser = argparse.ArgumentParser(description="Measure the solver on committed samples.")
    parser.add_argument("cases", nargs="*", default=list(USUAL), help="sample:days:seconds")
    parser.add_argument("--out", type=Path, help="append JSON lines to this file")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    for case in asked.cases:
        found = measure(case, asked.workers, asked.seed)
        shown = " ".join(
            f"{each['name']}={each['value']}" + ("" if each["proved"] else f"({each['bound']})")
            for each in found["levels"]
        )
        print(f"{case}: {found['seconds']} s, {found['peak_megabytes']} MB, {shown}")
        if asked.out:
            with asked.out.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
