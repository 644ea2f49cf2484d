"""The table of a what-if as plain data: what the command prints with `--json`, for any other program too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roster.whatif.change import all_skills

if TYPE_CHECKING:
    from roster.whatif.compare import LevelDifference
    from roster.whatif.table import Cell, Line, Table

ONE_DIGIT = 1  # of seconds


def to_json(table: Table) -> dict[str, Any]:
    """Give the whole table: the morning as it is, every change with its differences, and what was assumed."""
    return {
        "establishment": table.problem.establishment.code,
        "from": table.problem.days[0].isoformat(),
        "days": [each.isoformat() for each in table.problem.days],
        "through": table.asked.through,
        "assumptions": assumptions(table),
        "now": {"levels": [each.as_dict() for each in table.now.levels]},
        "no_posts": _cell(table.no_posts),
        "fewer_posts": [{"number": each.number, "result": _cell(each.cells[0])} for each in table.posts],
        "people": [_line(each) for each in table.people],
        "seconds": round(table.seconds, ONE_DIGIT),
        "reused": table.reused,
    }


def assumptions(table: Table) -> list[str]:
    """Say what was assumed of people who do not exist, and how the differences are meant."""
    problem, skills = table.problem, ", ".join(all_skills(table.problem.policy))
    there = "in that session only" if table.asked.per_session else "all the working week"
    found = [
        f"An extra person is there {there}, is trained in {skills}, and may be sent to the wings where that is"
        " usual for the grade.",
        "One fewer is tried with everybody of the grade who is there; people who are interchangeable count once.",
        "A post fewer is taken, in every session, from the wing with most open posts.",
        "Tasks and days late are those of the rosters found; other rosters that are as good may differ in them.",
    ]
    detailed = sum(each.wing is not None for each in problem.presence.values())
    if detailed:
        found.insert(3, f"Those already detailed to a wing stay there in any case (half-days: {detailed}).")
    return found


def _line(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {
        "grade": line.grade,
        "number": line.number,
        "date": line.when[0].isoformat() if line.when else None,
        "session": line.when[1] if line.when else None,
        "proved": line.proved,
    }
    if line.number > 0:
        return found | {"result": _cell(line.cells[0])}
    return found | {
        "least": _cell(line.least),
        "most": _cell(line.most),
        "choices": [
            {
                "away": list(each.change.away),
                "alike": [list(group) for group in each.loss],
                "solved": each.known is not None,
                "values": each.worth,
            }
            for each in line.cells
        ],
    }


def _cell(cell: Cell | None) -> dict[str, Any] | None:
    """Give what a change does (None: there was nothing to try, or no time to)."""
    if cell is None or cell.difference is None:
        return None
    found = cell.difference
    return {
        "away": list(cell.change.away),
        "alike": [list(group) for group in cell.loss],
        "idle": cell.idle,
        "levels": [_level(each) for each in found.levels],
        "on_time_only_with_it": list(found.gained),
        "on_time_only_without_it": list(found.lost),
        "days_late": found.days_late,
        "wing_minutes": found.wing_minutes,
    }


def _level(each: LevelDifference) -> dict[str, Any]:
    return {**each.level.as_dict(), "difference": each.difference, "exact": each.exact}
