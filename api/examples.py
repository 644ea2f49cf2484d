"""What can be sent, as examples in the description of the calls: an invented morning and questions about its roster."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from api.kinds import alternatives, explain, give, replan, whatif

MORNING_FILE = Path(__file__).parent / "example_morning.json"
MORNING, CHECKING, PUBLISHING = "a small morning", "a roster made by hand", "a decision"
ASKED = {
    replan.NAME: "somebody is called away",
    give.NAME: "the wings want one more",
    explain.NAME: "one task",
    whatif.NAME: "probation officers and Band 4s",
    alternatives.NAME: "two rosters",
}
DAY = "2026-11-23"


def examples() -> dict[str, dict[str, Any]]:
    """Give every example by its name."""
    morning = json.loads(MORNING_FILE.read_text(encoding="utf-8"))
    by_hand = {
        "from": DAY,
        "days": [DAY],
        "work": [
            {"task_id": "T1", "staff_id": "S01", "date": DAY, "session": "AM", "start": "08:00", "end": "08:45",
             "minutes": 45}
        ],
        "wing_duty": [{"staff_id": "S02", "date": DAY, "session": "PM", "wing": "A"}],
    }  # fmt: skip
    bodies: dict[str, dict[str, Any]] = {
        MORNING: morning,
        CHECKING: {key: each for key, each in morning.items() if key != "options"} | {"roster": by_hand},
        PUBLISHING: {"signed_by": "Iris Invented, Head of OMU", "spo_consulted": "Sam Invented", "note": ""},
        ASKED[replan.NAME]: {
            "now": f"{DAY}T10:05",
            "lost": [{"staff_id": "S03", "date": DAY, "session": "PM", "wing": "B"}],
            "options": {"seconds": 10},
        },
        ASKED[give.NAME]: {"session": f"{DAY}:AM", "posts": 1, "wing": "B"},
        ASKED[explain.NAME]: {"tasks": ["T6"]},
        ASKED[whatif.NAME]: {"grades": ["PO", "B4"], "plus": [1], "minus": [1], "wing_posts": [-1]},
        ASKED[alternatives.NAME]: {"number": 2},
    }
    return {
        name.replace(" ", "-"): {"summary": name.capitalize(), "value": each} for name, each in bodies.items()
    }
