"""What the answers that compare rosters hold, as JSON Schema: what if, what else, what differs.

Every key is listed and always there; there are no others.
"""

from __future__ import annotations

from roster.exports.answer_schema import (
    CLOCK,
    COUNT,
    DAY,
    OR_NO_NUMBER,
    TEXT,
    WHOLE,
    WORK,
    array_of,
    roster_components,
)  # fmt: skip
from roster.reading.schema import EMPTY, Schema, closed, or_null, ref

WHATIF, ALTERNATIVES, DIFFERENCE = "WhatIfTable", "Choices", "RosterDifference"
FLAG: Schema = {"type": "boolean"}
IDS: Schema = {"type": "array", "items": TEXT}
GROUPS: Schema = {"type": "array", "items": IDS}
DAYS: Schema = {"type": "array", "items": DAY, "minItems": 1}
SECONDS: Schema = {"type": "number", "minimum": 0, "description": "How long it took."}
OR_NO_TEXT: Schema = {"type": ["string", EMPTY]}
OR_NO_DAY: Schema = {"type": ["string", EMPTY], "format": "date", "examples": ["2026-11-23"]}


def whatif_components() -> dict[str, Schema]:
    """Give the schemas of "what would one more or one fewer do?", the whole under `WhatIfTable`."""
    result = or_null(ref("WhatIfResult"))
    result["description"] = "Null: there was nothing to try, or no time to."
    away = {"away": IDS, "alike": GROUPS | {"description": "For each of them, who is interchangeable."}}
    return {
        WHATIF: all_of(
            {
                "establishment": TEXT,
                "from": DAY,
                "days": DAYS,
                "through": TEXT | {"description": "The last level that was looked at."},
                "assumptions": IDS,
                "now": ref("WhatIfNow"),
                "no_posts": result,
                "fewer_posts": array_of("FewerPosts"),
                "people": {"type": "array", "items": {"anyOf": [ref("MorePeople"), ref("FewerPeople")]}},
                "seconds": SECONDS,
                "reused": COUNT | {"description": "Rosters known from an earlier question."},
            },
            "The morning as it is, and what every change would do to it.",
        ),
        "WhatIfNow": all_of({"levels": array_of("Level")}),
        "FewerPosts": all_of({"number": WHOLE, "result": result}),
        "MorePeople": all_of(
            {**_line(), "number": WHOLE | {"minimum": 1}, "result": result}, "So many more of a grade."
        ),
        "FewerPeople": all_of(
            {
                **_line(),
                "number": WHOLE | {"maximum": -1},
                "least": result,
                "most": result,
                "choices": array_of("WhatIfChoice"),
            },
            "So many fewer of a grade: the choice of people that costs least, and the one that costs most.",
        ),
        "WhatIfChoice": all_of(
            {**away, "solved": FLAG, "values": {"type": "array", "items": COUNT}},
            "Who is away, and the value of each level, in order (none: not looked into).",
        ),
        "WhatIfResult": all_of(
            {
                **away,
                "idle": FLAG | {"description": "They could do nothing that is looked at: nothing differs."},
                "levels": array_of("LevelDifference"),
                "on_time_only_with_it": IDS,
                "on_time_only_without_it": IDS,
                "days_late": WHOLE,
                "wing_minutes": WHOLE,
            },
            "What a change does, against the morning as it is.",
        ),
        "LevelDifference": all_of(
            {
                **roster_components()["Level"]["properties"],
                "difference": WHOLE | {"description": "Below 0 is better."},
                "exact": FLAG | {"description": "The difference is certain."},
            }
        ),
    }


def _line() -> dict[str, Schema]:
    return {
        "grade": TEXT,
        "number": WHOLE,
        "date": OR_NO_DAY | {"description": "Null: in every session."},
        "session": OR_NO_TEXT,
        "proved": FLAG,
    }


def alternatives_components() -> dict[str, Schema]:
    """Give the schemas of several rosters to choose from, the whole under `Choices`."""
    return {
        ALTERNATIVES: all_of(
            {
                "establishment": TEXT,
                "from": DAY,
                "days": DAYS,
                "asked": COUNT,
                "differ_percent": COUNT
                | {"description": "In so much of the work at least two of them differ."},
                "equal_levels": IDS,
                "rosters": array_of("Choice"),
                "none_more": TEXT
                | {"description": "Why there are no more. Empty: there are as many as asked."},
                "proved": FLAG,
                "seconds": SECONDS,
            },
            "Rosters that are equal where it counts most.",
        ),
        "Choice": all_of(
            {
                "number": COUNT,
                "trade": TEXT | {"description": "What it trades against the first, in a sentence."},
                "differs": ref("Trade"),
                "levels": array_of("Level"),
                "work": array_of("Work"),
                "wing_duty": array_of("WingDuty"),
            }
        ),
        "Trade": all_of(
            {
                "pieces": COUNT,
                "with_other_people": COUNT,
                "left_out": COUNT,
                "taken_in": COUNT,
                "wing_duties": COUNT,
                "placed_minutes": by_name("Minutes more of each tier's work."),
                "points": WHOLE | {"description": "Points of preferences more: below 0 is better."},
                "minutes": by_name("Minutes more at a desk, by staff id."),
            },
            "How it differs from the first, counted.",
        ),
    }


def difference_components() -> dict[str, Schema]:
    """Give the schemas of how two rosters differ, the whole under `RosterDifference`."""
    told = {key: WORK[key] for key in ("start", "end", "minutes")}
    piece = {key: WORK[key] for key in ("staff_id", "date", "session", "start", "end", "minutes")}
    return {
        DIFFERENCE: all_of(
            {
                "half_days": array_of("HalfDay"),
                "moved": array_of("TaskMove") | {"description": "Tasks that both have, otherwise."},
                "added": array_of("TaskMove") | {"description": "Tasks of the later roster alone."},
                "fell_off": array_of("TaskMove") | {"description": "Tasks of the earlier roster alone."},
                "levels": array_of("LevelChange"),
            },
            "Everything in which two rosters of the same days differ.",
        ),
        "HalfDay": all_of(
            {
                "staff_id": TEXT,
                "date": DAY,
                "session": TEXT,
                "lost": FLAG | {"description": "They are no longer there, or on a wing."},
                "before": array_of("DiaryLine"),
                "after": array_of("DiaryLine"),
                "wing_before": OR_NO_TEXT | {"description": "Null: not on a wing."},
                "wing_after": OR_NO_TEXT | {"description": "Null: not on a wing."},
                "what": IDS | {"description": "What became of it, in sentences."},
            },
            "One person's session that is not as they were told it.",
        ),
        "DiaryLine": all_of({"task_id": TEXT, **told, "start": CLOCK, "end": CLOCK}),
        "TaskMove": all_of(
            {
                "task_id": TEXT,
                "tier": OR_NO_NUMBER | {"description": "Null: it is not an open task."},
                "before": array_of("TaskPiece"),
                "after": array_of("TaskPiece"),
            }
        ),
        "TaskPiece": all_of(piece),
        "LevelChange": all_of({"name": TEXT, "before": COUNT, "after": COUNT}),
    }


def all_of(properties: dict[str, Schema], note: str = "") -> Schema:
    """Describe an object that has all of these keys and no others."""
    found = closed(properties, list(properties), note)
    return found if note else {key: value for key, value in found.items() if key != "description"}


def by_name(note: str) -> Schema:
    """Describe whole numbers by name."""
    return {"type": "object", "additionalProperties": WHOLE, "description": note}
