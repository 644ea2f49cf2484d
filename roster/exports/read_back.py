"""A whole roster read back from its `roster.json`, so that a stored one can be written again in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roster.exports.cells import Cells, Entry
from roster.exports.roster_json import FILE, from_json
from roster.faults import Fault, InputRefusedError
from roster.roster import Late, Message, NotDone, Roster, UnfilledPosts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roster.problem import Problem


def whole_roster(problem: Problem, data: Mapping[str, Any], file: str = FILE) -> Roster:
    """Give the roster from which `to_json(problem, roster)` made `data`, perhaps by way of JSON text.

    `comparison`, `explanation` and `wing_price` are not in the JSON and are left empty. Of a roster with a `revision`
    the problem is that of `roster.replan.revise.problem_again`, and the comparison is found again by
    `roster.replan.compare.compare(problem, whole.plan, rules)`.

    Raises InputRefusedError naming what is missing or wrong, and when the roster is of other days or another prison:
    rendered together, the two would say what nobody planned.
    """
    stated = from_json(dict(data), file)
    cells = Cells(file)
    top = cells.at("", 0, dict(data))
    roster = Roster(
        establishment=top.text("establishment"),
        days=stated.days,
        plan=stated.plan,
        status=top.text("status"),
        levels=stated.levels,
        not_done=tuple(_not_done(each) for each in cells.entries(top.values, "not_done")),
        late=tuple(_late(each) for each in cells.entries(top.values, "late")),
        blocked=tuple(_blocked(each) for each in cells.entries(top.values, "blocked")),
        unfilled=tuple(_unfilled(cells.entries(top.values, "unfilled_wing_posts"))),
        warnings=tuple(_warning(each) for each in cells.entries(top.values, "warnings")),
        made=_object(top, "made"),
        revision=_object(top, "revision") if data.get("revision") is not None else {},
    )
    faults = [*cells.faults, *_of_another(problem, roster, file)]
    if faults:
        raise InputRefusedError(faults)
    return roster


def _of_another(problem: Problem, roster: Roster, file: str) -> Iterator[Fault]:
    """Name what shows that a roster is not of this morning."""
    code = problem.establishment.code
    if roster.establishment and roster.establishment != code:
        yield Fault(file, 0, "establishment", f"this roster is of {roster.establishment}, not of {code}.")
    if roster.days != problem.days:
        first, last = problem.days[0], problem.days[-1]
        yield Fault(file, 0, "days", f"this roster is not of the days {first} to {last}.")


def _not_done(entry: Entry) -> NotDone:
    return NotDone(
        task_id=entry.text("task_id"),
        tier=entry.number("tier") or 0,
        due=entry.text("due"),
        code=entry.text("code"),
        message=entry.text("message", may_be_empty=True),
        minutes_left=entry.number("minutes_left") or 0,
    )


def _late(entry: Entry) -> Late:
    return Late(entry.text("task_id"), entry.text("due"), entry.text("finished"))


def _blocked(entry: Entry) -> dict[str, str]:
    return {"task_id": entry.text("task_id"), "note": entry.text("note", may_be_empty=True)}


def _unfilled(entries: Iterator[Entry]) -> Iterator[UnfilledPosts]:
    for each in entries:
        day, posts = each.date("date"), each.number("posts")
        session, wing = each.text("session"), each.text("wing", may_be_empty=True)
        if day is not None and posts is not None:
            yield UnfilledPosts(day, session, wing, posts)


def _warning(entry: Entry) -> Message:
    subjects = entry.values.get("subjects")
    if not isinstance(subjects, list) or not all(isinstance(each, str) for each in subjects):
        entry.fault("subjects", "this should be a list of ids; it may be empty.")
        subjects = []
    return Message(entry.text("code"), entry.text("message", may_be_empty=True), tuple(subjects))


def _object(top: Entry, key: str) -> dict[str, Any]:
    found = top.values.get(key)
    if isinstance(found, dict):
        return found
    top.fault(key, "this should be an object.")
    return {}
