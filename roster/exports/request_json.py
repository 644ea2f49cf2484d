"""A morning as the JSON body of a request: what another program would send to have it planned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from roster.exports.morning_cells import cell, establishment_data, row_cells
from roster.reading.task_tables import ESTABLISHMENT, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roster.tables import Tables

POLICY = "policy"


def as_request(tables: Tables, policy: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give the body that `read_request` reads back as the same tables, but for row numbers and fingerprint.

    Empty cells are left out, numbers are numbers, and everything else is text as the files have it. Empty tables are
    left out too, unless they must be there or leaving them out is worth a warning. `policy` are a prison's own policy
    keys (None: those of `tables`); they are put in as they are.
    """
    body = {ESTABLISHMENT.key: _plain(establishment_data(tables.establishment)), **dict(_tables(tables))}
    own = tables.policy if policy is None else policy
    return body | ({POLICY: dict(own)} if own else {})


def _tables(tables: Tables) -> Iterator[tuple[str, list[dict[str, str | int]]]]:
    times = tables.establishment.sessions
    for table in TABLES:
        rows = [
            {name: value for name, value in row_cells(table, row, times).items() if value != ""}
            for row in getattr(tables, table.key)
        ]
        said_empty = table.expected and table.key not in tables.missing
        if rows or said_empty or not table.optional:
            yield table.key, rows


def _plain(value: object) -> object:
    """Write dates and times as text, however deep they lie."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return cell(value)
