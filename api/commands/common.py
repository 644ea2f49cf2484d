"""What several subcommands share: reading a roster file, printing JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from api.guard import OUR_FAULT, leave, tell
from roster.faults import InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from api.commands.typed import Typed
    from api.making import Effort, Keyboard
    from roster.exports.roster_json import StatedRoster
    from roster.problem import Problem
    from roster.reading import Morning
    from roster.roster import Roster
    from roster.rule import Rule
    from solver.outcome import Outcome


def print_json(data: object) -> None:
    """Print an answer for other programs."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))


def judged_roster(
    problem: Problem,
    rules: Sequence[Rule],
    outcome: Outcome,
    effort: Effort,
    at: datetime,
) -> Roster:
    """Explain what a search found, and judge it. Nothing that breaks a rule leaves this function."""
    from roster.check import judge
    from roster.compose import compose, made_of
    from solver.forcing import Forcing

    made = made_of(problem, at, outcome.seconds, effort.seed, effort.workers)
    displaced = None if outcome.stopped else Forcing(problem, rules, outcome, effort.workers)
    roster = compose(problem, rules, outcome, made, displaced)
    judgement = judge(problem, roster.plan, roster.levels, rules)
    if not judgement.clean:
        lines = [f"  {each.rule}: {each.message}" for each in judgement.breaches]
        leave(OUR_FAULT, "\n".join(["The checker rejects this roster, so it was not written:", *lines]))
    return roster


def with_addenda(
    problem: Problem, rules: Sequence[Rule], roster: Roster, effort: Effort, keyboard: Keyboard
) -> Roster:
    """Add what a person who decides wants to see beside the work; Ctrl-C leaves out what is not there yet."""
    from api.making import beside_the_keyboard
    from solver.addenda import price_of_the_wings, receipts

    def add() -> Roster:
        stop, plan, levels = keyboard.stop, roster.plan, roster.levels
        price = price_of_the_wings(problem, rules, plan, levels, effort.workers, stop)
        explanation = receipts(problem, rules, plan, effort.workers, stop)
        return replace(roster, explanation=explanation, wing_price=price)

    return beside_the_keyboard(add, keyboard)


def read_published(typed: Typed, folder: Path, published: Path) -> tuple[Morning, StatedRoster]:
    """Read a morning and the roster that was published for it. Raises InputRefusedError with every fault so far."""
    from roster.reading import read_morning

    stated = typed.read(lambda: stated_roster(published))
    morning = typed.read(lambda: read_morning(folder))
    typed.done()
    assert stated is not None
    assert morning is not None
    return morning, stated


def tell_number(number: int, of: int) -> None:
    """Say how many of several rosters have been found."""
    tell(f"  roster {number} of {of}")


def stated_roster(path: Path) -> StatedRoster:
    """Read a roster.json, whoever made it. Raises InputRefusedError."""
    from roster.exports.roster_json import from_text
    from roster.reading import limits
    from roster.reading.complaints import Complaints
    from roster.reading.files import read_bytes

    complaints = Complaints()
    content = read_bytes(path, limits.WORKBOOK_BYTES, complaints)
    if content is None:
        raise InputRefusedError(complaints.faults)
    return from_text(content, path.name)
