"""Tasks: the catalogue's kinds of work, and the pieces of work that are waiting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True)
class TaskType:
    """An entry of the catalogue, as it reads in this establishment (its mode and estate are already applied).

    `grades` are the grades that may do it; `grades_by_holder` replaces them where cases are split between NPS and
    CRC. `pair`: done by its owner together with one of `grades`; `owner_first`: by its owner, who may be of any grade,
    and by `grades` only where there is none. `probation_at_risk`: for probation officers at high risk
    (`probation_always`: at any), unless a named override. `prefer` are the grades that should rather do it.
    `due_rule` is a (rule name, number) pair.
    """

    key: str
    label: str
    minutes: int
    grades: frozenset[str]
    grades_by_holder: dict[str, frozenset[str]] = field(default_factory=dict, hash=False)
    supervision: bool = False
    probation_at_risk: bool = False
    probation_always: bool = False
    split: bool = False
    seen: bool = False
    fixed: bool = False
    pair: bool = False
    owner_first: bool = False
    checking: bool = False
    skill: str = ""
    prefer: frozenset[str] = frozenset()
    due_rule: tuple[str, int] = ("working_days", 5)
    tier: int = 5


@dataclass(frozen=True)
class Task:
    """A piece of work that is waiting; every empty cell has been resolved.

    `minutes` is the work left, rounded up to the planning grid; `minutes_left` is the figure as typed. `grades` may
    do it here, some only by a named override; `qualified` need none. `tier` is 1 (first) to 5, ageing applied.
    `due` is what the table or the catalogue says; `due_by` is the last moment that counts as on time in this horizon
    (its end, for an overdue task). `is_due`: no session after the horizon would be in time.
    """

    task_id: str
    type: TaskType
    ready: datetime
    due: datetime
    due_by: datetime
    minutes: int
    minutes_left: int
    tier: int
    grades: frozenset[str]
    is_due: bool
    overdue: bool
    qualified: frozenset[str] = frozenset()
    prison_number: str = ""
    risk: str = ""
    case_holder: str = ""
    owner: str = ""
    fixed: datetime | None = None
    after: tuple[str, ...] = ()
    doer: str = ""
    started_by: str = ""
    status: str = "open"
    note: str = ""
    due_typed: date | datetime | None = None

    @property
    def splittable(self) -> bool:
        """Tell whether the work may be laid down and taken up again (an appointment is kept in one go)."""
        return self.type.split and self.fixed is None

    @property
    def seen(self) -> bool:
        """Tell whether the prisoner is in the room."""
        return self.type.seen

    @property
    def held(self) -> bool:
        """Tell whether the prisoner is bound by it (types *seen* and *fixed* of the contract)."""
        return self.type.seen or self.type.fixed
