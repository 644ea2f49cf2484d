"""Reads the two workbook sheets that list keys with values: the establishment and the prison's policy."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING, Any

from roster.reading.cells import ErrorCell, Kind, is_empty
from roster.reading.columns import Column, Table
from roster.reading.prison import RawPrison
from roster.reading.task_tables import ESTABLISHMENT
from roster.reading.texts import free_text
from roster.wording import maybe, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roster.reading.complaints import Complaints
    from roster.reading.rows import RawTable

KEY_CHARACTERS = 200
AS_FOUND = Kind("a value", lambda found, _: found)
KEYS_AND_VALUES = Table(
    "key_values",
    "",
    "",
    dict,
    (
        Column(
            "key",
            free_text(KEY_CHARACTERS),
            "The setting.",
            "code",
            required="it says which setting is meant",
        ),
        Column("value", AS_FOUND, "Its value.", "ZZI"),
    ),
)
VALUE_COLUMN = "value"
SHORT_NAMES = {column.attribute: column.name for column in ESTABLISHMENT.columns} | {"days": "working.days"}


def _pairs(raw: RawTable, file: str, complaints: Complaints) -> Iterator[tuple[int, str, object]]:
    """Give (row, key, value) of every row that has both; a key without a value is as good as left out."""
    seen: dict[str, int] = {}
    for row, cells in raw.rows:
        key, value = cells.get("key"), cells.get(VALUE_COLUMN)
        if is_empty(key) or not isinstance(key, str):
            message = "this row has a value but no key; write which setting it is, or delete it."
            complaints.add(file, message, row=row, column="key", code="missing")
        elif key.strip() in seen:
            message = f"{shown(key)} is already in row {seen[key.strip()]}; keep one of them."
            complaints.add(file, message, row=row, column="key", code="duplicate")
        else:
            seen[key.strip()] = row
            yield row, key.strip(), value


def prison_of(raw: RawTable, file: str, complaints: Complaints) -> RawPrison:
    """Read the sheet Establishment."""
    rows: dict[str, int] = {}
    prison = RawPrison(file, place_of_value=lambda _, name: (rows.get(name, 0), name))
    for row, typed, value in _pairs(raw, file, complaints):
        key = SHORT_NAMES.get(typed, typed)
        if key in ESTABLISHMENT.names:
            rows[key] = row
            prison.values[key] = value
        else:
            message = f"{shown(typed)} is not a key of the establishment."
            line = maybe(typed, ESTABLISHMENT.names)
            complaints.add(file, message, row=row, column="key", maybe=line, code="unknown")
    return prison


def policy_of(raw: RawTable, file: str, complaints: Complaints) -> dict[str, Any]:
    """Read the sheet Policy: dotted keys (`rules.continuity.price`) become tables in tables."""
    policy: dict[str, Any] = {}
    for row, path, value in _pairs(raw, file, complaints):
        if is_empty(value):
            continue
        *sections, last = path.split(".")
        table: Any = policy
        for section in sections:
            table = table.setdefault(section, {}) if isinstance(table, dict) else None
        if not isinstance(table, dict) or last in table:
            message = f"{shown(path)} contradicts another key: one is a section and the other a value."
            complaints.add(file, message, row=row, column="key", code="contradiction")
        elif isinstance(value, ErrorCell | date):
            message = f"{shown(value)} is no policy value; write a number, true, false, or a list as [1, 2]."
            complaints.add(file, message, row=row, column=VALUE_COLUMN)
        else:
            table[last] = _policy_value(value)
    return policy


def _policy_value(value: object) -> object:
    """Read a value as policy.toml would have it; text that is no TOML value is plain text."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not isinstance(value, str):
        return value
    try:
        found = tomllib.loads(f"value = {value.strip()}")
    except (ValueError, RecursionError):
        return value.strip()
    return found["value"] if set(found) == {"value"} else value.strip()
