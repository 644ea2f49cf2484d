from __future__ import annotations

import pytest

from roster.exports import sure
from roster.exports.words import deadline, lasting, made_text
from roster.roster import LevelValue, Plan, Roster
from tests.builders import MONDAY, moment, problem, staff, task

HOUSE = problem(staff=[staff("S01")], tasks=[task("T1", due="2026-11-23", tier=2, minutes=60)])


def _roster(*levels: LevelValue, status: str = "feasible") -> Roster:
    return Roster("ZZI", (MONDAY,), Plan(), status, levels)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (LevelValue("wing_posts", 0, 0, 0, 12), "Wing posts: all 12 filled."),
        (LevelValue("wing_posts", 2, 2, 0, 12), "Wing posts: 2 of 12 cannot be filled (proved)."),
        (
            LevelValue("wing_posts", 2, 1, 0, 12),
            "Wing posts: 2 of 12 not filled. At most 1 more post could be filled; not proved.",
        ),
        (LevelValue("wing_posts", 0, 0, 0, 0), "Wing posts: none asked for."),
        (
            LevelValue("due.2", 2, 1, 0, 2),
            "Tier 2, due work: 0 of 1 task finished on time, 1 not finished. At most 1 task could be one "
            "step better (late instead of not at all, or on time instead of late); not proved.",
        ),
        (
            LevelValue("due.2", 2, 0, 0, 2),
            "Tier 2, due work: 0 of 1 task finished on time, 1 not finished. At most 1 task could be better; "
            "not proved.",
        ),
        (LevelValue("due.1", 0, 0, 0, 0), "Tier 1, due work: nothing is due."),
        (
            LevelValue("rest.2", 60, 40, 30, 60),
            "Tier 2, all open work: 1 h of 1 h has no place in these days. At most 20 min more could be "
            "placed (close enough to count as proved).",
        ),
        (
            LevelValue("rest.2", 60, None, 30, 60),
            "Tier 2, all open work: 1 h of 1 h has no place in these days. Not proved: how much better it "
            "could be is not known.",
        ),
    ],
)
def test_levels_are_said_in_plain_words(level: LevelValue, expected: str) -> None:
    assert sure.sentence(HOUSE, _roster(level), level) == expected


def test_proved_and_checked_is_said_so() -> None:
    roster = _roster(LevelValue("wing_posts", 0, 0), status="optimal")
    assert sure.verdict(roster).startswith("No better roster is possible")


def test_what_is_not_proved_is_named() -> None:
    roster = _roster(LevelValue("wing_posts", 0, 0), LevelValue("due.2", 3, 1))
    assert sure.verdict(roster).endswith("Not proved: due work of tier 2.")


def test_several_tiers_are_named_in_one_breath() -> None:
    names = ("wing_posts", "due.1", "due.2", "rest.3", "quality")
    said = sure.verdict(_roster(*(LevelValue(name, 3, 1) for name in names)))
    assert said.endswith(
        "Not proved: wing posts; due work of tiers 1, 2; all open work of tier 3; preferences."
    )


def test_a_proof_within_the_tolerance_does_not_claim_more_than_it_is() -> None:
    roster = _roster(LevelValue("rest.1", 60, 40, 30), status="optimal")
    assert "apart from the small amounts" in sure.verdict(roster)


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (120, "2 h"), (205, "3 h 25 min")]
)
def test_minutes_are_said_in_hours_and_minutes(minutes: int, said: str) -> None:
    assert lasting(minutes) == said


def test_the_midnight_that_closes_a_day_is_said_as_that_day() -> None:
    midnight, noon = moment("2026-11-25T00:00"), moment("2026-11-25T12:00")
    assert deadline(midnight) == "Tue 24 Nov"  # type: ignore[arg-type]
    assert deadline(noon) == "Wed 25 Nov 12:00"  # type: ignore[arg-type]


def test_when_it_was_made_is_said_in_local_time() -> None:
    assert made_text({"at": "2026-06-22T06:31:00+00:00"}) == "Monday 22 June 2026 at 07:31"
    assert made_text({}) == "time not recorded"
