"""`replan`: a published roster after what has happened since, with as few changed diaries as can be."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from api.commands.common import judged_roster, print_json, read_published
from api.commands.typed import Typed
from api.guard import tell
from roster.faults import Fault, InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from api.making import Effort
    from roster.replan.events import Events
    from roster.replan.revise import Revised
    from roster.roster import Roster


def replan_roster(
    folder: Path,
    published: Path,
    read_events: Callable[[], Events],
    out: Path,
    effort: Effort,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Read, plan again, explain, judge, and only then write everything and say what changed."""
    from api.making import load_solver
    from roster.exports.files import check_free, write_all
    from roster.replan.revise import revise

    typed = Typed()
    events = typed.read(read_events)
    typed.seconds(effort.seconds)
    morning, stated = read_published(typed, folder, published)
    assert events is not None
    load_solver()
    asked = revise(morning, stated, events, published.name)
    check_free(asked.problem, out, force)
    roster = _planned_again(asked, published, effort)
    paths = write_all(asked.problem, roster, out, force)
    if as_json:
        print_json(_as_json(roster, paths))
        return
    from roster.exports.slips import summary

    typer.echo(summary(asked.problem, roster), nl=False)
    tell(f"Written to {out}: {', '.join(path.name for path in paths if path.parent == out)} and calendars.")


def _planned_again(asked: Revised, published: Path, effort: Effort) -> Roster:
    """Search from the published roster on. Nothing that breaks a rule leaves this function."""
    from api.making import keeping_the_best, search
    from roster.problem import DECIDED
    from roster.replan.compare import compare
    from roster.rule import rules_in_force
    from solver.beforehand import Beforehand

    problem = asked.problem
    rules = rules_in_force(problem.policy)
    at = datetime.now(UTC)
    with keeping_the_best() as keyboard:
        outcome = search(
            problem, rules, keyboard, effort, Beforehand(asked.published, asked.no_harder, asked.told)
        )
        _refuse_undecided(asked, {each.name: (each.value, each.bound) for each in outcome.levels})
        levels = tuple(each for each in outcome.levels if each.name != DECIDED)
        roster = judged_roster(problem, rules, replace(outcome, levels=levels), effort, at)
    return replace(
        roster,
        revision={"published_sha256": _sha256(published), **asked.events.as_dict()},
        comparison=compare(problem, roster.plan, rules),
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _refuse_undecided(asked: Revised, levels: dict[str, tuple[int, int | None]]) -> None:
    """Raise InputRefusedError when pins cannot all be kept: they are the manager's to choose between."""
    from roster.problem import DECIDED

    value, bound = levels.get(DECIDED, (0, 0))
    if value:
        sure = "cannot all be kept together" if bound else "could not all be kept in the time"
        names = ", ".join(f"{task_id}:{staff_id}" for task_id, staff_id in sorted(asked.events.pins))
        raise InputRefusedError([Fault("--pin", 0, "", f"{names} {sure}; nothing was written.")])


def _as_json(roster: Roster, paths: Sequence[Path]) -> dict[str, Any]:
    assert roster.comparison is not None
    return {
        "status": roster.status,
        "levels": [each.as_dict() for each in roster.levels],
        **{key: value for key, value in roster.comparison.as_dict().items() if key != "levels"},
        "files": [str(path) for path in paths],
    }
