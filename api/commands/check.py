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
    from roster.exports.judged import as_dict, judged
    from roster.reading import read_morning
    from roster.replan.found import judge_as_found

    stated = stated_roster(roster)
    judgement = judge_as_found(read_morning(folder), stated, roster.name)
    if as_json:
        print_json(as_dict(judgement))
    else:
        typer.echo(judged(judgement), nl=False)
    if not judgement.clean:
        leave(ANSWER_IS_NO)
