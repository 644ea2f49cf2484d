"""Checks the staff list, the history and the overrides: known people, and what each lifted rule needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.crosscheck.facts import Complaint, Facts
from roster.wording import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.tables import HistoryRow, OverrideRow, StaffRow

OVERSEER = "PO"  # high-risk work by others needs a probation officer's oversight (domain.md, H3)
NEEDS_PERSON = ("high_risk", "prison_manager", "advice", "rotation")
NEEDS_TASK = ("started",)
FOR_A_PERSON_ONLY = ("advice",)


def check_staff(row: StaffRow, facts: Facts) -> Iterator[Complaint]:
    """Check one row of staff.csv."""
    first_day = facts.tables.establishment.date
    if row.dual_role_since is not None and row.dual_role_since > first_day:
        message = (
            f"{row.dual_role_since} is after the establishment's date {first_day}; it should be in the past."
        )
        yield Complaint("dual_role_since", message)


def check_history(row: HistoryRow, facts: Facts) -> Iterator[Complaint]:
    """Check one row of history.csv."""
    yield from facts.unknown_person("staff_id", row.staff_id)


def check_override(row: OverrideRow, facts: Facts) -> Iterator[Complaint]:
    """Check one row of overrides.csv."""
    yield from facts.unknown_person("staff_id", row.staff_id)
    yield from facts.unknown_task("task_id", row.task_id)
    if row.rule in NEEDS_PERSON and not row.staff_id:
        message = f"the rule `{row.rule}` is lifted for a person; write who, by an id of the staff list."
        yield Complaint("staff_id", message, code="missing")
    if row.rule in NEEDS_TASK and not row.task_id:
        message = f"the rule `{row.rule}` is lifted for a task; write which, by its id."
        yield Complaint("task_id", message, code="missing")
    if row.rule in FOR_A_PERSON_ONLY and row.task_id:
        yield Complaint(
            "task_id", f"the rule `{row.rule}` is lifted for a person, not for a task; leave this empty."
        )
    yield from _oversight(row, facts)


def _oversight(row: OverrideRow, facts: Facts) -> Iterator[Complaint]:
    unknown = facts.unknown_person("oversight", row.oversight)
    yield from unknown
    if row.rule != "high_risk" or unknown:
        return
    if not row.oversight:
        message = "the rule `high_risk` is lifted only under oversight; write a probation officer's id."
        yield Complaint("oversight", message, code="missing")
        return
    overseer = facts.person.get(row.oversight)
    if overseer is not None and overseer.grade != OVERSEER:
        what = f"{shown(row.oversight)} is a {facts.policy.role(overseer.grade)}"
        yield Complaint("oversight", f"{what}; oversight of high-risk work needs a probation officer.")
