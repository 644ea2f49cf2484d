"""Rules broken on purpose: for every rule, what the solver is told and what the checker finds, each a little wrong.

Nothing here imports the project: a mutant is a module, an exact piece of its text, and what stands there instead.
"""

from __future__ import annotations

from dataclasses import dataclass

SOLVER, CHECKER, BOTH = "solver", "checker", "both"
MINUTE = '__import__("datetime").timedelta(minutes=1)'


@dataclass(frozen=True)
class Mutant:
    """One change to one module. `rule` names the unit tests and the agreement focus that should notice it."""

    rule: str
    side: str
    module: str
    old: str
    new: str
    why: str

    @property
    def name(self) -> str:
        """A short name for reports."""
        return f"{self.rule} ({self.side}): {self.why}"


def _of(rule: str, side: str, *changes: tuple[str, str, str], module: str = "") -> list[Mutant]:
    where = module or f"roster.rules.{rule}"
    return [Mutant(rule, side, where, old, new, why) for old, new, why in changes]


MUST = [
    *_of(
        "advice",
        SOLVER,
        ("on_grid(max(0, left))", "on_grid(max(0, left) + 1)", "a minute more room"),
        ("on_grid(max(0, left))", "on_grid(max(0, left - 1))", "a minute less room"),
        (
            "problem.lifted(self.name, person.staff_id, session.day)",
            "problem.lifted(self.name, person.staff_id, problem.days[0])",
            "an override of the first day counts on every day",
        ),
    ),
    *_of(
        "advice",
        CHECKER,
        ("total > free", "total > free + 1", "a minute too much is let through"),
        ("total > free", "total >= free", "exactly full is a breach"),
        (
            "view.problem.lifted(self.name, staff_id, session.day)",
            "view.problem.lifted(self.name, staff_id, view.problem.days[0])",
            "an override of the first day counts on every day",
        ),
        ("free -= free % policy", "free += -free % policy", "rounded up to the grid"),
        ("each.task.fixed is None)", "each)", "appointments alone count as other work"),
    ),
    *_of(
        "appointment",
        SOLVER,
        ("session.start <= task.fixed", "session.start < task.fixed", "not at the start of a session"),
        (
            "port.starts_at(kind, kind.task.fixed)",
            f"port.starts_at(kind, kind.task.fixed + {MINUTE})",
            "a minute late",
        ),
    ),
    *_of(
        "appointment",
        CHECKER,
        ("piece.begins != piece.task.fixed", "piece.begins > piece.task.fixed", "too early is let through"),
        (
            "piece.begins != piece.task.fixed",
            f"abs(piece.begins - piece.task.fixed) > {MINUTE}",
            "a minute off is let through",
        ),
    ),
    *_of(
        "capacity",
        SOLVER,
        (
            "on_grid(problem.taskable(presence))",
            "on_grid(problem.taskable(presence) + 1)",
            "a minute more room",
        ),
        (
            "on_grid(problem.taskable(presence))",
            "on_grid(problem.taskable(presence) - 1)",
            "a minute less room",
        ),
    ),
    *_of(
        "capacity",
        CHECKER,
        ("other + booked > room", "other + booked > room + 1", "a minute too much is let through"),
        ("other + booked > room", "other + booked >= room", "exactly full is a breach"),
        ("if other and other", "if other", "appointments alone are limited as well"),
        ("other + booked > room", "other > room", "appointments take nothing from other work"),
    ),
    *_of(
        "checking",
        SOLVER,
        (
            "return not task.type.checking or person.staff_id != task.doer",
            "return True",
            "the named doer may check",
        ),
        (
            "port.at_most([*check, *work], 1)",
            "port.at_most([*check, *work], 2)",
            "the same person may do both",
        ),
        (
            "if not kind.task.type.checking or kind.task.doer:",
            "if not kind.task.type.checking:",
            "whoever does the work is kept off although another doer is named",
        ),
    ),
    *_of(
        "checking",
        CHECKER,
        ("doers = {task.doer} if task.doer else set()", "doers = set()", "the named doer is not looked at"),
        ("if not doers:", "if doers:", "who does the work is not looked at"),
        ("if not doers:", "if True:", "who does the work counts although another doer is named"),
    ),
    *_of(
        "detailed",
        SOLVER,
        (
            "if presence.wing is not None:",
            "if presence.wing is not None and index:",
            "the first session is forgotten",
        ),
        module="solver.draft",
    ),
    *_of(
        "detailed",
        SOLVER,
        ("posts - detailed[key]", "posts", "a detail fills no post"),
        module="roster.problem",
    ),
    *_of(
        "detailed",
        CHECKER,
        (
            "if presence.wing is None:",
            "if presence.wing is None or index:",
            "only the first session is looked at",
        ),
        ("wings != [presence.wing]", "presence.wing not in wings", "two wings at once are let through"),
        ("wings != [presence.wing]", "not wings", "another wing is let through"),
    ),
    *_of(
        "different",
        SOLVER,
        (
            "had.total() * (ALL - problem.policy.alternatives_differ_percent) // ALL",
            "had.total()",
            "everything may stay",
        ),
        ("// ALL)", "// ALL - 1)", "one piece fewer may stay"),
        ("port.lesser(now, [], number)", "now", "more of a sort than somebody had counts too"),
    ),
    *_of(
        "different",
        CHECKER,
        ("if other < pieces", "if other <= pieces", "exactly enough is a breach"),
        ("min(len(ids), len(now[key]))", "len(ids)", "all of a sort stays if any of it does"),
        (
            "for earlier in revision.unlike:\n            then",
            "for earlier in revision.unlike[:1]:\n            then",
            "only the first roster counts",
        ),
    ),
    *_of(
        "grade",
        SOLVER,
        (
            "return person.grade in task.grades",
            'return person.grade in task.grades | {"CA"}',
            "a grade too many",
        ),
        (
            "return person.grade in task.grades",
            'return person.grade in task.grades - {"NB4"}',
            "a grade too few",
        ),
        ("return person is owner", "return True", "a hearing is anybody's"),
        ("if task.type.pair and person is owner:", "if person is owner:", "owners may do anything"),
    ),
    *_of(
        "grade",
        CHECKER,
        (
            "person.grade not in task.grades and",
            'person.grade not in task.grades | {"CA"} and',
            "a grade too many",
        ),
        (
            "person.grade not in task.grades and",
            'person.grade not in task.grades - {"NB4"} and',
            "a grade too few",
        ),
        ("wrong = not owns", "wrong = False", "a hearing is anybody's"),
        ("not (owns and task.type.pair)", "not owns", "owners may do anything"),
    ),
    *_of(
        "grade",
        BOTH,
        ("NPS if row.risk in HIGH_RISKS", 'NPS if row.risk == "very_high"', "high risk is a CRC case"),
        module="roster.problem",
    ),
    *_of(
        "high_risk",
        SOLVER,
        (
            'task.risk in self.settings.option("risks")\n        if',
            'task.risk in self.settings.option("risks")[1:]\n        if',
            "from very high only",
        ),
        (
            'task.risk in self.settings.option("risks")\n        if',
            'task.risk in self.settings.option("risks")[:1]\n        if',
            "not very high",
        ),
        ("if not (risky or task.type.probation_always):", "if not risky:", "screening is anybody's"),
        (
            "problem.lifted(self.name, person.staff_id, day, task.task_id) is not None",
            "problem.lifted(self.name, person.staff_id, problem.days[0], task.task_id) is not None",
            "an override of the first day counts on every day",
        ),
        (
            "problem.lifted(self.name, person.staff_id, day, task.task_id) is not None",
            "any(each.rule == self.name for each in problem.overrides)",
            "an override lifts it for everybody",
        ),
    ),
    *_of(
        "high_risk",
        CHECKER,
        ('option("risks")\n            ):', 'option("risks")[1:]\n            ):', "from very high only"),
        ('option("risks")\n            ):', 'option("risks")[:1]\n            ):', "not very high"),
        ("if not task.type.probation_always and not (", "if not (", "screening is anybody's"),
        (
            "person.staff_id, piece.session.day, task.task_id",
            "person.staff_id, problem.days[0], task.task_id",
            "an override of the first day counts on every day",
        ),
    ),
    *_of(
        "hours",
        SOLVER,
        (
            "port.at_most(terms, max(0, left))",
            "port.at_most(terms, max(0, left) + 1)",
            "a minute more a week",
        ),
        (
            "port.at_most(terms, max(0, left))",
            "port.at_most(terms, max(0, left - 1))",
            "a minute less a week",
        ),
        ("left -= taskable", "left -= 0", "a detail takes nothing"),
        (
            "[(factor * taskable, amount)",
            "[(factor * (taskable - 1), amount)",
            "a wing duty takes a minute less",
        ),
        (
            "problem.monday(session) != monday:",
            "problem.monday(session) > monday:",
            "weeks run into each other",
        ),
        (" - problem.week_before[person.staff_id, monday]", "", "the days before the first take nothing"),
    ),
    *_of(
        "hours",
        CHECKER,
        ("over > 0", "over > 1", "a minute too much is let through"),
        ("over > 0", "over >= 0", "exactly full is a breach"),
        ("detailed += minutes", "detailed += 0", "a detail takes nothing"),
        ("planned += minutes", "planned += minutes - 1", "a wing duty takes a minute less"),
        ("limit - problem.week_before[staff_id, monday]", "limit", "the days before the first take nothing"),
        ("if planned and over > 0", "if over >= 0 and detailed", "a detail alone is somebody's planning"),
    ),
    *_of(
        "hours",
        BOTH,
        (
            "row.overtime_minutes if row.overtime_agreed_by else 0",
            "row.overtime_minutes",
            "overtime nobody has agreed counts",
        ),
        module="roster.problem",
    ),
    *_of(
        "hours",
        BOTH,
        ("(contracted + person.overtime_minutes)", "contracted", "agreed overtime does not count"),
        module="roster.rota",
    ),
    *_of(
        "interviews",
        SOLVER,
        (
            "port.within(kind, session, *session.unlock)",
            f"port.within(kind, session, session.unlock[0], session.unlock[1] + {MINUTE})",
            "a minute after the window",
        ),
        (
            "port.within(kind, session, *session.unlock)",
            f"port.within(kind, session, session.unlock[0] - {MINUTE}, session.unlock[1])",
            "a minute before the window",
        ),
        (
            "port.at_once(seen, session, problem.establishment.rooms)",
            "port.at_once(seen, session, problem.establishment.rooms + 1)",
            "a room too many",
        ),
        (
            "port.at_once(seen, session, problem.establishment.rooms)",
            "port.at_once(seen, session, max(0, problem.establishment.rooms - 1))",
            "a room too few",
        ),
    ),
    *_of(
        "interviews",
        CHECKER,
        ("<= unlock[1]:", f"<= unlock[1] + {MINUTE}:", "a minute after the window is let through"),
        (
            "not unlock[0] <= piece",
            f"not unlock[0] - {MINUTE} <= piece",
            "a minute before the window is let through",
        ),
        ("len(going_on) > rooms", "len(going_on) > rooms + 1", "one interview too many is let through"),
        ("len(going_on) > rooms", "len(going_on) >= rooms", "as many as rooms are a breach"),
        (
            "piece.begins < each.finishes]",
            "piece.begins <= each.finishes]",
            "a room is not free when one ends",
        ),
    ),
    *_of(
        "order",
        SOLVER,
        (
            "for factor, amount in finished)], 0)",
            "for factor, amount in finished)], 1)",
            "sessions in any order",
        ),
        ("port.in_order(first, kind)", "pass", "any order within a session"),
        ("port.in_order(first, kind)", "port.in_order(kind, first)", "the wrong way round within a session"),
    ),
    *_of(
        "order",
        CHECKER,
        ("last.finishes > begins", f"last.finishes > begins + {MINUTE}", "a minute too early is let through"),
        ("last.finishes > begins", "last.finishes >= begins", "beginning when the other ends is a breach"),
        ("if last is None or last", "if last is not None and last", "the other missing is let through"),
        ("begins = min(", "begins = max(", "the last piece counts, not the first"),
    ),
    *_of(
        "pairs",
        SOLVER,
        (
            "return not task.type.pair or task.owner in problem.person",
            "return not task.type.pair",
            "no pair ever meets",
        ),
    ),
    *_of(
        "pairs",
        SOLVER,
        (
            "people = (staff_id, task.owner) if task.type.pair else (staff_id,)",
            "people = (staff_id,)",
            "one comes alone",
        ),
        module="solver.drafting",
    ),
    *_of(
        "pairs",
        SOLVER,
        ("if owners is not None and person.staff_id == task.owner:", "if False:", "owners meet themselves"),
        ("sessions & owners", "sessions", "the owner need not be there"),
        module="solver.seats",
    ),
    *_of(
        "pairs",
        CHECKER,
        ("len(pieces) != 2", "len(pieces) < 2", "three lines are let through"),
        ("len(set(people)) != 2", "len(set(people)) > 2", "one person twice is let through"),
        (" or task.owner not in people", "", "two without the owner are let through"),
        ("len(times) != 1", "len(times) > 2", "two times are let through"),
        ("pieces[0].minutes != task.minutes", "pieces[0].minutes < task.minutes", "too long is let through"),
        ("pieces[0].minutes != task.minutes", "pieces[0].minutes > task.minutes", "too short is let through"),
    ),
    *_of(
        "presence",
        SOLVER,
        (
            "return presence is not None and presence.wing is None",
            "return presence is not None",
            "work on a wing",
        ),
        (
            "presence.start, presence.end, person",
            f"presence.start, presence.end + {MINUTE}, person",
            "a minute longer",
        ),
        (
            "presence.start, presence.end, person",
            f"presence.start - {MINUTE}, presence.end, person",
            "a minute early",
        ),
        ("factor * presence.minutes", "factor * (presence.minutes - 1)", "a wing duty leaves a minute"),
        ("if not presence.whole:", "if presence.whole:", "hours there are not looked at"),
    ),
    *_of(
        "presence",
        CHECKER,
        ("<= presence.end:", f"<= presence.end + {MINUTE}:", "a minute after leaving is let through"),
        (
            "not presence.start <=",
            f"not presence.start - {MINUTE} <=",
            "a minute before coming is let through",
        ),
        ("<= presence.end:", "< presence.end:", "ending on leaving is a breach"),
        (" or seat in view.duties_by_seat", "", "work beside a wing duty is let through"),
        (
            "presence.wing is not None or seat",
            "seat",
            "work beside a detail that is not shown is let through",
        ),
    ),
    *_of(
        "prison_manager",
        SOLVER,
        (
            'person.grade not in self.settings.option("grades")',
            'person.grade not in ["HUB"]',
            "one grade along",
        ),
        (
            "problem.lifted(self.name, person.staff_id, day, task.task_id)",
            "problem.lifted(self.name, person.staff_id, problem.days[0], task.task_id)",
            "an override of the first day counts on every day",
        ),
        (
            "problem.lifted(self.name, person.staff_id, day, task.task_id)",
            "problem.lifted(self.name, person.staff_id, day)",
            "an override for one task does not count",
        ),
    ),
    *_of(
        "prison_manager",
        CHECKER,
        ("piece.person.grade in grades", 'piece.person.grade in ["HUB"]', "one grade along"),
        (
            "piece.person.staff_id, piece.session.day",
            "piece.person.staff_id, view.problem.days[0]",
            "an override of the first day counts on every day",
        ),
        ("piece.task.type.key in duties and", "", "their own duties are breaches"),
    ),
    *_of(
        "rotation",
        SOLVER,
        ('>= self.settings.option("most_months")', '> self.settings.option("most_months")', "a month more"),
        (
            '>= self.settings.option("most_months")',
            '>= self.settings.option("most_months") - 1',
            "a month less",
        ),
        ("day.day < since.day", "day.day <= since.day", "a day more"),
        ("self._over(person, day)", "self._over(person, problem.days[0])", "the first day decides for all"),
        (
            "or person.staff_id in (task.owner, task.started_by)",
            "or person.staff_id == task.owner",
            "what they started is new to them",
        ),
        (
            "or person.staff_id in (task.owner, task.started_by)",
            "or person.staff_id == task.started_by",
            "what they own is new to them",
        ),
        (
            "problem.lifted(self.name, person.staff_id, day, task.task_id) is not None",
            "problem.lifted(self.name, person.staff_id, problem.days[0], task.task_id) is not None",
            "an override of the first day counts on every day",
        ),
    ),
    *_of(
        "rotation",
        CHECKER,
        ("today >= reached", "today > reached", "the very day is let through"),
        ("since.month - 1 + most", "since.month + most", "a month too many is let through"),
        ("since.month - 1 + most", "since.month - 2 + most", "a month too few is a breach"),
        (
            "theirs = person.staff_id in (task.owner, task.started_by)",
            "theirs = person.staff_id == task.owner",
            "what they started is new to them",
        ),
        (
            "person.staff_id, piece.session.day, task.task_id",
            "person.staff_id, view.problem.days[0], task.task_id",
            "an override of the first day counts on every day",
        ),
    ),
    *_of(
        "separation",
        SOLVER,
        (
            "if first.held or second.held:",
            "if first.held and second.held:",
            "only where both need the prisoner",
        ),
        ("if first.held or second.held:", "if True:", "papers are kept apart too"),
        ("if task.prison_number:", "if False:", "nobody is kept apart"),
        ("port.apart(first.task_id, second.task_id)", "pass", "nobody is kept apart on the clock"),
    ),
    *_of(
        "separation",
        CHECKER,
        (
            "one.task.held or other.task.held",
            "one.task.held and other.task.held",
            "only where both need the prisoner",
        ),
        ("(one.task.held or other.task.held) and ", "", "papers at once are a breach"),
        (
            "one.overlaps(other)",
            f"min(one.finishes, other.finishes) - max(one.begins, other.begins) > {MINUTE}",
            "a minute's overlap is let through",
        ),
        ("if not number or number", "if number", "tasks without a prison number are one prisoner's"),
    ),
    *_of(
        "separation",
        CHECKER,
        ("other.begins < self.finishes", "other.begins <= self.finishes", "touching is overlapping"),
        module="roster.view",
    ),
    *_of(
        "skills",
        SOLVER,
        (
            "return trained or not task.type.skill",
            "return not task.type.skill",
            "probation officers have no skills",
        ),
        (
            "task.type.skill in person.skills",
            'task.type.skill in person.skills | {"os"}',
            "everybody has `os`",
        ),
        (
            "task.type.skill in person.skills",
            'task.type.skill in person.skills | {"parole"}',
            "everybody has `parole`",
        ),
    ),
    *_of(
        "skills",
        CHECKER,
        ("needed and not has_all and", "needed and", "probation officers have no skills"),
        ("needed not in person.skills", 'needed not in person.skills | {"os"}', "everybody has `os`"),
        ("needed not in person.skills", 'needed not in person.skills | {"mappa"}', "everybody has `mappa`"),
    ),
    *_of(
        "splitting",
        SOLVER,
        (
            "port.smallest_piece(problem.policy.smallest_piece)",
            "port.smallest_piece(problem.policy.smallest_piece - 1)",
            "pieces a minute shorter",
        ),
        (
            "port.smallest_piece(problem.policy.smallest_piece)",
            "port.smallest_piece(problem.policy.smallest_piece + 1)",
            "pieces a minute longer",
        ),
    ),
    *_of(
        "splitting",
        SOLVER,
        ("min(self.shortest, kind.task.minutes)", "self.shortest", "short reports are never done"),
        module="solver.model",
    ),
    *_of(
        "splitting",
        CHECKER,
        (
            "min(minutes) < policy.smallest_piece",
            "min(minutes) < policy.smallest_piece - 1",
            "a minute shorter",
        ),
        (
            "min(minutes) < policy.smallest_piece",
            "min(minutes) <= policy.smallest_piece",
            "exactly an hour is a breach",
        ),
        (
            "sum(minutes) > task.minutes",
            "sum(minutes) > task.minutes + 1",
            "a minute too many is let through",
        ),
        ("if any(each % policy.grid_minutes", "if False and any(each % policy.grid_minutes", "off the grid"),
        ("< len(pieces):", "< len(pieces) - 1:", "two pieces a session are let through"),
        ("len(view.holders(task)) > 1", "len(view.holders(task)) > 2", "two people are let through"),
        (
            "if minutes != [task.minutes]:",
            "if sum(minutes) != task.minutes:",
            "short work in pieces is let through",
        ),
    ),
    *_of(
        "decided",
        SOLVER,
        ("if pinned and person", "if False and person", "a pin holds nobody off"),
        (
            "person.staff_id) not in problem.revision.bans",
            "task.owner) not in problem.revision.bans",
            "bans are for owners",
        ),
        ("and not self._joins(person, task)", "", "the owner of a pinned pair stays out"),
    ),
    *_of(
        "decided",
        CHECKER,
        (
            "if theirs and staff_id not in theirs",
            "if theirs and staff_id in theirs",
            "the pinned one is named",
        ),
        (" and not (task.type.pair and task.owner == staff_id)", "", "the owner of a pinned pair is named"),
        ("elif (task.task_id, staff_id) in revision.bans:", "elif False:", "a banned person is let through"),
    ),
    *_of(
        "begun",
        SOLVER,
        ("session.end > revision.now:", "session.start > revision.now:", "a session under way is closed"),
        ("port.at_most(minutes, work.minutes)", "port.at_most(minutes, 0)", "what has begun is shut out"),
        (
            "port.within(kind, session, max(revision.now, session.start), session.end)",
            "port.within(kind, session, session.start, session.end)",
            "new work goes into the past",
        ),
        (
            "port.within(kind, session, one.begins, one.finishes)",
            "port.within(kind, session, session.start, session.end)",
            "what has begun may move",
        ),
        (
            "in revision.left:\n                    port",
            "in ():\n                    port",
            "who has left goes on",
        ),
        ("*([owner] if owner else [])", "", "an owner who has left is joined"),
    ),
    *_of(
        "begun",
        CHECKER,
        ("if revision.is_over(piece.begins):", "if False:", "work in the past is let through"),
        (
            "elif (staff_id, session.day, session.name) in revision.left:",
            "elif False:",
            "who has left is let through",
        ),
        (
            "work.begins, work.finishes) not in pieces:",
            "work.begins, work.finishes) in ():",
            "missing work is let through",
        ),
        ("sorted(there - duties.keys())", "sorted(set())", "a missing wing duty is let through"),
        (
            "if revision.is_over(duty.session.start) and key",
            "if False and key",
            "a duty in the past is let through",
        ),
    ),
    *_of(
        "started",
        SOLVER,
        (
            "person.staff_id == task.started_by:",
            "person.staff_id in (task.started_by, task.owner):",
            "the owner may take it over",
        ),
        (
            "problem.lifted(self.name, person.staff_id, day, task.task_id)",
            "problem.lifted(self.name, person.staff_id, problem.days[0], task.task_id)",
            "an override of the first day counts on every day",
        ),
        (
            "if task.type.pair and person.staff_id == task.owner:",
            "if False:",
            "the owner of a pair stays out",
        ),
    ),
    *_of(
        "started",
        CHECKER,
        (
            'task.started_by in ("", staff_id)',
            'task.started_by in ("", staff_id, "S9")',
            "some starters do not count",
        ),
        (
            "staff_id, piece.session.day, task.task_id",
            "staff_id, view.problem.days[0], task.task_id",
            "an override of the first day counts on every day",
        ),
        (" or (task.type.pair and staff_id == task.owner)", "", "the owner of a pair stays out"),
        (
            "(task.type.pair and staff_id == task.owner)",
            "staff_id == task.owner",
            "the owner may take it over",
        ),
    ),
    *_of(
        "window",
        SOLVER,
        ("session.start >= task.ready", "session.start > task.ready", "not at the very moment"),
        ("session.start >= task.ready", f"session.start + {MINUTE} >= task.ready", "a minute early"),
        ("session.start >= task.ready", "session.end > task.ready", "in the session it gets ready in"),
    ),
    *_of(
        "window",
        CHECKER,
        (
            "piece.task.ready > piece.session.start",
            "piece.task.ready >= piece.session.start",
            "the moment is a breach",
        ),
        (
            "piece.task.ready > piece.session.start",
            f"piece.task.ready > piece.session.start + {MINUTE}",
            "a minute early is let through",
        ),
        (
            "piece.task.ready > piece.session.start",
            "piece.task.ready > piece.begins",
            "late in a session is let through",
        ),
    ),
    *_of(
        "wing_cover",
        SOLVER,
        ("presence is not None and presence.whole and", "presence is not None and", "for part of a session"),
        ("return person.cross_deployable and presence", "return presence", "anybody"),
        (" and presence.wing is None", "", "people already on a wing"),
        (
            "port.on_wing(person, session)], open_posts)",
            "port.on_wing(person, session)], open_posts + 1)",
            "one too many",
        ),
        ("max(0, posts - detailed[wing])", "posts", "details fill no post"),
    ),
    *_of(
        "wing_cover",
        CHECKER,
        (" or not presence.whole:", ":", "part of a session is let through"),
        ("if not person.cross_deployable or presence", "if presence", "anybody is let through"),
        ("if number > max(", "if number > 1 + max(", "one too many is let through"),
        ("len(duties) > 1", "len(duties) > 2", "two wings at once are let through"),
        ("0), detailed[index, wing]):", "0) + detailed[index, wing], 0):", "details make room for others"),
    ),
]

