"""What the checker found, as text and as plain data: the same breaches in both."""

from __future__ import annotations

import json

from roster.check import Judgement
from roster.exports.judged import as_dict, judged
from roster.rule import Breach

BREACH = Breach("grade", "S1 may not do T1.", ("S1",), ("T1",), "Mon 23 Nov AM")
BROKEN = Judgement((BREACH,), {"wing_posts": 1})


def test_a_breach_is_said_with_whom_and_what_it_is_about() -> None:
    assert judged(BROKEN).splitlines() == [
        "grade (S1, T1, Mon 23 Nov AM): S1 may not do T1.",
        "1 breach found.",
    ]


def test_as_plain_data_it_has_the_same_breach_and_every_level() -> None:
    assert as_dict(BROKEN) == {
        "clean": False,
        "breaches": [
            {
                "rule": "grade",
                "message": "S1 may not do T1.",
                "staff_ids": ["S1"],
                "task_ids": ["T1"],
                "session": "Mon 23 Nov AM",
            }
        ],
        "levels": {"wing_posts": 1},
    }
    assert json.loads(json.dumps(as_dict(BROKEN))) == as_dict(BROKEN)


def test_nothing_broken_is_said_plainly() -> None:
    clean = Judgement((), {"wing_posts": 0})
    assert as_dict(clean) == {"clean": True, "breaches": [], "levels": {"wing_posts": 0}}
    assert "Nothing is broken" in judged(clean)
