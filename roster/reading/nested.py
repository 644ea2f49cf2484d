"""Takes an establishment apart that came with sections and a list of sessions, as TOML and JSON have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.reading.cells import is_empty
from roster.reading.prison import UNLOCK, RawPrison
from roster.reading.rows import RawTable
from roster.reading.task_tables import ESTABLISHMENT
from roster.wording import maybe, shown

if TYPE_CHECKING:
    from roster.reading.complaints import Complaints

SECTIONS = {"interviews": ("rooms",), "working": ("days",)}
SESSION_KEYS = ("name", "start", "end", "unlock")


def unfold(nested: dict[str, object], raw: RawPrison, complaints: Complaints) -> None:
    """Lay the values and sessions of a nested establishment into `raw`, complaining of keys nobody knows."""
    top = [name for name in ESTABLISHMENT.names if "." not in name]
    for key, value in nested.items():
        if key in SECTIONS:
            _unfold_section(key, value, raw, complaints)
        elif key == "session":
            raw.sessions = _unfold_sessions(value, raw, complaints)
        elif key in top:
            raw.values[key] = value
        else:
            _unknown(key, key, [*top, "session", *SECTIONS], raw.file, complaints)


def _unknown(place: str, key: str, names: list[str], file: str, complaints: Complaints) -> None:
    message = f"{shown(key)} is not a key of the establishment."
    complaints.add(file, message, column=shown(place)[1:-1], maybe=maybe(key, names), code="unknown")


def _unfold_section(key: str, value: object, raw: RawPrison, complaints: Complaints) -> None:
    inner = SECTIONS[key]
    if value is None:
        return
    if not isinstance(value, dict):
        message = f"{shown(value)} is not a section; `{inner[0]}` belongs inside the section `{key}`."
        complaints.add(raw.file, message, column=key)
        return
    for name, each in value.items():
        if name in inner:
            raw.values[f"{key}.{name}"] = each
        else:
            _unknown(f"{key}.{name}", str(name), list(inner), raw.file, complaints)


def _unfold_sessions(value: object, raw: RawPrison, complaints: Complaints) -> RawTable:
    if value is None:
        return RawTable()
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        message = "the sessions should be a list of sections `session`, each with name, start and end."
        complaints.add(raw.file, message, column="session")
        return RawTable(whole=False)
    rows = [(number, _session_cells(number, each, raw, complaints)) for number, each in enumerate(value)]
    return RawTable(rows)


def _session_cells(
    number: int, session: dict[str, object], raw: RawPrison, complaints: Complaints
) -> dict[str, object]:
    for name in [str(name) for name in session if name not in SESSION_KEYS]:
        _unknown(raw.place_of_session(number, name)[1], name, list(SESSION_KEYS), raw.file, complaints)
    unlock = session.get("unlock")
    cells = {name: cell for name, cell in session.items() if name != "unlock"}
    if isinstance(unlock, list) and len(unlock) == len(UNLOCK):
        return cells | dict(zip(UNLOCK, unlock, strict=True))
    if not is_empty(unlock):
        message = f"{shown(unlock)} is not a pair of times; write for example unlock = [09:00:00, 11:30:00]."
        complaints.add(raw.file, message, column=raw.place_of_session(number, "unlock")[1])
    return cells
