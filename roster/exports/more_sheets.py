"""Sheets that a workbook has only where there is something to say: receipts, the price of the wings, changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from roster.exports.sheets import DATE, NAME, NARROW, SENTENCE, SHORT, Cell, Column, Sheet
from roster.exports.words import iso_deadline

if TYPE_CHECKING:
    from roster.exports.facts import Facts

RECEIPTS, WING_PRICE, CHANGES = "Receipts", "Price of the wings", "Changes"
WOULD_HELP = "would get it done"


def more_sheets(facts: Facts) -> Iterator[Sheet]:
    """Give the sheets that this roster has something for."""
    if facts.receipts:
        yield receipts(facts)
    if facts.roster.wing_price:
        yield Sheet(
            WING_PRICE,
            (Column("What the wings cost", SENTENCE),),
            tuple((each,) for each in facts.roster.wing_price),
        )
    if facts.roster.comparison is not None:
        yield changes(facts)


def receipts(facts: Facts) -> Sheet:
    """Say why urgent work is not done, and which single changes would get it done; every sentence is verified."""
    columns = (
        Column("Task", SHORT), Column("Tier", NARROW), Column("Due", SHORT), Column("State", SHORT),
        Column("What is said", NAME), Column("Sentence", SENTENCE),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for each in facts.receipts:
        head = (each.task_id, each.tier, iso_deadline(each.due, facts.roster.days[0].year), each.state)
        rows += [(*head, said.kind.replace("_", " "), said.text) for said in each.sentences]
        rows += [(*head, WOULD_HELP, change.text) for change in each.changes]
    return Sheet(RECEIPTS, columns, tuple(rows))


def changes(facts: Facts) -> Sheet:
    """Say what changed against the published roster, half-day by half-day, and what falls off or is saved."""
    columns = (
        Column("Name", NAME), Column("Staff id", NARROW), Column("Date", DATE), Column("Session", NARROW),
        Column("Lost", NARROW), Column("What changed", SENTENCE),
    )  # fmt: skip
    comparison = facts.roster.comparison
    rows: list[tuple[Cell, ...]] = []
    if comparison is not None:
        for half in comparison.half_days:
            where = (half.session.day, half.session.name, "yes" if half.lost else None)
            rows += [(facts.name(half.staff_id), half.staff_id, *where, each) for each in half.sentences]
        for title, found in (("Falls off", comparison.fell_off), ("Saved", comparison.saved)):
            rows += [(title, None, None, None, None, each.sentence) for each in found]
    return Sheet(CHANGES, columns, tuple(rows))
