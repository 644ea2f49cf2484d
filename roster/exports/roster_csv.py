"""`roster.csv`: one line a piece of work or wing duty, for spreadsheets and other programs."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from roster.exports.words import clock
from roster.problem import span_minutes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.exports.facts import Facts
    from roster.roster import WingDuty, Work

COLUMNS = (
    "date", "session", "start", "end", "minutes", "staff_id", "name", "grade", "task_id", "type", "label",
    "prison_number", "tier", "due", "reason", "wing",
)  # fmt: skip
WING_DUTY = "wing_duty"
WING_DUTY_LABEL = "Wing duty"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MARK_OF_UTF8 = "\ufeff"  # tells Excel that the file is UTF-8


def to_csv(facts: Facts) -> bytes:
    """Write the roster as CSV; text that a spreadsheet would run as a formula is defused."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, quoting=csv.QUOTE_ALL, restval="")
    writer.writeheader()
    for line in lines(facts):
        writer.writerow({column: harmless(cell) for column, cell in line.items()})
    return encoded(text.getvalue())


def encoded(text: str) -> bytes:
    """Give CSV text as UTF-8; Excel needs a mark at the start as soon as a name carries an accent."""
    return (text if text.isascii() else MARK_OF_UTF8 + text).encode()


def harmless(cell: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula (OWASP: CSV injection)."""
    return f"'{cell}" if cell.startswith(STARTS_A_FORMULA) else cell


def lines(facts: Facts) -> Iterator[dict[str, str]]:
    """Give every line as text, in order of time, wing duties first in each session."""
    order = {each: position for position, each in enumerate(facts.problem.session)}
    ranked: list[tuple[tuple[int, int], dict[str, str]]] = []
    for duty in facts.duties:
        ranked.append(((order.get((duty.day, duty.session), len(order)), 0), _duty(facts, duty)))
    for piece in facts.work:
        ranked.append(((order.get((piece.day, piece.session), len(order)), 1), _piece(facts, piece)))
    yield from (line for _, line in sorted(ranked, key=lambda each: each[0]))


def _piece(facts: Facts, piece: Work) -> dict[str, str]:
    task = facts.task(piece.task_id)
    line = {
        "date": piece.day.isoformat(),
        "session": piece.session,
        "start": clock(piece.start),
        "end": clock(piece.end),
        "minutes": str(piece.minutes),
        "staff_id": piece.staff_id,
        "name": facts.name(piece.staff_id),
        "grade": facts.role(piece.staff_id),
        "task_id": piece.task_id,
        "reason": piece.reason,
    }
    if task:
        line |= {
            "type": task.type.key,
            "label": task.type.label,
            "prison_number": task.prison_number,
            "tier": str(task.tier),
            "due": task.due.isoformat(timespec="minutes"),
        }
    return line


def _duty(facts: Facts, duty: WingDuty) -> dict[str, str]:
    session = facts.problem.session.get((duty.day, duty.session))
    times = (clock(session.start), clock(session.end)) if session else ("", "")
    return {
        "date": duty.day.isoformat(),
        "session": duty.session,
        "start": times[0],
        "end": times[1],
        "minutes": str(span_minutes(session.start, session.end)) if session else "",
        "staff_id": duty.staff_id,
        "name": facts.name(duty.staff_id),
        "grade": facts.role(duty.staff_id),
        "type": WING_DUTY,
        "label": WING_DUTY_LABEL,
        "wing": duty.wing,
    }
