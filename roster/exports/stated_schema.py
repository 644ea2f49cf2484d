"""What the checker needs to judge a roster that another program made: a JSON Schema, never stricter than the reader."""

from __future__ import annotations

from roster.exports.answer_schema import DAY, OR_NO_NUMBER, TEXT, WHOLE, WORK, array_of, object_of
from roster.reading.schema import (
    EMPTY,
    REQUEST,
    USUAL_LIMITS,
    OptionLimits,
    Schema,
    or_null,
    ref,
    request_schema,
)

STATED, CHECK = "StatedRoster", "CheckRequest"
ROSTER_KEY = "roster"  # beside the keys of the morning, in the body of a check
NAMED = {"type": "string", "minLength": 1}


def stated_schema() -> Schema:
    """Give the schema of any roster that `from_json` reads; what it refers to is in `stated_components`."""
    return stated_components()[STATED]


def stated_components() -> dict[str, Schema]:
    """Give every schema of a roster as it is read by name, the whole under `StatedRoster`."""
    return {
        STATED: object_of(
            {
                "from": DAY,
                "days": {"type": "array", "items": DAY, "minItems": 1},
                "work": array_of("StatedWork"),
                "wing_duty": array_of("StatedWingDuty"),
            },
            {
                "levels": or_null(array_of("StatedLevel")),
                "revision": or_null(ref("StatedRevision")),
            },
            "Any roster, whoever made it; further keys are not read.",
        ),
        "StatedRevision": {
            "type": "object",
            "additionalProperties": True,
            "description": "As in `Revision`; what it says of lost sessions is heeded.",
        },
        "StatedWork": object_of(
            WORK | dict.fromkeys(("task_id", "staff_id", "session"), NAMED),
            {"reason": {"type": ["string", EMPTY]}},
        ),
        "StatedWingDuty": object_of({"staff_id": NAMED, "date": DAY, "session": NAMED, "wing": TEXT}),
        "StatedLevel": object_of(
            {"name": NAMED, "value": WHOLE}, dict.fromkeys(("bound", "tolerance", "of"), OR_NO_NUMBER)
        ),
    }


def check_components(most: OptionLimits = USUAL_LIMITS) -> dict[str, Schema]:
    """Give the schema of the body of `POST /v1/check`, `CheckRequest`: a morning and a roster beside it.

    What it refers to is in `request_components` and `stated_components`.
    """
    morning = request_schema(most)
    return {
        CHECK: morning
        | {
            "properties": morning["properties"] | {ROSTER_KEY: ref(STATED)},
            "required": [*morning["required"], ROSTER_KEY],
            "description": f"A morning as in {REQUEST}, and a roster to judge against it.",
        }
    }
