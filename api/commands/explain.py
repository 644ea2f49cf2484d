"""`explain`: read a roster and its morning, ask the solver what things would cost, and print only what is verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from api.commands.common import print_json, stated_roster
from roster.faults import Fault, InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def explain_roster(
    folder: Path,
    roster: Path,
    tasks: Sequence[str],
    people: Sequence[str],
    seconds: float,
    workers: int,
    *,
    as_json: bool,
) -> None:
    """Explain tasks or people of a roster; Ctrl-C keeps the receipts so far."""
    from api.making import beside_the_keyboard, keeping_the_best, load_solver
    from roster.explain.asked import problem_of_roster, refuse_unknown
    from roster.exports.explained import explained
    from roster.reading import read_morning
    from roster.rule import rules_in_force

    if not seconds > 0:
        raise InputRefusedError([Fault("--seconds", 0, "", "finding out needs more than 0 seconds.")])
    stated = stated_roster(roster)
    problem = problem_of_roster(read_morning(folder), stated, roster.name)
    task_ids, staff_ids = _ids(tasks), _ids(people)
    refuse_unknown(problem, task_ids, staff_ids)
    load_solver()
    from solver.receipts import explain

    rules = rules_in_force(problem.policy)
    with keeping_the_best() as keyboard:
        explanation = beside_the_keyboard(
            lambda: explain(
                problem, rules, stated.plan, task_ids, staff_ids,
                seconds=seconds, workers=workers, stop=keyboard.stop,
            ),
            keyboard,
        )  # fmt: skip
    if as_json:
        print_json(explanation.as_dict())
    else:
        typer.echo(explained(explanation), nl=False)


def _ids(words: Sequence[str]) -> list[str]:
    """Read ids given one by one or as T1,T2; each once, in order."""
    ids = (each.strip() for word in words for each in word.split(","))
    return list(dict.fromkeys(each for each in ids if each))
