"""`replan`: a published roster after what has happened since, with as few changed diaries as can be."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import typer

from api.commands.common import print_json, read_published
from api.commands.typed import Typed
from api.guard import tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from api.judging import Effort
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
    from api.judging import beforehand_of, replanned
    from api.making import keeping_the_best, search
    from roster.rule import rules_in_force

    rules = rules_in_force(asked.problem.policy)
    at = datetime.now(UTC)
    with keeping_the_best() as keyboard:
        outcome = search(asked.problem, rules, keyboard, effort, beforehand_of(asked))
        return replanned(asked, rules, outcome, effort, at, _sha256(published))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _as_json(roster: Roster, paths: Sequence[Path]) -> dict[str, Any]:
    assert roster.comparison is not None
    return {
        "status": roster.status,
        "levels": [each.as_dict() for each in roster.levels],
        **{key: value for key, value in roster.comparison.as_dict().items() if key != "levels"},
        "files": [str(path) for path in paths],
    }
