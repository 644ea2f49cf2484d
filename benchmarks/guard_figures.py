"""The guard's figures of one case, how they are measured, and the file they are recorded in."""

from __future__ import annotations

import cProfile
import json
import math
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import Any

import roster
import solver
from benchmarks.resolving import case_of, resolved
from benchmarks.yardstick import build_ours, build_ratio
from solver.search import Search

GIVEN_SECONDS = 120.0  # far more than any case takes: a search that the clock cuts short does not repeat
WORKERS, SEED = 1, 0
COUNTS = ("deterministic_time", "branches", "iterations", "nodes", "variables", "constraints")
OUR_CODE = tuple(str(Path(each.__file__ or "").parent) + os.sep for each in (roster, solver))


@dataclass(frozen=True)
class Figures:
    """What one case reached and took. All but `build_ratio` are the same each time; `seconds` is only for reading."""

    values: dict[str, int]  # of the levels solved, in their order
    proved: tuple[str, ...]
    counts: dict[str, float] = field(default_factory=dict)
    build_ratio: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True)
class Recorded:
    """One entry of the file: a case, the last level it solves (None: all of them), its figures once measured."""

    case: str
    through: str | None
    figures: Figures | None

    @property
    def named(self) -> str:
        """The case as messages call it."""
        return f"{self.case} through {self.through}" if self.through else self.case


class GuardFileError(Exception):
    """The file of recorded figures cannot be used; the message says why."""


def measure(case: str, through: str | None, build_limit: float = math.inf) -> Figures:
    """Solve a case with one worker and a fixed seed, count what that took, and time the building of its models."""
    begun = time.monotonic()
    found = case_of(case, GIVEN_SECONDS)
    problem, rules = resolved(found.folder, found.days)
    levels = problem.policy.levels
    if through is not None and through not in levels:
        raise GuardFileError(f"{case}: there is no level {through}; there are {', '.join(levels)}.")
    outcome, calls = counted(
        lambda: Search(
            problem, rules, seconds=found.seconds, workers=WORKERS, seed=SEED, through=through or None
        ).run()
    )
    solved = levels[: levels.index(through) + 1] if through else levels
    _, build_calls = counted(lambda: build_ours(problem, rules, solved))
    reached = [level for level in outcome.levels if level.name in solved]
    counts = {name: getattr(outcome.tally, name) for name in COUNTS} | {
        "calls": calls,
        "build_calls": build_calls,
    }
    return Figures(
        values={level.name: level.value for level in reached},
        proved=tuple(level.name for level in reached if level.proved),
        counts={name: round(value, 6) for name, value in counts.items()},
        build_ratio=round(build_ratio(problem, rules, solved, build_limit), 3),
        seconds=round(time.monotonic() - begun, 1),
    )


def counted(work: Callable[[], Any]) -> tuple[Any, int]:
    """Do some work and count the calls of our own Python functions: what CP-SAT's deterministic time does not see."""
    profile = cProfile.Profile(builtins=False)
    profile.enable()
    try:
        result = work()
    finally:
        profile.disable()
    ours = (each.callcount for each in profile.getstats() if _is_ours(each.code))
    return result, sum(ours)


def _is_ours(code: CodeType | str) -> bool:
    return isinstance(code, CodeType) and code.co_filename.startswith(OUR_CODE)


def versions() -> dict[str, str]:
    """Give the versions on which the figures depend."""
    return {"ortools": version("ortools"), "python": ".".join(platform.python_version_tuple()[:2])}


def read_file(path: Path) -> tuple[dict[str, str], list[Recorded]]:
    """Read the recorded figures, with the versions they were measured with."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        recorded = [_entry(each) for each in found["cases"]]
        return dict(found.get("versions", {})), recorded
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GuardFileError(f"{path.name} cannot be read: {type(error).__name__}: {error}") from None


def _entry(each: dict[str, Any]) -> Recorded:
    figures = each.get("figures")
    if figures is not None:
        figures = Figures(**{**figures, "proved": tuple(figures["proved"])})
    return Recorded(each["case"], each.get("through"), figures)


def write_file(path: Path, recorded: list[Recorded]) -> None:
    """Write the figures, one case a line, so that a change is read line by line."""
    lines = ",\n".join(json.dumps(asdict(each)) for each in recorded)
    text = f'{{"versions": {json.dumps(versions())}, "cases": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8")
