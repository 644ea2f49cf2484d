"""People: their grade, skills and hours, and when they are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from roster.sessions import whole_minutes


@dataclass(frozen=True)
class Person:
    """A member of staff, as the staff list has them.

    `pattern` holds (weekday 0-6, session name) pairs. `minutes_per_week` is None where the pattern says it.
    `wing_risk_percent` is the chance (0-100) that a session of theirs is lost to the wings.
    """

    staff_id: str
    name: str
    grade: str
    skills: frozenset[str] = frozenset({"os"})
    pattern: frozenset[tuple[int, str]] = frozenset()
    minutes_per_week: int | None = None
    experience: str = "experienced"
    cross_deployable: bool = False
    wing_risk_percent: int = 0
    overtime_minutes: int = 0
    overtime_agreed_by: str = ""
    dual_role_since: date | None = None
    dual_role_group: str = ""


@dataclass(frozen=True)
class Presence:
    """One person's time in one session; `wing` is set when they are already detailed there."""

    start: datetime
    end: datetime
    whole: bool
    wing: str | None = None

    @property
    def minutes(self) -> int:
        """Minutes present, before any allowance."""
        return whole_minutes(self.end - self.start)


@dataclass(frozen=True)
class History:
    """What a person has done in the last 28 days; both are counts."""

    wing_sessions: int = 0
    tasks: int = 0


LIFTABLE_RULES = ("high_risk", "prison_manager", "advice", "rotation", "started")  # contract, section 2


@dataclass(frozen=True)
class Override:
    """A named manager's decision to lift a rule, for a person, for a task, or both ("" = any)."""

    rule: str
    staff_id: str
    task_id: str
    by: str
    reason: str
    oversight: str = ""
    expires: date | None = None
