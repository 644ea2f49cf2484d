"""What one more would give, as plain text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.exports.screen import WIDTH, on_screen
from roster.exports.sure import title
from roster.exports.whatif_json import assumptions
from roster.exports.words import count, short_date, span_of_days
from roster.whatif.compare import settled
from roster.whatif.wings import wing_price

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roster.roster import LevelValue
    from roster.whatif.change import When
    from roster.whatif.compare import Difference
    from roster.whatif.table import Cell, Line, Table

LABEL, COLUMN = 26, 9
COLUMNS = (WIDTH - LABEL) // COLUMN
FIRST_FEW = 3
NO_WINGS = "The wings have nobody of the unit."
UNPROVED = "?"
HEADS = {"wing_posts": "posts", "due": "due", "rest": "open", "quality": "points"}
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def to_text(table: Table) -> str:
    """Write the table, the price of the wings, and what was assumed."""
    lines = [
        f"{table.problem.establishment.name} OMU: what would one more give?",
        f"{span_of_days(table.problem.days)}. Differences to the roster as it is; less is better.",
        *_legend(table),
        "",
        *_row_of_heads(table.now.levels),
        *_cells(
            "As it is",
            [
                _value(each, sure)
                for each, sure in zip(table.now.levels, settled(table.now.levels), strict=True)
            ],
        ),
        *_people(table),
        *_wings(table),
        "",
        "ASSUMED",
        *(f"  {each}" for each in assumptions(table)),
    ]
    return on_screen(lines)


def _legend(table: Table) -> list[str]:
    found = ["posts: wing posts not filled. due 1: of tier 1, 2 for each due task that is not finished"]
    found[0] += " in these days, 1 for each that is late."
    if any(each.name.startswith("rest") for each in table.now.levels):
        found.append("open 1: minutes of tier 1 work without a place. points: the price of preferences.")
    return [*found, f"= no difference; {UNPROVED} not proved (the values and bounds are in --json)."]


def _row_of_heads(levels: Sequence[LevelValue]) -> list[str]:
    heads = []
    for each in levels:
        family, _, tier = each.name.partition(".")
        heads.append(f"{HEADS.get(family, title(each))} {tier}".strip())
    return _cells("", heads)


def _cells(label: str, cells: Sequence[str]) -> list[str]:
    """Set cells beside a label, in further lines where they are too many for one."""
    blocks = [cells[place : place + COLUMNS] for place in range(0, len(cells), COLUMNS)]
    return [
        (label if number == 0 else "").ljust(LABEL) + "".join(each.rjust(COLUMN) for each in block)
        for number, block in enumerate(blocks)
    ]


def _value(level: LevelValue, sure: bool) -> str:
    return f"{level.value}{'' if sure else UNPROVED}"


def _differences(found: Difference) -> list[str]:
    return [
        ("=" if not each.difference else f"{each.difference:+d}") + ("" if each.exact else UNPROVED)
        for each in found.levels
    ]


def _people(table: Table) -> Iterator[str]:
    policy = table.problem.policy
    before: tuple[str, When | None] = ("", None)
    for line in table.people:
        if (line.grade, line.when) != before:
            when = f", only {short_date(line.when[0])} {line.when[1]}" if line.when else ""
            role = policy.role(line.grade)
            yield from ("", f"{role[0].upper()}{role[1:]}{when}")
            before = (line.grade, line.when)
        yield from _one_more(line) if line.number > 0 else _one_fewer(line)


def _number(number: int) -> str:
    return NUMBERS.get(number, str(number))


def _one_more(line: Line) -> Iterator[str]:
    yield from _line(f"  {_number(line.number)} more", line.cells[0])


def _line(label: str, cell: Cell) -> Iterator[str]:
    if cell.difference is None:
        yield f"{label}: no time was left to look."
        return
    yield from _cells(label, _differences(cell.difference))
    if cell.idle:
        yield "    nothing that is looked at here, and no wing post, is for them"
    for each in _tasks(cell.difference):
        yield f"    {each}"


def _one_fewer(line: Line) -> Iterator[str]:
    label, least, most = f"  {_number(-line.number)} fewer", line.least, line.most
    if not line.cells:
        yield f"{label}: there are not so many in."
        return
    if least is None or most is None:
        yield f"{label}: no time was left to look."
        return
    unsolved = len(line.cells) - len(line.solved)
    found = "" if line.proved else f" ({UNPROVED})"
    if least.worth == most.worth and not unsolved:
        yield from _line(f"{label}, whoever{found}", least)
    else:
        yield from _line(f"{label}, least{found}", least)
        yield f"    {_who(least)}"
        yield from _line(f"{label}, most{found}", most)
        yield f"    {_who(most)}"
    if unsolved:
        yield f"    {count(unsolved, 'choice')} of {len(line.cells)} not looked into: no time was left."


def _who(cell: Cell) -> str:
    """Name who is away, and who else it could be with the same result."""
    others = sorted({each for group in cell.loss for each in group} - set(cell.change.away))
    alike = f" (or, interchangeable: {_few(others)})" if others else ""
    return f"without {', '.join(cell.change.away)}{alike}"


def _tasks(found: Difference) -> Iterator[str]:
    if found.gained:
        yield f"{count(len(found.gained), 'due task')} on time only with it: {_few(found.gained)}"
    if found.lost:
        yield f"{count(len(found.lost), 'due task')} on time only without it: {_few(found.lost)}"


def _few(ids: Sequence[str]) -> str:
    more = f", +{len(ids) - FIRST_FEW} more" if len(ids) > FIRST_FEW else ""
    return ", ".join(ids[:FIRST_FEW]) + more


def _wings(table: Table) -> Iterator[str]:
    yield from ("", "Wing posts, in every session")
    for line in table.posts:
        yield from _line(f"  {_number(-line.number)} fewer", line.cells[0])
    yield from _line("  none at all", table.no_posts)
    yield from ("", "THE PRICE OF THE WINGS")
    found = table.no_posts.difference
    if found is not None:
        yield from (f"  {each}" for each in wing_price(table.now, found) or (NO_WINGS,))
