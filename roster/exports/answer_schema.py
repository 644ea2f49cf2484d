"""What a roster and a judgement hold, as JSON Schema: for programs that read them, and for their makers.

Draft 2020-12, as OpenAPI 3.1 has it. Keys may be added later, so further ones are let through.
"""

from __future__ import annotations

from typing import Any

from roster.compose import FEASIBLE, OPTIMAL
from roster.reading.schema import EMPTY, Schema, ref

ROSTER, JUDGEMENT = "Roster", "Judgement"
WHOLE = {"type": "integer"}
COUNT = {"type": "integer", "minimum": 0}
TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date", "examples": ["2026-11-23"]}
CLOCK = {"type": "string", "description": "Local time.", "examples": ["09:45"]}
MOMENT = {
    "type": "string",
    "description": "A day, or a moment of it in local time.",
    "examples": ["2026-11-24", "2026-11-24T16:00"],
}
SHA = {"type": "string", "description": "SHA-256, in hexadecimal digits."}
WORK: dict[str, Schema] = {
    "task_id": TEXT,
    "staff_id": TEXT,
    "date": DAY,
    "session": TEXT,
    "start": CLOCK,
    "end": CLOCK,
    "minutes": WHOLE,
}
OR_NO_NUMBER = {"type": ["integer", EMPTY]}


def roster_schema() -> Schema:
    """Give the schema of `roster.json` as `to_json` writes it; what it refers to is in `roster_components`."""
    return roster_components()[ROSTER]


def breach_schema() -> Schema:
    """Give the schema of what the checker says of a roster; what it refers to is in `judgement_components`."""
    return judgement_components()[JUDGEMENT]


def roster_components() -> dict[str, Schema]:
    """Give every schema of a roster as it is written by name, the whole under `Roster`."""
    return {
        ROSTER: object_of(
            {
                "schema": WHOLE,
                "establishment": TEXT,
                "from": DAY,
                "days": {"type": "array", "items": DAY, "minItems": 1},
                "status": {"type": "string", "enum": [OPTIMAL, FEASIBLE]},
                "levels": array_of("Level"),
                "work": array_of("Work"),
                "wing_duty": array_of("WingDuty"),
                "not_done": array_of("NotDone"),
                "late": array_of("Late"),
                "blocked": array_of("Blocked"),
                "unfilled_wing_posts": array_of("UnfilledWingPosts"),
                "warnings": array_of("RosterWarning"),
                "made": ref("Made"),
            },
            {"revision": ref("Revision")},
            "Who does what when, how sure it is that nothing better exists, and what is left.",
        ),
        "Level": object_of(
            {
                "name": TEXT | {"examples": ["wing_posts", "due.1"]},
                "value": COUNT | {"description": "What is not achieved: smaller is better."},
                "bound": OR_NO_NUMBER | {"description": "The best value still possible. Null: not known."},
                "tolerance": COUNT,
                "proved": {"type": "boolean", "description": "Value and bound are within the tolerance."},
                "of": COUNT | {"description": "The most that the value could be."},
            },
        ),
        "Work": object_of(WORK | {"reason": TEXT}),
        "WingDuty": object_of({"staff_id": TEXT, "date": DAY, "session": TEXT, "wing": TEXT}),
        "NotDone": object_of(
            {
                "task_id": TEXT,
                "tier": WHOLE,
                "due": MOMENT,
                "code": TEXT | {"examples": ["NO_TIME", "NOBODY_MAY", "WAITS", "NOT_YET_DUE"]},
                "message": TEXT,
                "minutes_left": COUNT,
            },
        ),
        "Late": object_of({"task_id": TEXT, "due": MOMENT, "finished": MOMENT}),
        "Blocked": object_of({"task_id": TEXT, "note": TEXT}),
        "UnfilledWingPosts": object_of({"date": DAY, "session": TEXT, "wing": TEXT, "posts": COUNT}),
        "RosterWarning": object_of({"code": TEXT, "message": TEXT, "subjects": _texts()}),
        "Made": object_of(
            {
                "at": {"type": "string", "format": "date-time"},
                "seconds": {"type": "number", "minimum": 0},
                "seed": WHOLE,
                "workers": WHOLE,
                "input_sha256": SHA,
                "policy_sha256": SHA,
                "versions": {"type": "object", "additionalProperties": TEXT},
            },
            note="How the roster came about, so that it can be made again.",
        ),
        "Revision": object_of(
            {
                "now": {"type": ["string", EMPTY], "examples": ["2026-11-23T10:05"]},
                "lost": array_of("LostSession"),
                "pins": array_of("Decision"),
                "bans": array_of("Decision"),
            },
            {"published_sha256": SHA},
            "What had happened since the published roster that this one follows.",
        ),
        "LostSession": object_of(
            {
                "staff_id": TEXT,
                "date": DAY,
                "session": TEXT | {"description": "Empty: all day."},
                "wing": TEXT | {"description": "Which wing has them. Empty: none."},
            },
            {"since": MOMENT},
        ),
        "Decision": object_of({"task_id": TEXT, "staff_id": TEXT}, note="Who does a task, or does not."),
    }


def judgement_components() -> dict[str, Schema]:
    """Give every schema of a judgement by name, the whole under `Judgement`."""
    return {
        JUDGEMENT: object_of(
            {
                "clean": {"type": "boolean", "description": "Nothing is broken."},
                "breaches": array_of("Breach"),
                "levels": {
                    "type": "object",
                    "additionalProperties": WHOLE,
                    "description": "The real value of every level, by name.",
                },
            },
            note="What the checker found: every breach, and what every level really is.",
        ),
        "Breach": object_of(
            {
                "rule": TEXT,
                "message": TEXT,
                "staff_ids": _texts(),
                "task_ids": _texts(),
                "session": TEXT | {"description": "Empty: not in one session."},
            },
        ),
    }


def _texts() -> Schema:
    return {"type": "array", "items": TEXT}


def object_of(needed: dict[str, Schema], optional: dict[str, Schema] | None = None, note: str = "") -> Schema:
    """Describe an object that has all of one sort of keys, perhaps some of the other, and may have more."""
    found: dict[str, Any] = {
        "type": "object",
        "properties": {**needed, **(optional or {})},
        "required": list(needed),
    }
    return found | ({"description": note} if note else {})


def array_of(name: str) -> Schema:
    """Describe a list of a component."""
    return {"type": "array", "items": ref(name)}
