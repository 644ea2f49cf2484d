"""What the answers about a roster hold, as JSON Schema: who could be lent, why, and those that compare rosters.

Every key is listed and always there; there are no others.
"""

from __future__ import annotations

from roster.explain import receipt
from roster.exports.answer_schema import COUNT, DAY, MOMENT, OR_NO_NUMBER, SHA, TEXT, WHOLE, array_of
from roster.exports.comparison_schema import (
    DAYS,
    FLAG,
    GROUPS,
    IDS,
    OR_NO_DAY,
    OR_NO_TEXT,
    SECONDS,
    all_of,
    alternatives_components,
    by_name,
    difference_components,
    whatif_components,
)  # fmt: skip
from roster.fingerprint import KEY
from roster.reading.schema import Schema

GIVE, EXPLAIN = "Lending", "Explanation"
STATES = (receipt.NOT_DONE, receipt.LATE, receipt.DONE, receipt.PART, receipt.BLOCKED)
CHANGES = (receipt.OVERRIDE, receipt.DUE_LATER, receipt.HOUR, receipt.POST)


def question_components() -> dict[str, Schema]:
    """Give every schema of the answers by name; what else they refer to is in `roster_components`."""
    return {
        **give_components(),
        **explain_components(),
        **whatif_components(),
        **alternatives_components(),
        **difference_components(),
    }


def give_components() -> dict[str, Schema]:
    """Give the schemas of "who should be lent to the wings?", the whole under `Lending`."""
    return {
        GIVE: all_of(
            {
                "date": DAY,
                "session": TEXT,
                "wing": TEXT | {"description": "Empty: the wings did not say which."},
                "posts": COUNT,
                "now": OR_NO_TEXT | {"description": "What began before this moment stays.", **_at()},
                "may_go": IDS,
                "kept": array_of("Kept"),
                "published": by_name("The value of every level as published."),
                "published_stands": FLAG
                | {"description": "The published roster still keeps every rule by itself."},
                "sets": array_of("LentSet"),
                "equal_to_the_last": GROUPS | {"description": "More sets that cost what the last one costs."},
                "number_of_sets": COUNT,
                "proved": COUNT | {"description": "So many sets are solved."},
                "excluded": COUNT | {"description": "So many are proved to cost more than those listed."},
                "open": COUNT | {"description": "Of so many nothing is sure."},
                "first_seconds": SECONDS | {"description": "After so long there was an answer."},
                "seconds": SECONDS,
                "stopped": FLAG | {"description": "It was asked to stop before the time was up."},
            },
            "Who could be lent, the set that costs least first.",
        ),
        "Kept": all_of(
            {"staff_id": TEXT, "rule": TEXT, "message": TEXT}, "Somebody who may not be lent, and why."
        ),
        "LentSet": all_of(
            {
                "rank": COUNT,
                "staff_ids": IDS,
                "names": IDS,
                "proved": FLAG
                | {"description": "The loss is certain, not only that of the best roster found."},
                "levels": array_of("LevelLoss"),
                "lapsed": array_of("AffectedTask"),
                "late": array_of("AffectedTask"),
                "gained": array_of("AffectedTask"),
                "changed": array_of("ChangedDiary"),
                "wing_sessions_28_days": COUNT,
                "lost": array_of("LostSession") | {"description": "What to send to `replan` to lend them."},
            },
            "People who could be lent together, and exactly what that costs.",
        ),
        "LevelLoss": all_of(
            {
                "level": TEXT,
                "published": COUNT,
                "value": COUNT,
                "loss": WHOLE | {"description": "How much worse; below 0 is better."},
                "least_loss": OR_NO_NUMBER | {"description": "At least so much worse. Null: not known."},
                "proved": FLAG,
            }
        ),
        "AffectedTask": all_of({"task_id": TEXT, "tier": WHOLE, "due": MOMENT, "is_due": FLAG}),
        "ChangedDiary": all_of({"staff_id": TEXT, "date": DAY, "session": TEXT}),
    }


def explain_components() -> dict[str, Schema]:
    """Give the schemas of "why is this not done?", the whole under `Explanation`."""
    return {
        EXPLAIN: all_of(
            {
                "schema": WHOLE,
                "establishment": TEXT,
                "from": DAY,
                "days": DAYS,
                KEY: SHA | {"description": "Which roster it speaks of."},
                "receipts": array_of("Receipt"),
                "people": array_of("PersonExplained"),
                "left_out": IDS | {"description": "Tasks that the time was too short for."},
                "seconds": SECONDS,
            },
            "Why work is or is not done. Every sentence has been verified.",
        ),
        "Receipt": all_of(
            {
                "task_id": TEXT,
                "tier": WHOLE,
                "due": MOMENT,
                "state": {"type": "string", "enum": list(STATES)},
                "code": TEXT | {"description": "The roster's code for work that is not done. Empty: none."},
                "sentences": array_of("Sentence"),
                "changes": array_of("SingleChange"),
            },
            "What is known about one task.",
        ),
        "PersonExplained": all_of({"staff_id": TEXT, "sentences": array_of("Sentence")}),
        "Sentence": all_of(
            {
                "kind": TEXT | {"examples": [receipt.NOBODY, receipt.FILLED, receipt.COSTS]},
                "text": TEXT,
                "verified": _true(),
                "task_ids": IDS,
                "staff_ids": IDS,
            }
        ),
        "SingleChange": all_of(
            {
                "kind": {"type": "string", "enum": list(CHANGES)},
                "text": TEXT,
                "verified": _true(),
                "staff_id": TEXT,
                "date": OR_NO_DAY,
                "session": TEXT,
                "wing": TEXT,
                "rule": TEXT,
                "minutes": COUNT,
            },
            "One change by which the task gets done. Empty text, null and 0 do not apply.",
        ),
    }


def _true() -> Schema:
    return {"type": "boolean", "const": True}


def _at() -> Schema:
    return {"examples": ["2026-11-23T10:05"]}
