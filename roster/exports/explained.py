"""An explanation as plain text of 80 columns: one receipt after the other, every line verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.explain.receipt import BLOCKED, DONE, LATE, NOT_DONE, PART
from roster.exports.screen import on_screen
from roster.exports.words import count, iso_deadline, span_of_days
from roster.fingerprint import SHORT
from roster.wording import listing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.explain.receipt import Explanation, Receipt

FEW = 8  # so many of the tasks left out are named
STATES = {
    NOT_DONE: "not done",
    LATE: "finished late",
    DONE: "done",
    PART: "begun, not finished in these days",
    BLOCKED: "blocked",
}


def explained(explanation: Explanation) -> str:
    """Give the text."""
    lines = [
        f"Why? Roster {explanation.roster_sha256[:SHORT]} for {span_of_days(explanation.days)}.",
        "Every sentence is verified; what could not be verified in the time is left out.",
    ]
    year = explanation.days[0].year
    for each in explanation.receipts:
        lines += ["", *_receipt(each, year)]
    for person in explanation.people:
        lines += ["", person.staff_id, *(f"  - {each.text}" for each in person.sentences)]
    if not explanation.receipts and not explanation.people and not explanation.left_out:
        lines += ["", "No due work of the first tiers is late or not done: there is nothing to explain."]
    if explanation.left_out:
        named = [*explanation.left_out[:FEW]]
        more = len(explanation.left_out) - FEW
        named += [f"{more} more"] if more > 0 else []
        short = f"The time was too short for {count(len(explanation.left_out), 'task')}"
        lines += ["", f"{short}: {listing(named, 'and')}. Maybe more --seconds, or one --task."]
    return on_screen(lines)


def _receipt(receipt: Receipt, year: int) -> Iterator[str]:
    due = iso_deadline(receipt.due, year)
    yield f"{receipt.task_id}, tier {receipt.tier}, due {due}: {STATES[receipt.state]}"
    yield from (f"  - {each.text}" for each in receipt.sentences)
    if receipt.changes:
        yield "  Any one of these would get it done, with no loss at its level or above:"
        yield from (f"  + {each.text}" for each in receipt.changes)
