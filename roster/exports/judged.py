"""What the checker found, for people and for programs: every breach, its rule, its session, whom it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roster.exports.words import count

if TYPE_CHECKING:
    from roster.check import Judgement


def judged(judgement: Judgement) -> str:
    """Give the text: one line a breach, and the verdict."""
    lines = []
    for each in judgement.breaches:
        about = ", ".join(filter(None, (*each.staff_ids, *each.task_ids, each.session)))
        lines.append(f"{each.rule}{f' ({about})' if about else ''}: {each.message}")
    if judgement.clean:
        lines.append("Nothing is broken: this roster keeps every rule that must hold.")
    else:
        lines.append(f"{count(len(judgement.breaches), 'breach', 'breaches')} found.")
    return "\n".join(lines) + "\n"


def as_dict(judgement: Judgement) -> dict[str, Any]:
    """Give it as plain data: whether nothing is broken, the breaches, and every level's real value by name."""
    return {
        "clean": judgement.clean,
        "breaches": [
            {
                "rule": each.rule,
                "message": each.message,
                "staff_ids": list(each.staff_ids),
                "task_ids": list(each.task_ids),
                "session": each.session,
            }
            for each in judgement.breaches
        ],
        "levels": judgement.levels,
    }
