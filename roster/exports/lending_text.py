"""Who could be lent, and what that would cost, as plain text of 80 columns: read with a wing waiting."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from roster.exports.screen import on_screen
from roster.exports.sure import title
from roster.exports.terminal import FIRST_FEW
from roster.exports.words import count, deadline, lasting
from roster.problem import CHANGES, DECIDED
from roster.roster import LevelValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roster.problem import Problem
    from roster.replan.lending import Kept
    from roster.replan.lent_sets import LentSet, LevelLoss, Ranking
    from roster.tasks import Task

INDENT = "     "
NO_COST = "costs nothing: all due work as published, and nobody else's diary changes"
NO_WORK = "costs no due work: all of it is done as published"
STEPS = "Due work counts 2 for a task not finished and 1 for a late one."
MOST_CHANGED = 6  # half-days named


def lending_text(problem: Problem, ranking: Ranking) -> str:
    """Say who could be lent, set by set, the cheapest first; then how sure that is."""
    request = ranking.request
    label = problem.session[request.day, request.session].label
    where = f" for wing {request.wing}" if request.wing else ""
    lines = [f"{count(request.posts, 'person', 'people')} more for {label}{where}: who costs least"]
    if not ranking.stands:
        lines.append(
            "The published roster no longer keeps every rule of this folder: what is said here is compared with"
            " what still stands of it."
        )
    for found in ranking.sets:
        lines += ["", *_set(problem, ranking, found)]
    lines += ["", *_others(ranking), *_sure(ranking)]
    return on_screen(lines)


def nobody_text(problem: Problem, kept: Sequence[Kept], label: str) -> str:
    """Say why nobody may be lent: who is in, and what keeps each of them."""
    if not kept:
        return f"Nobody can be lent for {label}: nobody is in.\n"
    lines = [f"Nobody can be lent for {label}. In then, and kept:"]
    by_reason: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in kept:
        by_reason[each.rule, each.message].append(each.staff_id)
    for (rule, message), ids in sorted(by_reason.items()):
        named = f" (rule `{rule}`)" if rule else ""
        lines += [f"  {message}{named}", f"    {', '.join(_person(problem, each) for each in ids)}"]
    return on_screen(lines)


def _person(problem: Problem, staff_id: str) -> str:
    person = problem.person[staff_id]
    return f"{staff_id} {person.name} ({problem.policy.role(person.grade)})"


def _set(problem: Problem, ranking: Ranking, found: LentSet) -> Iterator[str]:
    names = " + ".join(f"{each} {problem.person[each].name}" for each in found.staff_ids)
    first = next(each for each in ranking.sets if each.rank == found.rank)
    yield f"{found.rank:>3}  {names}{'' if first is found else f' (equal with {found.rank})'}"
    losses = list(_losses(found))
    for line in losses or [NO_COST if not _changed(found) else NO_WORK]:
        yield f"{INDENT}{line}"
    if _changed(found):
        yield f"{INDENT}{_changed(found)}"
    waits = [each for each in found.effects.lapsed if not each.is_due]
    if waits:
        yield f"{INDENT}not due yet, and no longer finished in these days: {_tasks(waits)}"
    yield f"{INDENT}{_verdict(found)}"
    yield f"{INDENT}{count(found.turns, 'turn')} on the wings in the last 28 days"


def _changed(found: LentSet) -> str:
    people = [f"{staff_id} {day:%a} {session}" for staff_id, day, session in found.effects.changed]
    what = count(len(people), "other half-day diary changes", "other half-day diaries change")
    more = f", +{len(people) - MOST_CHANGED} more" if len(people) > MOST_CHANGED else ""
    return f"{what}: {', '.join(people[:MOST_CHANGED])}{more}" if people else ""


def _verdict(found: LentSet) -> str:
    """Say whether less could be lost, and from which level on that is open."""
    level = found.open_level
    if level is None:
        return "proved"
    least, most = level.least or 0, level.loss
    better = f"at least {least} worse" if least >= 0 else f"perhaps {-least} better"
    worse = f"at most {most} worse" if most >= 0 else f"at least {-most} better"
    lost_above = any(each.loss > 0 for each in found.levels[: found.levels.index(level)])
    sure = "proved down to here" if lost_above else "not proved"
    return f"{sure}: {_title(level).lower()}: {better}, {worse}{'; not proved' if lost_above else ''}"


def _losses(found: LentSet) -> Iterator[str]:
    for level in found.levels:
        family, _, tier = level.name.partition(".")
        if family == "due":
            yield from _due(found, int(tier))
        elif level.loss and family == "wing_posts":
            yield f"{_more(level.loss)} {'post' if abs(level.loss) == 1 else 'posts'} of the plan not filled"
        elif level.loss and family == "rest":
            yield f"{_title(level)}: {lasting(abs(level.loss))} {'less' if level.loss > 0 else 'more'} placed"
        elif level.loss and level.name != CHANGES:
            yield f"{_title(level)}: {_more(level.loss)}"


def _due(found: LentSet, tier: int) -> Iterator[str]:
    """Name the due tasks of one tier that are done less well, or better."""
    for tasks, what in (
        (found.effects.lapsed, "no longer finished"),
        (found.effects.late, "late instead of on time"),
        (found.effects.gained, "finished sooner or after all"),
    ):
        chosen = [each for each in tasks if each.is_due and each.tier == tier]
        if chosen:
            yield f"{count(len(chosen), f'tier-{tier} task')} {what}: {_tasks(chosen)}"


def _tasks(tasks: Sequence[Task]) -> str:
    named = ", ".join(f"{each.task_id} (due {deadline(each.due)})" for each in tasks[:FIRST_FEW])
    return named + (f", +{len(tasks) - FIRST_FEW} more" if len(tasks) > FIRST_FEW else "")


def _more(number: int) -> str:
    return f"{abs(number)} {'more' if number > 0 else 'fewer'}"


def _title(level: LevelLoss) -> str:
    own = {DECIDED: "As decided", CHANGES: "Changed diaries"}
    return own.get(level.name) or title(LevelValue(level.name, level.value))


def _others(ranking: Ranking) -> Iterator[str]:
    if ranking.also:
        sets = [" + ".join(each) for each in ranking.also]
        more = f", +{len(sets) - FIRST_FEW} more" if len(sets) > FIRST_FEW else ""
        named = ", ".join(sets[:FIRST_FEW]) + more
        yield f"Just as dear as the last one above: {named}."


def _sure(ranking: Ranking) -> Iterator[str]:
    sets = count(ranking.number, "set") + (" of people" if ranking.request.posts > 1 else "")
    text = f"{sets} possible: {ranking.proved} proved"
    if ranking.excluded:
        text += f", {ranking.excluded} proved to cost more than those above"
    if ranking.open:
        text += f", {ranking.open} not proved in the time"
    yield f"{text}. Searched for {ranking.seconds:.1f} s."
    if ranking.open:
        yield f"Where it is not proved, a better roster for the set, or a better set, may exist. {STEPS}"
    yield "Compared: wing posts, due work and changed diaries. The tasks named are those of the roster found."
