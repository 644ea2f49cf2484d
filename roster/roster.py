"""The roster itself: who does what when, who is on which wing; and its written form."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roster.explain.receipt import Explanation
    from roster.replan.compare import Comparison


@dataclass(frozen=True, order=True)
class Work:
    """One piece of work: a task, a person, a session and the clock times (`end` − `start` = `minutes`)."""

    day: date
    session: str
    start: time
    end: time
    staff_id: str
    task_id: str
    minutes: int
    reason: str = ""

    @property
    def begins(self) -> datetime:
        """The moment it starts, local time."""
        return datetime.combine(self.day, self.start)

    @property
    def finishes(self) -> datetime:
        """The moment it ends, local time."""
        return datetime.combine(self.day, self.end)


@dataclass(frozen=True, order=True)
class WingDuty:
    """One person on a wing for one whole session."""

    day: date
    session: str
    wing: str
    staff_id: str


@dataclass(frozen=True)
class LevelValue:
    """What a roster reached at one level: the value counts what is not achieved, smaller is better.

    `bound` is the best value still possible given the levels above (None = unknown), `of` the most it could be.
    """

    name: str
    value: int
    bound: int | None = None
    tolerance: int = 0
    of: int = 0

    @property
    def proved(self) -> bool:
        """Tell whether nothing better than the tolerance is possible."""
        return self.bound is not None and self.value - self.bound <= self.tolerance

    def as_dict(self) -> dict[str, Any]:
        """Give the level as `roster.json` writes it."""
        return {
            "name": self.name,
            "value": self.value,
            "bound": self.bound,
            "tolerance": self.tolerance,
            "proved": self.proved,
            "of": self.of,
        }


@dataclass(frozen=True)
class Message:
    """A warning: a stable code, one plain sentence, and whom or what it is about (ids)."""

    code: str
    message: str
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotDone:
    """A task that is not done, with the first true reason (a stable code) and one plain sentence."""

    task_id: str
    tier: int
    due: str
    code: str
    message: str
    minutes_left: int


@dataclass(frozen=True)
class Late:
    """A task that is finished in the horizon, but late; both moments as ISO text."""

    task_id: str
    due: str
    finished: str


@dataclass(frozen=True)
class UnfilledPosts:
    """Wing posts that nobody fills."""

    day: date
    session: str
    wing: str
    posts: int


@dataclass(frozen=True)
class Plan:
    """The decisions alone: pieces of work and wing duties, sorted. This is all that `check` needs."""

    work: tuple[Work, ...] = ()
    wing_duty: tuple[WingDuty, ...] = ()


def without_reasons(plan: Plan) -> Plan:
    """Give the bare decisions, so that two plans can be compared piece by piece."""
    return Plan(tuple(replace(each, reason="") for each in plan.work), plan.wing_duty)


@dataclass(frozen=True)
class Roster:
    """A judged and explained roster, ready to be written."""

    establishment: str
    days: tuple[date, ...]
    plan: Plan
    status: str
    levels: tuple[LevelValue, ...]
    not_done: tuple[NotDone, ...] = ()
    late: tuple[Late, ...] = ()
    blocked: tuple[dict[str, str], ...] = ()
    unfilled: tuple[UnfilledPosts, ...] = ()
    warnings: tuple[Message, ...] = ()
    made: dict[str, Any] = field(default_factory=dict)
    revision: dict[str, Any] = field(default_factory=dict)
    comparison: Comparison | None = None
    explanation: Explanation | None = None
    wing_price: tuple[str, ...] = ()
