"""What people ticked at the end of the day, as they typed it: in the workbook, or after the command."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from roster.exports.checks import DAYS, FIRST_DAY
from roster.exports.roster_json import StatedRoster, from_json
from roster.exports.sheets import BY_PERSON, BY_TASK, CHECKS, DONE, MINUTES_LEFT, TASK_ID
from roster.faults import Fault, InputRefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

DONE_OPTION, LEFT_OPTION = "--done", "--left"
HEADER_WITHIN = 10  # rows: people put a title above the table
Grid = list[list[object]]
Record = tuple[int, dict[str, object]]  # the row as a spreadsheet counts, cells by header

# The columns of the sheet By person, by the keys of roster.json.
PIECE = {"task_id": "task", "staff_id": "staff id", "date": "date", "session": "session", "start": "start",
         "end": "end", "minutes": "minutes", "reason": "why"}  # fmt: skip
DUTY = {"staff_id": "staff id", "date": "date", "session": "session", "wing": "wing"}


@dataclass(frozen=True)
class Tick:
    """What was typed for one task, unchecked: `done` and `left` as text, and where it stands."""

    task_id: str
    done: str
    left: str
    file: str
    row: int = 0

    @property
    def empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not (self.done or self.left)


def ticks_of_options(done: Sequence[str] = (), left: Sequence[str] = ()) -> tuple[Tick, ...]:
    """Read `--done T1,T2` and `--left T3=90`; both may be given several times."""
    finished = [Tick(each, "yes", "", DONE_OPTION) for each in _parts(done)]
    cut = [each.rpartition("=") if "=" in each else (each, "", "?") for each in _parts(left)]
    return (
        *finished,
        *(Tick(task_id.strip(), "", minutes.strip() or "?", LEFT_OPTION) for task_id, _, minutes in cut),
    )


def _parts(options: Iterable[str]) -> list[str]:
    return [part.strip() for option in options for part in option.split(",") if part.strip()]


def read_workbook(path: Path) -> tuple[StatedRoster, tuple[Tick, ...]]:
    """Read the roster and the ticks of a `roster.xlsx` that people may have sorted or widened.

    Raises InputRefusedError naming sheet, row and column.
    """
    grids = _grids(path)
    faults = [
        Fault(
            path.name,
            0,
            "",
            f"the sheet {sheet} is missing; this should be a roster.xlsx made by omu-roster.",
        )
        for sheet in (BY_PERSON, BY_TASK, CHECKS)
        if sheet not in grids
    ]
    if faults:
        raise InputRefusedError(faults)
    sheet = f"{path.name}, sheet {BY_TASK}"
    rows = _records(grids[BY_TASK], sheet, (TASK_ID, DONE, MINUTES_LEFT))
    ticks = tuple(
        Tick(_text(cells[TASK_ID]), _text(cells[DONE]), _text(cells[MINUTES_LEFT]), sheet, row)
        for row, cells in rows
    )
    return _roster(grids, path.name), tuple(each for each in ticks if not each.empty)


def _grids(path: Path) -> dict[str, Grid]:
    """Open a workbook as carefully as a morning's: nothing is unpacked before it has been counted."""
    from roster.reading import limits
    from roster.reading.archive import RefusedError
    from roster.reading.complaints import Complaints
    from roster.reading.files import read_bytes
    from roster.reading.workbook import _grids as carefully

    complaints = Complaints()
    try:
        content = read_bytes(path, limits.WORKBOOK_BYTES, complaints)
        if content is not None:
            return carefully(content)
    except RefusedError as error:
        complaints.add(path.name, str(error), code="unreadable")
    except OSError as error:
        complaints.add(path.name, f"this cannot be opened ({error.strerror}).", code="unreadable")
    raise InputRefusedError(complaints.faults)


def _records(grid: Grid, sheet: str, needed: Collection[str]) -> list[Record]:
    """Find the header row and give the rows under it; the columns may stand in any order."""
    for number, row in enumerate(grid[:HEADER_WITHIN], start=1):
        headers = [_text(cell).casefold() for cell in row]
        if set(needed) <= set(headers):
            below = enumerate(grid[number:], start=number + 1)
            return [(at, dict(zip_longest(headers, cells[: len(headers)]))) for at, cells in below]
    message = f"the columns {', '.join(needed)} are needed in one row at the top."
    raise InputRefusedError([Fault(sheet, 1, "", message)])


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return cell.isoformat() if isinstance(cell, date) else str("" if cell is None else cell).strip()


def _roster(grids: dict[str, Grid], file: str) -> StatedRoster:
    facts = {_text(row[1]): _text(row[2]) for row in grids[CHECKS] if len(row) > len(("About", "Item"))}
    sheet = f"{file}, sheet {BY_PERSON}"
    records = _records(grids[BY_PERSON], sheet, {*PIECE.values(), *DUTY.values()})
    pieces = [(row, cells) for row, cells in records if _text(cells["task"])]
    duties = [(row, cells) for row, cells in records if _text(cells["wing"]) and not _text(cells["task"])]
    data: dict[str, Any] = {
        "from": facts.get(FIRST_DAY, ""),
        "days": facts.get(DAYS, "").split("; "),
        "work": [_entry(PIECE, cells) for _, cells in pieces],
        "wing_duty": [_entry(DUTY, cells) for _, cells in duties],
    }
    try:
        return from_json(data, file)
    except InputRefusedError as error:
        places = {"work": [row for row, _ in pieces], "wing_duty": [row for row, _ in duties]}
        raise InputRefusedError([_in_sheet(fault, file, sheet, places) for fault in error.faults]) from None


def _entry(columns: dict[str, str], cells: dict[str, object]) -> dict[str, Any]:
    texts: dict[str, Any] = {key: _text(cells[header]) for key, header in columns.items()}
    if texts.get("minutes", "").isdecimal():
        texts["minutes"] = int(texts["minutes"])
    return texts


def _in_sheet(fault: Fault, file: str, sheet: str, places: dict[str, list[int]]) -> Fault:
    """Say a fault of the roster in the words of the sheet it was read from."""
    found = re.fullmatch(r"(work|wing_duty)\[(\d+)\]\.(\w+)", fault.column)
    if found is None:
        return replace(
            fault, file=f"{file}, sheet {CHECKS}", row=0, column=FIRST_DAY if fault.column == "from" else DAYS
        )
    columns = PIECE if found[1] == "work" else DUTY
    return replace(
        fault, file=sheet, row=places[found[1]][int(found[2])], column=columns[found[3]].capitalize()
    )
