"""From what is typed to what a search needs: a case, the problem of so many working days, the rules in force."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from benchmarks.cases import Case, find
from roster.problem import Problem, resolve
from roster.reading import read_morning
from roster.rule import Rule, rules_in_force


def resolved(folder: str | Path, days: int) -> tuple[Problem, tuple[Rule, ...]]:
    """Read a folder and resolve it from its own first day on. Raises InputRefusedError with every fault of it."""
    morning = read_morning(Path(folder))
    problem = resolve(morning.tables, morning.policy, None, days)
    return problem, rules_in_force(problem.policy)


def case_of(text: str, seconds: float) -> Case:
    """Give the case for `sample:days`, `folder:days` or a name. Raises UnknownCaseError where there is none."""
    name, colon, days = text.rpartition(":")
    if not colon:
        return replace(find(text), seconds=seconds)
    return replace(find(f"{name}:{days}:{seconds:g}"), name=text)
