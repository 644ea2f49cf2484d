"""Random tiny mornings with two or three people whom the wings may ask for, and the best roster published for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from random import Random
from typing import Any

from roster.levels import level_values
from roster.problem import Problem
from roster.replan.events import Events
from roster.replan.lending import Request
from roster.replan.revise import Revised
from roster.revision import Revision
from roster.roster import LevelValue, Plan
from roster.rule import rules_in_force
from roster.sessions import SessionTimes
from roster.view import look
from solver.giving import Giving
from tests.builders import FRIDAY, MONDAY, history, problem, staff, task, wing_post
from tests.hand import solved

SHORT = (SessionTimes("AM", time(8), time(9, 30)), SessionTimes("PM", time(13), time(14)))
COARSE: dict[str, Any] = {
    "grid_minutes": 30,
    "taskable_percent": 100,
    "tolerance": {"rest": 0, "quality_percent": 0},
}


def busy(seed: int) -> Problem:
    """Give a morning in which most of the people the wings may ask for have due work to do."""
    rng = Random(seed)
    grades = ["B4", "B4", rng.choice(["B4", "PSO", "NB4"]), *(["B4"] if seed % 5 == 0 else [])]
    hours = rng.choice([None, None, 60, 120])
    people = [
        staff(f"S{number}", grade, minutes_per_week=hours if number == 2 else None)  # one of them part-time
        for number, grade in enumerate(grades, 1)
    ]
    tasks = [
        task(
            f"T{number}",
            rng.choice(["recategorisation", "hdc_assessment", "application"]),
            minutes=rng.choice([60, 90, 90]),
            tier=rng.choice([1, 1, 2, 3, 4]),
            due=rng.choice([MONDAY, MONDAY, FRIDAY + timedelta(days=7)]),
            ready=rng.choice(["2026-11-16", "2026-11-23T13:00"]),
            owner=rng.choice(["", "S1", "S2"]),
        )
        for number in range(1, rng.randint(3, 4) + 1)
    ]
    return problem(
        staff=people,
        tasks=tasks,
        wing_posts=[wing_post("A", rng.choice(["AM", "PM"]))] if rng.random() < 0.4 else [],
        history=[history("S1", rng.randint(0, 3))],
        sessions=SHORT,
        policy=COARSE,
        mode="mtt",
    )


def publish(morning: Problem) -> Revised:
    """Publish the best roster of a morning."""
    found = solved(morning)
    return published(morning, found.plan, found.levels)


def published(morning: Problem, plan: Plan, levels: tuple[LevelValue, ...] | None = None) -> Revised:
    """Publish any roster; without levels it says nothing about how good it is."""
    followed = replace(morning, revision=Revision(published=plan))
    if levels is None:
        values = level_values(look(morning, plan), rules_in_force(morning.policy))
        levels = tuple(LevelValue(name, values[name], 0) for name in morning.levels)
    return Revised(followed, plan, Events(), levels)


def giving(revised: Revised, session: str = "AM", posts: int = 1, wing: str = "", **options: Any) -> Giving:
    """Prepare the search over sets, with time enough for all of them."""
    rules = rules_in_force(revised.problem.policy)
    asked = Request(MONDAY, session, posts, wing)
    return Giving(revised, rules, asked, **{"seconds": 120.0, "workers": 1, **options})
