"""Whose half-day is not as they were told: one flag each, which is 1 wherever anything in it differs.

What is in a half-day is exact here; its times are the clock's, which keeps them wherever they can be kept.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from roster.changes import NOTHING, is_lost, is_past
from roster.revision import Diary
from roster.rule import Terms
from roster.sessions import Session
from roster.staff import Person
from solver.model import Model, total


def changed(model: Model) -> tuple[list[tuple[int, int]], int]:
    """Count the half-days that differ from the published ones, as a sum and a constant."""
    problem, revision = model.problem, model.problem.revision
    assert revision is not None
    terms: list[tuple[int, int]] = []
    constant = 0
    number_of = {task_id: number for number, kind in enumerate(model.kinds) for task_id in kind.task_ids}
    for session in problem.sessions:
        if is_past(revision, session):
            continue
        comparing = _Comparing(model, session, number_of)
        for person in problem.staff:
            seat = (person.staff_id, session.day, session.name)
            if is_lost(problem, seat):
                continue
            flags = comparing.flags(person, revision.diaries.get(seat, NOTHING))
            if flags is None:
                constant += 1
            else:
                terms += flags
    return terms, constant


class _Comparing:
    """Compares one session's half-days in a model with what people were told."""

    def __init__(self, model: Model, session: Session, number_of: dict[str, int]) -> None:
        self.model = model
        self.session = session
        self.number_of = number_of
        revision = model.problem.revision
        assert revision is not None
        self.begun = revision.begun_in(session.day, session.name)
        self.sent: dict[str, list[tuple[int, int]]] = defaultdict(list)  # told to go, wing by wing, so far

    def flags(self, person: Person, diary: Diary) -> Terms | None:
        """Give a sum that is 1 if the half-day differs from what was told (None: it does in any case)."""
        told: Counter[int] = Counter()
        minutes: Counter[int] = Counter()
        for line in diary:
            if line.start is None:
                continue
            if line.what not in self.number_of:
                return None  # it is not on the task list any more
            told[self.number_of[line.what]] += 1
            minutes[self.number_of[line.what]] += line.minutes
        wings = [line.what for line in diary if line.start is None]
        detailed = self.model.problem.presence[person.staff_id, self.session.index].wing is not None
        parts = self._parts(person, told, minutes, sent=bool(wings) and not detailed)
        if any(self.model.highest(terms) < usual for terms, usual in parts):
            return None
        if not parts:
            return []
        return [(1, self._flag(person, parts, "" if detailed or not wings else wings[0]))]

    def _parts(
        self, person: Person, told: Counter[int], minutes: Counter[int], *, sent: bool
    ) -> list[tuple[Terms, int]]:
        """Give sums, with what each of them is in a half-day that is as it was told."""
        model = self.model
        here = model.seated.get((person.staff_id, self.session.index), set())
        parts: list[tuple[Terms, int]] = []
        for number in sorted(here | told.keys()):
            kind = model.kinds[number]
            if (person.staff_id, kind.task_ids[0]) in self.begun:
                continue  # history: it stays as it is, and only what is to come counts
            parts.append((model.pieces(kind, person, self.session), told[number]))
            if kind.task.splittable and told[number]:
                parts.append((model.minutes(kind, person, self.session), minutes[number]))
        wing = model.on_wing(person, self.session)
        return [*parts, (wing, int(sent))] if wing or sent else parts

    def _flag(self, person: Person, parts: Sequence[tuple[Terms, int]], wing: str) -> int:
        model = self.model
        flag = model.flag()
        for terms, usual in parts:
            model.limit([*terms, (usual - model.highest(terms), flag)], usual)
            if usual:
                model.limit([*((-factor, amount) for factor, amount in terms), (-usual, flag)], -usual)
        before: Terms = ()
        posts = 0
        if wing:  # the first of those who were told to go there keep its posts
            before, posts = (
                tuple(self.sent[wing]),
                model.problem.open_posts.get((self.session.index, wing), 0),
            )
            self.sent[wing].append((1, flag))
            model.limit([(-1, each) for _, each in self.sent[wing]], posts - len(self.sent[wing]))

        def differs(values: Sequence[int]) -> int:
            staying = len(before) - total(before, values)
            return int(
                any(total(terms, values) != usual for terms, usual in parts)
                or (wing != "" and staying >= posts)
            )

        model.derive(flag, differs)
        model.half_days[flag] = person.staff_id
        return flag
