"""Several rosters to choose from, as plain data and as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roster.choices.choice import held
from roster.choices.trade import sentence, trade
from roster.exports.roster_json import plan_as_dict
from roster.exports.screen import on_screen
from roster.exports.sure import title
from roster.exports.words import count, span_of_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.choices.choice import Choice, Choices

UNDER_NUMBER = 3  # a second line is set in below the words after a number
FIRST = "The first roster; the others are compared with it."


def to_json(choices: Choices) -> dict[str, Any]:
    """Give every roster with its levels and what it trades against the first."""
    problem = choices.problem
    return {
        "establishment": problem.establishment.code,
        "from": problem.days[0].isoformat(),
        "days": [each.isoformat() for each in problem.days],
        "asked": choices.asked,
        "differ_percent": problem.policy.alternatives_differ_percent,
        "equal_levels": list(held(problem)),
        "rosters": [
            {
                "number": number,
                "trade": trade_of(choices, each),
                "differs": _differs(choices, each),
                "levels": [level.as_dict() for level in each.levels],
                **plan_as_dict(each.plan),
            }
            for number, each in enumerate(choices.rosters, 1)
        ],
        "none_more": choices.none_more,
        "proved": choices.proved,
        "seconds": round(choices.seconds, 1),
    }


def trade_of(choices: Choices, roster: Choice) -> str:
    """Say what a roster trades against the first."""
    first = choices.rosters[0]
    return FIRST if roster is first else sentence(trade(choices.problem, first, roster))


def _differs(choices: Choices, roster: Choice) -> dict[str, Any]:
    found = trade(choices.problem, choices.rosters[0], roster)
    return {
        "pieces": found.pieces,
        "with_other_people": found.elsewhere,
        "left_out": found.dropped,
        "taken_in": found.added,
        "wing_duties": found.wing_duties,
        "placed_minutes": {str(tier): number for tier, number in found.placed.items()},
        "points": found.points,
        "minutes": found.minutes,
    }


def to_text(choices: Choices) -> str:
    """Say what is equal, what each roster trades, and why there are no more."""
    problem, rosters = choices.problem, choices.rosters
    lines = [
        f"{problem.establishment.name} OMU: {count(len(rosters), 'roster')} to choose from",
        f"{span_of_days(problem.days)}. Equal in all of them (wing posts not filled; 2 for each"
        " due task not finished in these days, 1 for each late):",
        *(
            f"  {title(each)}: {each.value}{_sure(each.value, each.bound)}"
            for each in rosters[0].levels
            if each.name in held(problem) and each.of
        ),
    ]
    for number, each in enumerate(rosters, 1):
        lines += ["", f"{number}  {trade_of(choices, each)}", *_people(choices, each)]
    lines += ["", choices.none_more] if choices.none_more else []
    return on_screen(lines, UNDER_NUMBER)


def _sure(value: int, bound: int | None) -> str:
    if value == bound:
        return ""
    return " (not proved" + (")" if bound is None else f": could be {bound} at the very best)")


def _people(choices: Choices, roster: Choice) -> Iterator[str]:
    """Say for everybody what they have here that they do not have in the first roster, and the other way round."""
    first = {(each.staff_id, each.task_id) for each in choices.rosters[0].plan.work}
    here = {(each.staff_id, each.task_id) for each in roster.plan.work}
    for staff_id in sorted({who for who, _ in first ^ here}):
        more = sorted(task for who, task in here - first if who == staff_id)
        less = sorted(task for who, task in first - here if who == staff_id)
        parts = [f"{word} {', '.join(ids)}" for word, ids in (("has", more), ("without", less)) if ids]
        yield f"   {staff_id} {', '.join(parts)}"
