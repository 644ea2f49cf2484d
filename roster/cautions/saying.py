"""How warnings name many people or tasks: a few by their ids, more by their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roster.exports.words import count
from roster.roster import Message
from roster.wording import listing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

FEW = 3  # so many are named in the sentence; all are in `subjects`


@dataclass(frozen=True)
class Those:
    """Some ids as the subject of a sentence: `T1 and T2 are`, `14 tasks are`."""

    ids: tuple[str, ...]
    one: str = "task"
    more: str = "tasks"

    def __str__(self) -> str:
        if not self.ids:
            return f"no {self.one}"
        return listing(self.ids, "and") if len(self.ids) <= FEW else count(len(self.ids), self.one, self.more)

    def verb(self, one: str, more: str) -> str:
        """Choose the verb that agrees."""
        return one if len(self.ids) == 1 else more


def tasks(ids: Iterable[str]) -> Those:
    """Name tasks."""
    return Those(tuple(sorted(set(ids))))


def people(ids: Iterable[str]) -> Those:
    """Name people."""
    return Those(tuple(sorted(set(ids))), "person", "people")


def about(code: str, those: Those, message: str, also: Collection[str] = ()) -> list[Message]:
    """Give the warning, or nothing when it is about nobody."""
    return [Message(code, message, (*those.ids, *also))] if those.ids else []
