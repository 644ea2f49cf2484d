"""Prints a stored roster in every form: workbook, pages, wall sheet, calendars, lines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from api.judging import with_addenda
from api.store import printing
from roster.exports.calendars import everyone
from roster.exports.facts import Facts
from roster.exports.files import JSON_FILE, render
from roster.exports.read_back import whole_roster
from roster.exports.roster_json import from_json
from roster.prepare import problem_of_days
from roster.reading import read_request
from roster.replan.compare import compare
from roster.replan.revise import ROSTER, problem_again
from roster.rule import rules_in_force
from solver.stopping import Stop

if TYPE_CHECKING:
    from collections.abc import Mapping

    from api.store.database import Database
    from api.store.working import Turn
    from roster.problem import Problem
    from roster.roster import Roster

EVERYONE = "roster.ics"


def papers(database: Database, turn: Turn) -> dict[str, bytes]:
    """Give every file of a roster that is done, by name; one calendar for all beside one for each person."""
    stored = printing.stored(database, turn)
    problem, roster = printable(stored.problem, stored.roster, stored.parent)
    workers = int(roster.made.get("workers", 1))
    rules = rules_in_force(problem.policy)
    whole = with_addenda(problem, rules, roster, workers, Stop())
    files = render(problem, whole)
    del files[JSON_FILE]  # it is stored already
    return files | {EVERYONE: everyone(Facts(problem, whole))}


def printable(
    body: Mapping[str, Any], data: Mapping[str, Any], parent: Mapping[str, Any] | None
) -> tuple[Problem, Roster]:
    """Resolve the morning as a roster found it, and read the roster back, with what it changed if it is a revision."""
    morning = read_request(dict(body))
    stated = from_json(dict(data), ROSTER)
    if parent is None or "revision" not in data:
        problem = problem_of_days(morning, stated.days, ROSTER)
        return problem, whole_roster(problem, data)
    problem = problem_again(morning, from_json(dict(parent), ROSTER), stated)
    roster = whole_roster(problem, data)
    return problem, replace(roster, comparison=compare(problem, roster.plan, rules_in_force(problem.policy)))