PRICED = [
    *_of(
        "continuity",
        SOLVER,
        ("weight=weight)", "weight=weight + 1)", "a point too many"),
        (
            "if person.staff_id != kind.task.owner:",
            "if person.staff_id == kind.task.owner:",
            "the owner is charged",
        ),
    ),
    *_of(
        "continuity",
        CHECKER,
        ("amount=points * len(others)", "amount=points * len(others) - 1", "a point too few"),
        (" and not task.type.pair and others", " and others", "the other of a pair is charged"),
    ),
    *_of("earlier", SOLVER, ("weight=session.index)", "weight=session.index + 1)", "a session too many")),
    *_of(
        "earlier",
        CHECKER,
        (
            "sum(set(sessions)) if pieces[0].task.type.pair else sum(sessions)",
            "sum(sessions)",
            "pairs count twice",
        ),
        ("else sum(sessions)", "else max(sessions)", "only the last piece counts"),
    ),
    *_of(
        "fair_load",
        SOLVER,
        (
            "range(step, had + possible, step)",
            "range(step, had + possible - 1, step)",
            "the last task is free",
        ),
        ("range(step, had + possible, step)", "range(step + 1, had + possible, step)", "a task later"),
    ),
    *_of(
        "fair_load",
        CHECKER,
        ("(had + number) //", "(had + number + 1) //", "a task sooner"),
    ),
    *_of(
        "fair_load",
        BOTH,
        (
            "had[each.staff_id] - least[each.grade]",
            "had[each.staff_id]",
            "all counts, not what lies above the least",
        ),
    ),
    *_of(
        "fair_wings",
        SOLVER,
        (" + self._detailed(problem, person)", "", "details beforehand do not count"),
        (
            "for number in range(1, len(turns)):",
            "for number in range(2, len(turns)):",
            "the second turn is free",
        ),
    ),
    *_of(
        "fair_wings",
        CHECKER,
        ("rank += 1", "rank += 2", "two points a turn"),
        ("had + len(turns) - len(given)", "had", "details beforehand do not count"),
    ),
    *_of(
        "lateness",
        SOLVER,
        (
            "return max(days, 1) if session.end > task.due_by else days",
            "return days",
            "late on the day is no day",
        ),
        (
            "sum(start < day for day in problem.days) + 1",
            "sum(start < day for day in problem.days)",
            "not finished is free",
        ),
        ("kind.task.tier - 1]", "kind.task.tier - 2]", "another tier's points"),
    ),
    *_of(
        "lateness",
        CHECKER,
        ("if not days and last.session.end", "if days and last.session.end", "late on the day is no day"),
        ("if day > due_day]) + 1", "if day > due_day])", "not finished is a day too little"),
        (
            "due_day < day <= last.session.day",
            "due_day <= day <= last.session.day",
            "the due day is a day late",
        ),
        ('points")[task.tier - 1]', 'points")[task.tier - 2]', "another tier's points"),
    ),
    *_of(
        "preferred_grade",
        SOLVER,
        ("if person.grade not in prefer:", "if person.grade in prefer:", "the others"),
    ),
    *_of(
        "preferred_grade",
        CHECKER,
        (
            "person.grade not in task.type.prefer",
            'person.grade not in task.type.prefer | {"SPO"}',
            "a grade too many",
        ),
    ),
    *_of(
        "scarce_grades",
        SOLVER,
        ("port.lesser(done, waiting, total)", "port.lesser(done, waiting, total + 1)", "one more waits"),
        ("port.lesser(done, waiting, total)", "done", "it counts although nothing waits"),
    ),
    *_of(
        "scarce_grades",
        CHECKER,
        ("min(len(spent), len(waits))", "max(len(spent), len(waits))", "the greater counts"),
        (" and view.finished(task) is None", "", "what is finished waits"),
    ),
    *_of(
        "scarce_grades",
        BOTH,
        (
            "task.ready <= problem.sessions[-1].start",
            "task.ready < problem.sessions[-1].start",
            "a moment sooner",
        ),
    ),
    *_of("unknown_risk", SOLVER, (" and not kind.task.risk:", ":", "a known risk counts as well")),
    *_of(
        "unknown_risk",
        CHECKER,
        (' and task.risk == "" and', " and", "a known risk counts as well"),
        (" and not reserved", "", "probation officers are charged"),
    ),
    *_of(
        "wing_risk",
        SOLVER,
        (
            "-(-person.wing_risk_percent // step)",
            "person.wing_risk_percent // step",
            "a started ten per cent is free",
        ),
        (
            "if kind.task.is_due or kind.task.fixed is not None:",
            "if kind.task.fixed is not None:",
            "due work is free",
        ),
    ),
    *_of(
        "wing_risk",
        CHECKER,
        ("steps + bool(rest)", "steps", "a started ten per cent is free"),
        ("if not (task.is_due or task.fixed):", "if not task.fixed:", "due work is free"),
    ),
]

