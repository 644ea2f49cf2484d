"""Decided: a pin is for one person, a ban against one, and neither says anything about other tasks."""

from __future__ import annotations

from typing import Any

from roster.problem import Problem
from roster.revision import Revision
from tests.builders import override, problem, staff
from tests.hand import breaches, due_today, solved

FIRST, SECOND = "S1: T1 Mon AM 08:00-08:45", "S2: T1 Mon AM 08:00-08:45"


def decided(pins: str = "", bans: str = "", **content: Any) -> Problem:
    """Decisions as `T1:S1`."""

    def pairs(text: str) -> frozenset[tuple[str, str]]:
        split = [each.split(":") for each in text.split()]
        return frozenset((task_id, staff_id) for task_id, staff_id in split)

    people = {"staff": [staff("S1", "PSO"), staff("S2", "B4")], "tasks": [due_today("T1"), due_today("T2")]}
    revision = Revision(told=False, pins=pairs(pins), bans=pairs(bans))
    return problem(**{**people, "revision": revision, **content})


def test_a_pinned_task_is_for_one_person_alone() -> None:
    pinned = decided("T1:S2")

    assert breaches(pinned, "decided", SECOND, "S1: T2 Mon AM 08:00-08:45") == []
    assert breaches(pinned, "decided", FIRST) == [("S1", "T1", "Mon 23 Nov AM", 1)]
    assert "S2 T1" in solved(pinned).given
    other_case = decided("T1:S2", tasks=[due_today("T1", owner="S1")])
    assert solved(other_case).given == {"S2 T1"}


def test_a_banned_person_does_not_do_it_and_another_may() -> None:
    banned = decided(bans="T1:S1")

    assert breaches(banned, "decided", SECOND) == []
    assert breaches(banned, "decided", FIRST) == [("S1", "T1", "Mon 23 Nov AM", 1)]
    assert "S2 T1" in solved(banned).given


def test_a_task_from_which_everybody_is_banned_is_left() -> None:
    assert solved(decided(bans="T1:S1 T1:S2")).values["due.1"] == 2


def test_without_decisions_nothing_is_decided() -> None:
    plain = decided(revision=None)

    assert breaches(plain, "decided", FIRST) == []
    assert len(solved(plain).given) == 2


def test_a_pin_comes_before_wing_posts_and_a_pin_that_cannot_be_is_counted() -> None:
    kept = solved(decided("T1:S1"))
    assert (kept.levels[0].name, kept.values["decided"]) == ("decided", 0)

    risky = [due_today("T1", risk="high")]
    refused = solved(decided("T1:S1", tasks=risky))
    assert (refused.values["decided"], refused.given) == (1, set())
    another = solved(decided("T1:S1", tasks=risky, staff=[staff("S1", "PSO"), staff("S3", "PO")]))
    assert (another.values["decided"], another.given) == (1, set())  # a pin is never quietly given to another

    lifted = [override("high_risk", "S1", "T1", oversight="S2")]
    assert solved(decided("T1:S1", tasks=risky, overrides=lifted)).given == {"S1 T1"}


def test_of_a_pair_the_one_who_joins_is_decided_and_the_owner_stays() -> None:
    people = [staff("S1", "PO"), staff("S2", "B4"), staff("S3", "PO")]
    pair = [due_today("T1", "case_review", owner="S2")]
    joined = decided("T1:S3", staff=people, tasks=pair)

    assert solved(joined).given == {"S2 T1", "S3 T1"}
    together = ["S2: T1 Mon AM 08:00-08:45", "S1: T1 Mon AM 08:00-08:45"]
    assert breaches(joined, "decided", *together) == [("S1", "T1", "Mon 23 Nov AM", 1)]
