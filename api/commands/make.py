"""`make`: read, search, explain, judge, and only then write everything and say what came of it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import typer

from api.commands.common import print_json
from api.commands.typed import Typed
from api.guard import NOTHING_WRITTEN, STOPPED, leave, tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from api.judging import Effort
    from roster.problem import Problem
    from roster.roster import Roster


def make_roster(
    folder: Path, first_day: str, days: int, out: Path, effort: Effort, *, force: bool, as_json: bool
) -> None:
    """Read, search, explain, judge, and only then write everything and say what came of it."""
    from api.making import load_solver
    from roster.exports.files import check_free, write_all
    from roster.prepare import problem_of
    from roster.reading import read_morning

    typed = Typed()
    asked = typed.day(first_day)
    typed.seconds(effort.seconds)
    morning = typed.read(lambda: read_morning(folder))
    typed.done()
    assert morning is not None
    load_solver()
    problem = problem_of(morning, asked, days, date.today())
    check_free(problem, out, force)
    roster = _searched(problem, effort)
    paths = write_all(problem, roster, out, force)
    if as_json:
        print_json(_made_json(roster, paths))
        return
    from roster.exports.terminal import summary

    typer.echo(summary(problem, roster), nl=False)
    tell(f"Written to {out}: {', '.join(path.name for path in paths if path.parent == out)} and calendars.")


def _searched(problem: Problem, effort: Effort) -> Roster:
    """Search, explain and judge. Nothing that breaks a rule leaves this function."""
    from api.judging import judged, with_addenda
    from api.making import beside_the_keyboard, keeping_the_best, search
    from roster.rule import rules_in_force

    rules = rules_in_force(problem.policy)
    at = datetime.now(UTC)
    with keeping_the_best() as keyboard:
        outcome = search(problem, rules, keyboard, effort)
        if outcome.stopped and problem.tasks and not outcome.plan.work:
            leave(STOPPED, NOTHING_WRITTEN)
        roster = judged(problem, rules, outcome, effort, at)
        if outcome.stopped:
            return roster
        return beside_the_keyboard(
            lambda: with_addenda(problem, rules, roster, effort.workers, keyboard.stop), keyboard
        )


def _made_json(roster: Roster, paths: Sequence[Path]) -> dict[str, Any]:
    return {
        "status": roster.status,
        "levels": [each.as_dict() for each in roster.levels],
        "not_done": len(roster.not_done),
        "late": len(roster.late),
        "files": [str(path) for path in paths],
    }
