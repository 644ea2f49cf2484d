"""The answers that need no solver: is this morning readable, does this roster keep the rules, what differs."""

from __future__ import annotations

import json
from typing import Any

from api.jobs.asking import question_of
from api.kinds import roster
from roster.exports.judged import as_dict
from roster.exports.roster_json import from_json, warning_as_dict
from roster.reading import read_request
from roster.replan.difference import difference
from roster.replan.found import judge_as_found
from roster.replan.revise import ROSTER, without_the_lost

KEY = "roster"


def check(body: dict[str, Any]) -> dict[str, Any]:
    """Judge any roster against its morning. Raises InputRefusedError for what cannot be read."""
    stated = from_json(body.get(KEY), KEY)
    morning = read_request({key: value for key, value in body.items() if key != KEY})
    return as_dict(judge_as_found(morning, stated, KEY))


def validate(body: dict[str, Any]) -> dict[str, Any]:
    """Read a morning and cross-check it; give its warnings. Raises InputRefusedError with every fault at once."""
    options = body.pop("options", None)
    question = question_of(roster.NAME, body, {} if options is None else {"options": options}, None)
    problem = roster.problem_asked(question)
    return {
        "valid": True,
        "establishment": problem.establishment.code,
        "days": [each.isoformat() for each in problem.days],
        "warnings": [warning_as_dict(each) for each in problem.warnings],
    }


def difference_of(morning: dict[str, Any], first: bytes, second: bytes) -> dict[str, Any]:
    """Compare two rosters, given as JSON text, of the second one's morning. Raises InputRefusedError."""
    before, after = (from_json(json.loads(each), ROSTER) for each in (first, second))
    _, problem = without_the_lost(read_request(morning), after)
    return difference(problem, before, after).as_dict()
