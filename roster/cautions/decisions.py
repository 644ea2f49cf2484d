"""Warnings about managers' decisions: overrides that the roster leans on, and those that have run out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from roster.cautions.saying import people, tasks
from roster.exports.words import short_date
from roster.lifted import Use, overrides_used
from roster.roster import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roster.problem import Problem
    from roster.rule import Rule
    from roster.staff import Override
    from roster.tables import OverrideRow, Tables
    from roster.view import View

WHAT = {  # what each override allows, said of the person and the tasks
    "high_risk": "{who} may do {what} although it is high-risk work",
    "prison_manager": "{who} may do {what} although it is a prison manager's duty",
    "rotation": "{who} may take on {what} although the time in the group is over",
    "started": "{who} may go on with {what} although somebody else started it",
    "advice": "{who} may use the time kept for advice, as for {what}",
}


def used(view: View, rules: Sequence[Rule]) -> Iterator[Message]:
    """Say for each override that is used who decided it, why, and who oversees it."""
    uses: dict[Override, list[Use]] = defaultdict(list)
    for use in overrides_used(view, rules):
        uses[use.override].append(use)
    for override, its_uses in uses.items():
        who, what = people(each.staff_id for each in its_uses), tasks(each.task_id for each in its_uses)
        allowed = WHAT.get(override.rule, "{who} may do {what}").format(who=who, what=what)
        oversight = f", overseen by {override.oversight}" if override.oversight else ""
        message = f"By decision of {override.by}, {allowed}{oversight}; the reason given: {override.reason}."
        yield Message("OVERRIDE_USED", message, (*who.ids, *what.ids))


def expired(tables: Tables, problem: Problem) -> Iterator[Message]:
    """Say which overrides no longer count."""
    gone = [row for row in tables.overrides if row.expires is not None and row.expires < problem.days[0]]
    if gone:
        named = "; ".join(dict.fromkeys(_said(row, problem.days[0].year) for row in gone))
        subjects = {each for row in gone for each in (row.staff_id, row.task_id) if each}
        yield Message(
            "OVERRIDE_EXPIRED",
            f"These overrides have expired and do not count: {named}.",
            tuple(sorted(subjects)),
        )


def _said(row: OverrideRow, year: int) -> str:
    about = " ".join(filter(None, (row.rule, row.staff_id, row.task_id)))
    return f"{about} (until {short_date(row.expires, year)})" if row.expires else about