CORE = [
    *_of(
        "levels",
        CHECKER,
        (
            "last.session.end <= task.due_by",
            "last.session.end < task.due_by",
            "ending at the due moment is late",
        ),
        ("last.session.end <= task.due_by", "last.finishes <= task.due_by", "the piece's end counts"),
        (
            "NOT_FINISHED, FINISHED_LATE, ON_TIME = 2, 1, 0",
            "NOT_FINISHED, FINISHED_LATE, ON_TIME = 1, 1, 0",
            "late is lost",
        ),
        ("max(0, posts - sent[key])", "posts - sent[key]", "people beyond the posts fill others"),
        (
            "max(0, each.minutes - view.placed(each))",
            "each.minutes - view.placed(each)",
            "too much work makes up for too little",
        ),
        ("if each.tier == tier and each.is_due]", "if each.tier == tier]", "what is not due counts"),
        (
            "value * policy.tolerance.quality_percent // 100",
            "value // 100",
            "one per cent whatever the policy",
        ),
        module="roster.levels",
    ),
    *_of(
        "levels",
        BOTH,
        (
            "return session.end > due",
            "return session.end >= due",
            "the session that ends at the due moment is no use",
        ),
        ("return due <= self.opens", "return due < self.opens", "yesterday is not over"),
        (
            "if session.start >= after:",
            "if session.start > after:",
            "not in the session that starts when it is ready",
        ),
        ("after = max(self.closes, ready)", "after = self.closes", "ready after the horizon does not matter"),
        (
            "return not (self.closes <= fixed",
            "return not (self.closes >= fixed",
            "appointments of another day are due",
        ),
        module="roster.deadlines",
    ),
    *_of(
        "levels",
        CHECKER,
        (
            "{(each.begins, each.finishes) for each in self.by_task.get(task.task_id, [])}",
            "[(each.begins, each.finishes) for each in self.by_task.get(task.task_id, [])]",
            "pairs count twice",
        ),
        (">= task.minutes else None", "> 0 else None", "begun is finished"),
        module="roster.view",
    ),
    *_of(
        "problem",
        BOTH,
        ("// policy.tiers_rise_every)", "// (policy.tiers_rise_every - 1))", "tiers rise a day sooner"),
        ("row.tier or max(1,", "max(1, (row.tier or 9) and", "typed tiers rise"),
        ("day <= each.expires", "day < each.expires", "the last day is not included"),
        (
            "row.expires >= days[0]",
            "row.expires > days[0]",
            "an override that expires on the first day is gone",
        ),
        (
            "posts[index[row.date, row.session], row.wing] += row.posts",
            "posts[index[row.date, row.session], row.wing] = row.posts",
            "rows replace each other",
        ),
        ("minutes=policy.up_to_grid(minutes),", "minutes=policy.on_grid(minutes),", "rounded down"),
        module="roster.problem",
    ),
    *_of(
        "problem",
        BOTH,
        (
            "max(0, row.minutes - earlier)",
            "max(0, row.minutes)",
            "the minutes of a day are those of each session",
        ),
        (
            "if each.start < session.start)",
            "if each.start <= session.start)",
            "the session itself is before it",
        ),
        ("each.day < sessions[0].day and", "each.day <= sessions[0].day and", "the first day is over"),
        module="roster.rota",
    ),
    *_of(
        "problem",
        BOTH,
        ("weekend = {5: 2, 6: 1}", "weekend = {5: 1, 6: 2}", "Saturday and Sunday the wrong way round"),
        (
            "return row.ready if isinstance(row.ready, datetime)",
            "return datetime.combine(row.ready, time.min) if True",
            "ready at the start of the day",
        ),
        module="roster.deadlines",
    ),
    *_of(
        "problem",
        BOTH,
        (
            '(ZoneInfo("UTC")) + timedelta(hours=hours)',
            '(ZoneInfo("UTC")) + timedelta(hours=hours + 1)',
            "an hour more",
        ),
        (
            "return there.astimezone(LOCAL).replace(tzinfo=None)",
            "return moment + timedelta(hours=hours)",
            "hours of the wall clock",
        ),
        (" and day not in _bank_holidays(day.year)", "", "bank holidays are worked"),
        ('subdiv="ENG"', 'subdiv="SCT"', "Scotland's bank holidays"),
        (
            "self.days_from(day + timedelta(days=1), count)",
            "self.days_from(day, count)",
            "the day itself counts",
        ),
        module="roster.sessions",
    ),
    *_of(
        "kinds",
        BOTH,
        ("        task.minutes,\n", "", "minutes make no difference"),
        ("        task.tier,\n", "", "the tier makes no difference"),
        ("        task.owner,\n", "", "the owner makes no difference"),
        ("        task.doer,\n", "", "the doer makes no difference"),
        ("        task.started_by,\n", "", "the starter makes no difference"),
        ("        task.fixed,\n", "", "the time makes no difference"),
        ("        risk,\n", "", "the risk makes no difference"),
        ("        due,\n", "", "the due moment makes no difference"),
        ("        first,\n", "", "the first session makes no difference"),
        ("{each.task_id for each in problem.overrides}", "set()", "overrides make no difference"),
        (" | set(problem.followers)", "", "being waited for makes no difference"),
        (" or task.splittable else", " else", "reports are counted"),
        (
            "(task.overdue, task.due_by) if task.is_due else ()",
            "(task.overdue, task.due_by)",
            "when it is due later matters",
        ),
        module="roster.kinds",
    ),
]

MUTANTS = [*MUST, *PRICED, *CORE]
