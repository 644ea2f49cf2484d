"""From what the solver found to a sentence: what it would take to have a task done, or done by somebody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roster.explain.price import cost, first_worse, losses, said
from roster.explain.receipt import (
    COSTS,
    EXAMPLE,
    IMPOSSIBLE,
    INSTEAD,
    OTHER_CANNOT,
    OTHER_COSTS,
    OTHER_EXAMPLE,
    OTHER_FREE,
    POSSIBLE,
    Sentence,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roster.explain.price import Loss
    from roster.policy import Policy
    from roster.tasks import Task
    from roster.view import View


@dataclass(frozen=True)
class Answer:
    """The best roster found that fulfils a wish (None: none was found), and what is known about all others.

    `values` are all its levels; `least` is the bound of each level, for rosters that fulfil the wish and are as good
    above. `impossible`: it is proved that no roster that keeps every rule fulfils the wish.
    """

    view: View | None = None
    values: Mapping[str, int] | None = None
    least: Mapping[str, int] | None = None
    impossible: bool = False

    def is_proved_worse(self, name: str, before: Mapping[str, int]) -> bool:
        """Tell whether every roster that fulfils the wish is worse at a level, or at one above."""
        least = (self.least or {}).get(name)
        return least is not None and least > before[name]


def levels_down_to(policy: Policy, lowest: str) -> tuple[str, ...]:
    """Give the levels down to one, most important first."""
    return tuple(policy.levels[: policy.levels.index(lowest) + 1])


class Verdicts:
    """Compares rosters that fulfil a wish with the one that is explained. What is not proved is not said."""

    def __init__(self, view: View, values: Mapping[str, int]) -> None:
        self.view = view
        self.values = values

    def finished(self, task: Task, own: str, answer: Answer, *, on_time: bool) -> Sentence | None:
        """Say what finishing a task (on time) would cost, as far as that is known; None when nothing is."""
        ids, in_time = (task.task_id,), " on time" if on_time else ""
        if answer.impossible:
            text = f"No roster that keeps every rule finishes it{in_time} in these days."
            return Sentence(IMPOSSIBLE, text, ids)
        if answer.view is None or answer.values is None:
            return None
        names = levels_down_to(self.view.problem.policy, own)
        if all(self.values[name] == answer.values[name] for name in names):
            paid = losses(self.view, answer.view, own)
            text = (
                f"It could be finished{in_time} instead of other work of the same rank, with no loss at any level"
                f" above: {said(paid)}."
            )
            return Sentence(INSTEAD, text, _ids(task, paid))
        worse = first_worse(names, self.values, answer.values)
        if worse is None:
            text = f"A roster that finishes it{in_time} and ranks higher was found: make the roster again."
            return Sentence(POSSIBLE, text, ids)
        paid = losses(self.view, answer.view, worse)
        if answer.is_proved_worse(worse, self.values):
            least = (answer.least or {})[worse] - self.values[worse]
            higher = "" if worse == names[0] else ", or cost what ranks higher still"
            text = (
                f"Finishing it{in_time} would {cost(worse, own, least)}{higher}: for example, {said(paid)}."
            )
            return Sentence(COSTS, text, _ids(task, paid))
        text = f"Finishing it{in_time} is possible at a price: in one roster that does so, {said(paid)}."
        return Sentence(EXAMPLE, text, _ids(task, paid))

    def by(self, task: Task, staff_id: str, lowest: str, answer: Answer) -> Sentence | None:
        """Say what it would cost if somebody else did a task; levels below `lowest` are not compared."""
        ids, staff_ids = (task.task_id,), (staff_id,)
        if answer.impossible:
            text = f"{staff_id} may do it, but no roster that keeps every rule has them finish it."
            return Sentence(OTHER_CANNOT, text, ids, staff_ids)
        if answer.view is None or answer.values is None:
            return None
        names = levels_down_to(self.view.problem.policy, lowest)
        worse = first_worse(names, self.values, answer.values)
        if worse is None:
            return self._for_nothing(task, staff_id, names, answer.values)
        paid = losses(self.view, answer.view, worse)
        if answer.is_proved_worse(worse, self.values):
            higher = "" if worse == names[0] else ", or what ranks higher,"
            text = f"If {staff_id} did it, {_named(worse)}{higher} would be worse: for example, {said(paid)}."
            return Sentence(OTHER_COSTS, text, _ids(task, paid), staff_ids)
        text = f"{staff_id} could do it at a price: in one roster in which they do, {said(paid)}."
        return Sentence(OTHER_EXAMPLE, text, _ids(task, paid), staff_ids)

    def _for_nothing(
        self, task: Task, staff_id: str, names: Sequence[str], values: Mapping[str, int]
    ) -> Sentence:
        ids, staff_ids = (task.task_id,), (staff_id,)
        if any(values[name] > self.values[name] for name in names):
            text = f"{staff_id} does it in a roster that was found and ranks higher: make the roster again."
            return Sentence(POSSIBLE, text, ids, staff_ids)
        text = (
            f"{staff_id} could do it as well, and no level down to {_named(names[-1])} would be worse; what ranks"
            " lower was not compared."
        )
        return Sentence(OTHER_FREE, text, ids, staff_ids)


def _ids(task: Task, paid: Sequence[Loss]) -> tuple[str, ...]:
    """Give the task and those that pay for it, each once."""
    return tuple(dict.fromkeys((task.task_id, *(each.task_id for each in paid if each.task_id))))


def _named(level: str) -> str:
    """Name a level inside a sentence."""
    family, _, tier = level.partition(".")
    named = {
        "due": f"due work of tier {tier}",
        "rest": f"open work of tier {tier}",
        "wing_posts": "wing cover",
    }
    return named.get(family, "preferences")
