"""Warnings: what a manager should know before using the roster, each kind said once for all it is about."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from roster.cautions import appointments, days, people, work
from roster.cautions.cover import cover_cautions
from roster.cautions.decisions import expired, used

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roster.problem import Problem
    from roster.roster import Message
    from roster.rule import Rule
    from roster.tables import Tables
    from roster.view import View

__all__ = ["input_cautions", "roster_cautions"]


def input_cautions(tables: Tables, problem: Problem, asked: date | None, today: date) -> tuple[Message, ...]:
    """Warn of what can be seen before anything is planned; `asked` is the day typed (None: the folder's)."""
    return tuple(
        chain(
            days.missing_tables(tables),
            days.moved(tables, problem, asked),
            days.not_today(tables, asked, today),
            expired(tables, problem),
            people.cautions(tables, problem),
            work.cautions(problem),
            appointments.cautions(problem),
        )
    )


def roster_cautions(view: View, rules: Sequence[Rule]) -> tuple[Message, ...]:
    """Warn of what the roster does: sessions without advice or a manager, and overrides it leans on."""
    return (*cover_cautions(view), *used(view, rules))
