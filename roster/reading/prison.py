"""Reads the establishment: the prison's code, estate and mode, its sessions, rooms and working days."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from roster.reading import limits
from roster.reading.cells import CellError, Known, is_blank
from roster.reading.rows import Place, RawTable, in_the_row, read_cell, read_rows
from roster.reading.task_tables import ESTABLISHMENT, SESSIONS
from roster.sessions import SessionTimes
from roster.tables import EstablishmentRow
from roster.wording import shown

if TYPE_CHECKING:
    from roster.reading.complaints import Complaints

UNLOCK = ("unlock_start", "unlock_end")


@dataclass
class RawPrison:
    """The establishment as it was found: values by dotted key, sessions as a table, places by name."""

    file: str
    values: dict[str, object] = field(default_factory=dict)
    sessions: RawTable = field(default_factory=RawTable)
    sessions_file: str = ""
    place_of_value: Place = in_the_row
    place_of_session: Place = in_the_row


def read_prison(raw: RawPrison, complaints: Complaints) -> EstablishmentRow:
    """Read the establishment. What cannot be read is left blank, so that the rest can be cross-checked."""
    values: dict[str, Any] = {}
    for column in ESTABLISHMENT.columns:
        try:
            values |= read_cell(column, raw.values.get(column.name), Known())
        except CellError as error:
            row, name = raw.place_of_value(0, column.name)
            complaints.add_cell(raw.file, row, name, error)
    _check_mode(raw, values, complaints)
    blank = {"code": "", "name": "", "estate": "", "function": "", "date": date.max}
    return EstablishmentRow(**{**blank, **values, "sessions": _sessions(raw, complaints)})


def _check_mode(raw: RawPrison, values: dict[str, Any], complaints: Complaints) -> None:
    if values.get("estate") == "closed_male" and "mode" not in values and is_blank(raw.values.get("mode")):
        row, column = raw.place_of_value(0, "mode")
        message = (
            "a closed male prison must say `mtt` or `steady_state`; there is no default, because the two "
            "modes forbid opposite things (what probation officers must do in mtt they may not in the other)."
        )
        complaints.add(raw.file, message, row=row, column=column, code="missing")


def _sessions(raw: RawPrison, complaints: Complaints) -> tuple[SessionTimes, ...]:
    file = raw.sessions_file or raw.file
    table = raw.sessions
    if len(table.rows) > limits.SESSIONS_PER_DAY:
        message = f"there are {len(table.rows)} sessions a day; at most {limits.SESSIONS_PER_DAY} are read."
        complaints.add(file, message, column="session", code="too_large")
        return ()
    if not table.rows and table.whole:
        message = "there is no session; write at least one, for example name AM, start 08:00, end 12:00."
        complaints.add(file, message, column="session", code="missing")
    found = read_rows(SESSIONS, table, file, Known(), complaints, raw.place_of_session).rows
    check = _SessionCheck(file, raw.place_of_session, complaints)
    right = [each for each in found if check.alone(each)]
    in_order = [check.in_order(earlier, later) for earlier, later in pairwise(right)]
    if len(right) < len(table.rows) or not all(in_order):
        return ()  # nothing is checked against sessions of which some are unknown
    return tuple(SessionTimes(each["name"], each["start"], each["end"], _unlock(each)) for each in right)


def _unlock(session: dict[str, Any]) -> tuple[time, time] | None:
    return (session["unlock_start"], session["unlock_end"]) if "unlock_start" in session else None


@dataclass(frozen=True)
class _SessionCheck:
    file: str
    place: Place
    complaints: Complaints

    def alone(self, session: dict[str, Any]) -> bool:
        """Check one session by itself."""
        start, end = session["start"], session["end"]
        if ";" in session["name"]:
            return self._wrong(
                session, "name", f"{shown(session['name'])} holds a `;`, which separates names."
            )
        if end <= start:
            return self._wrong(
                session, "end", f"the session ends at {end:%H:%M}, not after its start {start:%H:%M}."
            )
        given = [name for name in UNLOCK if name in session]
        if len(given) == 1:
            return self._wrong(session, given[0], "unlock needs both its times, from and until.")
        if not given or start <= session["unlock_start"] < session["unlock_end"] <= end:
            return True
        unlock = f"{session['unlock_start']:%H:%M} to {session['unlock_end']:%H:%M}"
        return self._wrong(
            session, given[0], f"unlock {unlock} is not inside the session {start:%H:%M} to {end:%H:%M}."
        )

    def in_order(self, earlier: dict[str, Any], later: dict[str, Any]) -> bool:
        """Check that a session starts after the one before it has ended."""
        if earlier["end"] <= later["start"]:
            return True
        return self._wrong(
            later,
            "start",
            f"{shown(later['name'])} starts at {later['start']:%H:%M}, before {shown(earlier['name'])} ends "
            f"at {earlier['end']:%H:%M}; list sessions in their order, without overlap.",
        )

    def _wrong(self, session: dict[str, Any], column: str, message: str) -> bool:
        row, name = self.place(session["row"], column)
        self.complaints.add_cell(self.file, row, name, CellError(message, code="contradiction"))
        return False
