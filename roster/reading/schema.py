"""What a request may hold, for programs that send mornings: a JSON Schema, made from the tables themselves.

Draft 2020-12, as OpenAPI 3.1 has it: named components that refer to each other by `#/components/schemas/Name`. The
schema is never stricter than the reader. It is looser where a schema cannot say what the reader checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roster import policy as policies
from roster.reading import limits
from roster.reading.nested import SECTIONS
from roster.reading.request import POLICY
from roster.reading.task_tables import ESTABLISHMENT, SESSIONS, TABLES

if TYPE_CHECKING:
    from roster.reading.cells import Kind
    from roster.reading.columns import Column, Table

Schema = dict[str, Any]
PLACE = "#/components/schemas/"
REQUEST, PRISON, SESSION, OPTIONS = "RosterRequest", "Establishment", "SessionTimes", "Options"
SECTION_NAMES = {"interviews": "Interviews", "working": "Working"}
SECTION_NOTES = {"interviews": "Where prisoners can be seen.", "working": "When the unit works."}
UNLOCK_NOTE = "From when until when prisoners can be seen, two times. Empty: any time."
POLICY_NOTE = "The prison's own policy, only the keys that differ from the shipped one."
OWN_POLICY, EMPTY = "OwnPolicy", "null"


@dataclass(frozen=True)
class OptionLimits:
    """The most that a request may ask for: working days, seconds of search (None: any), searches side by side, seed."""

    days: int = 60
    seconds: float | None = None
    workers: int | None = None
    seed: int | None = 2**31 - 1  # what the solver takes


USUAL_LIMITS = OptionLimits()


def request_schema(most: OptionLimits = USUAL_LIMITS) -> Schema:
    """Give the schema of the body of `POST /v1/rosters`; what it refers to is in `request_components`."""
    found: Schema = request_components(most)[REQUEST]
    return found


def request_components(most: OptionLimits = USUAL_LIMITS) -> dict[str, Schema]:
    """Give every schema of a request by name, the whole body under `RosterRequest`."""
    return {
        REQUEST: _body(),
        PRISON: _establishment(),
        SESSION: _session(),
        **{SECTION_NAMES[section]: _section(section) for section in SECTIONS},
        **{table.row.__name__: _row(table) for table in TABLES},
        OPTIONS: _options(most),
        OWN_POLICY: {"type": "object", "additionalProperties": True, "description": POLICY_NOTE},
    }


def ref(name: str) -> Schema:
    """Refer to a component."""
    return {"$ref": f"{PLACE}{name}"}


def or_null(schema: Schema) -> Schema:
    """Let null stand for nothing said."""
    return {"anyOf": [schema, {"type": EMPTY}]}


def closed(properties: Schema, required: list[str], note: str) -> Schema:
    """Describe an object that has these keys and no others."""
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
        "description": note,
    }


def _body() -> Schema:
    properties: Schema = {ESTABLISHMENT.key: ref(PRISON)}
    for table in TABLES:
        properties[table.key] = {
            "type": ["array", EMPTY] if table.optional else "array",
            "items": ref(table.row.__name__),
            "maxItems": limits.MOST_ROWS,
        }
    properties[POLICY] = or_null(ref(OWN_POLICY))
    properties["options"] = or_null(ref(OPTIONS))
    required = [ESTABLISHMENT.key, *(table.key for table in TABLES if not table.optional)]
    return closed(properties, required, "One prison's morning, and how to search.")


def _row(table: Table) -> Schema:
    required = [column.name for column in table.columns if column.required]
    properties = {column.name: _cell(column) for column in table.columns}
    return closed(properties, required, f"One row of {table.file}.")


def _establishment() -> Schema:
    own = [column for column in ESTABLISHMENT.columns if "." not in column.name]
    properties: Schema = {column.name: _cell(column) for column in own}
    properties["session"] = {
        "type": "array",
        "items": ref(SESSION),
        "minItems": 1,
        "maxItems": limits.SESSIONS_PER_DAY,
        "description": "The sessions of a working day, in their order.",
    }
    properties |= {section: or_null(ref(SECTION_NAMES[section])) for section in SECTIONS}
    required = [*(column.name for column in own if column.required), "session"]
    return closed(properties, required, "The prison: its rules, its sessions, its working days.")


def _session() -> Schema:
    own = [column for column in SESSIONS.columns if not column.name.startswith("unlock")]
    start, end = (SESSIONS.column(name) for name in ("unlock_start", "unlock_end"))
    unlock = {
        "type": ["array", "string", EMPTY],  # text only if it is blank, which a schema need not say
        "items": {"type": [*start.kind.json, EMPTY]},
        "maxItems": len((start, end)),
        "description": UNLOCK_NOTE,
        "examples": [[start.example, end.example]],
    }
    properties = {**{column.name: _cell(column) for column in own}, "unlock": unlock}
    required = [column.name for column in own if column.required]
    return closed(properties, required, "One session of every working day.")


def _section(section: str) -> Schema:
    keys = SECTIONS[section]
    return closed(
        {key: _cell(ESTABLISHMENT.column(f"{section}.{key}")) for key in keys}, [], SECTION_NOTES[section]
    )


def _options(most: OptionLimits) -> Schema:
    def number(kind: str, note: str, **bounds: float | None) -> Schema:
        within = {key: value for key, value in bounds.items() if value is not None}
        return {"type": [kind, EMPTY], **within, "description": note}

    properties = {
        "days": number("integer", "How many working days.", minimum=1, maximum=most.days),
        "seconds": number(
            "number", "Longest time to search, in all.", exclusiveMinimum=0, maximum=most.seconds
        ),
        "workers": number("integer", "How many searches side by side.", minimum=1, maximum=most.workers),
        "seed": number("integer", "Same seed, same search.", minimum=0, maximum=most.seed),
    }
    return closed(properties, [], "How to search. What is left out is as usual.")


def _cell(column: Column) -> Schema:
    """Describe one cell by the JSON types it may be sent in; one that must be filled in may not be null."""
    kind = column.kind
    types = [*kind.json, *([] if column.required else [EMPTY])]
    typed: Schema = {"type": types}
    if kind.several:
        typed["items"] = {"type": [*(each for each in kind.json if each != "array"), EMPTY]}
    if kind.bounds is not None:
        typed["minimum"], typed["maximum"] = kind.bounds  # of numbers; digits as text are for the reader
    words = _words(kind)
    if words:  # a hint only: the reader tidies blanks, and a prison's policy may add names
        name = column.name.replace("_", " ").title()  # what programs call the choice
        typed = {"anyOf": [{"type": "string", "title": name, "enum": list(words)}, typed]}
    return typed | {"description": f"{column.note} ({kind.expects})", "examples": [column.example]}


def _words(kind: Kind) -> tuple[str, ...]:
    """Give the words that are usually written: fixed ones, or the names of the shipped policy."""
    shipped = policies.load({})
    by_policy = {"grades": tuple(shipped.grades), "types": tuple(shipped.tasks)}
    return kind.choices or by_policy.get(kind.choices_from, ())
