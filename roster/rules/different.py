"""Another choice of roster is one in which enough of the work is with other people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from roster.kinds import Kind, group
from roster.problem import Problem
from roster.roster import Plan
from roster.rule import Breach, Port, Rule
from roster.view import View

Holding = tuple[int, str]  # which sort of alike tasks, staff id
ALL = 100  # percent


def _sorts(problem: Problem) -> dict[str, int]:
    """Give tasks that are alike one number: which of them somebody does makes no difference."""
    return {task_id: number for number, kind in enumerate(group(problem)) for task_id in kind.task_ids}


class DifferentRule(Rule):
    """At most the policy's share of what people had in each earlier roster stays with them.

    A piece here is a task and a person who works on it, however many sessions it takes; alike tasks are one thing.
    """

    name = "different"
    sentence = "Another choice of roster gives enough of the pieces to other people."
    trace = "local setting"

    def enforce(self, problem: Problem, port: Port) -> None:
        """Bound what stays: of each sort and person the lesser of what they had and what they have."""
        if problem.revision is None or not problem.revision.unlike:
            return
        sorts = _sorts(problem)
        kinds: dict[int, list[Kind]] = defaultdict(list)
        for kind in port.kinds:
            kinds[sorts[kind.task_ids[0]]].append(kind)
        for earlier in problem.revision.unlike:
            had = self._had(problem, earlier, sorts)
            stays: list[tuple[int, int]] = []
            for (sort, staff_id), number in sorted(had.items()):
                person = problem.person[staff_id]
                now = [term for kind in kinds[sort] for term in port.given(kind, person)]
                at_most = sum(kind.count for kind in kinds[sort])
                stays += now if at_most <= number else port.lesser(now, [], number)
            port.at_most(stays, had.total() * (ALL - problem.policy.alternatives_differ_percent) // ALL)

    def _had(self, problem: Problem, earlier: Plan, sorts: dict[str, int]) -> Counter[Holding]:
        known = {
            (each.task_id, each.staff_id)
            for each in earlier.work
            if each.task_id in problem.task and each.staff_id in problem.person
        }
        return Counter((sorts[task_id], staff_id) for task_id, staff_id in known)

    def breaches(self, view: View) -> Iterable[Breach]:
        """Name the work that stays with the same people, where it is too much of it."""
        revision = view.problem.revision
        if revision is None or not revision.unlike:
            return
        sorts = _sorts(view.problem)
        now: dict[Holding, set[str]] = defaultdict(set)
        for piece in view.pieces:
            now[sorts[piece.task.task_id], piece.person.staff_id].add(piece.task.task_id)
        for earlier in revision.unlike:
            then: dict[Holding, set[str]] = defaultdict(set)
            for work in earlier.work:
                if work.task_id in view.problem.task and work.staff_id in view.problem.person:
                    then[sorts[work.task_id], work.staff_id].add(work.task_id)
            pieces = sum(map(len, then.values()))
            stay = sum(min(len(ids), len(now[key])) for key, ids in then.items() if key in now)
            other = ALL * (pieces - stay)
            if other < pieces * view.problem.policy.alternatives_differ_percent:
                ids = sorted({task_id for key in then if key in now for task_id in now[key]})
                yield self.breach(
                    f"{stay} of {pieces} pieces stay with the people who have them in another roster.",
                    tasks=[view.problem.task[each] for each in ids],
                )


RULE = DifferentRule
