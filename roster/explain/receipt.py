"""Receipts: why a task is or is not done, in sentences of which every one has been verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roster.fingerprint import KEY

if TYPE_CHECKING:
    from datetime import date

SCHEMA = 1

# What is the matter with a task.
NOT_DONE, LATE, DONE, PART, BLOCKED = "not_done", "late", "done", "part_done", "blocked"

# What a sentence is about.
NOBODY, NO_ROOM, FILLED, IMPOSSIBLE, COSTS = "nobody_may", "no_time", "filled", "impossible", "costs"
EXAMPLE, INSTEAD, POSSIBLE, WHY, FACT = "example", "instead", "possible", "why", "fact"

# What a sentence says of somebody else who could do a task.
OTHERS, OTHER_MAY_NOT, OTHER_CANNOT = "others", "other_may_not", "other_cannot"
OTHER_FREE, OTHER_COSTS, OTHER_EXAMPLE = "other_free", "other_costs", "other_example"

# What a single change is.
OVERRIDE, DUE_LATER, HOUR, POST = "override", "due_later", "hour", "wing_post"


@dataclass(frozen=True)
class Sentence:
    """One verified sentence, with the tasks and people it names. What is not verified never becomes one."""

    kind: str
    text: str
    task_ids: tuple[str, ...] = ()
    staff_ids: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "kind": self.kind,
            "text": self.text,
            "verified": True,
            "task_ids": list(self.task_ids),
            "staff_ids": list(self.staff_ids),
        }


@dataclass(frozen=True)
class Change:
    """One thing that could be different, and what would be typed for it (fields that do not apply are empty)."""

    kind: str
    text: str
    staff_id: str = ""
    day: date | None = None
    session: str = ""
    wing: str = ""
    rule: str = ""
    minutes: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "kind": self.kind,
            "text": self.text,
            "verified": True,
            "staff_id": self.staff_id,
            "date": self.day.isoformat() if self.day else None,
            "session": self.session,
            "wing": self.wing,
            "rule": self.rule,
            "minutes": self.minutes,
        }


@dataclass(frozen=True)
class Receipt:
    """What is known about one task; `changes` are single changes that get it done and cost no level that counts."""

    task_id: str
    tier: int
    due: str
    state: str
    code: str = ""
    sentences: tuple[Sentence, ...] = ()
    changes: tuple[Change, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "task_id": self.task_id,
            "tier": self.tier,
            "due": self.due,
            "state": self.state,
            "code": self.code,
            "sentences": [each.as_dict() for each in self.sentences],
            "changes": [each.as_dict() for each in self.changes],
        }


@dataclass(frozen=True)
class Personal:
    """What one person does in these days, why, and what fills them."""

    staff_id: str
    sentences: tuple[Sentence, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {"staff_id": self.staff_id, "sentences": [each.as_dict() for each in self.sentences]}


@dataclass(frozen=True)
class Explanation:
    """Receipts of one roster, named by its fingerprint; `left_out` are tasks that the time was too short for."""

    establishment: str
    days: tuple[date, ...]
    roster_sha256: str
    receipts: tuple[Receipt, ...] = ()
    people: tuple[Personal, ...] = ()
    left_out: tuple[str, ...] = ()
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Give it as `omu-roster explain --json` prints it."""
        return {
            "schema": SCHEMA,
            "establishment": self.establishment,
            "from": self.days[0].isoformat(),
            "days": [each.isoformat() for each in self.days],
            KEY: self.roster_sha256,
            "receipts": [each.as_dict() for each in self.receipts],
            "people": [each.as_dict() for each in self.people],
            "left_out": list(self.left_out),
            "seconds": round(self.seconds, 1),
        }
