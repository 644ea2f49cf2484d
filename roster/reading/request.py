"""Reads a morning from the body of a request: the same tables and the same cells, as one JSON object."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from roster.faults import Fault, InputRefusedError
from roster.reading import limits
from roster.reading.assemble import Morning, Source, assemble
from roster.reading.complaints import TOO_MANY
from roster.reading.nested import unfold
from roster.reading.prison import RawPrison
from roster.reading.rows import RawTable
from roster.reading.sizes import is_deeper_than, is_larger_than
from roster.reading.task_tables import ESTABLISHMENT, TABLE, TABLES
from roster.wording import maybe, shown

if TYPE_CHECKING:
    from collections.abc import Collection

    from roster.reading.columns import Table
    from roster.reading.complaints import Complaints

WHOLE_REQUEST = "request"  # the `file` of faults about a key of the body itself
POLICY = "policy"
READ_KEYS = (ESTABLISHMENT.key, *TABLE, POLICY)


def read_request(body: object, also: Collection[str] = ("options",)) -> Morning:
    """Read the JSON body of a request; keys in `also` are left for the caller to read.

    Raises InputRefusedError with every fault at once. Rows are counted from 0.
    """
    if not isinstance(body, dict):
        message = "the body should be one JSON object with establishment, staff and tasks."
        raise InputRefusedError([Fault(WHOLE_REQUEST, 0, "", message)])
    if is_deeper_than(body, limits.REQUEST_DEPTH):
        message = f"lists and objects lie more than {limits.REQUEST_DEPTH} deep in each other."
        raise InputRefusedError([Fault(WHOLE_REQUEST, 0, "", message, code="too_large")])
    source = Source({key: key for key in READ_KEYS})
    _check_keys(body, also, source.complaints)
    source.prison = _prison(body.get(ESTABLISHMENT.key), source.complaints)
    source.raw = {
        table.key: _rows(table, body[table.key], source.complaints)
        for table in TABLES
        if body.get(table.key) is not None
    }
    source.missing = tuple(table.key for table in TABLES if table.expected and body.get(table.key) is None)
    source.policy = _policy(body.get(POLICY), source.complaints)
    source.sha256 = _fingerprint({key: body.get(key) for key in READ_KEYS})
    return assemble(source)


def where(fault: Fault) -> str:
    """Name the place of a request's fault as JSON would: `tasks[3].due`, `establishment.code`, `tasks`."""
    if fault.file == WHOLE_REQUEST:
        return fault.column
    of_a_row = fault.file in TABLE and fault.code != TOO_MANY
    place = f"{fault.file}[{fault.row}]" if of_a_row else fault.file
    return f"{place}.{fault.column}" if fault.column else place


def _check_keys(body: dict[Any, object], also: Collection[str], complaints: Complaints) -> None:
    names = [*READ_KEYS, *also]
    for key in [key for key in body if key not in names]:
        if complaints.is_full(WHOLE_REQUEST):
            break
        message = f"{shown(key)} is not a key of a request."
        line = maybe(str(key), names)
        complaints.add(WHOLE_REQUEST, message, column=shown(key)[1:-1], maybe=line, code="unknown")
    for key in [ESTABLISHMENT.key, *(table.key for table in TABLES if not table.optional)]:
        if body.get(key) is None:
            message = f"`{key}` is missing, and nothing can be planned without it."
            complaints.add(WHOLE_REQUEST, message, column=key, code="missing")


def _prison(found: object, complaints: Complaints) -> RawPrison | None:
    if found is None:
        return None
    if not isinstance(found, dict):
        message = f"{shown(found)} is not an object with code, name, estate and so on."
        complaints.add(WHOLE_REQUEST, message, column=ESTABLISHMENT.key)
        return None
    if _is_too_large(found, limits.ESTABLISHMENT_VALUES, ESTABLISHMENT.key, complaints):
        return None
    prison = RawPrison(ESTABLISHMENT.key, place_of_session=_place_of_session)
    unfold(found, prison, complaints)
    return prison


def _place_of_session(number: int, column: str) -> tuple[int, str]:
    key = {"unlock_start": "unlock[0]", "unlock_end": "unlock[1]"}.get(column, column)
    return 0, f"session[{number}].{key}" if key else f"session[{number}]"


def _rows(table: Table, found: object, complaints: Complaints) -> RawTable:
    """Take a table's rows; what is not an object is a fault, unknown keys in it are too."""
    if not isinstance(found, list):
        message = f"{shown(found)} is not a list of rows."
        complaints.add(WHOLE_REQUEST, message, column=table.key)
        return RawTable(whole=False)
    if len(found) > limits.MOST_ROWS:
        message = f"these are {len(found)} rows; at most {limits.MOST_ROWS} are read."
        complaints.add(WHOLE_REQUEST, message, column=table.key, code="too_large")
        return RawTable(whole=False)
    rows: list[tuple[int, dict[str, object]]] = []
    for number, row in enumerate(found):
        if isinstance(row, dict):
            rows.append((number, row))
            _check_row_keys(table, number, row, complaints)
        else:
            complaints.add(table.key, f"{shown(row)} is not an object with the cells of a row.", row=number)
    return RawTable(rows, whole=len(rows) == len(found))


def _check_row_keys(table: Table, number: int, row: dict[Any, object], complaints: Complaints) -> None:
    for key in [key for key in row if key not in table.names]:
        if complaints.is_full(table.key):
            return
        message = f"{shown(key)} is not a column of this table; unknown keys are not carried along."
        line = maybe(str(key), table.names)
        complaints.add(table.key, message, row=number, column=shown(key)[1:-1], maybe=line, code="unknown")


def _policy(found: object, complaints: Complaints) -> dict[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, dict):
        complaints.add(WHOLE_REQUEST, f"{shown(found)} is not an object of policy keys.", column=POLICY)
        return {}
    return {} if _is_too_large(found, limits.POLICY_VALUES, POLICY, complaints) else found


def _is_too_large(found: object, most: int, key: str, complaints: Complaints) -> bool:
    """Refuse what has far more values than there are keys: for each unknown key a likely one is sought, at length."""
    if not is_larger_than(found, most):
        return False
    complaints.add(WHOLE_REQUEST, f"`{key}` has more than {most} values.", column=key, code="too_large")
    return True


def _fingerprint(content: dict[str, object]) -> str:
    """Give the SHA-256 of a body in one canonical spelling, so that the order of keys does not matter."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()
