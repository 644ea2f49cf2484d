"""`check`: judge any roster against its morning, without the solver, and print every breach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.commands.common import print_json, stated_roster
from api.guard import ANSWER_IS_NO, leave

if TYPE_CHECKING:
    from pathlib import Path


def check_roster(folder: Path, roster: Path, *, as_json: bool) -> None:
    """Judge a roster against its morning and print every breach."""
    from roster.check import judge
    from roster.exports.judged import as_dict, judged
    from roster.prepare import problem_of_days
    from roster.reading import read_morning
    from roster.replan.revise import after_losses

    stated = stated_roster(roster)
    morning = after_losses(read_morning(folder), stated.events)
    problem = problem_of_days(morning, stated.days, roster.name)
    judgement = judge(problem, stated.plan, stated.levels)
    if as_json:
        print_json(as_dict(judgement))
    else:
        typer.echo(judged(judgement), nl=False)
    if not judgement.clean:
        leave(ANSWER_IS_NO)
