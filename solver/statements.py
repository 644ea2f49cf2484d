"""What rules say about the clock: windows, fixed starts, things kept apart. Kept as said, read by model and clock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from roster.kinds import Kind
from roster.sessions import Session
from roster.staff import Person

Window = tuple[datetime, datetime]


@dataclass
class ClockStatements:
    """Statements by task id and session index, gathered while the rules speak."""

    windows: dict[tuple[str, str, int], list[Window]] = field(default_factory=lambda: defaultdict(list))
    starts: dict[str, datetime] = field(default_factory=dict)
    apart: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    crowds: list[tuple[frozenset[str], int, int]] = field(default_factory=list)
    first_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    then_of: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def in_order(self, first: str, then: str) -> None:
        """Note that one task ends before another starts."""
        self.first_of[then].add(first)
        self.then_of[first].add(then)

    def within(self, kind: Kind, session: Session, window: Window, person: Person | None) -> None:
        """Note a window for every task of a kind ("" = whoever does it)."""
        staff_id = person.staff_id if person else ""
        self.windows[kind.task_ids[0], staff_id, session.index].append(window)

    def window(self, representative: str, staff_id: str, session: Session) -> Window:
        """Give the time in which a person may work on a task (named by its kind's first id) in a session."""
        of_all = self.windows.get((representative, "", session.index), ())
        of_one = self.windows.get((representative, staff_id, session.index), ())
        if not (of_all or of_one):
            return session.start, session.end
        said = [*of_all, *of_one]
        start = max([session.start, *(each[0] for each in said)])
        end = min([session.end, *(each[1] for each in said)])
        return start, max(start, end)
