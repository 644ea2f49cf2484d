"""How good a roster is and how sure we are of it, in sentences that a manager would say aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roster.exports.words import count, lasting
from roster.levels import FINISHED_LATE, NOT_FINISHED, lateness
from roster.roster import LevelValue
from roster.view import look

if TYPE_CHECKING:
    from roster.problem import Problem
    from roster.roster import Roster

ONE_STEP = "late instead of not at all, or on time instead of late"
NOTHING_DUE, NO_WORK = "nothing is due.", "there is none."
UNKNOWN = "how much better it could be is not known"


def verdict(roster: Roster) -> str:
    """Say in one or two sentences whether a better roster is possible."""
    unproved = [each for each in roster.levels if not each.proved]
    if unproved:
        return f"It keeps every rule, but a better roster may exist. Not proved: {_named(unproved)}."
    if roster.status != "optimal":
        return "It keeps every rule, but it is not confirmed that nothing better is possible."
    close = any(each.value != each.bound for each in roster.levels)
    return (
        "No better roster is possible in this order of priorities"
        + (", apart from the small amounts named at each level" if close else "")
        + ": that is proved, and a check that does not use the planner agrees."
    )


def _named(levels: list[LevelValue]) -> str:
    """Name levels in one breath: `wing posts; due work of tiers 1, 2`."""
    tiers: dict[str, list[str]] = {}
    for each in levels:
        family, _, tier = each.name.partition(".")
        tiers.setdefault(family, []).append(tier)
    several = {"due": "due work", "rest": "all open work"}
    return "; ".join(
        f"{several[family]} of {'tier' if len(found) == 1 else 'tiers'} {', '.join(found)}"
        if family in several
        else title(LevelValue(family, 0)).lower()
        for family, found in tiers.items()
    )


def sentences(problem: Problem, roster: Roster) -> tuple[str, ...]:
    """Give one line for every level, most important first."""
    return tuple(sentence(problem, roster, each) for each in roster.levels)


def telling(problem: Problem, roster: Roster) -> tuple[str, ...]:
    """Give the lines that say something: not those of tiers without any work."""
    return tuple(each for each in sentences(problem, roster) if not each.endswith((NOTHING_DUE, NO_WORK)))


def sentence(problem: Problem, roster: Roster, level: LevelValue) -> str:
    """Say what the roster reached at one level, and how far off the best it can be."""
    return f"{title(level)}: {reached(problem, roster, level)} {certainty(problem, roster, level)}".rstrip()


def title(level: LevelValue) -> str:
    """Name a level as people say it."""
    family, _, tier = level.name.partition(".")
    named = {
        "wing_posts": "Wing posts",
        "due": f"Tier {tier}, due work",
        "rest": f"Tier {tier}, all open work",
        "changes": "Changes to what people were told",
        "quality": "Preferences",
    }
    return named.get(family, level.name)


def reached(problem: Problem, roster: Roster, level: LevelValue) -> str:
    """Say what was reached at a level, without how sure that is."""
    family, _, tier = level.name.partition(".")
    if family == "wing_posts":
        return _posts(level)
    if family == "due":
        return _due(problem, roster, int(tier))
    if family == "rest":
        return _rest(level)
    if family == "changes":
        return f"{count(level.value, 'half-day diary', 'half-day diaries')} changed."
    return f"{count(level.value, 'point')} for lateness, changes of hands, uneven loads and the like."


def certainty(problem: Problem, roster: Roster, level: LevelValue) -> str:
    """Say how far from the best possible a level can be."""
    if level.value == 0:
        return ""
    if level.bound is None:
        return f"Not proved: {UNKNOWN}."
    gap = level.value - level.bound
    if gap <= 0:
        return "" if level.name == "wing_posts" else "Nothing better is possible (proved)."
    room = f"At most {_better(problem, roster, level, gap)}"
    return f"{room} (close enough to count as proved)." if level.proved else f"{room}; not proved."


def _better(problem: Problem, roster: Roster, level: LevelValue, gap: int) -> str:
    family, _, tier = level.name.partition(".")
    if family == "wing_posts":
        return f"{count(gap, 'more post')} could be filled"
    if family == "due":
        not_on_time = sum(map(bool, _steps(problem, roster, int(tier))))
        if gap > not_on_time:  # then some would have to go two steps, from not at all to on time
            return f"{count(not_on_time, 'task')} could be better"
        return f"{count(gap, 'task')} could be one step better ({ONE_STEP})"
    if family == "rest":
        return f"{lasting(gap)} more could be placed"
    if family == "changes":
        return f"{gap:,} fewer would be possible"
    return f"{count(gap, 'point')} fewer would be possible"


def _posts(level: LevelValue) -> str:
    if not level.of:
        return "none asked for."
    if not level.value:
        return f"all {level.of} filled."
    if level.value == level.bound:
        return f"{level.value} of {level.of} cannot be filled (proved)."
    return f"{level.value} of {level.of} not filled."


def _due(problem: Problem, roster: Roster, tier: int) -> str:
    steps = _steps(problem, roster, tier)
    late, undone = steps.count(FINISHED_LATE), steps.count(NOT_FINISHED)
    if not steps:
        return NOTHING_DUE
    if not (undone or late):
        return "the only task is on time." if len(steps) == 1 else f"all {len(steps)} tasks finished on time."
    parts = [f"{len(steps) - undone - late} of {count(len(steps), 'task')} finished on time"]
    parts += [f"{late} late"] if late else []
    parts += [f"{undone} not finished"] if undone else []
    return ", ".join(parts) + "."


def _steps(problem: Problem, roster: Roster, tier: int) -> list[int]:
    """Give, for each due task of a tier, how far it is from being finished on time: 0, 1 or 2."""
    view = look(problem, roster.plan)
    return [lateness(view, each) for each in problem.tasks if each.is_due and each.tier == tier]


def _rest(level: LevelValue) -> str:
    if not level.of:
        return NO_WORK
    if not level.value:
        return "everything has a place."
    return f"{lasting(level.value)} of {lasting(level.of)} has no place in these days."
