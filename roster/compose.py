"""Puts the finished roster together: plan with reasons, how good it is, what is left and why, warnings."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Protocol

from roster.cautions import roster_cautions
from roster.check import judge
from roster.explain import blocked, late, not_done, unfilled, with_reasons
from roster.roster import LevelValue, Plan, Roster
from roster.view import look

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from roster.problem import Problem
    from roster.rule import Rule

OPTIMAL, FEASIBLE = "optimal", "feasible"
PACKAGES = ("omu-roster", "ortools", "holidays")  # whose version could change a roster


class Found(Protocol):
    """What a search gives back: the plan and how sure it is, level by level."""

    @property
    def plan(self) -> Plan:
        """The decisions."""
        ...

    @property
    def levels(self) -> tuple[LevelValue, ...]:
        """Every level with value and bound."""
        ...


def compose(
    problem: Problem,
    rules: Sequence[Rule],
    found: Found,
    made: dict[str, Any],
    displaced: Callable[[str], str | None] | None = None,
) -> Roster:
    """Join a found plan with reasons, levels, what is not done, and warnings.

    `displaced` is asked, for a due task that is not done and has no plainer reason, what doing it would cost.
    """
    view = look(problem, found.plan)
    clean = judge(problem, found.plan, found.levels, rules).clean
    sure = clean and all(level.proved for level in found.levels)
    return Roster(
        establishment=problem.establishment.code,
        days=problem.days,
        plan=with_reasons(view, found.plan, rules),
        status=OPTIMAL if sure else FEASIBLE,
        levels=found.levels,
        not_done=not_done(view, rules, found.levels, displaced),
        late=late(view),
        blocked=blocked(problem),
        unfilled=unfilled(view),
        warnings=(*problem.warnings, *roster_cautions(view, rules)),
        made=made,
    )


def made_of(problem: Problem, at: datetime, seconds: float, seed: int, workers: int) -> dict[str, Any]:
    """Say how a roster came about, so that it can be made again."""
    return {
        "at": at.isoformat(timespec="seconds"),
        "seconds": round(seconds, 1),
        "seed": seed,
        "workers": workers,
        "input_sha256": problem.input_sha256,
        "policy_sha256": problem.policy.sha256,
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Give the versions of the program and of what could change its answer."""
    return {package: found for package in PACKAGES if (found := _version(package))}


@cache
def _version(package: str) -> str:
    """Look a version up, once: it is read from files."""
    try:
        return version(package)
    except PackageNotFoundError:  # run from a checkout that was not installed
        return ""
